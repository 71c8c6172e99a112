# `assert` with and without a message; the message is evaluated only when it fails.
log = []


def message(text):
    log.append(text)
    return suspend(text)


assert suspend(True), message("unused")
try:
    assert suspend(0), message("zero is false")
except AssertionError as error:
    print(repr(error), error.args)
try:
    assert []
except AssertionError as error:
    print(repr(error), error.args)
try:
    assert (lambda: False)(), ("a", "tuple")
except AssertionError as error:
    print(error.args)
AssertionError = ValueError
try:
    assert 0, "the real class is raised"
except Exception as error:
    print(type(error).__mro__[1].__name__, error)
print(log)
