# Strings grown in loops, joined, formatted and sliced.
def build(n):
    out = ""
    for i in range(n):
        out += str(suspend(i)) if i % 3 == 0 else chr(97 + i % 26)
    return out


print(build(20))
alias = text = "start"
text += " more"
print(alias, text)
parts = []
for word in "the cat sat on the mat".split():
    parts.append(word.capitalize())
print(" ".join(parts), "-".join(suspend(p) for p in parts[:2]), "".join(map(str, range(5))))
lines = """first
  second
third""".split("\n")
for number, line in enumerate(lines, 1):
    print(f"{number:>3}: {line.strip():<10}|")
table = {"a": 1, "bb": 22}
print("\n".join(f"{k:<4}{v:>5}" for k, v in table.items()))
big = "x" * 1000
big += "y"
print(len(big), big.count("x"), big[-2:])
s = "abc"
for c in s:
    s += c
print(s)


def caesar(text, n):
    return "".join(chr((ord(c) - 97 + n) % 26 + 97) if c.islower() else c for c in text)


print(caesar(suspend("hello, world"), 3), caesar(caesar("attack", 5), -5))
print("%s" * 3 % ("a", "b", "c"), "=" * 10, "{}".format("{}"), str(123)[::-1], str(None), str([1, "a"]), "a" "b" * 2)
