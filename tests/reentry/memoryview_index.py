class I:
    def __index__(self):
        v.release(); b.clear(); b.extend(b"z" * 3); return 5
for fmt in ("c", "n", "B", "d"):
    for text in ("v[I()] = val", "v[I()]", "v[I():]", "v[0] = I()", "v[I():2] = b'x' * 2"):
        b = bytearray(64); v = memoryview(b).cast(fmt) if fmt != "B" else memoryview(b)
        val = b"x" if fmt == "c" else 1
        try: exec(text); print("done")
        except BaseException as e: print(type(e).__name__)
        v.release()
class S(bytes):
    def __len__(self):
        v.release(); b.clear(); return 1
b = bytearray(b"A" * 64); v = memoryview(b)
try: print(len(v.hex(S(b":"))))
except BaseException as e: print(type(e).__name__)
class Sh:
    def __index__(self):
        v.release(); b.clear(); return 8
b = bytearray(b"A" * 64); v = memoryview(b)
try: print(v.cast("B", [Sh(), Sh()]).shape)
except BaseException as e: print(type(e).__name__)
try: print(memoryview(bytearray(8)).tobytes(order="C"))
except BaseException as e: print(type(e).__name__)
