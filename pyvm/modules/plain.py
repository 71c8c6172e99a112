"""Plain data of the standard library: what a host may hand to a guest that never imported the module.

Pipeline: VM.__init__ -> open_plain_data() -> the attribute gate knows the classes. facades.py opens the same ones, and more, when a
guest imports their modules.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import re
import time
import uuid
from functools import cache
from typing import Final

from pyvm import _core

from .facades import admit
from .shared import use_host_clock, use_own_matches

# Those that a guest gets from a facade, so that it may make its own.
NATIVE: Final[tuple[type, ...]] = (
    *(decimal.Decimal, datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone),
    *(collections.deque, collections.defaultdict, array.array),
)
# Those that it may only look at: a guest's own are of another class.
READ_ONLY: Final[tuple[type, ...]] = (collections.OrderedDict, re.Pattern, re.Match, time.struct_time)
UUID_NAMES: Final = (
    *("bytes", "bytes_le", "clock_seq", "clock_seq_hi_variant", "clock_seq_low", "fields", "hex", "int", "node", "time", "time_hi_version"),
    *("time_low", "time_mid", "urn", "variant", "version"),
)
FRACTION_NAMES: Final = ("numerator", "denominator", "as_integer_ratio", "is_integer", "limit_denominator", "real", "imag", "conjugate")


@cache
def open_plain_data() -> None:
    """Guests may use the instances of these classes. Once a process."""
    for cls in NATIVE:
        admit(cls)
    for cls in READ_ONLY:
        admit(cls, construct=False)
    use_host_clock()
    use_own_matches()
    _core.gate_allow(uuid.UUID, UUID_NAMES, construct=False)
    _core.gate_allow(fractions.Fraction, FRACTION_NAMES, construct=False)
