"""Lists, tuples, bytes: made and searched from iterables and with elements that run guest code."""


def new_list(cls, iterable=absent, /):
    if cls is not list:
        return native_call(class_attribute(list, "__new__"), (cls,), None)
    return [] if iterable is absent else listed(iterable)


def listed(iterable):
    """A list of what the iterable gives."""
    if type(iterable) in iterators_without_hint:
        return [item for item in iterable]  # noqa: C416  # list() is what this stands for
    items = []
    extend_list(items, iterable)
    return items


def list_initialize(items, iterable=absent, /):
    native_call(list.clear, (items,), None)
    if iterable is not absent:
        extend_list(items, iterable)


def extend_list(items, iterable, /):
    if isinstance_plain(iterable, (list, tuple)) and not is_guest_method(class_attribute(type(iterable), "__iter__")):
        native_extend(items, iterable)
        return
    if not is_iterable(iterable):
        raise TypeError(f"'{type_name(iterable)}' object is not iterable")
    iterator = iter(iterable)
    length_hint(iterable)
    if type(items) is not list:
        for item in without_asking(iterator):
            native_append(items, item)
        return
    for item in without_asking(iterator):
        items.append(item)


def list_inplace_add(items, iterable, /):
    extend_list(items, iterable)
    return items


def new_tuple(cls, iterable=(), /):
    if cls is tuple:
        return tuple(listed(iterable))
    return native_new(tuple, cls, (listed(iterable),), None)


def list_index(items, value, start=0, stop=0x7FFFFFFFFFFFFFFF, /):
    return index_in(items, value, start, stop, None)


def tuple_index(items, value, start=0, stop=0x7FFFFFFFFFFFFFFF, /):
    return index_in(items, value, start, stop, "tuple.index(x): x not in tuple")


def index_in(items, value, start, stop, message):
    start = clamped(start, items)
    stop = clamped(stop, items)
    position = position_of(items, value, start, stop)
    if position is None:
        raise ValueError(f"{value!r} is not in list" if message is None else message)
    return position


def clamped(position, items):
    position = slice_bound(position)
    if position < 0:
        position += len_plain(items)
        if position < 0:
            position = 0
    return position


def count_of(items, value, /):
    """list.count and tuple.count"""
    count = 0
    position = 0
    while position < len_plain(items):
        element = item_plain(items, position)
        if element is value or element == value:
            count += 1
        position += 1
    return count


def list_remove(items, value, /):
    position = position_of(items, value, 0, None)
    if position is None:
        raise ValueError("list.remove(x): x not in list")
    native_delete_item(items, position)


def list_insert(items, position, value, /):
    native_call(list.insert, (items, index_of(position), value), None)


def list_pop(items, position=-1, /):
    return native_call(list.pop, (items, index_of(position)), None)


def deque_remove(items, value, /):
    position = 0
    for element in items:
        if element is value or element == value:
            native_delete_item(items, position)
            return
        position += 1
    raise ValueError("deque.remove(x): x not in deque")


def deque_extend(items, iterable, /):
    if iterable is items:
        iterable = list(iterable)
    for item in iterable:
        items.append(item)


def deque_extend_left(items, iterable, /):
    if iterable is items:
        iterable = list(iterable)
    for item in iterable:
        items.appendleft(item)


def new_deque(cls, iterable=(), maxlen=None):
    items = native_call(class_attribute(deque_type, "__new__"), (cls,), None)
    deque_initialize(items, iterable, maxlen)
    return items


def deque_initialize(items, iterable=(), maxlen=None):
    native_call(class_attribute(deque_type, "__init__"), (items, (), maxlen), None)
    deque_extend(items, iterable)


iterators_without_hint = (generator_type, map, filter, zip, enumerate)  # which cannot be asked how long they are


# --- bytes and bytearray ---


def new_bytes(cls, *args, **kwargs):
    if len(args) == 1 and not kwargs:
        args = (bytes_source(args[0]),)
    return native_new(bytes, cls, args, kwargs)


def bytes_source(source):
    """bytes(source) without what guest code has to say: its `__bytes__`, its `__index__`, or its elements."""
    if class_attribute(type(source), "__bytes__") is not absent and is_guest_class(type(source)):
        made = call_special(source, "__bytes__")
        if not isinstance(made, bytes):
            raise TypeError(f"__bytes__ returned non-bytes (type {type_name(made)})")
        return made
    return byte_values(source)


def byte_values(source):
    if isinstance_plain(source, (int, str, bytes, bytearray, memoryview)):
        return source
    if class_attribute(type(source), "__index__") is not absent:
        try:
            return index_of(source)
        except TypeError:
            pass
    if not is_iterable(source):
        raise TypeError(f"cannot convert '{type_name(source)}' object to bytes")
    values = []
    iterator = iter(source)
    length_hint(source)
    for value in without_asking(iterator):
        value = index_of(value)
        if value < 0 or value > 255:
            raise ValueError("bytes must be in range(0, 256)")
        values.append(value)
    return values


def new_bytearray(cls, *args, **kwargs):
    made = native_call(class_attribute(bytearray, "__new__"), (cls,), None)
    if cls is bytearray:
        bytearray_initialize(made, *args, **kwargs)
    return made


def bytearray_initialize(items, *args, **kwargs):
    if len(args) == 1 and not kwargs:
        args = (byte_values(args[0]),)
    native_call(class_attribute(bytearray, "__init__"), (items, *args), kwargs)


def bytearray_extend(items, iterable, /):
    native_call(bytearray.extend, (items, byte_values(iterable)), None)


def bytearray_append(items, value, /):
    native_call(bytearray.append, (items, index_of(value)), None)
