"""Items: `x[key]`, slices, membership and lookups in a body's namespace, for objects and keys that run guest code."""


def get_item(object, key):
    method = class_attribute(type(object), "__getitem__")
    if method is absent or method is None:
        if isinstance_plain(object, type):
            return class_item(object, key)
        raise TypeError(f"'{type_name(object)}' object is not subscriptable")
    if is_guest_method(method):
        return special_method(object, "__getitem__")(key)
    if isinstance_plain(object, dict):
        return dict_get_item(object, key)
    if method is alias_getitem or method is union_getitem:
        return alias_item(object, key)
    return native_get_item(object, plain_index(object, key))


def class_item(cls, key):
    if cls is not type:
        try:
            method = get_attribute(cls, "__class_getitem__")
        except AttributeError:
            method = None
        if method is not None:
            return method(key)
        raise TypeError(f"type '{cls.__name__}' is not subscriptable")
    return native_get_item(cls, key)


def plain_index(object, key):
    """The key as a native sequence takes it: ints and slices of ints in place of whatever has an `__index__`."""
    if type(key) is slice:
        return plain_slice(key)
    if is_guest_class(type(key)) and not isinstance_plain(key, int):
        if is_native_sequence(object) and class_attribute(type(key), "__index__") is not absent:
            return index_of(key)
    return key


def plain_slice(key):
    if key.start is None and key.stop is None:
        step = slice_bound(key.step)
        return slice(None, None, step)
    step = slice_bound(key.step)
    start = slice_bound(key.start)
    return slice(start, slice_bound(key.stop), step)


def slice_bound(bound):
    if bound is None or type(bound) is int:
        return bound
    if class_attribute(type(bound), "__index__") is absent:
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return index_of(bound)


def list_get_item(items, key, /):
    """list.__getitem__"""
    return native_call(own_attribute(list, "__getitem__"), (items, plain_index(items, key)), None)


def tuple_get_item(items, key, /):
    """tuple.__getitem__"""
    return native_call(own_attribute(tuple, "__getitem__"), (items, plain_index(items, key)), None)


def str_get_item(text, key, /):
    """str.__getitem__"""
    return native_call(own_attribute(str, "__getitem__"), (text, plain_index(text, key)), None)


def list_set_item(items, key, value, /):
    """list.__setitem__"""
    key = plain_index(items, key)
    if type(key) is slice:
        value = plain_values(items, value)
    native_call(own_attribute(list, "__setitem__"), (items, key, value), None)


def list_delete_item(items, key, /):
    """list.__delitem__"""
    native_call(own_attribute(list, "__delitem__"), (items, plain_index(items, key)), None)


def set_item(object, key, value):
    method = class_attribute(type(object), "__setitem__")
    if method is absent or method is None:
        raise TypeError(f"'{type_name(object)}' object does not support item assignment")
    if is_guest_method(method):
        special_method(object, "__setitem__")(key, value)
    elif isinstance_plain(object, dict):
        dict_set_item(object, key, value)
    elif type(key) is slice:
        key = plain_slice(key)
        native_set_item(object, key, plain_values(object, value))
    else:
        key = plain_index(object, key)
        if isinstance_plain(object, bytearray):
            value = index_of(value)
        native_set_item(object, key, value)


def plain_values(object, value):
    """What a slice of a native sequence is set to, gathered before the sequence changes."""
    if isinstance_plain(object, bytearray):
        return new_bytes(bytes, value)
    if isinstance_plain(object, list):
        if type(value) is list or type(value) is tuple:
            return value
        if class_attribute(type(value), "__iter__") is absent and class_attribute(type(value), "__getitem__") is absent:
            raise TypeError("can only assign an iterable")
        return list(iter(value))
    return value


def delete_item(object, key):
    method = class_attribute(type(object), "__delitem__")
    if method is absent or method is None:
        raise TypeError(f"'{type_name(object)}' object doesn't support item deletion")
    if is_guest_method(method):
        special_method(object, "__delitem__")(key)
    elif isinstance_plain(object, dict):
        dict_delete_item(object, key)
    else:
        native_delete_item(object, plain_index(object, key))


def get_slice(object, start, stop):
    return object[slice(start, stop)]


def set_slice(object, start, stop, value):
    object[slice(start, stop)] = value


def contains(container, item):
    method = class_attribute(type(container), "__contains__")
    if method is None:
        raise TypeError(f"'{type_name(container)}' object is not a container")
    if is_guest_method(method):
        return truth(special_method(container, "__contains__")(item))
    if method is absent:
        return contains_by_iteration(container, item)
    if isinstance_plain(container, dict):
        return dict_contains(container, item)
    if isinstance_plain(container, (set, frozenset)):
        return set_contains(container, item)
    if isinstance_plain(container, (list, tuple)):
        return position_of(container, item, 0, None) is not None
    cls = type(container)
    if cls is keys_view_type:
        return item in native_view_dict(container)
    if cls is values_view_type:
        return contains_by_iteration(container, item)
    if cls is items_view_type:
        return contains_entry(native_view_dict(container), item)
    if cls is range and not isinstance_plain(item, int):
        return contains_by_iteration(container, item)
    if isinstance_plain(container, (bytes, bytearray)) and class_attribute(type(item), "__index__") is not absent:
        return native_contains(container, index_of(item))
    if cls is deque_type:
        return contains_by_iteration(container, item)
    return native_contains(container, item)


def contains_by_iteration(container, item):
    if class_attribute(type(container), "__iter__") is absent and class_attribute(type(container), "__getitem__") is absent:
        raise TypeError(f"argument of type '{type_name(container)}' is not iterable")
    for element in container:
        if element is item or element == item:
            return True
    return False


def contains_entry(table, entry):
    if type(entry) is not tuple or len_plain(entry) != 2:
        return False
    value = dict_lookup(table, entry[0])
    return value is not absent and (value is entry[1] or value == entry[1])


def position_of(items, item, start, stop):
    """Index of the first element that is or equals item; None if there is none. The size is looked at again every step."""
    position = start
    while position < len_plain(items) and (stop is None or position < stop):
        element = item_plain(items, position)
        if element is item or element == item:
            return position
        position += 1
    return None


def load_name(namespace, globals, builtins, name):
    try:
        return namespace[name]
    except KeyError:
        pass
    if name in globals:
        return globals[name]
    if name in builtins:
        return builtins[name]
    raise NameError(f"name '{name}' is not defined", name=name)


def delete_name(namespace, name):
    try:
        del namespace[name]
        return
    except KeyError:
        pass
    raise NameError(f"name '{name}' is not defined", name=name)


def load_name_or_cell(mapping, cell, name):
    try:
        return mapping[name]
    except KeyError:
        pass
    value = cell_contents(cell)
    if value is absent:
        raise NameError(f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope", name=name)
    return value


keys_view_type = type({}.keys())
values_view_type = type({}.values())
items_view_type = type({}.items())
