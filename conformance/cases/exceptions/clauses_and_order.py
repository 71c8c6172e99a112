# The first matching clause runs; else and finally run when they should.
def attempt(action):
    log = []
    try:
        log.append("try")
        action()
    except (KeyError, IndexError) as error:
        log.append(("lookup", type(error).__name__, suspend(error.args)))
    except LookupError:
        log.append("never for subclasses")
    except ArithmeticError as error:
        log.append(("arithmetic", str(error)))
    except Exception:
        log.append(suspend("any"))
    else:
        log.append(suspend("else"))
    finally:
        log.append(suspend("finally"))
    return log


def raising(error):
    def action():
        raise error

    return action


class Special(LookupError):
    pass


for error in (KeyError("k"), IndexError(1), Special("s"), LookupError(), ZeroDivisionError("z"), ValueError(), OSError(2)):
    print(attempt(raising(error)))
print(attempt(lambda: None), attempt(lambda: 1 / 0), attempt(lambda: {}["missing"]), attempt(lambda: [][0]))
try:
    attempt(raising(KeyboardInterrupt("passes through")))
except BaseException as error:
    print(repr(error))
