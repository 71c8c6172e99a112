"""Numbers: conversions that run a guest's `__index__`, `__int__`, `__float__`, `__hash__`, `__bool__`, `__len__`."""


def index_of(object):
    """The int that an object stands for, as operator.index and every native that takes a size see it."""
    if isinstance_plain(object, int):
        return object
    number = call_special(object, "__index__")
    if number is absent:
        raise TypeError(f"'{type_name(object)}' object cannot be interpreted as an integer")
    if not isinstance(number, int):
        raise TypeError(f"__index__ returned non-int (type {type_name(number)})")
    return number


def truth(object):
    """bool(object), for an object whose class decides."""
    if object is True or object is False or object is None:
        return object is True
    method = special_method(object, "__bool__")
    if method is not absent:
        answer = method()
        if answer is not True and answer is not False:
            raise TypeError(f"__bool__ should return bool, returned {type_name(answer)}")
        return answer
    if class_attribute(type(object), "__len__") is not absent:
        return length(object) != 0
    return True


def length(object):
    method = special_method(object, "__len__")
    if method is absent:
        raise TypeError(f"object of type '{type_name(object)}' has no len()")
    return length_answered(method())


def length_answered(answer):
    size = index_of(answer)
    if size < 0:
        raise ValueError("__len__() should return >= 0")
    if size > 0x7FFFFFFFFFFFFFFF:
        raise OverflowError("cannot fit 'int' into an index-sized integer")
    return int.__add__(size, 0)  # of exactly int


def length_hint(object, default=0):
    """operator.length_hint: what CPython asks an iterable before it fills a list from it."""
    if class_attribute(type(object), "__len__") is not absent:
        try:
            return length(object)
        except TypeError:
            pass
    if class_attribute(type(object), "__length_hint__") is absent:
        return default
    try:
        hint = call_special(object, "__length_hint__")
    except TypeError:
        return default
    if hint is NotImplemented:
        return default
    if not isinstance(hint, int):
        raise TypeError(f"__length_hint__ must be an integer, not {type_name(hint)}")
    if hint < 0:
        raise ValueError("__length_hint__() should return >= 0")
    return hint


def hash_of(object):
    method = class_attribute(type(object), "__hash__")
    if method is absent or method is None:
        raise TypeError(f"unhashable type: '{type_name(object)}'")
    if method is tuple.__hash__:
        return hash_of_tuple(object)
    value = special_method(object, "__hash__")()
    if not isinstance(value, int):
        raise TypeError("__hash__ method should return an integer")
    return native_hash_value(value)


def hash_of_tuple(items):
    hashes = []
    for item in items:
        hashes.append(hash(item))
    return native_mix_hashes(hashes)


def new_bool(cls, object=False, /):
    return truth(object)


def new_int(cls, /, *args, **kwargs):
    if len(args) == 1 and not kwargs:
        args = (int_of(args[0]),)
    elif len(args) == 2:
        args = (args[0], index_of(args[1]))
    elif "base" in kwargs:
        kwargs["base"] = index_of(kwargs["base"])
    return native_new(int, cls, args, kwargs)


def native_new(base, cls, args, kwargs):
    """An instance of cls as the constructor of its builtin base makes it, once the arguments run no guest code any more."""
    if cls is base:
        return native_call(cls, args, kwargs)
    return native_call(class_attribute(base, "__new__"), (cls, *args), kwargs)


def int_of(object):
    number = call_special(object, "__int__")
    if number is not absent:
        if not isinstance(number, int):
            raise TypeError(f"__int__ returned non-int (type {type_name(number)})")
        return native_call(int, (number,), None)
    if class_attribute(type(object), "__index__") is not absent:
        return native_call(int, (index_of(object),), None)
    number = call_special(object, "__trunc__")
    if number is absent:
        return native_call(int, (object,), None)
    if isinstance(number, int):
        return native_call(int, (number,), None)
    if class_attribute(type(number), "__index__") is absent:
        raise TypeError(f"__trunc__ returned non-Integral (type {type_name(number)})")
    return index_of(number)


def new_float(cls, object=0.0, /):
    return native_new(float, cls, (float_argument(object),), None)


def float_argument(object):
    """The float that a native takes in the object's place; strings and what is no number pass as they are."""
    if type(object) in (float, int, bool, str):
        return object
    number = call_special(object, "__float__")
    if number is not absent:
        if not isinstance(number, float):
            raise TypeError(f"{type_name(object)}.__float__ returned non-float (type {type_name(number)})")
        return native_call(float, (number,), None)
    if class_attribute(type(object), "__index__") is not absent:
        return index_of(object)
    return object


def new_complex(cls, /, *args, **kwargs):
    args = tuple([complex_argument(value) for value in args])
    for name in kwargs:
        kwargs[name] = complex_argument(kwargs[name])
    return native_new(complex, cls, args, kwargs)


def complex_argument(object):
    number = call_special(object, "__complex__")
    if number is absent or isinstance(object, complex):
        return float_argument(object)
    if not isinstance(number, complex):
        raise TypeError(f"__complex__ returned non-complex (type {type_name(number)})")
    return number


def absolute(object, /):
    answer = call_special(object, "__abs__")
    if answer is absent:
        raise TypeError(f"bad operand type for abs(): '{type_name(object)}'")
    return answer


def rounded(number, ndigits=None):
    method = special_method(number, "__round__")
    if method is absent:
        raise TypeError(f"type {type_name(number)} doesn't define __round__ method")
    if ndigits is None:
        return method()
    if type(number) in (int, float, bool):
        ndigits = index_of(ndigits)
    return method(ndigits)


def new_range(cls, /, *args):
    return native_call(range, tuple([index_of(value) for value in args]), None)


def character(number, /):
    return native_call(chr, (index_of(number),), None)


def binary_text(number, /):
    return native_call(bin, (index_of(number),), None)


def octal_text(number, /):
    return native_call(oct, (index_of(number),), None)


def hexadecimal_text(number, /):
    return native_call(hex, (index_of(number),), None)


def floor_of(number, /):
    answer = call_special(number, "__floor__")
    return native_call(native_floor, (float_argument(number),), None) if answer is absent else answer


def ceiling_of(number, /):
    answer = call_special(number, "__ceil__")
    return native_call(native_ceil, (float_argument(number),), None) if answer is absent else answer


def truncated(number, /):
    answer = call_special(number, "__trunc__")
    if answer is absent:
        raise TypeError(f"type {type_name(number)} doesn't define __trunc__ method")
    return answer
