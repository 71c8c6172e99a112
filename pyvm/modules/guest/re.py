"""`re` over CPython's engine. Replacement functions run on frames, so they can suspend; searching itself never runs guest code."""

from _re import *
from _re import RegexFlag, compile

__all__ = [
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
    "compile",
    "purge",
    "escape",
    "error",
    "Pattern",
    "Match",
    "A",
    "I",
    "L",
    "M",
    "S",
    "X",
    "U",
    "ASCII",
    "IGNORECASE",
    "LOCALE",
    "MULTILINE",
    "DOTALL",
    "VERBOSE",
    "UNICODE",
    "NOFLAG",
    "RegexFlag",
]
try:
    from _re import PatternError
except ImportError:
    pass
else:
    __all__.append("PatternError")


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def _pattern_sub(pattern, repl, string, count=0):
    """Pattern.sub with a guest function: the core calls it in place of the native method."""
    return _pattern_subn(pattern, repl, string, count)[0]


def _pattern_subn(pattern, repl, string, count=0):
    if not callable(repl):
        return pattern.subn(repl, string, count)
    parts = []
    end = 0
    made = 0
    for match in pattern.finditer(string):
        if count and made >= count:
            break
        parts.append(string[end : match.start()])
        text = repl(match)
        if text is not None:
            parts.append(text)
        end = match.end()
        made += 1
    parts.append(string[end:])
    return string[:0].join(parts), made
