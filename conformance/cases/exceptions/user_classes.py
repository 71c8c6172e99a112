# Exception classes of the program: constructors, fields, str and matching by inheritance.
class AppError(Exception):
    code = 1

    def __init__(self, message, *, detail=None):
        super().__init__(message)
        self.detail = suspend(detail)


class Missing(AppError, KeyError):
    code = 2

    def __str__(self):
        return f"missing {self.args[0]} ({self.detail})"


class Quiet(Exception):
    pass


for make in (lambda: AppError("plain"), lambda: Missing("key", detail=[1]), lambda: Quiet(), lambda: Quiet(1, 2)):
    try:
        raise make()
    except KeyError as error:
        print("key", error, repr(error), error.code)
    except AppError as error:
        print("app", error, repr(error), error.args, error.detail)
    except Quiet as error:
        print("quiet", str(error), repr(error), error.args)
try:
    raise Quiet
except Quiet as error:
    print(error.args, [c.__name__ for c in type(error).__mro__])
try:
    raise AppError
except TypeError as error:
    print(error)
print(issubclass(Missing, LookupError), Missing.__mro__[2].__name__)
