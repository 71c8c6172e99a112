# Every form of import statement, with dotted names and aliases.
import math
import collections.abc
import json.decoder as decoder
from collections import OrderedDict as Ordered, deque
from os.path import join
import itertools as it, functools

print(math.floor(suspend(2.5)), collections.abc.Mapping.__name__, decoder.JSONDecodeError.__name__)
print(Ordered(a=1)["a"], deque([1]).pop(), join("a", "b"), list(it.repeat(1, 2)), functools.reduce(max, [1, 3, 2]))


def local():
    from math import pi, sqrt as root
    import string

    return root(suspend(16)), round(pi, 2), string.digits


print(local())


class Body:
    from math import ceil as up
    import operator


print(Body.up(1.2), Body.operator.add(1, 2))
for bad in ("import no_such_module", "from math import no_such_name", "import math.sub", "from no_such_package.x import y"):
    try:
        exec(bad)
    except ImportError as error:
        print(type(error).__name__, str(error).split(" (")[0])
try:
    from collections import nothing_like_this
except ImportError as error:
    print(error.name)
before = math
import math

print(math is before)
try:
    import missing_optional
except ImportError:
    missing_optional = suspend(None)
print(missing_optional)
