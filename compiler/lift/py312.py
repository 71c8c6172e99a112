"""The opcodes of CPython 3.12, and what 3.13 keeps of them.

Pipeline: opcodes.py -> this module, chosen by lift/__init__.py -> py313.py changes it. Comprehensions are inlined since 3.12: a
name is saved, means another variable for a while, and is restored. Here the comprehension's variable has its own register.
"""

from __future__ import annotations

from .machine import Saved
from .opcodes import Lifter, Variable, variable_key, variable_name


class Lifter312(Lifter):
    def lift_LOAD_CLOSURE(self, variable: Variable) -> None:
        self.load_local(variable)

    def lift_LOAD_FAST_AND_CLEAR(self, variable: Variable) -> None:
        register = self.comprehension_registers[self.i]
        self.push(Saved(variable_key(variable), register))
        if register >= self.routine.fixed_count:
            self.append("LOADK", [register], constant=self.constants.index(None))
        elif register not in self.cell_registers:
            self.append("CLEAR", [register])

    def leave_comprehension(self, saved: Saved) -> None:
        """Release the last item, as CPython does when it restores the name."""
        if saved.register >= self.routine.fixed_count:
            self.append("DROP", (), [saved.register])
        elif saved.register in self.cell_registers:
            self.append("MAKE_CELL", (), [saved.register], flag=1)
        else:
            self.append("CLEAR", [saved.register])

    def lift_LOAD_GLOBAL(self, argument: tuple[bool, str]) -> None:
        pushes_null, name = argument
        if pushes_null:
            self.push(None)
        self.load_global(name)

    def lift_LOAD_LOCALS(self, argument: object) -> None:
        self.compute("LOAD_LOCALS", ())

    def lift_LOAD_FROM_DICT_OR_DEREF(self, variable: Variable) -> None:
        mapping: int | None = self.pop_value()
        last = self.out[-1] if self.out else None
        if last is not None and last.op == "LOAD_LOCALS" and last.writes == [mapping]:
            self.out.pop()
            mapping = None
        self.compute("LOAD_DICT_OR_CELL", [mapping, self.cell_register(variable)], name=variable_name(variable))

    def lift_LOAD_ATTR(self, argument: tuple[bool, str]) -> None:
        is_method, name = argument
        if is_method:
            self.load_method(name)
        else:
            self.load_attribute(name)

    def lift_KW_NAMES(self, names: tuple[str, ...]) -> None:
        self.keyword_names = names

    def lift_CALL(self, count: int) -> None:
        names, self.keyword_names = self.keyword_names, ()
        self.call(count, names)

    def lift_MAKE_FUNCTION(self, flags: int) -> None:
        self.make_function(flags)

    def lift_END_FOR(self, argument: object) -> None:
        del self.stack[-2:]

    def lift_END_SEND(self, argument: object) -> None:
        del self.stack[-2]
