"""The opcodes of CPython 3.13.

Pipeline: opcodes.py and py312.py -> this module, chosen by lift/__init__.py.
"""

from __future__ import annotations

from typing import Final

from ..ir import Operand
from .machine import LiftError
from .opcodes import Variable
from .py312 import Lifter312

ATTRIBUTES: Final = {1: 0, 2: 1, 4: 2}  # SET_FUNCTION_ATTRIBUTE's flag -> operand of MAKE_FUNC
CLOSURE: Final = 8


class Lifter313(Lifter312):
    cleans_docstrings = False

    def lift_LOAD_GLOBAL(self, argument: tuple[bool, str]) -> None:
        pushes_null, name = argument
        self.load_global(name)
        if pushes_null:
            self.push(None)

    def lift_LOAD_FAST_LOAD_FAST(self, variables: tuple[Variable, Variable]) -> None:
        for variable in variables:
            self.lift_LOAD_FAST(variable)

    def lift_STORE_FAST_LOAD_FAST(self, variables: tuple[Variable, Variable]) -> None:
        self.lift_STORE_FAST(variables[0])
        self.lift_LOAD_FAST(variables[1])

    def lift_STORE_FAST_STORE_FAST(self, variables: tuple[Variable, Variable]) -> None:
        for variable in variables:
            self.lift_STORE_FAST(variable)

    def lift_TO_BOOL(self, argument: object) -> None:
        self.convert_to_bool()

    def lift_CALL(self, count: int) -> None:
        self.call(count, ())

    def lift_CALL_KW(self, count: int) -> None:
        names = self.constants.value(self.pop_value())
        if not isinstance(names, tuple):
            raise LiftError("the names of keyword arguments are no tuple")
        self.call(count, tuple(str(name) for name in names))

    def lift_MAKE_FUNCTION(self, argument: object) -> None:
        self.make_function(0)

    def lift_SET_FUNCTION_ATTRIBUTE(self, flag: int) -> None:
        """Complete the MAKE_FUNC that came just before."""
        function, attribute = self.pop(), self.pop()
        made = self.out[-1]
        if made.op != "MAKE_FUNC" or made.writes != [function]:
            raise LiftError("attributes of a function are set apart from its making")
        if flag == CLOSURE:
            made.reads.extend(self.captured_registers(attribute))
        else:
            operand: Operand = self.value(attribute)
            made.reads[ATTRIBUTES[flag]] = operand
        register = self.temporary()
        made.writes = [register]
        self.push(register)

    def lift_END_FOR(self, argument: object) -> None:
        del self.stack[-1]

    def lift_CONVERT_VALUE(self, conversion: int) -> None:
        self.compute("CONVERT", [self.pop_value()], immediate=int(conversion))

    def lift_FORMAT_SIMPLE(self, argument: object) -> None:
        self.compute("FORMAT", [self.pop_value(), None])

    def lift_FORMAT_WITH_SPEC(self, argument: object) -> None:
        self.compute("FORMAT", self.pop_values(2))
