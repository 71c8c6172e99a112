"""Builtins that call back: sum, any, all and functools.reduce over guest iterators, functions and operands."""


def total(iterable, /, start=0):
    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    if isinstance(start, bytes):
        raise TypeError("sum() can't sum bytes [use b''.join(seq) instead]")
    if isinstance(start, bytearray):
        raise TypeError("sum() can't sum bytearray [use b''.join(seq) instead]")
    for value in iterable:
        start = start + value
    return start


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
