"""Dicts and sets whose keys run guest code: `__hash__` and `__eq__` on frames, the table itself untouched meanwhile.

A lookup walks the probe chain of the table where it lies, compares each candidate on frames, and starts again, as CPython does,
when the comparison moved the table or changed the slot. What was found is then stored or deleted by its known hash. Most lookups
of guest keys never come here: core/lookups.c completes them.
"""

# In step with pyvm/core/lookups.h, answers.h and tables.h.
LOOKUP_GET = 0
LOOKUP_SET = 1
LOOKUP_DELETE = 2
LOOKUP_CONTAINS = 3
LOOKUP_GET_DEFAULT = 4
LOOKUP_SET_DEFAULT = 5
LOOKUP_POP = 6
LOOKUP_POP_DEFAULT = 7
LOOKUP_ADD = 8
LOOKUP_DISCARD = 9
LOOKUP_REMOVE = 10
ASKED_LOOKUP_EQUAL = 112
MOVED = 1


def find_key(table, key, known, state=None, settled=None):
    """The key in the table that equals the given one of known hash; else absent. Or on from the state of a walk, without the keys
    that are settled: they were compared, and are others."""
    if state is None:
        state, settled = known, []
    while True:
        step = table_walk(table, key, state, settled)
        if step is None:
            return absent
        candidate, state = step
        if candidate is key:
            return candidate
        same = True if candidate == key else False
        moved = table_moved(table, candidate, state)
        if moved == MOVED:
            state, settled = known, []
        elif same:
            return candidate
        else:
            settled.append(candidate)


def look_up(question):
    """A lookup that the core began (core/lookups.h); the walk is where it was before the candidate."""
    number, table, key, value, candidate, state, settled = question
    known = table_walk_hash(state)
    found = find_key(table, key, known, state, [] if settled is None else settled)
    return finish_lookup(number - ASKED_LOOKUP_EQUAL, table, key, value, known, found)


def look_up_tuple(operation, table, key, value):
    known = hash_of_tuple(key)
    return finish_lookup(operation, table, key, value, known, find_key(table, key, known))


def look_up_further(question, answer):
    """The same where the candidate's `__eq__` answered with something whose truth is not plain to see."""
    number, table, key, value, candidate, state, settled = question
    known = table_walk_hash(state)
    if settled is None:
        settled = []
    same = True if (compare_rest(2, candidate, key) if answer is NotImplemented else answer) else False
    moved = table_moved(table, candidate, state)
    found = absent
    if moved == MOVED:
        found = find_key(table, key, known)
    elif same:
        found = candidate
    else:
        settled.append(candidate)
        found = find_key(table, key, known, state, settled)
    return finish_lookup(number - ASKED_LOOKUP_EQUAL, table, key, value, known, found)


def finish_lookup(operation, table, key, value, known, found):
    if operation == LOOKUP_GET:
        return missing_item(table, key) if found is absent else dict_get_known(table, found, known)
    if operation == LOOKUP_CONTAINS:
        return found is not absent
    if operation == LOOKUP_SET:
        return dict_set_known(table, key if found is absent else found, value, known)
    if operation == LOOKUP_ADD:
        return set_add_known(table, key, known) if found is absent else None
    if found is absent:
        return finish_lookup_absent(operation, table, key, value, known)
    if operation == LOOKUP_DELETE:
        return dict_delete_known(table, found, known)
    if operation == LOOKUP_DISCARD or operation == LOOKUP_REMOVE:
        return set_discard_known(table, found, known)
    value = dict_get_known(table, found, known)
    if operation == LOOKUP_POP or operation == LOOKUP_POP_DEFAULT:
        dict_delete_known(table, found, known)
    return value


def finish_lookup_absent(operation, table, key, value, known):
    if operation == LOOKUP_SET_DEFAULT:
        dict_set_known(table, key, value, known)
        return value
    if operation == LOOKUP_GET_DEFAULT or operation == LOOKUP_POP_DEFAULT:
        return value
    if operation == LOOKUP_DISCARD:
        return None
    raise KeyError(key)


def dict_lookup(table, key):
    known = hash(key)
    found = find_key(table, key, known)
    if found is absent:
        return absent
    return dict_get_known(table, found, known)


def dict_get_item(table, key, /):
    value = dict_lookup(table, key)
    return missing_item(table, key) if value is absent else value


def missing_item(table, key):
    missing = absent if type(table) is dict else class_attribute(type(table), "__missing__")
    if missing is absent:
        raise KeyError(key)
    if missing is default_missing:
        return default_dict_missing(table, key)
    return special_method(table, "__missing__")(key)


def default_dict_missing(table, key, /):
    factory = table.default_factory
    if factory is None:
        raise KeyError(key)
    value = factory()
    table[key] = value
    return value


def dict_set_item(table, key, value, /):
    known = hash(key)
    found = find_key(table, key, known)
    dict_set_known(table, key if found is absent else found, value, known)


def dict_delete_item(table, key, /):
    known = hash(key)
    found = find_key(table, key, known)
    if found is absent:
        raise KeyError(key)
    dict_delete_known(table, found, known)


def dict_contains(table, key, /):
    return find_key(table, key, hash(key)) is not absent


def dict_get(table, key, default=None, /):
    value = dict_lookup(table, key)
    return default if value is absent else value


def dict_pop(table, key, *default):
    if len_plain(table) == 0:
        found = absent
    else:
        known = hash(key)
        found = find_key(table, key, known)
    if found is absent:
        if not default:
            raise KeyError(key)
        return default[0]
    value = dict_get_known(table, found, known)
    dict_delete_known(table, found, known)
    return value


def dict_setdefault(table, key, default=None, /):
    known = hash(key)
    found = find_key(table, key, known)
    if found is absent:
        dict_set_known(table, key, default, known)
        return default
    return dict_get_known(table, found, known)


def update_dict(table, other=absent, /, **keywords):
    """dict.update. What a native attempt stored before it met guest code is stored again, which changes nothing."""
    if other is not absent:
        if isinstance(other, dict) and class_attribute(type(other), "__iter__") is dict.__iter__:
            update_dict_from_dict(table, other)
        elif hasattr(other, "keys"):
            for key in other.keys():
                table_set(table, key, other[key])
        else:
            update_dict_from_pairs(table, other)
    for name in keywords:
        table_set(table, name, keywords[name])


def table_set(table, key, value):
    """dict.__setitem__, whatever a subclass makes of it."""
    if type(table) is dict:
        table[key] = value
    else:
        dict.__setitem__(table, key, value)


def update_dict_from_dict(table, other):
    if table is other:
        return
    position = 0
    while True:
        entry = dict_next(other, position)
        if entry is None:
            return
        position, key, value, known = entry
        found = find_key(table, key, known)
        dict_set_known(table, key if found is absent else found, value, known)


def update_dict_from_pairs(table, pairs):
    number = 0
    plain = type(table) is dict
    for pair in pairs:
        if plain and type(pair) is tuple and len(pair) == 2:
            key, value = pair
            table[key] = value
            number += 1
            continue
        if type(pair) is not list and type(pair) is not tuple:
            if class_attribute(type(pair), "__iter__") is absent and class_attribute(type(pair), "__getitem__") is absent:
                raise TypeError(f"cannot convert dictionary update sequence element #{number} to a sequence")
            pair = list(iter(pair))
        if len_plain(pair) != 2:
            raise ValueError(
                f"dictionary update sequence element #{number} has length {len_plain(pair)}; 2 is required"
            )
        table_set(table, pair[0], pair[1])
        number += 1


def new_dict(cls, /, *args, **keywords):
    if cls is not dict:
        return native_call(class_attribute(dict, "__new__"), (cls,), None)
    table = {}
    if len(args) > 1:
        raise TypeError(f"dict expected at most 1 argument, got {len(args)}")
    update_dict(table, *args, **keywords)
    return table


def dict_initialize(table, /, *args, **keywords):
    if len(args) > 1:
        raise TypeError(f"dict expected at most 1 argument, got {len(args)}")
    update_dict(table, *args, **keywords)


def build_map(items):
    """The dict display of keys and values in turn."""
    table = {}
    for position in range(0, len(items), 2):
        table[items[position]] = items[position + 1]
    return table


def build_set(items):
    """The set display of the items."""
    made = set()
    update_set_from(made, items)
    return made


def dict_from_keys(cls, iterable, value=None, /):
    table = cls()
    for key in iterable:
        table[key] = value
    return table


def set_add(items, item, /):
    known = hash(item)
    if find_key(items, item, known) is absent:
        set_add_known(items, item, known)


def set_discard(items, item, /):
    known = hash_of_element(item)
    found = find_key(items, item, known)
    if found is not absent:
        set_discard_known(items, found, known)


def set_remove(items, item, /):
    known = hash_of_element(item)
    found = find_key(items, item, known)
    if found is absent:
        raise KeyError(item)
    set_discard_known(items, found, known)


def set_contains(items, item, /):
    return find_key(items, item, hash_of_element(item)) is not absent


def hash_of_element(item):
    """Sets find a set among their elements as if it were frozen."""
    if isinstance(item, set) and class_attribute(type(item), "__hash__") is None:
        return hash(frozenset(item))
    return hash(item)


def update_set(items, *iterables):
    for iterable in iterables:
        update_set_from(items, iterable)


def update_set_from(items, iterable):
    if isinstance(iterable, (set, frozenset)):
        merge_set(items, iterable)
        return
    if type(iterable) is dict:
        position = 0
        while True:
            entry = dict_next(iterable, position)
            if entry is None:
                return
            position, key, value, known = entry
            if find_key(items, key, known) is absent:
                set_add_known(items, key, known)
    for item in iterable:
        if type(items) is set:
            items.add(item)
        else:
            set_add(items, item)


def merge_set(items, other):
    position = 0
    while True:
        entry = set_next(other, position)
        if entry is None:
            return
        position, key, known = entry
        if find_key(items, key, known) is absent:
            set_add_known(items, key, known)


def new_set(cls, iterable=(), /):
    if cls is not set:
        return native_call(class_attribute(set, "__new__"), (cls,), None)
    if type(iterable) in iterators_without_hint:
        return {item for item in iterable}  # noqa: C416  # set() is what this stands for
    items = set()
    update_set_from(items, iterable)
    return items


def set_initialize(items, iterable=(), /):
    items.clear()
    update_set_from(items, iterable)


def new_frozenset(cls, iterable=(), /):
    return native_new(frozenset, cls, (new_set(set, iterable),), None)


def is_subset_plain(items, other):
    if len_plain(items) > len_plain(other):
        return False
    position = 0
    while True:
        entry = set_next(items, position)
        if entry is None:
            return True
        position, key, known = entry
        if find_key(other, key, known) is absent:
            return False


def as_set(iterable):
    return iterable if isinstance(iterable, (set, frozenset)) else set(iterable)


def same_kind(items, result):
    """Set operations give a frozenset where the left operand is one."""
    return frozenset(result) if isinstance(items, frozenset) else result


def set_copy(items):
    result = set()
    merge_set_into_empty(result, items)
    return result


def merge_set_into_empty(result, items):
    native_call(set.update, (result, items), None)


def set_union(items, *others):
    result = set_copy(items)
    for other in others:
        update_set_from(result, other)
    return same_kind(items, result)


def set_intersection(items, *others):
    result = items
    for other in others:
        result = intersect(result, other)
    return same_kind(items, result if others else set_copy(items))


def intersect(items, other):
    result = set()
    if isinstance(other, (set, frozenset)):
        if len_plain(other) > len_plain(items):
            items, other = other, items
        position = 0
        while True:
            entry = set_next(other, position)
            if entry is None:
                return result
            position, key, known = entry
            if find_key(items, key, known) is not absent and find_key(result, key, known) is absent:
                set_add_known(result, key, known)
    for key in other:
        known = hash(key)
        if find_key(items, key, known) is not absent and find_key(result, key, known) is absent:
            set_add_known(result, key, known)
    return result


def set_difference(items, *others):
    result = set_copy(items)
    set_difference_update(result, *others)
    return same_kind(items, result)


def set_difference_update(items, *others):
    for other in others:
        if other is items:
            items.clear()
        elif isinstance(other, (set, frozenset)):
            position = 0
            while True:
                entry = set_next(other, position)
                if entry is None:
                    break
                position, key, known = entry
                discard_known(items, key, known)
        else:
            for key in other:
                discard_known(items, key, hash(key))


def discard_known(items, key, known):
    found = find_key(items, key, known)
    if found is not absent:
        set_discard_known(items, found, known)


def set_symmetric_difference(items, other, /):
    result = set_copy(items)
    set_symmetric_difference_update(result, other)
    return same_kind(items, result)


def set_symmetric_difference_update(items, other, /):
    other = set_copy(as_set(other))
    if other is items:
        items.clear()
        return
    position = 0
    while True:
        entry = set_next(other, position)
        if entry is None:
            return
        position, key, known = entry
        found = find_key(items, key, known)
        if found is absent:
            set_add_known(items, key, known)
        else:
            set_discard_known(items, found, known)


def set_intersection_update(items, *others):
    result = set_intersection(set_copy(items), *others)
    items.clear()
    merge_set_into_empty(items, result)


def set_is_subset(items, other, /):
    return is_subset_plain(items, as_set(other))


def set_is_superset(items, other, /):
    if isinstance(other, (set, frozenset)):
        return is_subset_plain(other, items)
    for key in other:
        if key not in items:
            return False
    return True


def set_is_disjoint(items, other, /):
    for key in other:
        if key in items:
            return False
    return True


def set_inplace_or(items, other):
    update_set_from(items, other)
    return items


def set_inplace_and(items, other):
    set_intersection_update(items, other)
    return items


def set_inplace_subtract(items, other):
    set_difference_update(items, other)
    return items


def set_inplace_xor(items, other):
    set_symmetric_difference_update(items, other)
    return items


default_missing = class_attribute(native_defaultdict, "__missing__")
set_operations_by_slot = {
    class_attribute(set, "__or__"): set_union,
    class_attribute(set, "__and__"): set_intersection,
    class_attribute(set, "__sub__"): set_difference,
    class_attribute(set, "__xor__"): set_symmetric_difference,
    class_attribute(frozenset, "__or__"): set_union,
    class_attribute(frozenset, "__and__"): set_intersection,
    class_attribute(frozenset, "__sub__"): set_difference,
    class_attribute(frozenset, "__xor__"): set_symmetric_difference,
    class_attribute(set, "__ior__"): set_inplace_or,
    class_attribute(set, "__iand__"): set_inplace_and,
    class_attribute(set, "__isub__"): set_inplace_subtract,
    class_attribute(set, "__ixor__"): set_inplace_xor,
}
