import re

print(re.sub(r"\d+", lambda m: (suspend("sub"), str(int(m[0]) * 2))[1], "a1b22"))
pattern = re.compile(r"(?P<key>\w+)=(?P<value>\w+)", re.I)
print(pattern.subn(lambda m: suspend(m["value"] + m["key"]), "a=b c=d"), [m.groupdict() for m in pattern.finditer("a=1 b=2")])
for match in pattern.finditer("x=1 y=2 z=3"):
    suspend("in finditer")
    print(match.span(), match.expand(r"\2\1"), match)
print(re.split("[,;]", "a,b;c"), re.findall("a.", "abac"), re.fullmatch("a*", "aaa"), re.escape("a.b"), re.VERBOSE | re.I)
print(re.match("b", "ab"), re.search("b(c)?", "ab").groups("none"), re.sub("(a)(b)", r"\2\1", "abab", count=1))
print(re.compile("x").pattern, pattern.groups, pattern.groupindex, re.compile("a", re.M).flags, pattern)
try:
    re.compile("(")
except re.error as error:
    print(error, error.pos)
print([m.start() for m in re.finditer("", "abc")], re.sub("x*", "-", "abxd"), re.sub("(?=b)", lambda m: suspend("|"), "abab"))
print(isinstance(pattern, re.Pattern), isinstance(re.match("a", "a"), re.Match), re.purge())
