# bytes, bytearray and memoryview.
b = b"hello"
print(b[0], b[1:3], b + b"!", b.upper(), list(b), bytes(3), bytes([65, 66]), b.decode(), b.hex(), bytes.fromhex("ff 00"), b.find(b"l"), b in [b"hello"], suspend(b).replace(b"l", b"L"))
a = bytearray(suspend(b"abc"))
a[0] = 122
a.extend(b"de")
a += b"f"
a[1:3] = b"--"
del a[-1]
print(a, len(a), bytes(a), a.pop(), a == bytearray(b"z--d"), a.index(b"d"), a.decode())
m = memoryview(bytearray(b"0123456789"))
m[2:4] = b"ab"
print(bytes(m[1:5]), m[0], len(m), m.tolist()[:2], bytes(m[::-3]))
for bad in (lambda: bytes([256]), lambda: bytes("a"), lambda: b"a" + "b", lambda: bytearray(b"a").append(300), lambda: b"\xff".decode(), lambda: b"abc"[9], lambda: bytes(-1), lambda: b"a".join(["x"])):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
print(b"a,b".split(b","), b" x ".strip(), b"ab" * 2, b"a" < b"b", b"%d-%s" % (5, b"x"), int.from_bytes(b"\x01\x02", "big"), (1024).to_bytes(4, "little"), b"".join([b"1", suspend(b"2")]), str(b"x"), hash(b"a") == hash(bytes(bytearray(b"a"))))
for byte in suspend(b"ab"):
    print(byte, end=" ")
print(b"abc".translate(bytes.maketrans(b"a", b"z")), b"a\nb".splitlines(), b"x".ljust(3, b"."), bytes(range(5)), bytearray(2))
