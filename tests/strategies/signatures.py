"""Signatures of functions, and calls that fit them or nearly do."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = ("a", "b", "value", "values", "name", "nmae")


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands between the parentheses of a def."""

    parameters: str
    names: tuple[str, ...]  # of all parameters, without stars

    @property
    def result(self) -> str:
        """An expression that shows what every parameter is bound to."""
        return ", ".join(f"(*{name},), {name}" if name == "extra" else name for name in self.names) or "0"


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments of one call."""

    positional: tuple[int, ...]
    keywords: dict[str, int]

    @property
    def text(self) -> str:
        return ", ".join([*map(str, self.positional), *(f"{name}={value}" for name, value in self.keywords.items())])


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    """A valid parameter list over NAMES."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, 5))]
    only_positional = draw(st.integers(0, len(names)))
    positional = draw(st.integers(only_positional, len(names)))
    with_default = draw(st.integers(0, positional))
    parts: list[str] = []
    for i, name in enumerate(names[:positional]):
        parts.append(name if i < positional - with_default else f"{name}={100 + i}")
        if i + 1 == only_positional:
            parts.append("/")
    result = list(names[:positional])
    keyword_only = [name if draw(st.booleans()) else f"{name}={200 + i}" for i, name in enumerate(names[positional:])]
    if draw(st.booleans()):
        parts.append("*rest")
    elif keyword_only:
        parts.append("*")
    parts += keyword_only
    result += names[positional:]
    if "*rest" in parts:
        result.append("rest")
    if draw(st.booleans()):
        parts.append("**extra")
        result.append("extra")
    return Signature(", ".join(parts), tuple(result))


@st.composite
def calls(draw: st.DrawFn, signature: Signature) -> Call:
    """Arguments for it, more or less: names it has and names that it has not."""
    positional = tuple(range(draw(st.integers(0, 6))))
    candidates = [name for name in (*signature.names, *NAMES, "valeu") if name not in ("rest", "extra")]
    keywords = draw(st.lists(st.sampled_from(candidates), unique=True, max_size=4))
    return Call(positional, {name: 1000 + i for i, name in enumerate(keywords)})
