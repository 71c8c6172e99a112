"""Comparison: reflected methods, identity as the last answer, and containers whose elements a guest compares."""

# By number: the row of isa.COMPARE, with its reflection.
COMPARE = (
    ("__lt__", "__gt__", "<"),
    ("__le__", "__ge__", "<="),
    ("__eq__", "__eq__", "=="),
    ("__ne__", "__ne__", "!="),
    ("__gt__", "__lt__", ">"),
    ("__ge__", "__le__", ">="),
)
NUMBERS = {"__lt__": 0, "__le__": 1, "__eq__": 2, "__ne__": 3, "__gt__": 4, "__ge__": 5}


def compare(number, left, right):
    name, reflected, symbol = COMPARE[number]
    left_class = type(left)
    right_class = type(right)
    asks_right = True
    if right_class is not left_class and issubclass_plain(right_class, left_class):
        answer = comparison_answer(right, reflected, left)
        if answer is not NotImplemented:
            return answer
        asks_right = False
    answer = comparison_answer(left, name, right)
    if answer is not NotImplemented:
        return answer
    if asks_right:
        answer = comparison_answer(right, reflected, left)
        if answer is not NotImplemented:
            return answer
    return comparison_by_identity(number, left, right)


def comparison_by_identity(number, left, right):
    name, reflected, symbol = COMPARE[number]
    if name == "__eq__":
        return left is right
    if name == "__ne__":
        return left is not right
    raise TypeError(f"'{symbol}' not supported between instances of '{type_name(left)}' and '{type_name(right)}'")


def comparison_answer(object, name, other):
    """What the object's own method says. Containers compare their elements here, where an element may run guest code."""
    method = class_attribute(type(object), name)
    if method is absent:
        return NotImplemented
    if method is object_not_equal:
        answer = comparison_answer(object, "__eq__", other)
        return NotImplemented if answer is NotImplemented else not answer
    if method in comparison_families:
        family = comparison_families[method]
        return family(object, name, other)
    return special_method(object, name)(other)


def not_equal_default(object, other, /):
    """object.__ne__"""
    return comparison_answer(object, "__ne__", other)


def compare_lists(left, name, right):
    if not isinstance(right, list):
        return NotImplemented
    return compare_sequences(left, name, right)


def compare_tuples(left, name, right):
    if not isinstance(right, tuple):
        return NotImplemented
    return compare_sequences(left, name, right)


def compare_sequences(left, name, right):
    """The first pair that differs decides; sizes are looked at again after every step, for an element may change them."""
    if len_plain(left) != len_plain(right) and isinstance(left, list):
        if name == "__eq__":
            return False
        if name == "__ne__":
            return True
    position = 0
    while position < len_plain(left) and position < len_plain(right):
        one = item_plain(left, position)
        other = item_plain(right, position)
        if one is not other and not one == other:
            if name == "__eq__":
                return False
            if name == "__ne__":
                return True
            return compare_as(name, one, other)
        position += 1
    return compare_as(name, len_plain(left), len_plain(right))


def compare_as(name, left, right):
    if name == "__lt__":
        return left < right
    if name == "__le__":
        return left <= right
    if name == "__eq__":
        return left == right
    if name == "__ne__":
        return left != right
    if name == "__gt__":
        return left > right
    return left >= right


def compare_dicts(left, name, right):
    if not isinstance(right, dict) or name not in ("__eq__", "__ne__"):
        return NotImplemented
    equal = dicts_equal(left, right)
    return equal if name == "__eq__" else not equal


def dicts_equal(left, right):
    if len_plain(left) != len_plain(right):
        return False
    position = 0
    while True:
        entry = dict_next(left, position)
        if entry is None:
            return True
        position, key, value, known = entry
        found = find_key(right, key, known)
        if found is absent:
            return False
        other = dict_get_known(right, found, known)
        if value is not other and not value == other:
            return False


def compare_sets(left, name, right):
    if not isinstance(right, (set, frozenset)):
        return NotImplemented
    if name == "__eq__":
        return len_plain(left) == len_plain(right) and is_subset_plain(left, right)
    if name == "__ne__":
        return not (len_plain(left) == len_plain(right) and is_subset_plain(left, right))
    if name == "__le__":
        return is_subset_plain(left, right)
    if name == "__ge__":
        return is_subset_plain(right, left)
    if name == "__lt__":
        return len_plain(left) < len_plain(right) and is_subset_plain(left, right)
    return len_plain(left) > len_plain(right) and is_subset_plain(right, left)


def compare_dict_views(left, name, right):
    size = len(left)
    other = len(right)
    if not is_set_like(right):
        return NotImplemented
    if name == "__eq__":
        return size == other and all_contained(left, right)
    if name == "__ne__":
        return not (size == other and all_contained(left, right))
    if name == "__le__":
        return size <= other and all_contained(left, right)
    if name == "__ge__":
        return size >= other and all_contained(right, left)
    if name == "__lt__":
        return size < other and all_contained(left, right)
    return size > other and all_contained(right, left)


def is_set_like(object):
    return isinstance(object, (set, frozenset, type({}.keys()), type({}.items())))


def all_contained(items, container):
    for item in items:
        if item not in container:
            return False
    return True


object_not_equal = object.__ne__

comparison_families = {}
for compared_name in NUMBERS:
    comparison_families[class_attribute(list, compared_name)] = compare_lists
    comparison_families[class_attribute(tuple, compared_name)] = compare_tuples
    comparison_families[class_attribute(set, compared_name)] = compare_sets
    comparison_families[class_attribute(frozenset, compared_name)] = compare_sets
    comparison_families[class_attribute(dict, compared_name)] = compare_dicts
    comparison_families[class_attribute(type({}.keys()), compared_name)] = compare_dict_views
    comparison_families[class_attribute(type({}.items()), compared_name)] = compare_dict_views
