"""What natives come to when their arguments are guest values: the values are converted on frames, then the native runs.

The core calls these in place of the natives that the table names (see facades.py); each has the native's own parameters.
"""

import math
from operator import index


def _on_floats(native):
    def call(*args):
        return native(*[_number(argument) for argument in args])

    return call


def _number(value):
    return value if isinstance(value, (int, float)) else float(value)


def _on_integers(native):
    def call(*args):
        return native(*[index(argument) for argument in args])

    return call


def fsum(seq, /):
    return math.fsum([_number(value) for value in seq])


def prod(iterable, /, *, start=1):
    for value in iterable:
        start = start * value
    return start


def sumprod(p, q, /):
    total = 0
    for left, right in zip(p, q, strict=True):
        total += left * right
    return total


def dist(p, q, /):
    return math.dist([_number(value) for value in p], [_number(value) for value in q])


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    return math.isclose(_number(a), _number(b), rel_tol=rel_tol, abs_tol=abs_tol)


_FLOATS = """acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees erf erfc exp exp2 expm1 fabs fmod gamma hypot isfinite
isinf isnan lgamma log log10 log1p log2 modf nextafter pow radians remainder sin sinh sqrt tan tanh ulp fma""".split()
_INTEGERS = "comb factorial gcd isqrt lcm perm".split()

FOR_MATH = {
    **{name: _on_floats(getattr(math, name)) for name in _FLOATS if hasattr(math, name)},
    **{name: _on_integers(getattr(math, name)) for name in _INTEGERS},
    "fsum": fsum,
    "prod": prod,
    "dist": dist,
    "isclose": isclose,
}
if hasattr(math, "sumprod"):
    FOR_MATH["sumprod"] = sumprod
