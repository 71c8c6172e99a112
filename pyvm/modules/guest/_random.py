"""The generator under `random`: CPython's own, seeded by the host's entropy where CPython asks the operating system."""

from _pyvm import entropy
from _random_native import Random as NativeRandom


class Random(NativeRandom):
    def seed(self, a=None, /):
        if a is None:
            a = int.from_bytes(entropy(32), "little")
        return super().seed(a)
