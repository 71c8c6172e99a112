import base64
import binascii
import csv
import hashlib
import hmac
import io
import pprint
import reprlib
import secrets
import string
import struct
import textwrap
import unicodedata
import uuid
import zlib
from array import array

print(textwrap.fill("the quick brown fox", 10), textwrap.dedent("  a\n  b"), textwrap.shorten("hello big world", 11))
print(textwrap.indent("a\nb", "> ", lambda line: suspend(True)), textwrap.wrap("aaa bbb ccc", 7))
print(string.Template("$a ${b}").substitute(a=1, b=2), string.capwords("a b"), string.Template("$x").safe_substitute(), string.ascii_letters)


class Loud(string.Formatter):
    def get_value(self, key, args, kwargs):
        suspend("get_value")
        return super().get_value(key, args, kwargs)

    def format_field(self, value, spec):
        suspend("format_field")
        return super().format_field(value, spec)


print(Loud().format("{0} {x:>4} {x!r}", 1, x=2), list(string.Formatter().parse("a{b:c}")))


class Shown:
    def __repr__(self):
        suspend("repr")
        return "Shown()"


pprint.pprint({"b": list(range(30)), "a": Shown()}, width=40)
print(pprint.pformat([[1, 2, 3]] * 3, width=12), reprlib.repr(list(range(100))))


def rows():
    for index in range(2):
        suspend("row")
        yield f'{index},"x,{index}\n'
        suspend("rest")
        yield 'more"\n'


for row in csv.reader(rows()):
    print(row)
print(list(csv.DictReader(io.StringIO("a,b\n1,2\n\n3\n"))), list(csv.reader(["a;'b;c'"], delimiter=";", quotechar="'")))
out = io.StringIO()
writer = csv.DictWriter(out, ["a", "b"])
writer.writeheader()
writer.writerow({"a": 1, "b": Shown()})
writer.writerows([{"a": None, "b": 'q"uote'}, {"a": 1.5, "b": "x,y"}])
suspend("writer is alive")
writer.writerow({"a": 2, "b": 3})
print(repr(out.getvalue()), csv.list_dialects())
try:
    writer.writerow({"c": 1})
except ValueError as error:
    print(error)
print(base64.b64encode(b"abc"), base64.b64decode("YWJj"), base64.b32encode(b"a"), binascii.hexlify(b"ab"), binascii.crc32(b"a"))
print(struct.unpack("<Ih", struct.pack("<Ih", 7, -1)), struct.calcsize("<Q"), struct.Struct(">H").pack(1), [*struct.iter_unpack("B", b"ab")])
digest = hashlib.sha256(b"a")
suspend("a hash in hand")
digest.update(b"b")
print(digest.hexdigest(), digest.name, digest.digest_size, hashlib.md5(b"x").hexdigest(), hashlib.new("sha1", b"x").hexdigest())
print(hashlib.blake2b(b"x", digest_size=8).hexdigest(), hashlib.sha3_256(b"").hexdigest()[:8], hashlib.shake_128(b"x").hexdigest(4))
print(hmac.new(b"key", b"message", "sha256").hexdigest(), hmac.compare_digest("a", "a"), len(secrets.token_hex(4)), secrets.choice([7]))
print(zlib.crc32(b"a"), zlib.decompress(zlib.compress(b"abc" * 9)), uuid.UUID(int=5), uuid.uuid5(uuid.NAMESPACE_DNS, "a"), uuid.uuid4().version)
values = array("i", [1, 2])
values.append(3)
text = io.StringIO("one\ntwo\n")
text.readline()
raw = io.BytesIO(b"abc")
raw.read(1)
suspend("io and array")
print(values, text.read(), raw.read(), unicodedata.name("a"), unicodedata.normalize("NFD", "é") == "e\u0301")
