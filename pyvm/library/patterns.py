"""match statements: mapping and class patterns on subjects that run guest code."""


def match_keys(subject, keys):
    """The subject's values for the keys, or None if one is missing. The mapping is asked with get(), never with []."""
    get = subject.get
    missing = object()
    seen = []
    values = []
    for key in keys:
        if key in seen:
            raise ValueError(f"mapping pattern checks duplicate key ({key!r})")
        seen.append(key)
        value = get(key, missing)
        if value is missing:
            return None
        values.append(value)
    return tuple(values)


def match_class(subject, cls, count, names):
    """The subject's attributes for `cls(*patterns, name=pattern, ...)`, or None if it is no instance or one is missing."""
    if not isinstance_plain(cls, type):
        raise TypeError("called match pattern must be a class")
    if not isinstance(subject, cls):
        return None
    seen = []
    values = []
    if count:
        match_self = False
        match_args = getattr(cls, "__match_args__", absent)
        if match_args is absent:
            match_self = native_matches_self(cls)
            match_args = ()
        elif type(match_args) is not tuple:
            raise TypeError(f"{cls.__name__}.__match_args__ must be a tuple (got {type_name(match_args)})")
        allowed = 1 if match_self else len(match_args)
        if allowed < count:
            plural = "" if allowed == 1 else "s"
            raise TypeError(f"{cls.__name__}() accepts {allowed} positional sub-pattern{plural} ({count} given)")
        if match_self:
            values.append(subject)
        for name in match_args[:count]:
            if type(name) is not str:
                raise TypeError(f"__match_args__ elements must be strings (got {type_name(name)})")
            value = matched_attribute(subject, cls, name, seen)
            if value is absent:
                return None
            values.append(value)
    for name in names:
        value = matched_attribute(subject, cls, name, seen)
        if value is absent:
            return None
        values.append(value)
    return tuple(values)


def matched_attribute(subject, cls, name, seen):
    if name in seen:
        raise TypeError(f"{cls.__name__}() got multiple sub-patterns for attribute {name!r}")
    seen.append(name)
    return getattr(subject, name, absent)
