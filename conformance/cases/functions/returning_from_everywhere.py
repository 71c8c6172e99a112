# A return leaves through loops, try blocks, with blocks and match statements.
class Trace:
    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, *exc):
        print("exit", suspend(exc[0]))


def find(kind):
    for i in range(3):
        with Trace():
            try:
                match kind:
                    case "first":
                        return suspend(("first", i))
                    case "loop":
                        while True:
                            return "loop"
                    case "nothing":
                        return
                    case "next":
                        continue
            finally:
                print("finally", suspend(i))
    return "end"


for kind in ("first", "loop", "nothing", "next"):
    print(find(kind))


def implicit():
    suspend(1)


print(implicit())
