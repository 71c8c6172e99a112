"""The opcodes of CPython 3.11 that other versions have not.

Pipeline: opcodes.py -> this module, chosen by lift/__init__.py. Comprehensions are functions of their own here, and no opcode says
where a local may be unbound, so assignment.py finds that out.
"""

from __future__ import annotations

from .assignment import find_unbound_reads
from .opcodes import Lifter, Variable, variable_name


class Lifter311(Lifter):
    _unbound_reads: frozenset[int] | None = None

    lift_PRECALL = Lifter.lift_NOP

    def lift_LOAD_FAST(self, variable: Variable) -> None:
        if self._unbound_reads is None:
            self._unbound_reads = find_unbound_reads(self.stream, self.routine)
        if self.i in self._unbound_reads:
            self.check_local(variable)
        self.load_local(variable)

    def lift_LOAD_CLOSURE(self, variable: Variable) -> None:
        self.load_local(variable)

    def lift_LOAD_GLOBAL(self, argument: tuple[bool, str]) -> None:
        pushes_null, name = argument
        if pushes_null:
            self.push(None)
        self.load_global(name)

    def lift_LOAD_CLASSDEREF(self, variable: Variable) -> None:
        self.compute("LOAD_DICT_OR_CELL", [None, self.cell_register(variable)], name=variable_name(variable))

    def lift_LOAD_ATTR(self, name: str) -> None:
        self.load_attribute(name)

    def lift_LOAD_METHOD(self, name: str) -> None:
        self.load_method(name)

    def lift_KW_NAMES(self, names: tuple[str, ...]) -> None:
        self.keyword_names = names

    def lift_CALL(self, count: int) -> None:
        names, self.keyword_names = self.keyword_names, ()
        self.call(count, names)

    def lift_MAKE_FUNCTION(self, flags: int) -> None:
        self.make_function(flags)

    def lift_LIST_TO_TUPLE(self, argument: object) -> None:
        self.list_to_tuple()

    def lift_IMPORT_STAR(self, argument: object) -> None:
        self.import_star()

    def lift_PREP_RERAISE_STAR(self, argument: object) -> None:
        self.prepare_reraise()

    def lift_PRINT_EXPR(self, argument: object) -> None:
        self.print_expression()
        self.discard(self.pop())

    def leave_loop_stack(self) -> None:
        del self.stack[-1]

    def push_delegate_slot(self) -> None:
        """SEND itself takes the iterator off."""

    lift_POP_JUMP_FORWARD_IF_TRUE = lift_POP_JUMP_BACKWARD_IF_TRUE = Lifter.lift_POP_JUMP_IF_TRUE
    lift_POP_JUMP_FORWARD_IF_FALSE = lift_POP_JUMP_BACKWARD_IF_FALSE = Lifter.lift_POP_JUMP_IF_FALSE
    lift_POP_JUMP_FORWARD_IF_NONE = lift_POP_JUMP_BACKWARD_IF_NONE = Lifter.lift_POP_JUMP_IF_NONE
    lift_POP_JUMP_FORWARD_IF_NOT_NONE = lift_POP_JUMP_BACKWARD_IF_NOT_NONE = Lifter.lift_POP_JUMP_IF_NOT_NONE

    def lift_JUMP_IF_TRUE_OR_POP(self, argument: object) -> bool:
        return self.jump_or_pop("BRT")

    def lift_JUMP_IF_FALSE_OR_POP(self, argument: object) -> bool:
        return self.jump_or_pop("BRF")

    def jump_or_pop(self, op: str) -> bool:
        target, following = self.stream.targets[self.i], self.i + 1
        self.settle(len(self.stack))
        self.append(op, (), [self.value(self.stack[-1])], target=target)
        self.flow(target)
        self.pop()
        self.flow(following)
        self.block.following = following
        return True
