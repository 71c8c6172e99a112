# An exception whose traceback was taken away is raised, frozen and raised again: the traceback begins anew.
def entries(error):
    found, entry = [], error.__traceback__
    while entry is not None:
        found.append(entry.tb_lineno)
        entry = entry.tb_next
    return found


def assigned():
    error = ValueError("assigned")
    error.__traceback__ = None
    raise error


def replaced():
    raise ValueError("replaced").with_traceback(None)


def again():
    try:
        replaced()
    except ValueError as error:
        error.__traceback__ = None
        suspend(error)
        raise error


def thrown():
    def generator():
        yield suspend("begun")

    steps = generator()
    next(steps)
    error = ValueError("thrown")
    error.__traceback__ = None
    steps.throw(error)


def grouped():
    try:
        raise ExceptionGroup("group", [ValueError(1), TypeError(2)])
    except* ValueError as error:
        error.__traceback__ = None
        suspend(error)
        raise


for function in (assigned, replaced, again, thrown, grouped):
    try:
        function()
    except Exception as error:
        suspend(error)
        print(function.__name__, type(error).__name__, error, len(entries(error)), entries(error)[-1] if function is not grouped else "")
        print(repr(suspend(error.__context__)), suspend(error.__traceback__) is error.__traceback__)
