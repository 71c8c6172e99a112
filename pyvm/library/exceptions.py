"""Exceptions: `raise` of a guest class and the classes that `except` names."""


def make_exception(value):
    """The exception that `raise value` raises."""
    if isinstance_plain(value, type) and issubclass_plain(value, BaseException):
        exception = value()
        if not isinstance_plain(exception, BaseException):
            raise TypeError(f"calling {value!r} should have returned an instance of BaseException, not {type(exception)!r}")
        return exception
    if not isinstance_plain(value, BaseException):
        raise TypeError("exceptions must derive from BaseException")
    return value


def exception_matches(exception, classes):
    """`except classes` goes by real inheritance: no hook is asked."""
    if type(classes) is not tuple:
        return matches_class(exception, classes)
    for cls in classes:
        check_exception_class(cls)
    for cls in classes:
        if matches_class(exception, cls):
            return True
    return False


def matches_class(exception, cls):
    check_exception_class(cls)
    return isinstance_plain(exception, cls)


def check_exception_class(cls):
    if not isinstance_plain(cls, type) or not issubclass_plain(cls, BaseException):
        raise TypeError("catching classes that do not inherit from BaseException is not allowed")
