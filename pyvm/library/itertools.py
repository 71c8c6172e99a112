"""itertools over guest iterators and functions: one step of each, and constructors whose arguments run guest code.

The objects are CPython's own; only their steps run here, on the parts that iterator_field reads and set_iterator_field replaces.
"""


def next_of_chain(iterator):
    while True:
        source = iterator_field(iterator, "source")
        if source is absent:
            raise StopIteration
        active = iterator_field(iterator, "active")
        if active is absent:
            try:
                iterable = next(source)
            except StopIteration:
                set_iterator_field(iterator, "source", absent)
                raise
            set_iterator_field(iterator, "active", iter(iterable))
            continue
        try:
            return next(active)
        except StopIteration:
            set_iterator_field(iterator, "active", absent)


def next_of_islice(iterator):
    inner = iterator_field(iterator, "iterator")
    if inner is absent:
        raise StopIteration
    stop = iterator_field(iterator, "stop")
    try:
        while iterator_field(iterator, "count") < iterator_field(iterator, "next"):
            next(inner)
            set_iterator_field(iterator, "count", iterator_field(iterator, "count") + 1)
        if stop != -1 and iterator_field(iterator, "count") >= stop:
            set_iterator_field(iterator, "iterator", absent)
            raise StopIteration
        value = next(inner)
    except StopIteration:
        set_iterator_field(iterator, "iterator", absent)
        raise
    set_iterator_field(iterator, "count", iterator_field(iterator, "count") + 1)
    following = iterator_field(iterator, "next") + iterator_field(iterator, "step")
    if stop != -1 and following > stop:
        following = stop
    set_iterator_field(iterator, "next", following)
    return value


def next_of_starmap(iterator):
    arguments = next(iterator_field(iterator, "iterator"))
    return iterator_field(iterator, "function")(*arguments)


def next_of_takewhile(iterator):
    if iterator_field(iterator, "stopped"):
        raise StopIteration
    value = next(iterator_field(iterator, "iterator"))
    if iterator_field(iterator, "function")(value):
        return value
    set_iterator_field(iterator, "stopped", 1)
    raise StopIteration


def next_of_dropwhile(iterator):
    while True:
        value = next(iterator_field(iterator, "iterator"))
        if iterator_field(iterator, "started"):
            return value
        if not iterator_field(iterator, "function")(value):
            set_iterator_field(iterator, "started", 1)
            return value


def next_of_filterfalse(iterator):
    function = iterator_field(iterator, "function")
    while True:
        value = next(iterator_field(iterator, "iterator"))
        if not (value if function is None or function is bool else function(value)):
            return value


def next_of_accumulate(iterator):
    initial = iterator_field(iterator, "initial")
    if initial is not absent and initial is not None:
        set_iterator_field(iterator, "initial", None)
        set_iterator_field(iterator, "total", initial)
        return initial
    value = next(iterator_field(iterator, "iterator"))
    total = iterator_field(iterator, "total")
    if total is not absent:
        function = iterator_field(iterator, "function")
        value = total + value if function is absent else function(total, value)
    set_iterator_field(iterator, "total", value)
    return value


def next_of_compress(iterator):
    while True:
        value = next(iterator_field(iterator, "data"))
        if next(iterator_field(iterator, "selectors")):
            return value


def next_of_cycle(iterator):
    inner = iterator_field(iterator, "iterator")
    if inner is not absent:
        try:
            value = next(inner)
            if not iterator_field(iterator, "filled"):
                iterator_field(iterator, "saved").append(value)
            return value
        except StopIteration:
            set_iterator_field(iterator, "iterator", absent)
    saved = iterator_field(iterator, "saved")
    if not saved:
        raise StopIteration
    position = iterator_field(iterator, "index")
    set_iterator_field(iterator, "index", position + 1 if position + 1 < len(saved) else 0)
    return saved[position]


def next_of_pairwise(iterator):
    inner = iterator_field(iterator, "iterator")
    if inner is absent:
        raise StopIteration
    try:
        old = iterator_field(iterator, "old")
        if old is absent:
            old = next(inner)
            set_iterator_field(iterator, "old", old)
        new = next(inner)
    except StopIteration:
        set_iterator_field(iterator, "iterator", absent)
        set_iterator_field(iterator, "old", absent)
        raise
    set_iterator_field(iterator, "old", new)
    return (old, new)


def next_of_zip_longest(iterator):
    size = iterator_field(iterator, "size")
    if not size or not iterator_field(iterator, "active"):
        raise StopIteration
    values = []
    for position in range(size):
        inner = native_zipped(iterator, position)
        if inner is absent:
            values.append(iterator_field(iterator, "fill"))
            continue
        try:
            values.append(next(inner))
        except StopIteration:
            left = iterator_field(iterator, "active") - 1
            set_iterator_field(iterator, "active", left)
            if not left:
                raise
            values.append(iterator_field(iterator, "fill"))
            native_drop_zipped(iterator, position)
    return tuple(values)


def next_of_groupby(iterator):
    set_iterator_field(iterator, "grouper", absent)
    while True:
        current = iterator_field(iterator, "current_key")
        if current is not absent:
            target = iterator_field(iterator, "target_key")
            if target is absent:
                break
            if not (target is current or target == current):
                break
        step_groupby(iterator)
    current = iterator_field(iterator, "current_key")
    set_iterator_field(iterator, "target_key", current)
    return (current, native_call(native_itertools_type("_grouper"), (iterator, current), None))


def step_groupby(iterator):
    value = next(iterator_field(iterator, "iterator"))
    function = iterator_field(iterator, "function")
    key = value if function is None else function(value)
    set_iterator_field(iterator, "current_value", value)
    set_iterator_field(iterator, "current_key", key)


def next_of_group(group):
    parent = iterator_field(group, "parent")
    if not group_is_active(group):
        raise StopIteration
    if iterator_field(parent, "current_value") is absent:
        step_groupby(parent)
    target = iterator_field(group, "target_key")
    current = iterator_field(parent, "current_key")
    if not (target is current or target == current):
        raise StopIteration
    value = iterator_field(parent, "current_value")
    set_iterator_field(parent, "current_value", absent)
    set_iterator_field(parent, "current_key", absent)
    return value


def next_of_batched(iterator):
    inner = iterator_field(iterator, "iterator")
    if inner is absent:
        raise StopIteration
    size = iterator_field(iterator, "size")
    values = []
    try:
        while len(values) < size:
            values.append(next(inner))
    except StopIteration:
        set_iterator_field(iterator, "iterator", absent)
        if not values:
            raise
    if len(values) < size and iterator_field(iterator, "strict"):
        raise ValueError("batched(): incomplete batch")
    return tuple(values)


def next_of_tee(tee):
    """The value at its place among those that its data keeps, or the next one, which the data then keeps for the others."""
    data = iterator_field(tee, "data")
    index = iterator_field(tee, "index")
    if index == tee_room:
        data = following_tee_data(data)
        index = 0
        set_iterator_field(tee, "index", index)  # first: a blob between the two has no place beyond the values
        set_iterator_field(tee, "data", data)
    if index == iterator_field(data, "count"):
        if iterator_field(data, "running"):
            raise RuntimeError("cannot re-enter the tee iterator")
        set_iterator_field(data, "running", 1)
        try:
            value = next(iterator_field(data, "iterator"))
        finally:
            set_iterator_field(data, "running", 0)
        native_tee_append(data, value)
    else:
        value = native_tee_value(data, index)
    set_iterator_field(tee, "index", index + 1)
    return value


def following_tee_data(data):
    following = iterator_field(data, "following")
    if following is absent:
        following = native_call(tee_data_type, (iterator_field(data, "iterator"), [], None), None)
        set_iterator_field(data, "following", following)
    return following


# --- Constructors ---


def new_chain(cls, /, *iterables):
    return native_call(cls, iterables, None)


def chain_from_iterable(cls, iterable, /):
    made = native_call(cls, (), None)
    set_iterator_field(made, "source", iter(iterable))
    return made


def new_islice(cls, iterable, /, *bounds):
    plain = []
    for bound in bounds:
        plain.append(bound if bound is None else index_of(bound))
    return make_iterator(cls, ((), *plain), {"iterator": iter(iterable)})


def new_with_function(cls, function, iterable, /):
    """takewhile, dropwhile, filterfalse, starmap"""
    return make_iterator(cls, (function, ()), {"iterator": iter(iterable)})


def new_accumulate(cls, iterable, func=None, *, initial=None):
    made = native_call(cls, ((), func), {"initial": initial})
    set_iterator_field(made, "iterator", iter(iterable))
    return made


def new_compress(cls, data, selectors):
    data = iter(data)
    return make_iterator(cls, ((), ()), {"data": data, "selectors": iter(selectors)})


def new_single(cls, iterable, /):
    """cycle, pairwise"""
    return make_iterator(cls, ((),), {"iterator": iter(iterable)})


def new_zip_longest(cls, /, *iterables, fillvalue=None):
    made = native_call(cls, empties(iterables), {"fillvalue": fillvalue})
    set_iterator_field(made, "iterators", iterators_of(iterables))
    return made


def new_groupby(cls, iterable, key=None):
    return make_iterator(cls, ((), key), {"iterator": iter(iterable)})


def new_batched(cls, iterable, n, *, strict=False):
    made = native_call(cls, ((), index_of(n)), {"strict": True} if strict else None)
    set_iterator_field(made, "iterator", iter(iterable))
    return made


def new_product(cls, /, *iterables, repeat=1):
    pools = []
    for iterable in iterables:
        pools.append(tuple(iterable))
    return native_call(cls, tuple(pools), {"repeat": index_of(repeat)})


def new_selection(cls, iterable, r=None):
    """permutations, combinations, combinations_with_replacement"""
    pool = tuple(iterable)
    return native_call(cls, (pool,) if r is None else (pool, index_of(r)), None)


def new_tee_iterator(cls, iterable, /):
    """The iterator that tee() makes of an iterable."""
    iterator = iter(iterable)
    if isinstance_plain(iterator, cls):
        return native_call(cls, (iterator,), None)
    made = native_call(cls, ((),), None)
    set_iterator_field(iterator_field(made, "data"), "iterator", iterator)
    return made


def new_tees(iterable, n=2, /):
    """itertools.tee()"""
    n = index_of(n)
    if n < 0:
        raise ValueError("n must be >= 0")
    if n == 0:
        return ()
    tee = iter(iterable)
    copy = native_getattr(tee, "__copy__") if type(tee) is tee_type else getattr(tee, "__copy__", absent)
    if copy is absent:
        tee = new_tee_iterator(tee_type, tee)
        copy = native_getattr(tee, "__copy__")
    tees = [tee]
    while len_plain(tees) < n:
        tees.append(copy())
    return tuple(tees)


islice_type = native_itertools_type("islice")
tee_type = native_itertools_type("_tee")
tee_data_type = native_itertools_type("_tee_dataobject")
tee_room = 57  # values in a data object
itertools_steps = {
    "chain": next_of_chain,
    "islice": next_of_islice,
    "starmap": next_of_starmap,
    "takewhile": next_of_takewhile,
    "dropwhile": next_of_dropwhile,
    "filterfalse": next_of_filterfalse,
    "accumulate": next_of_accumulate,
    "compress": next_of_compress,
    "cycle": next_of_cycle,
    "pairwise": next_of_pairwise,
    "zip_longest": next_of_zip_longest,
    "groupby": next_of_groupby,
    "_grouper": next_of_group,
    "batched": next_of_batched,
    "_tee": next_of_tee,
}
for itertools_name in itertools_steps:
    itertools_type = native_itertools_type(itertools_name)
    if itertools_type is not absent:
        steps[itertools_type] = itertools_steps[itertools_name]
