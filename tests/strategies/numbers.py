"""Numbers where arithmetic changes its path: around the sizes of digits, boxes and doubles."""

from __future__ import annotations

import math

from hypothesis import strategies as st

EDGES = (0, 5, 256, 257, 2**15, 2**16, 2**29, 2**30, 2**31, 2**32, 2**52, 2**53, 2**59, 2**60, 2**61, 2**62, 2**63, 2**64, 2**90)

edge_integers = st.builds(
    lambda edge, offset, sign: sign * (edge + offset), st.sampled_from(EDGES), st.integers(-3, 3), st.sampled_from((1, -1))
)
integers = edge_integers | st.integers(-300, 300) | st.integers(-(2**70), 2**70)
floats = st.floats() | st.sampled_from((0.0, -0.0, math.inf, -math.inf, math.nan, 0.5, -0.5, 1e308, 5e-324, 2.0**53, -(2.0**60)))
numbers = integers | floats | st.booleans()
