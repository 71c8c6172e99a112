# ExceptionGroup objects work as ordinary exceptions.
group = ExceptionGroup("several", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [KeyError("k")])])
try:
    suspend(0)
    raise group
except ExceptionGroup as error:
    print(error, len(error.exceptions), repr(error.exceptions[0]))
    matched, rest = error.split(ValueError)
    print(matched.exceptions, rest.exceptions[0])
    print(error.subgroup(KeyError).exceptions[0].exceptions)
    print(error.subgroup(lambda e: isinstance(suspend(e), TypeError)).exceptions)
    print(error.subgroup(OSError), error.derive([ValueError("d")]))
try:
    ExceptionGroup("empty", [])
except ValueError as error:
    print(error)
try:
    ExceptionGroup("wrong", [1])
except ValueError as error:
    print(error)
print(isinstance(group, Exception), isinstance(BaseExceptionGroup("b", [KeyboardInterrupt()]), Exception))
