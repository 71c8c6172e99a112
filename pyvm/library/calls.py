"""Calls: objects with a guest `__call__`, and what `f(*args, **kwargs)` is made of."""


def call_object(callable, args, kwargs):
    method = special_method(callable, "__call__")
    if method is absent:
        raise TypeError(f"'{type_name(callable)}' object is not callable")
    return call(method, args, kwargs)


def call_special(object, name, *args):
    """What the object's special method answers; absent, which is NotImplemented, if its class has none."""
    method = special_method(object, name)
    if method is absent:
        return absent
    return method(*args)


def function_text(callable):
    """The name of a callable as messages about its arguments write it."""
    if not hasattr(callable, "__qualname__"):
        return str(callable)
    qualname = callable.__qualname__
    module = getattr(callable, "__module__", None)
    if module is not None and module != "builtins":
        return f"{module}.{qualname}()"
    return f"{qualname}()"


def call_unpacked(callable, args, kwargs):
    if type(args) is not tuple:
        args = unpacked_arguments(callable, args)
    if kwargs is not None and type(kwargs) is not dict:
        keywords = {}
        merge_keywords(keywords, kwargs, callable)
        kwargs = keywords
    return call(callable, args, kwargs)


def unpacked_arguments(callable, args):
    if class_attribute(type(args), "__iter__") is absent and class_attribute(type(args), "__getitem__") is absent:
        raise TypeError(f"{function_text(callable)} argument after * must be an iterable, not {type_name(args)}")
    return tuple(args)


def merge_keywords(keywords, mapping, callable):
    """Adds the items of `**mapping` to the keywords of a call."""
    if type(mapping) is dict:
        names = list(mapping)
    elif not hasattr(mapping, "keys"):
        raise TypeError(f"{function_text(callable)} argument after ** must be a mapping, not {type_name(mapping)}")
    else:
        names = mapping.keys()
    for name in names:
        if name in keywords:
            if not isinstance(name, str):
                raise TypeError("keywords must be strings")
            raise TypeError(f"{function_text(callable)} got multiple values for keyword argument '{name}'")
        keywords[name] = mapping[name]


def call_exit(exit, exception):
    """The exit method of a `with` block that was left by an exception."""
    return exit(type(exception), exception, exception.__traceback__)
