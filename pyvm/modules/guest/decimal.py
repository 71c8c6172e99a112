"""`decimal` over CPython's C implementation. Each execution computes in a context of its own, which is in its blob."""

import numbers
from _decimal import *
from _decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, getcontext, setcontext

numbers.Number.register(Decimal)

_TRAPS = [DivisionByZero, Overflow, InvalidOperation]
DefaultContext = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999, capitals=1, clamp=0, flags=[], traps=_TRAPS)
BasicContext = Context(
    prec=9, rounding=ROUND_HALF_UP, flags=[], traps=[DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow]
)
ExtendedContext = Context(prec=9, rounding=ROUND_HALF_EVEN, flags=[], traps=[])


class _LocalContext:
    """The block of localcontext(): its own context inside, the outer one afterwards."""

    def __init__(self, context):
        self._context = context
        self._saved = None

    def __enter__(self):
        self._saved = getcontext()
        setcontext(self._context)
        return self._context

    def __exit__(self, kind, value, traceback):
        setcontext(self._saved)


def localcontext(ctx=None, **settings):
    context = (getcontext() if ctx is None else ctx).copy()
    for name, value in settings.items():
        if name not in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"):
            raise TypeError(f"'{name}' is an invalid keyword argument for this function")
        setattr(context, name, value)
    return _LocalContext(context)
