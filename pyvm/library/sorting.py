"""Sorting: sorted(), list.sort(), min() and max() where a key or a comparison is guest code.

Keys that CPython can compare by itself are sorted by CPython. Else the order of comparisons is CPython's for short lists (runs, then
binary insertion); longer ones are merged in natural runs.
"""

SHORT = 64


def sorted_list(iterable, /, *, key=None, reverse=False):
    items = listed(iterable) if type(iterable) in iterators_without_hint else list(iterable)
    if key is None or type(reverse) is not bool:
        sort_list(items, key=key, reverse=reverse)
        return items
    keys = [key(value) for value in items]
    if not native_sort(items, keys, reverse):
        sort_list_by(items, keys, reverse)
    return items


def sort_list(items, /, *, key=None, reverse=False):
    """list.sort: stable; the list is empty meanwhile, and whatever was put into it is an error."""
    if type(reverse) is not bool:
        reverse = index_of(reverse) != 0
    values = native_take_items(items)
    changed = False
    try:
        keys = None if key is None else [key(value) for value in values]
        if not native_sort(values, keys, reverse):
            pairs = list(zip(values if keys is None else keys, values, strict=True))
            if reverse:
                pairs.reverse()
            try:
                sort_pairs(pairs)
            finally:
                if reverse:
                    pairs.reverse()
                values = [value for measure, value in pairs]
    finally:
        changed = native_put_items(items, values)
    if changed:
        raise ValueError("list modified during sort")


def sort_list_by(items, keys, reverse):
    """Sorts a list that nobody else has by keys whose comparisons are guest code."""
    pairs = list(zip(keys, items, strict=True))
    if reverse:
        pairs.reverse()
    sort_pairs(pairs)
    if reverse:
        pairs.reverse()
    items[:] = [value for measure, value in pairs]


def sort_pairs(pairs):
    size = len(pairs)
    if size < 2:
        return
    if size < SHORT:
        end = ordered_run(pairs, 0, size)
        insert_rest(pairs, 0, size, end)
        return
    shortest = shortest_run(size)
    runs = []
    start = 0
    while start < size:
        end = ordered_run(pairs, start, size)
        if end - start < shortest:
            forced = start + shortest if start + shortest < size else size
            insert_rest(pairs, start, forced, end)
            end = forced
        runs.append((start, end))
        merge_uneven(pairs, runs)
        start = end
    while len(runs) > 1:
        merge_last(pairs, runs, len(runs) - 2)


def shortest_run(size):
    odd = 0
    while size >= SHORT:
        odd |= size & 1
        size >>= 1
    return size + odd


def ordered_run(pairs, start, stop):
    """End of the run that begins at start: not descending, or strictly descending and then turned round."""
    if python_minor >= 13:
        return ordered_run_with_equals(pairs, start, stop)
    end = start + 1
    if end == stop:
        return end
    end += 1
    if pairs[start + 1][0] < pairs[start][0]:
        while end < stop and pairs[end][0] < pairs[end - 1][0]:
            end += 1
        turn(pairs, start, end)
        return end
    while end < stop and not pairs[end][0] < pairs[end - 1][0]:
        end += 1
    return end


def ordered_run_with_equals(pairs, start, stop):
    """The same as CPython finds it since 3.13: a descending run may hold equal keys, which are turned round twice."""
    end = start + 1
    while end < stop and not pairs[end][0] < pairs[end - 1][0]:
        end += 1
    if end == stop:
        return end
    if end - start > 1:
        if pairs[start][0] < pairs[end - 1][0]:
            return end
        turn(pairs, start, end)
    end += 1
    equals = 0
    while end < stop:
        if pairs[end][0] < pairs[end - 1][0]:
            turn(pairs, end - equals - 1, end)
            equals = 0
        elif pairs[end - 1][0] < pairs[end][0]:
            break
        else:
            equals += 1
        end += 1
    turn(pairs, end - equals - 1, end)
    turn(pairs, start, end)
    while end < stop and not pairs[end][0] < pairs[end - 1][0]:
        end += 1
    return end


def turn(pairs, start, stop):
    pairs[start:stop] = pairs[start:stop][::-1]


def insert_rest(pairs, start, stop, position):
    """Binary insertion: [start, position) is in order, the rest up to stop is brought into it."""
    while position < stop:
        pivot = pairs[position]
        low = start
        high = position
        while low < high:
            middle = (low + high) >> 1
            if pivot[0] < pairs[middle][0]:
                high = middle
            else:
                low = middle + 1
        del pairs[position]
        pairs.insert(low, pivot)
        position += 1


def merge_uneven(pairs, runs):
    """Keeps the sizes of the waiting runs growing from last to first, so that merges stay balanced."""
    while len(runs) > 1:
        last = len(runs) - 2
        if last > 0 and run_size(runs, last - 1) <= run_size(runs, last) + run_size(runs, last + 1):
            if run_size(runs, last - 1) < run_size(runs, last + 1):
                last -= 1
        elif run_size(runs, last) > run_size(runs, last + 1):
            return
        merge_last(pairs, runs, last)


def run_size(runs, number):
    return runs[number][1] - runs[number][0]


def merge_last(pairs, runs, number):
    """Merges the runs at a number and the next, equal keys in their order."""
    start, middle = runs[number]
    end = runs[number + 1][1]
    left = pairs[start:middle]
    position = start
    i = 0
    j = middle
    while i < len(left) and j < end:
        if pairs[j][0] < left[i][0]:
            pairs[position] = pairs[j]
            j += 1
        else:
            pairs[position] = left[i]
            i += 1
        position += 1
    pairs[position:j] = left[i:]
    runs[number] = (start, end)
    del runs[number + 1]


def smallest(*args, key=None, default=absent):
    best = least = absent
    for value in candidates("min", args, default):
        measure = value if key is None else key(value)
        if best is absent or measure < least:
            best = value
            least = measure
    return chosen("min", best, default)


def largest(*args, key=None, default=absent):
    best = most = absent
    for value in candidates("max", args, default):
        measure = value if key is None else key(value)
        if best is absent or measure > most:
            best = value
            most = measure
    return chosen("max", best, default)


def candidates(name, args, default):
    if not args:
        raise TypeError(f"{name} expected at least 1 argument, got 0")
    if len(args) == 1:
        return args[0]
    if default is not absent:
        raise TypeError(f"Cannot specify a default for {name}() with multiple positional arguments")
    return args


def chosen(name, best, default):
    if best is not absent:
        return best
    if default is absent:
        raise ValueError(f"{name}() iterable argument is empty" if python_minor >= 12 else f"{name}() arg is an empty sequence")
    return default
