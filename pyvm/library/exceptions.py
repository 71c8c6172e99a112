"""Exceptions: `raise` of a guest class, the classes that `except` names, and exception groups that guest code takes apart."""


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


# --- Groups ---


def group_split(group, condition, /):
    """BaseExceptionGroup.split"""
    return split_exception(group, group_matcher(condition), True)


def group_subgroup(group, condition, /):
    """BaseExceptionGroup.subgroup"""
    return split_exception(group, group_matcher(condition), False)[0]


def group_matcher(condition):
    """What decides about each exception in a group: a function of it."""
    if is_exception_class(condition) or (type(condition) is tuple and all_of(is_exception_class, condition)):
        return lambda exception: isinstance_plain(exception, condition)
    if type(condition) is type(all_of) if python_minor < 13 else callable(condition) and not isinstance_plain(condition, type):
        return condition
    if python_minor < 13:
        raise TypeError("expected a function, exception type or tuple of exception types")
    raise TypeError("expected an exception type, a tuple of exception types, or a callable (other than a class)")


def is_exception_class(value):
    return isinstance_plain(value, type) and issubclass_plain(value, BaseException)


def all_of(predicate, values):
    for value in values:
        if not predicate(value):
            return False
    return True


def split_exception(exception, matcher, with_rest):
    """(the part that matches, the rest), None for each that is empty."""
    if matcher(exception):
        return exception, None
    if not isinstance_plain(exception, BaseExceptionGroup):
        return None, exception if with_rest else None
    matching = []
    rest = []
    for inner in native_getattr(exception, "exceptions"):
        inner_match, inner_rest = split_exception(inner, matcher, with_rest)
        if inner_match is not None:
            matching.append(inner_match)
        if inner_rest is not None:
            rest.append(inner_rest)
    return derived_group(exception, matching), derived_group(exception, rest)


def match_group(exception, classes):
    """`except* classes`: (the exception to handle from now on, the part of it that matches, the rest), None for what is empty."""
    check_group_classes(classes)
    if exception is None:
        return handled_exception(), None, None
    if isinstance_plain(exception, classes):
        if not isinstance_plain(exception, BaseExceptionGroup):
            exception = BaseExceptionGroup("", (exception,))
        return exception, exception, None
    if not isinstance_plain(exception, BaseExceptionGroup):
        return handled_exception(), None, exception
    parts = exception.split(classes)
    if not isinstance_plain(parts, tuple):
        raise TypeError(f"{type_name(exception)}.split must return a tuple, not {type_name(parts)}")
    if len_plain(parts) < 2:
        raise TypeError(f"{type_name(exception)}.split must return a 2-tuple, got tuple of size {len_plain(parts)}")
    match, rest = item_plain(parts, 0), item_plain(parts, 1)
    return handled_exception() if match is None else match, match, rest


def check_group_classes(classes):
    for cls in classes if type(classes) is tuple else (classes,):
        check_exception_class(cls)
        if issubclass_plain(cls, BaseExceptionGroup):
            raise TypeError("catching ExceptionGroup with except* is not allowed. Use except instead.")


def among(objects, wanted):
    """The object itself is in the list."""
    for other in objects:
        if other is wanted:
            return True
    return False


def reraise_group(exception, raised):
    """What to raise after the clauses of an `except*`: what they raised, and the parts of the exception that none of them kept."""
    raised = [one for one in raised if one is not None]
    if not raised:
        return None
    if not isinstance_plain(exception, BaseExceptionGroup):
        return raised[0]
    again = [one for one in raised if is_part_of(one, exception)]
    new = [one for one in raised if not is_part_of(one, exception)]
    leaves = []
    for one in again:
        add_leaves(one, leaves)
    kept = split_exception(exception, lambda one: not isinstance_plain(one, BaseExceptionGroup) and among(leaves, one), False)[0]
    if not new:
        return kept
    if kept is not None:
        new.append(kept)
    return BaseExceptionGroup("", new) if len_plain(new) > 1 else new[0]


def is_part_of(one, exception):
    """CPython's own test: what was split off has the traceback, the cause and the context of the whole."""
    for name in ("__traceback__", "__cause__", "__context__"):
        if native_getattr(one, name) is not native_getattr(exception, name):
            return False
    return True


def add_leaves(exception, leaves):
    if not isinstance_plain(exception, BaseExceptionGroup):
        leaves.append(exception)
        return
    for inner in native_getattr(exception, "exceptions"):
        add_leaves(inner, leaves)


def derived_group(group, exceptions):
    """The group with other exceptions in it, which keeps what was noted about the whole."""
    if not exceptions:
        return None
    derived = group.derive(exceptions)
    if not isinstance_plain(derived, BaseExceptionGroup):
        raise TypeError("derive must return an instance of BaseExceptionGroup")
    for name in ("__traceback__", "__context__", "__cause__"):
        native_setattr(derived, name, native_getattr(group, name))
    notes = getattr(group, "__notes__", absent)
    if notes is not absent and class_attribute(type(notes), "__getitem__") is not absent and not isinstance_plain(notes, dict):
        derived.__notes__ = list(notes)
    return derived
