# copy, deepcopy and the other small modules.
import copy
import string
import textwrap
from operator import add, attrgetter, itemgetter, methodcaller, mul


class Node:
    def __init__(self, value, *children):
        self.value = value
        self.children = list(children)


class Custom:
    def __init__(self, x):
        self.x = x

    def __copy__(self):
        return Custom(suspend(("copied", self.x)))

    def __deepcopy__(self, memo):
        return Custom(suspend(("deep", self.x)))


tree = Node(1, Node(2), Node(3))
tree.children.append(tree)
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
print(shallow.children is tree.children, deep.children[0] is tree.children[0], deep.children[2] is deep, deep.children[1].value)
print(copy.copy(Custom(1)).x, copy.deepcopy([Custom(2)])[0].x, copy.copy([1]), copy.deepcopy({"a": (1, [2])}))
print(sorted([(1, "b"), (0, "c")], key=itemgetter(0)), list(map(attrgetter("value"), tree.children[:2])), methodcaller("upper")("x"), add(1, suspend(2)), mul(2, 3), itemgetter(0, 2)("abc"), attrgetter("a.b")(type("T", (), {"a": type("U", (), {"b": 5})})))
print(textwrap.dedent("  a\n    b\n  c"), textwrap.fill("the quick brown fox", 10), textwrap.indent("a\nb", "> "), textwrap.shorten("hello big world", 11), string.Template("$a and ${b}").substitute(a=1, b=suspend(2)), string.capwords("a b"), sep="|")
import base64
import csv
import hashlib
import io

print(base64.b64encode(b"hello"), base64.b64decode("aGVsbG8="), hashlib.sha256(b"x").hexdigest()[:16], hashlib.md5(suspend(b"y")).hexdigest()[:8])
out = io.StringIO()
writer = csv.writer(out)
writer.writerow(["a", suspend("b,c"), 1])
writer.writerows([[2, 'q"t']])
print(out.getvalue().split("\r\n"), list(csv.reader(["a,b", '"c,d",e'])), list(csv.DictReader(["x,y", "1,2"])))
