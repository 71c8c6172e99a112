"""Builtins that call back: sum, any, all and functools.reduce over guest iterators, functions and operands."""


def total(iterable, /, start=0):
    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    if isinstance(start, bytes):
        raise TypeError("sum() can't sum bytes [use b''.join(seq) instead]")
    if isinstance(start, bytearray):
        raise TypeError("sum() can't sum bytearray [use b''.join(seq) instead]")
    if python_minor < 12:
        for value in iterable:
            start = start + value
        return start
    return total_with_lost(iterable, start)


def total_with_lost(iterable, start):
    """Since 3.12 ints, then floats with what rounding loses (by Knuth's TwoSum, which is as exact as CPython's way), then anything."""
    kind, lost = type(start), 0.0
    for value in iterable:
        if kind is float:
            if type(value) is float:
                sum = start + value
                added = sum - start
                lost += (start - (sum - added)) + (value - added)
                start = sum
            elif isinstance_plain(value, int) and -(2**63) <= value < 2**63:
                start += value
            else:
                start, kind = with_lost(start, lost) + value, None
        else:
            start = start + value
            if kind is int and type(value) is not int and type(value) is not bool:
                kind = float if type(start) is float else None
    return with_lost(start, lost) if kind is float else start


def with_lost(sum, lost):
    return sum + lost if lost and lost - lost == 0.0 else sum


def any_true(iterable, /):
    for value in iterable:
        if value:
            return True
    return False


def all_true(iterable, /):
    for value in iterable:
        if not value:
            return False
    return True


def reduced(function, iterable, *initial):
    """functools.reduce"""
    if not is_iterable(iterable):
        raise TypeError("reduce() arg 2 must support iteration")
    answer = initial[0] if initial else absent
    for value in iterable:
        answer = value if answer is absent else function(answer, value)
    if answer is absent:
        raise TypeError("reduce() of empty iterable with no initial value")
    return answer


def pattern_substitute(pattern, repl, string, count=0):
    """re.Pattern.sub with a function for a replacement."""
    return pattern_substitute_counted(pattern, repl, string, count)[0]


def pattern_substitute_counted(pattern, repl, string, count=0):
    """re.Pattern.subn with a function for a replacement."""
    pieces = []
    position = 0
    replaced = 0
    for match in pattern.finditer(string):
        start, end = match.span()
        pieces.append(string[position:start])
        piece = repl(match)
        if piece is not None:
            pieces.append(piece)
        position = end
        replaced += 1
        if replaced == count:
            break
    pieces.append(string[position:])
    return string[:0].join(pieces), replaced
