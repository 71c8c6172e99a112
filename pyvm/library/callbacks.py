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
    return total_of_floats(iterable, start)


def total_of_floats(iterable, start):
    """Since 3.12 a run of floats at the beginning, after ints perhaps, is summed with what rounding loses (Neumaier)."""
    lost, compensating = 0.0, True
    for value in iterable:
        if compensating and type(start) is float:
            if type(value) is float:
                sum = start + value
                lost += (start - sum) + value if abs(start) >= abs(value) else (value - sum) + start
                start = sum
                continue
            if isinstance_plain(value, int) and -(2**63) <= value < 2**63:
                start += value
                continue
            start, compensating = with_lost(start, lost), False
        start = start + value
        if type(start) is not float and not (type(start) is int and type(value) in (int, bool)):
            compensating = False
    return with_lost(start, lost) if compensating and type(start) is float else start


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
    iterator = iter(iterable)
    if initial:
        answer = initial[0]
    else:
        try:
            answer = next(iterator)
        except StopIteration:
            answer = absent
        if answer is absent:
            raise TypeError("reduce() of empty iterable with no initial value")
    for value in iterator:
        answer = function(answer, value)
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
