"""Iteration: iter() and next() on guest objects, the builtin iterators over guest iterators, and unpacking."""


def get_iterator(object):
    method = class_attribute(type(object), "__iter__")
    if method is absent:
        if class_attribute(type(object), "__getitem__") is absent or isinstance_plain(object, dict):
            raise TypeError(f"'{type_name(object)}' object is not iterable")
        return native_sequence_iterator(object)
    if method is None:
        raise TypeError(f"'{type_name(object)}' object is not iterable")
    if not is_guest_method(method):
        return native_iterator(object)
    return iterator_answered(special_method(object, "__iter__")())


def iterator_answered(iterator):
    if class_attribute(type(iterator), "__next__") is absent:
        raise TypeError(f"iter() returned non-iterator of type '{type_name(iterator)}'")
    return iterator


def iterator_of(*args):
    """iter(iterable) and iter(callable, sentinel)"""
    if len(args) == 1:
        return get_iterator(args[0])
    return native_call(iter, args, None)


def is_iterable(object):
    return class_attribute(type(object), "__iter__") is not absent or class_attribute(type(object), "__getitem__") is not absent


def next_value(iterator):
    """The next value of an iterator that may run guest code; StopIteration at its end."""
    step = steps.get(type(iterator))
    if step is not None:
        return step(iterator)
    method = class_attribute(type(iterator), "__next__")
    if method is absent:
        raise TypeError(f"'{type_name(iterator)}' object is not an iterator")
    for cls in type(iterator).__mro__:
        if cls in steps and not is_guest_method(method):
            return steps[cls](iterator)
    return special_method(iterator, "__next__")()


def next_default(iterator, *default):
    """next(iterator) and next(iterator, default)"""
    if not default:
        return next_value(iterator)
    if type(iterator) is generator_type:
        for value in iterator:
            return value
        return default[0]
    try:
        return next_value(iterator)
    except StopIteration:
        return default[0]


# --- One step of each builtin iterator. Its parts are read anew each time, for the step of an inner one may change them. ---


def next_of_map(iterator):
    arguments = []
    for inner in iterator_field(iterator, "iterators"):
        arguments.append(next(inner))
    return iterator_field(iterator, "function")(*arguments)


def next_of_filter(iterator):
    inner = iterator_field(iterator, "iterator")
    function = iterator_field(iterator, "function")
    while True:
        value = next(inner)
        if function is None or function is bool:
            if value:
                return value
        elif function(value):
            return value


def next_of_zip(iterator):
    inners = iterator_field(iterator, "iterators")
    if not inners:
        raise StopIteration
    values = []
    for inner in inners:
        try:
            values.append(next(inner))
            continue
        except StopIteration:
            if not iterator_field(iterator, "strict"):
                raise
        finish_strict_zip(inners, len(values))
    return tuple(values)


def finish_strict_zip(inners, position):
    """The iterator at a position is exhausted: so must be all others, or zip(strict=True) complains."""
    if position:
        plural = " " if position == 1 else "s 1-"
        raise ValueError(f"zip() argument {position + 1} is shorter than argument{plural}{position}")
    position = 1
    for inner in inners[1:]:
        try:
            next(inner)
        except StopIteration:
            position += 1
            continue
        plural = " " if position == 1 else "s 1-"
        raise ValueError(f"zip() argument {position + 1} is longer than argument{plural}{position}")
    raise StopIteration


def call_packed(function, arguments):
    return function(*arguments)


def same_key(target, current):
    return True if target == current else False


def next_of_enumerate(iterator):
    value = next(iterator_field(iterator, "iterator"))
    number = native_enumerate_number(iterator)
    return (number, value)


def next_of_sequence(iterator):
    """An iterator over an object that has `__getitem__` but no `__iter__`."""
    sequence = iterator_field(iterator, "sequence")
    if sequence is absent:
        raise StopIteration
    position = iterator_field(iterator, "index")
    try:
        value = sequence[position]
        set_iterator_field(iterator, "index", position + 1)
        return value
    except (IndexError, StopIteration):
        set_iterator_field(iterator, "sequence", absent)
    raise StopIteration


def next_of_reversed(iterator):
    sequence = iterator_field(iterator, "sequence")
    position = iterator_field(iterator, "index")
    if sequence is absent or position < 0:
        set_iterator_field(iterator, "index", -1)
        set_iterator_field(iterator, "sequence", absent)
        raise StopIteration
    try:
        value = sequence[position]
        set_iterator_field(iterator, "index", position - 1)
        return value
    except (IndexError, StopIteration):
        set_iterator_field(iterator, "index", -1)
        set_iterator_field(iterator, "sequence", absent)
    raise StopIteration


def hint_of_sequence(iterator):
    """__length_hint__ of next_of_sequence's iterator"""
    sequence = iterator_field(iterator, "sequence")
    if sequence is absent:
        return 0
    size = len(sequence) - iterator_field(iterator, "index")
    return size if size > 0 else 0


def hint_of_reversed(iterator):
    """reversed.__length_hint__"""
    sequence = iterator_field(iterator, "sequence")
    if sequence is absent:
        return 0
    position = iterator_field(iterator, "index") + 1
    return 0 if len(sequence) < position else position


def next_of_callable(iterator):
    """iter(callable, sentinel)"""
    function = iterator_field(iterator, "callable")
    if function is absent:
        raise StopIteration
    try:
        value = function()
    except StopIteration:
        set_iterator_field(iterator, "callable", absent)
        set_iterator_field(iterator, "sentinel", absent)
        raise
    sentinel = iterator_field(iterator, "sentinel")
    if sentinel is absent:
        raise StopIteration
    if not (sentinel is value or sentinel == value):
        return value
    set_iterator_field(iterator, "callable", absent)
    set_iterator_field(iterator, "sentinel", absent)
    raise StopIteration


# --- Making them: iter() of every argument runs on frames first. ---


def iterators_of(iterables):
    iterators = []
    for iterable in iterables:
        iterators.append(iter(iterable))
    return tuple(iterators)


def new_map(cls, function=absent, /, *iterables):
    if function is absent or not iterables:
        raise TypeError("map() must have at least two arguments.")
    return make_iterator(cls, (function, *empties(iterables)), {"iterators": iterators_of(iterables)})


def new_filter(cls, function, iterable, /):
    return make_iterator(cls, (function, ()), {"iterator": iter(iterable)})


def new_zip(cls, /, *iterables, strict=False):
    iterators = []
    for iterable in iterables:
        if not is_iterable(iterable):
            raise TypeError(f"'{type_name(iterable)}' object is not iterable")
        iterators.append(iter(iterable))
    made = make_iterator(cls, empties(iterables), {"iterators": tuple(iterators)})
    if strict:
        set_iterator_field(made, "strict", 1)
    return made


def new_enumerate(cls, iterable, start=0):
    return make_iterator(cls, ((), index_of(start)), {"iterator": iter(iterable)})


def new_reversed(cls, sequence, /):
    method = class_attribute(type(sequence), "__reversed__")
    if method is None:
        raise TypeError(f"'{type_name(sequence)}' object is not reversible")
    if method is not absent:
        return special_method(sequence, "__reversed__")()
    if class_attribute(type(sequence), "__getitem__") is absent or isinstance_plain(sequence, dict):
        raise TypeError(f"'{type_name(sequence)}' object is not reversible")
    size = len(sequence)
    made = make_iterator(cls, ("",), {"sequence": sequence})
    set_iterator_field(made, "index", size - 1)
    return made


def empties(iterables):
    return ((),) * len(iterables)


def make_iterator(cls, args, fields):
    """An iterator made over stand-ins, then given its real parts: making it natively would call their `__iter__`."""
    made = native_call(cls, args, None)
    for name in fields:
        set_iterator_field(made, name, fields[name])
    return made


def without_asking(iterator):
    """What a `for` statement takes for an iterator that CPython steps without another look at its `__iter__`: a slice of all of it."""
    if not is_guest_class(type(iterator)):
        return iterator
    made = native_call(islice_type, ((), None), None)
    set_iterator_field(made, "iterator", iterator)
    return made


# --- Unpacking ---


def unpack(iterable, count):
    values = []
    for value in without_asking(iterator_to_unpack(iterable)):
        if len_plain(values) == count:
            raise ValueError(f"too many values to unpack (expected {count})")
        values.append(value)
    if len_plain(values) < count:
        raise ValueError(f"not enough values to unpack (expected {count}, got {len_plain(values)})")
    return values


def iterator_to_unpack(iterable):
    if not is_iterable(iterable):
        raise TypeError(f"cannot unpack non-iterable {type_name(iterable)} object")
    return iter(iterable)


def unpack_star(iterable, before, after):
    values = []
    iterator = iterator_to_unpack(iterable)
    if before:
        for value in without_asking(iterator):
            values.append(value)
            if len_plain(values) == before:
                break
    if len_plain(values) < before:
        raise ValueError(
            f"not enough values to unpack (expected at least {before + after}, got {len_plain(values)})"
        )
    rest = list(iterator)
    if len_plain(rest) < after:
        raise ValueError(
            f"not enough values to unpack (expected at least {before + after}, got {before + len_plain(rest)})"
        )
    split = len_plain(rest) - after
    values.append(rest[:split])
    values.extend(rest[split:])
    return values


def delegate_iterator(object):
    """The generator that `yield from object` delegates to: object's own iterator, or one of ours around it (PEP 380)."""
    iterator = get_iterator(object)
    return iterator if type(iterator) is generator_type else delegate(iterator)


def delegate(iterator):
    sent = None
    error = None
    while True:
        try:
            if error is not None:
                value = throw_into(iterator, error)
            elif sent is None:
                value = next(iterator)
            else:
                value = iterator.send(sent)
        except StopIteration as stop:
            return stop.value
        error = None
        try:
            sent = yield value
        except BaseException as thrown:
            error = thrown


def throw_into(iterator, error):
    """Throws into an iterator that may have no throw(); GeneratorExit closes it instead."""
    if isinstance_plain(error, GeneratorExit):
        close = getattr(iterator, "close", absent)
        if close is not absent:
            close()
        raise error
    throw = getattr(iterator, "throw", absent)
    if throw is absent:
        raise error
    return throw(error)


def generator_close(generator):
    try:
        generator.throw(GeneratorExit)
    except GeneratorExit:
        return None
    except StopIteration as stop:
        return stop.value if python_minor >= 13 else None
    raise RuntimeError("generator ignored GeneratorExit")


steps = {
    map: next_of_map,
    filter: next_of_filter,
    zip: next_of_zip,
    enumerate: next_of_enumerate,
    reversed: next_of_reversed,
    type(native_sequence_iterator(())): next_of_sequence,
    type(iter(int, 1)): next_of_callable,
}
