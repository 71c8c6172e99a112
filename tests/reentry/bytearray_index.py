class I:
    def __index__(self):
        b.clear(); 
        return 1
for f in ("b[1] = I()", "b[I()] = 1", "b[I()]", "b[I():]", "b[I():3] = b'xx'", "del b[I()]", "b.insert(I(), 3)", "b.insert(0, I())", "b.append(I())", "b.remove(I())", "b.pop(I())", "b.count(I())", "b.find(I())", "b.index(I())", "b.rfind(b'a', I())", "I() in b", "b * I()", "b.__imul__(I())", "b.extend([I(), I()])", "b.startswith(b'a', I())", "b.ljust(I())", "b.zfill(I())", "b.expandtabs(I())", "b.hex(':', I())", "b.split(b'a', I())", "b.replace(b'A', b'B', I())", "b.center(I())", "bytearray(b'%d') % I()", "b.__setitem__(slice(0, 2), [I(), I()])", "b.endswith(b'A', I())", "b.rjust(I())", "b.translate(None, delete=b'')", "b.removeprefix(b'A')", "b.__init__(I())", "b.__alloc__()"):
    b = bytearray(b"A" * 100)
    try: exec(f); print(f, len(b))
    except BaseException as e: print(f, type(e).__name__)
