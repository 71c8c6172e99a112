class S(bytes):
    def __len__(self):
        t.clear(); return 1
t = bytearray(b"\xaa" * 50)
try: print(len(t.hex(S(b":"))))
except BaseException as e: print(type(e).__name__)
class R:
    def __repr__(self):
        f.clear(); f.extend(b"z" * 100); return "r"
    __bytes__ = None
f = bytearray(b"%a %a" + b"q" * 60)
try: print(f % (R(), R()))
except BaseException as e: print(type(e).__name__)
j = bytearray(b",")
class It:
    def __iter__(self):
        j.clear(); yield b"a"; yield b"b"
try: print(j.join(It()))
except BaseException as e: print(type(e).__name__)
class Buf:
    def __buffer__(self, flags):
        x.clear(); return memoryview(b"abc")
for t in ("x.find(Buf())", "x.extend(Buf())", "x += Buf()", "x.join([Buf(), Buf()])", "x.replace(b'A', Buf())", "x.strip(Buf())", "x.split(Buf())", "x.partition(Buf())", "x[1:3] = Buf()", "x == Buf()", "x.translate(Buf())", "x.startswith(Buf())", "Buf() in x", "x + Buf()", "x.count(Buf())", "bytes(Buf())", "memoryview(Buf())", "bytearray(Buf())", "b''.join([Buf()])", "int.from_bytes(Buf(), 'big')", "float(Buf())", "int(Buf())", "str(Buf(), 'ascii')", "b'a'.join([Buf(), Buf()])"):
    x = bytearray(b"A" * 100)
    try: print(t, eval(t) if "=" not in t or "==" in t else exec(t))
    except BaseException as e: print(t, type(e).__name__)
