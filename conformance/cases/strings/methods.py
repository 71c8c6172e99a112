# The methods of str that programs use all day.
s = suspend("  The Quick brown fox  ")
print(s.strip(), s.lower(), s.upper(), s.title(), s.swapcase(), s.strip().split(), s.split("o"), s.rsplit(None, 1), s.partition("Quick"), sep="|")
print("a,b,,c".split(","), "a,b,,c".split(",", 1), "x".join(["1", "2", suspend("3")]), "abc".replace("b", "xx"), "aaa".replace("a", "b", 2), "abcabc".find("c"), "abc".rfind("z"), "abcabc".rindex("b"))
print("abc".startswith(("x", "ab")), "abc".endswith("bc"), "ab".center(6, "*"), "ab".ljust(4) + "|", "ab".rjust(4), "7".zfill(3), "-7".zfill(4), "a\tb".expandtabs(4))
print("abc".isalpha(), "12".isdigit(), "a1".isalnum(), " ".isspace(), "Ab".istitle(), "ab".islower(), "\u00b2".isdigit(), "x_1".isidentifier(), "".isprintable())
print("a\nb\r\nc".splitlines(), "a\nb".splitlines(True), "banana".count("an"), "strasse".casefold(), "Straße".casefold(), "é".encode(), "xyz".translate({120: "a", 121: None}), str.maketrans("ab", "cd"))
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "ab".__contains__("a"), "%".join("ab"), "abc"[::-1], "abc"[1:], max("abc"), sorted("cab"), list("ab"))
for bad in (lambda: "abc".index("z"), lambda: "a".join([1]), lambda: "a".split(""), lambda: "abc"[5], lambda: "a" + None, lambda: ord("ab"), lambda: chr(-1), lambda: "é".encode("ascii"), lambda: "a".center("x"), lambda: int("12a")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(ord("é"), chr(8364), ascii("é€\U0001f600"), repr("it's"), repr('"'), repr("\x00\n\t\\"), len("\U0001f600"), "\u00e9" == "e\u0301", hash("a") == hash("a"))
