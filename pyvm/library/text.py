"""Text: str(), repr(), ascii() and format() of guest objects and of containers that hold them."""

STR = 1
REPR = 2
ASCII = 3


def convert(which, object):
    if which == STR:
        return text_of(object)
    text = representation(object)
    if which == REPR or text.isascii():
        return text
    return text.encode("ascii", "backslashreplace").decode("ascii")


def text_of(object):
    """str(object)"""
    if type(object) is str:
        return object
    method = class_attribute(type(object), "__str__")
    if method is object_str:
        return representation(object)
    if method is exception_str or method is key_error_str:
        return exception_text(object, method)
    if method is mapping_proxy_str:
        return text_of(object.copy())
    return text_answered(special_method(object, "__str__")(), "__str__")


def exception_text(exception, method):
    args = exception.args
    if len(args) == 0:
        return ""
    if len(args) == 1:
        return representation(args[0]) if method is key_error_str else text_of(args[0])
    return representation(args)


def representation(object):
    """repr(object)"""
    method = class_attribute(type(object), "__repr__")
    if method is None:
        raise TypeError("'NoneType' object is not callable")
    version = None if is_guest_method(method) else representations.get(method)
    if version is not None:
        return version(object)
    text = special_method(object, "__repr__")()
    if not isinstance_plain(text, str):
        raise TypeError(f"__repr__ returned non-string (type {type_name(text)})")
    return text


# A container that is met again while its own representation is being made is written as "...": the frames below tell.


def represent_list(items):
    if len_plain(items) == 0:
        return "[]"
    if in_progress(items):
        return "[...]"
    parts = []
    while len(parts) < len_plain(items):
        parts.append(representation(item_plain(items, len(parts))))
    return "[" + ", ".join(parts) + "]"


def represent_tuple(items):
    if len_plain(items) == 0:
        return "()"
    if in_progress(items):
        return "(...)"
    parts = []
    while len(parts) < len_plain(items):
        parts.append(representation(item_plain(items, len(parts))))
    if len_plain(items) == 1:
        return "(" + parts[0] + ",)"
    return "(" + ", ".join(parts) + ")"


def represent_dict(table):
    if len_plain(table) == 0:
        return "{}"
    if in_progress(table):
        return "{...}"
    return represent_entries(table)


def represent_entries(table):
    parts = []
    position = 0
    while True:
        entry = dict_next(table, position)
        if entry is None:
            return "{" + ", ".join(parts) + "}"
        position = entry[0]
        key = representation(entry[1])
        parts.append(key + ": " + representation(entry[2]))


def represent_set(items):
    name = type(items).__name__
    if len_plain(items) == 0:
        return name + "()"
    if in_progress(items):
        return name + "(...)"
    parts = []
    for item in native_call(list, (items,), None):
        parts.append(representation(item))
    listing = "{" + ", ".join(parts) + "}"
    return listing if type(items) is set else f"{name}({listing})"


def represent_view(view):
    if in_progress(view):
        return "..."
    parts = []
    for item in native_call(list, (view,), None):
        parts.append(representation(item))
    return f"{type(view).__name__}([{', '.join(parts)}])"


def represent_deque(items):
    if in_progress(items):
        return "[...]"
    listing = represent_list(native_call(list, (items,), None))
    if items.maxlen is None:
        return f"{type(items).__name__}({listing})"
    return f"{type(items).__name__}({listing}, maxlen={items.maxlen})"


def represent_default_dict(table):
    if in_progress(table):
        return "..."
    factory = representation(table.default_factory)
    entries = represent_entries(table) if len_plain(table) else "{}"
    return f"{type(table).__name__}({factory}, {entries})"


def represent_ordered_dict(table):
    if in_progress(table):
        return "..."
    parts = []
    for key, value in native_call(list, (table.items(),), None):
        if python_minor >= 12:
            parts.append(f"{key!r}: {value!r}")
        else:
            parts.append(f"({key!r}, {value!r})")
    name = type(table).__name__
    if not parts:
        return name + "()"
    listing = ", ".join(parts)
    return f"{name}({{{listing}}})" if python_minor >= 12 else f"{name}([{listing}])"


def represent_mapping_proxy(proxy):
    return "mappingproxy(" + representation(proxy.copy()) + ")"


def represent_exception(exception):
    args = exception.args
    name = type(exception).__name__
    if len(args) == 1:
        return name + "(" + representation(args[0]) + ")"
    return name + representation(args)


def represent_slice(bounds):
    return f"slice({bounds.start!r}, {bounds.stop!r}, {bounds.step!r})"


def represent_namespace(namespace):
    if in_progress(namespace):
        return namespace_name(namespace) + "(...)"
    parts = []
    for key, value in native_getattr(namespace, "__dict__").items():
        if isinstance_plain(key, str) and key:
            parts.append(key + "=" + representation(value))
    return namespace_name(namespace) + "(" + ", ".join(parts) + ")"


def namespace_name(namespace):
    return "namespace" if type_name(namespace) == "types.SimpleNamespace" else type(namespace).__name__


def format_value(object, spec=""):
    if spec is None:
        spec = ""
    if not isinstance_plain(spec, str):
        raise TypeError(f"Format specifier must be a string, not {type_name(spec)}")
    method = class_attribute(type(object), "__format__")
    if method is object_format:
        return format_default(object, spec)
    text = special_method(object, "__format__")(spec)
    if not isinstance_plain(text, str):
        raise TypeError(f"__format__ must return a str, not {type_name(text)}")
    return text


def format_default(object, spec, /):
    """object.__format__"""
    if spec:
        raise TypeError(f"unsupported format string passed to {type_name(object)}.__format__")
    return text_of(object)


def format_plain(object, spec, /):
    """int.__format__, float.__format__ and their kin: an empty specification means str()."""
    if spec == "":
        return text_of(object)
    for cls in (int, float, complex, str):
        if isinstance_plain(object, cls):
            return native_call(own_attribute(cls, "__format__"), (object, spec), None)
    return native_call(object_format, (object, spec), None)


def new_str(cls, /, *args, **kwargs):
    if len(args) == 1 and not kwargs:
        args = (text_of(args[0]),)
    elif len(args) == 0 and len(kwargs) == 1 and "object" in kwargs:
        args = (text_of(kwargs["object"]),)
        kwargs = None
    return native_new(str, cls, args, kwargs)


def join_strings(separator, iterable, /):
    return native_call(str.join, (separator, listed(iterable)), None)


def join_bytes(separator, iterable, /):
    return native_call(type(separator).join, (separator, listed(iterable)), None)


def text_representation(object, /):
    return representation(object)


def ascii_representation(object, /):
    return convert(ASCII, object)


def formatted(object, format_spec="", /):
    return format_value(object, format_spec)


def print_values(*values, sep=None, end=None, file=None, flush=False):
    """print(): to an object of the guest piece by piece, as CPython does; to the host's output in one piece."""
    if sep is not None and not isinstance_plain(sep, str):
        raise TypeError(f"sep must be None or a string, not {type_name(sep)}")
    if end is not None and not isinstance_plain(end, str):
        raise TypeError(f"end must be None or a string, not {type_name(end)}")
    separator = " " if sep is None else sep
    end = "\n" if end is None else end
    if file is None:
        output = guest_output()
        if output is absent:
            print_to_host(values, separator, end)
            return
        file = output
    for position, value in enumerate(values):
        if position:
            file.write(separator)
        file.write(text_of(value))
    file.write(end)
    if flush:
        file.flush()


def print_to_host(values, separator, end):
    """What comes before a value that has no text is written all the same."""
    texts = []
    try:
        for value in values:
            texts.append(text_of(value))
    except BaseException:
        if texts:
            write_output(separator.join(texts) + separator)
        raise
    write_output(separator.join(texts) + end)


object_str = class_attribute(object, "__str__")
object_format = class_attribute(object, "__format__")
exception_str = class_attribute(BaseException, "__str__")
mapping_proxy_str = class_attribute(mapping_proxy_type, "__str__")
key_error_str = class_attribute(KeyError, "__str__")

representations = {
    class_attribute(list, "__repr__"): represent_list,
    class_attribute(tuple, "__repr__"): represent_tuple,
    class_attribute(dict, "__repr__"): represent_dict,
    class_attribute(set, "__repr__"): represent_set,
    class_attribute(frozenset, "__repr__"): represent_set,
    class_attribute(keys_view_type, "__repr__"): represent_view,
    class_attribute(values_view_type, "__repr__"): represent_view,
    class_attribute(items_view_type, "__repr__"): represent_view,
    class_attribute(deque_type, "__repr__"): represent_deque,
    class_attribute(native_defaultdict, "__repr__"): represent_default_dict,
    class_attribute(ordered_dict_type, "__repr__"): represent_ordered_dict,
    class_attribute(alias_type, "__repr__"): represent_alias,
    class_attribute(mapping_proxy_type, "__repr__"): represent_mapping_proxy,
    class_attribute(namespace_type, "__repr__"): represent_namespace,
    class_attribute(BaseException, "__repr__"): represent_exception,
    class_attribute(slice, "__repr__"): represent_slice,
}
