"""What each CPython opcode does on the abstract machine: those that mean the same under every supported version.

Pipeline: machine.py -> these methods, one an opcode, named lift_<OPCODE> -> py311.py, py312.py and py313.py add their own.
A method returns True if the block ends after its instruction.
"""

from __future__ import annotations

from types import CodeType
from typing import Final

from bytecode.instr import CellVar, FreeVar

from pyvm import isa
from pyvm.code import CodeUnit, Constant

from ..ir import Instruction
from ..subset import REFUSED, REFUSED_INTRINSICS_1, REFUSED_INTRINSICS_2, REFUSED_OPCODES
from .machine import METHOD_SELF, Captures, Cell, Entry, LiftError, Machine, Method, MethodSelf, Saved
from .stream import FREE_SUFFIX

# In the order of CPython's numbering.
BINARY: Final = ("ADD", "AND", "FLOORDIV", "LSHIFT", "MATMUL", "MUL", "MOD", "OR", "POW", "RSHIFT", "SUB", "DIV", "XOR")
BOOLEAN_RESULT: Final = 16  # bit of COMPARE_OP's argument
ENTER, EXIT = isa.SPECIALS.index("__enter__"), isa.SPECIALS.index("__exit__")
PRINT, IMPORT_STAR, UNARY_POSITIVE, LIST_TO_TUPLE = 1, 2, 5, 6  # of CALL_INTRINSIC_1
PREPARE_RERAISE: Final = 1  # of CALL_INTRINSIC_2
DEFAULTS, KEYWORD_DEFAULTS, ANNOTATIONS, CLOSURE = 1, 2, 4, 8  # flags of MAKE_FUNCTION

Variable = str | CellVar | FreeVar


def variable_key(variable: Variable) -> str:
    """The name under which the machine keeps a variable's register."""
    return variable if isinstance(variable, str) else variable.name


def variable_name(variable: Variable) -> str:
    """Its name in the source."""
    return variable_key(variable).removesuffix(FREE_SUFFIX)


class Lifter(Machine):
    """The opcodes that 3.11, 3.12 and 3.13 share."""

    cleans_docstrings = True  # 3.13's compiler does it by itself

    def lift_instruction(self, name: str, argument: object) -> bool:
        lift = getattr(self, "lift_" + name, None)
        if lift is not None:
            return bool(lift(argument))
        if name in REFUSED_OPCODES:
            raise self.refuse(REFUSED_OPCODES[name], REFUSED[REFUSED_OPCODES[name]])
        raise LiftError(f"opcode {name} is unknown to {type(self).__name__}")

    # Nothing to do

    def lift_NOP(self, argument: object) -> None:
        pass

    lift_RESUME = lift_CACHE = lift_COPY_FREE_VARS = lift_NOP

    def lift_RETURN_GENERATOR(self, argument: object) -> None:
        self.push(None)

    # The stack

    def lift_POP_TOP(self, argument: object) -> None:
        self.discard(self.pop())

    def lift_PUSH_NULL(self, argument: object) -> None:
        self.push(None)

    def lift_COPY(self, position: int) -> None:
        self.push(self.stack[-position])

    def lift_SWAP(self, position: int) -> None:
        self.stack[-1], self.stack[-position] = self.stack[-position], self.stack[-1]

    def lift_LOAD_CONST(self, value: Constant | CodeType) -> None:
        self.push_constant(self.compile_nested(value) if isinstance(value, CodeType) else value)

    def load_builtin(self, name: str) -> None:
        self.compute("LOAD_BUILTIN", (), immediate=isa.BUILTINS.index(name))

    def call_builtin(self, name: str, argument_count: int) -> None:
        self.load_builtin(name)  # above its arguments, whose registers it must not take
        function = self.pop_value()
        self.compute("CALL", [function, *self.pop_values(argument_count)])

    def lift_LOAD_ASSERTION_ERROR(self, argument: object) -> None:
        self.load_builtin("AssertionError")

    def lift_LOAD_BUILD_CLASS(self, argument: object) -> None:
        self.load_builtin("__build_class__")

    # Locals

    def load_local(self, variable: Variable) -> None:
        register = self.local_register(variable_key(variable))
        self.push(Cell(register) if register in self.cell_registers else register)

    def check_local(self, variable: Variable) -> None:
        """An UnboundLocalError belongs here unless the local is bound."""
        register = self.local_register(variable_key(variable))
        self.effect("CHK", [register], name=variable_name(variable))

    def lift_LOAD_FAST(self, variable: Variable) -> None:
        self.load_local(variable)

    def lift_LOAD_FAST_CHECK(self, variable: Variable) -> None:
        self.check_local(variable)
        self.load_local(variable)

    def lift_STORE_FAST(self, variable: Variable) -> None:
        entry = self.pop()
        if isinstance(entry, Saved):
            self.leave_comprehension(entry)
        else:
            self.store_local(self.local_register(variable_key(variable)), entry)

    def leave_comprehension(self, saved: Saved) -> None:
        raise NotImplementedError

    def lift_DELETE_FAST(self, variable: Variable) -> None:
        i = self.i
        just_stored = i > 0 and self.stream.names[i - 1] == "STORE_FAST" and self.stream.arguments[i - 1] == variable
        if not just_stored or i in self.stream.starts:
            self.check_local(variable)
        self.store_local(self.local_register(variable_key(variable)), None)

    # Names and cells

    def lift_LOAD_NAME(self, name: str) -> None:
        self.compute("LOAD_NAME", (), name=name)

    def lift_STORE_NAME(self, name: str) -> None:
        value = self.pop_value()
        if value < 0 and self.is_compilers_own_store():
            if name in ("__firstlineno__", "__static_attributes__"):
                return  # 3.13 keeps these in classes; a unit is the same under every version
            text = self.constants.value(value)
            if name == "__doc__" and isinstance(text, str) and self.cleans_docstrings:
                value = self.constants.operand(clean_docstring(text))
        self.effect("STORE_NAME", [value], name=name)

    def is_compilers_own_store(self) -> bool:
        """A constant stored without an assignment in the source: both instructions have one span."""
        i, spans = self.i, self.stream.spans
        return i > 0 and self.stream.names[i - 1] == "LOAD_CONST" and spans[i - 1] == spans[i] and spans[i][2] >= 0

    def lift_DELETE_NAME(self, name: str) -> None:
        self.effect("DEL_NAME", name=name)

    def load_global(self, name: str) -> None:
        self.compute("LOAD_GLOBAL", (), name=name)

    def lift_STORE_GLOBAL(self, name: str) -> None:
        self.effect("STORE_GLOBAL", [self.pop_value()], name=name)

    def lift_DELETE_GLOBAL(self, name: str) -> None:
        self.effect("DEL_GLOBAL", name=name)

    def cell_register(self, variable: Variable) -> int:
        return self.local_register(variable_key(variable))

    def lift_LOAD_DEREF(self, variable: Variable) -> None:
        self.compute("LOAD_CELL", [self.cell_register(variable)], name=variable_name(variable))

    def lift_STORE_DEREF(self, variable: Variable) -> None:
        value = self.pop_value()
        self.effect("STORE_CELL", [self.cell_register(variable), value])

    def lift_DELETE_DEREF(self, variable: Variable) -> None:
        self.effect("DEL_CELL", [self.cell_register(variable)], name=variable_name(variable))

    def lift_MAKE_CELL(self, variable: Variable) -> None:
        """Cells of the routine itself are made at its entry; what remains is a comprehension's."""
        register = self.local_register(variable_key(variable))
        if register in self.comprehension_registers.values():
            self.settle_methods()
            self.append("MAKE_CELL", (), [register], flag=1)

    # Attributes and items

    def load_attribute(self, name: str) -> None:
        self.settle_methods()
        self.compute("LOAD_ATTR", [self.pop_value()], name=name)

    def load_method(self, name: str) -> None:
        self.push(Method(self.pop_value(), name, self.span))
        self.push(METHOD_SELF)

    def lift_STORE_ATTR(self, name: str) -> None:
        value, receiver = self.pop_values(2)
        self.effect("STORE_ATTR", [receiver, value], name=name)

    def lift_DELETE_ATTR(self, name: str) -> None:
        self.effect("DEL_ATTR", [self.pop_value()], name=name)

    def lift_LOAD_SUPER_ATTR(self, argument: tuple[bool, bool, str]) -> None:
        is_method, has_arguments, name = argument
        self.settle_methods()
        self.compute("SUPER", self.pop_values(3), flag=int(has_arguments))
        if is_method:
            self.load_method(name)
        else:
            self.load_attribute(name)

    def folded_slice(self, subscript: int | None) -> Instruction | None:
        """The BUILD_SLICE without a step that just made a subscript for nobody else; it is taken back."""
        last = self.out[-1] if self.out else None
        if last is None or last.op != "BUILD_SLICE" or last.reads[2] is not None:
            return None
        if last.writes != [subscript] or subscript in self.in_use():
            return None
        return self.out.pop()

    def lift_BINARY_SUBSCR(self, argument: object) -> None:
        container, subscript = self.pop_values(2)
        made = self.folded_slice(subscript)
        if made is not None:
            self.compute("GET_SLICE", [container, *made.reads[:2]])
        else:
            self.compute("GET_ITEM", [container, subscript])

    def lift_STORE_SUBSCR(self, argument: object) -> None:
        value, container, subscript = self.pop_values(3)
        made = self.folded_slice(subscript)
        if made is not None:
            self.effect("SET_SLICE", [container, *made.reads[:2], value])
        else:
            self.effect("SET_ITEM", [container, subscript, value])

    def lift_DELETE_SUBSCR(self, argument: object) -> None:
        self.effect("DEL_ITEM", self.pop_values(2))

    def lift_BINARY_SLICE(self, argument: object) -> None:
        self.compute("GET_SLICE", self.pop_values(3))

    def lift_STORE_SLICE(self, argument: object) -> None:
        value, container, start, stop = self.pop_values(4)
        self.effect("SET_SLICE", [container, start, stop, value])

    def lift_BUILD_SLICE(self, count: int) -> None:
        values = self.pop_values(int(count))
        self.compute("BUILD_SLICE", values if len(values) == 3 else [*values, None])

    # Operators

    def lift_BINARY_OP(self, operator: int) -> None:
        number = int(operator)
        self.compute(BINARY[number % len(BINARY)], self.pop_values(2), flag=int(number >= len(BINARY)))

    def lift_COMPARE_OP(self, operator: int) -> None:
        number = int(operator)
        self.compute(isa.COMPARE[number & ~BOOLEAN_RESULT], self.pop_values(2))
        if number & BOOLEAN_RESULT:
            self.convert_to_bool()

    def lift_IS_OP(self, inverted: int) -> None:
        self.compute("IS_NOT" if inverted else "IS", self.pop_values(2))

    def lift_CONTAINS_OP(self, inverted: int) -> None:
        self.compute("NOT_IN" if inverted else "IN", self.pop_values(2))

    def lift_UNARY_NEGATIVE(self, argument: object) -> None:
        self.compute("NEG", [self.pop_value()])

    def lift_UNARY_POSITIVE(self, argument: object) -> None:
        self.compute("POS", [self.pop_value()])

    def lift_UNARY_INVERT(self, argument: object) -> None:
        self.compute("INVERT", [self.pop_value()])

    def lift_UNARY_NOT(self, argument: object) -> None:
        self.compute("NOT", [self.pop_value()])

    def convert_to_bool(self) -> None:
        """Branches and `not` test for truth themselves; anything else sees the bool."""
        following = self.stream.names[self.i + 1]
        if not following.startswith("POP_JUMP") and following != "UNARY_NOT":
            self.compute("BOOL", [self.pop_value()])

    # Control

    def lift_JUMP_FORWARD(self, argument: object) -> bool:
        return self.jump()

    lift_JUMP_BACKWARD = lift_JUMP_BACKWARD_NO_INTERRUPT = lift_JUMP_FORWARD

    def lift_POP_JUMP_IF_TRUE(self, argument: object) -> bool:
        return self.branch("BRT", self.pop_value())

    def lift_POP_JUMP_IF_FALSE(self, argument: object) -> bool:
        return self.branch("BRF", self.pop_value())

    def lift_POP_JUMP_IF_NONE(self, argument: object) -> bool:
        return self.branch("BR_NONE", self.pop_value())

    def lift_POP_JUMP_IF_NOT_NONE(self, argument: object) -> bool:
        return self.branch("BR_NOT_NONE", self.pop_value())

    def lift_GET_ITER(self, argument: object) -> None:
        self.compute("GET_ITER", [self.pop_value()])

    def lift_FOR_ITER(self, argument: object) -> bool:
        target, following = self.stream.targets[self.i], self.i + 1
        self.settle(len(self.stack))
        iterator = self.value(self.stack[-1])
        item = self.home(len(self.stack))
        instruction = self.append("FOR_ITER", [item], [iterator], target=target)
        looping = [*self.stack, item]
        self.leave_loop_stack()
        self.flow(target)
        self.stack = looping
        self.flow(following)
        if self.stream.has_one_arrival(following):
            self.forwarded[following] = instruction
        self.block.following = following
        return True

    def leave_loop_stack(self) -> None:
        """Change the stack to what the exit of a loop finds, the iterator being released."""
        self.stack[-1:] = [None, None]

    def lift_RETURN_VALUE(self, argument: object) -> bool:
        self.effect("RET", [self.pop_value()])
        return True

    def lift_RETURN_CONST(self, value: Constant) -> bool:
        self.effect("RET", [self.constants.operand(value)])
        return True

    # Calls

    def call(self, argument_count: int, keyword_names: tuple[str, ...]) -> None:
        arguments = self.pop_values(argument_count)
        second, first = self.pop(), self.pop()
        constant = self.constants.index(keyword_names) if keyword_names else None
        suffix = "_KW" if keyword_names else ""
        if isinstance(second, MethodSelf) and isinstance(first, Method):
            self.compute("CALL_METHOD" + suffix, [first.receiver, *arguments], name=first.name, constant=constant)
            return
        # Where CPython keeps its NULL depends on the version; without one, the lower entry is called with the other.
        if second is None:
            function = self.value(first)
        elif first is None:
            function = self.value(second)
        else:
            function = self.value(first)
            arguments = [self.value(second), *arguments]
        if not arguments and self.is_super(function):
            self.call_super(function)
        else:
            self.compute("CALL" + suffix, [function, *arguments], constant=constant)

    def is_super(self, function: int) -> bool:
        """`super()` in a method: the arguments that CPython's super digs out of the caller's frame are made explicit."""
        last = self.out[-1] if self.out else None
        return (
            last is not None
            and last.op == "LOAD_GLOBAL"
            and last.name == "super"
            and last.writes == [function]
            and self.class_cell() is not None
            and self.code.co_argcount > 0
        )

    def class_cell(self) -> int | None:
        return next((register for register, name in self.routine.free if name == "__class__"), None)

    def call_super(self, function: int) -> None:
        """Cells are handed over as they are, and a local that may be unbound too: what is wrong with them is for SUPER to say."""
        register = self.registers[self.code.co_varnames[0]]
        self.push(function)
        self.compute("LOAD_CELLREF", [self.class_cell()])
        if register in self.cell_registers:
            self.compute("LOAD_CELLREF", [register])
        else:
            self.push(register)
        self.compute("SUPER", self.pop_values(3), flag=0)

    def lift_CALL_FUNCTION_EX(self, flags: int) -> None:
        keywords = self.pop_value() if flags & 1 else None
        arguments = self.pop_value()
        second, first = self.pop(), self.pop()
        function = self.value(first if second is None else second)
        self.compute("CALL_EX", [function, arguments, keywords])

    def make_function(self, flags: int) -> None:
        code = self.pop_value()
        captured = self.pop() if flags & CLOSURE else None
        annotations = self.pop_value() if flags & ANNOTATIONS else None
        keyword_defaults = self.pop_value() if flags & KEYWORD_DEFAULTS else None
        defaults = self.pop_value() if flags & DEFAULTS else None
        unit = self.constants.value(code)
        if not isinstance(unit, CodeUnit):
            raise LiftError("a function is made of something else than code")
        cells = self.captured_registers(captured)
        self.allocate("MAKE_FUNC", [defaults, keyword_defaults, annotations, *cells], constant=~code)

    def captured_registers(self, captured: Entry) -> tuple[int, ...]:
        if captured is None:
            return ()
        if not isinstance(captured, Captures):
            raise LiftError(f"a closure is made of {captured!r}")
        if len(captured.registers) > isa.MAX_COUNT:
            construct = "closure over more than 255 variables"
            raise self.refuse(construct, REFUSED[construct])
        return captured.registers

    # Displays

    def lift_BUILD_TUPLE(self, count: int) -> None:
        cells = [entry.register for entry in self.stack[-count:] if isinstance(entry, Cell)] if count else []
        if cells and len(cells) == count:
            del self.stack[-count:]
            self.push(Captures(tuple(cells)))
        else:
            self.allocate("BUILD_TUPLE", self.pop_values(count))

    def lift_BUILD_LIST(self, count: int) -> None:
        self.allocate("BUILD_LIST", self.pop_values(count))

    def lift_BUILD_SET(self, count: int) -> None:
        self.compute("BUILD_SET", self.pop_values(count))

    def lift_BUILD_MAP(self, count: int) -> None:
        self.compute("BUILD_MAP", self.pop_values(2 * count))

    def lift_BUILD_CONST_KEY_MAP(self, count: int) -> None:
        keys = self.constants.value(self.pop_value())
        values = self.pop_values(count)
        if not isinstance(keys, tuple):
            raise LiftError("the keys of a display are no tuple")
        self.compute("BUILD_MAP", [x for key, value in zip(keys, values, strict=True) for x in (self.constants.operand(key), value)])

    def lift_BUILD_STRING(self, count: int) -> None:
        self.compute("BUILD_STRING", self.pop_values(count))

    def build(self, op: str, position: int, values: list[int | None]) -> None:
        self.effect(op, [self.value(self.stack[-position]), *values])

    def lift_LIST_APPEND(self, position: int) -> None:
        value = self.pop_value()
        self.build("LIST_APPEND", position, [value])

    def lift_SET_ADD(self, position: int) -> None:
        value = self.pop_value()
        self.build("SET_ADD", position, [value])

    def lift_MAP_ADD(self, position: int) -> None:
        pair = self.pop_values(2)
        self.build("MAP_ADD", position, pair)

    def lift_LIST_EXTEND(self, position: int) -> None:
        value = self.pop_value()
        self.build("LIST_EXTEND", position, [value])

    def lift_SET_UPDATE(self, position: int) -> None:
        value = self.pop_value()
        self.build("SET_UPDATE", position, [value])

    def lift_DICT_UPDATE(self, position: int) -> None:
        value = self.pop_value()
        self.build("DICT_UPDATE", position, [value])

    def lift_DICT_MERGE(self, position: int) -> None:
        """The callable, which a duplicate keyword's error names, is below the positional arguments."""
        value = self.pop_value()
        second, first = self.stack[-position - 2], self.stack[-position - 3]
        function = self.value(first if second is None else second)
        self.build("DICT_MERGE", position, [value, function])

    def list_to_tuple(self) -> None:
        self.compute("LIST_TO_TUPLE", [self.pop_value()])

    def lift_UNPACK_SEQUENCE(self, count: int) -> None:
        self.unpack("UNPACK", count, 0)

    def lift_UNPACK_EX(self, counts: int) -> None:
        before, after = counts & 0xFF, counts >> 8
        self.unpack("UNPACK_EX", before + 1 + after, before)

    def unpack(self, op: str, count: int, starred: int) -> None:
        if count > isa.MAX_COUNT:
            construct = "unpacking into more than 255 targets"
            raise self.refuse(construct, REFUSED[construct])
        value = self.pop_value()
        registers: list[int] = []
        for _ in range(count):
            register = self.temporary()
            self.push(register)
            registers.append(register)
        self.append(op, registers[::-1], [value], immediate=starred)

    # Text

    def lift_FORMAT_VALUE(self, flags: int) -> None:
        specification = self.pop_value() if flags & 4 else None
        if flags & 3:
            self.compute("CONVERT", [self.pop_value()], immediate=flags & 3)
        self.compute("FORMAT", [self.pop_value(), specification])

    # Exceptions

    def lift_PUSH_EXC_INFO(self, argument: object) -> None:
        exception = self.pop_value()
        self.push(None)
        previous = self.home(len(self.stack) - 1)
        used = self.in_use() | {exception}
        if previous in used:
            previous = self.scratch(used)
        self.append("EXC_ENTER", [previous], [exception])
        self.stack[-1] = previous
        self.push(exception)

    def lift_POP_EXCEPT(self, argument: object) -> None:
        previous = self.pop_value()
        self.effect("EXC_LEAVE", [previous])
        # A copy may be left to unwinding; nothing looks at it again.
        self.stack[:] = [None if entry == previous else entry for entry in self.stack]

    def lift_CHECK_EXC_MATCH(self, argument: object) -> None:
        pattern = self.pop_value()
        self.compute("EXC_MATCH", [self.value(self.stack[-1]), pattern])

    def lift_CHECK_EG_MATCH(self, argument: object) -> None:
        """The library takes the exception apart; what matches is being handled from here on."""
        self.call_builtin("match_group", 2)
        self.unpack("UNPACK", 3, 0)
        self.effect("EXC_LEAVE", [self.pop_value()])

    def prepare_reraise(self) -> None:
        """What is left to raise after the clauses of an `except*`, or None."""
        self.call_builtin("reraise_group", 2)

    def lift_RERAISE(self, argument: object) -> bool:
        self.raise_away("RERAISE", [self.pop_value()])
        return True

    def lift_RAISE_VARARGS(self, count: int) -> bool:
        self.raise_away(("RAISE0", "RAISE", "RAISE_FROM")[count], self.pop_values(count))
        return True

    def lift_BEFORE_WITH(self, argument: object) -> None:
        manager = self.pop_value()
        exit_method = self.temporary()
        self.push(exit_method)
        enter_method = self.scratch(self.in_use() | {manager})
        self.append("LOAD_SPECIAL", [enter_method], [manager], immediate=ENTER)
        self.append("LOAD_SPECIAL", [exit_method], [manager], immediate=EXIT)
        self.compute("CALL", [enter_method])

    def lift_WITH_EXCEPT_START(self, argument: object) -> None:
        self.compute("WITH_EXC", [self.value(self.stack[-4]), self.value(self.stack[-1])])

    # Generators

    def lift_YIELD_VALUE(self, argument: object) -> None:
        self.compute("YIELD", [self.pop_value()])

    def lift_GET_YIELD_FROM_ITER(self, argument: object) -> None:
        self.compute("YF_ITER", [self.pop_value()])

    def lift_SEND(self, argument: object) -> bool:
        """A SEND loop is one YIELD_FROM; what CPython's loop does between is unreachable then."""
        self.pop()  # None, the first value sent
        iterator = self.pop_value()
        self.push_delegate_slot()
        self.compute("YIELD_FROM", [iterator])
        return self.jump()

    def push_delegate_slot(self) -> None:
        """Where END_SEND looks for the iterator."""
        self.push(None)

    # Modules and classes

    def lift_IMPORT_NAME(self, name: str) -> None:
        self.compute("IMPORT", self.pop_values(2), name=name)

    def lift_IMPORT_FROM(self, name: str) -> None:
        self.compute("IMPORT_FROM", [self.value(self.stack[-1])], name=name)

    def import_star(self) -> None:
        self.effect("IMPORT_STAR", [self.pop_value()])

    def print_expression(self) -> None:
        """The value of an expression statement at the prompt: sys.displayhook(value)."""
        value = self.pop_value()
        self.push(value)
        level, names = self.constants.operand(0), self.constants.operand(None)
        self.compute("IMPORT", [level, names], name="sys")
        module = self.pop_value()
        self.pop()
        self.compute("CALL_METHOD", [module, value], name="displayhook")

    def lift_SETUP_ANNOTATIONS(self, argument: object) -> None:
        self.effect("SETUP_ANNOTATIONS")

    def lift_CALL_INTRINSIC_1(self, number: int) -> None:
        function = int(number)
        if function == IMPORT_STAR:
            self.import_star()
            self.push(None)
        elif function == PRINT:
            self.print_expression()
        elif function == UNARY_POSITIVE:
            self.lift_UNARY_POSITIVE(None)
        elif function == LIST_TO_TUPLE:
            self.list_to_tuple()
        else:
            construct = REFUSED_INTRINSICS_1[function]
            raise self.refuse(construct, REFUSED[construct])

    def lift_CALL_INTRINSIC_2(self, number: int) -> None:
        if int(number) == PREPARE_RERAISE:
            return self.prepare_reraise()
        construct = REFUSED_INTRINSICS_2[int(number)]
        raise self.refuse(construct, REFUSED[construct])

    # Patterns

    def lift_GET_LEN(self, argument: object) -> None:
        self.compute("LEN", [self.value(self.stack[-1])])

    def lift_MATCH_SEQUENCE(self, argument: object) -> None:
        self.compute("MATCH_SEQ", [self.value(self.stack[-1])])

    def lift_MATCH_MAPPING(self, argument: object) -> None:
        self.compute("MATCH_MAP", [self.value(self.stack[-1])])

    def lift_MATCH_KEYS(self, argument: object) -> None:
        self.compute("MATCH_KEYS", [self.value(self.stack[-2]), self.value(self.stack[-1])])

    def lift_MATCH_CLASS(self, positional: int) -> None:
        names = self.pop_value()
        subject, pattern = self.pop_values(2)
        self.compute("MATCH_CLASS", [subject, pattern], constant=~names, immediate=positional)


def clean_docstring(text: str) -> str:
    """What CPython 3.13 does to docstrings when it compiles. Source: _PyCompile_CleanDoc in Python/compile.c."""
    first, *rest = text.expandtabs().split("\n")
    indents = [len(line) - len(line.lstrip(" ")) for line in rest if line.strip(" ")]
    margin = min(indents, default=0)
    return "\n".join([first.lstrip(" "), *(line[min(margin, len(line) - len(line.lstrip(" "))) :] for line in rest)])
