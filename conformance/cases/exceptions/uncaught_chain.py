# The whole chain of an uncaught exception is reported.
class Problem(Exception):
    def __str__(self):
        return "problem " + repr(self.args)


def load():
    try:
        return int(suspend("not a number"))
    except ValueError as error:
        raise Problem("loading", 1) from error


def main():
    try:
        load()
    finally:
        print("cleaning up")


main()
