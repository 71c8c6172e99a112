class I:
    def __index__(self): return True
    def __int__(self): return 5
    def __float__(self): return 2.5
    def __complex__(self): return 1j
    def __trunc__(self): return I()
    def __round__(self, n=None): return self
class F(float):
    def __float__(self): return F(3.5)
for t in ("int(I())", "float(F(1))", "complex(I())", "round(I())", "range(I(), 10)[I()]", "math.floor(I())", "math.sqrt(I())", "'%d' % I()", "chr(I())", "hex(I())", "pow(2, I(), 3)", "divmod(I(), 2)", "(5).to_bytes(I(), 'big')", "int.from_bytes([I(), I()], 'big')", "float.fromhex('1')", "int('1', I())", "math.factorial(I())", "math.comb(5, I())", "math.gcd(I(), 4)", "math.ldexp(1.0, I())", "int.__new__(int, I())", "'a'.center(I())", "str(b'a', 'ascii')", "struct.pack('i', I())", "struct.pack('d', I())", "math.fsum([I()])", "math.hypot(I())", "math.dist([I()], [I()])", "statistics.mean([1])", "datetime.timedelta(days=I())", "datetime.date(I(), 1, 1)", "random.randrange(I(), 9)", "time.gmtime(I())", "decimal.Decimal(I())", "fractions.Fraction(I())", "bytes(I())", "slice(I()).indices(I())", "[1, 2][I()]", "zlib.compress(b'', I())", "binascii.crc32(b'', I())"):
    import math, struct, statistics, datetime, random, time, decimal, fractions, zlib, binascii
    try: eval(t); print(t, "ok")
    except BaseException as e: print(t, type(e).__name__)
