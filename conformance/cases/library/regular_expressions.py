# Regular expressions, with a replacement function that suspends.
import re

text = "2024-01-15 and 2025-12-31"
date = re.compile(r"(?P<year>\d{4})-(\d\d)-(\d\d)")
m = date.search(text)
suspend(m)
print(m.group(), m.group("year"), m.groups(), m.span(), m.start(2), m["year"], m.groupdict(), bool(m), date.match("x"))
print(date.findall(text), date.sub(lambda m: suspend(m.group(2) + "/" + m["year"]), text), re.sub("a", "b", "banana", count=2), re.split(r"\s+|-", text))
print([x.group(3) for x in date.finditer(text)], re.fullmatch("a+", "aaa") is not None, re.escape("a.b"), re.subn("a", "x", "aa"), date.pattern, date.flags & re.I)
it = date.finditer(text)
first = next(it)
suspend(it)
print(first.start(), [x.start() for x in it])
print(re.findall("[aeiou]", "Hello World", re.I), re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.match(r"(a)|(b)", "b").groups(), re.sub("(?P<x>.)", r"\g<x>\g<x>", "ab"))
try:
    re.compile("(")
except re.error as error:
    print(isinstance(error, re.error), error.msg)
print({date: 1}[date], date == re.compile(date.pattern), re.compile("x") is re.compile("x"))
tokens = re.finditer(r"(?P<num>\d+)|(?P<op>[+*()-])|(?P<space>\s+)", suspend("12 + (3*4)"))
print([(t.lastgroup, t.group()) for t in tokens if t.lastgroup != "space"])
