"""Operators: which operand's special method is asked, in which order, and what happens when none knows the answer."""

# By number: the row of isa.BINARY.
BINARY = (
    ("__add__", "__radd__", "__iadd__", "+"),
    ("__sub__", "__rsub__", "__isub__", "-"),
    ("__mul__", "__rmul__", "__imul__", "*"),
    ("__matmul__", "__rmatmul__", "__imatmul__", "@"),
    ("__truediv__", "__rtruediv__", "__itruediv__", "/"),
    ("__floordiv__", "__rfloordiv__", "__ifloordiv__", "//"),
    ("__mod__", "__rmod__", "__imod__", "%"),
    ("__pow__", "__rpow__", "__ipow__", "** or pow()"),
    ("__lshift__", "__rlshift__", "__ilshift__", "<<"),
    ("__rshift__", "__rrshift__", "__irshift__", ">>"),
    ("__and__", "__rand__", "__iand__", "&"),
    ("__or__", "__ror__", "__ior__", "|"),
    ("__xor__", "__rxor__", "__ixor__", "^"),
)
ADD = 0
MULTIPLY = 2

UNARY = {"__neg__": "-", "__pos__": "+", "__invert__": "~"}


def unary_operation(name, operand):
    answer = special_method(operand, name)
    if answer is absent:
        raise TypeError(f"bad operand type for unary {UNARY[name]}: '{type_name(operand)}'")
    return answer()


def binary_operation(number, left, right):
    forward, backward, inplace, symbol = BINARY[number]
    answer = binary_answer(number, forward, backward, left, right)
    if answer is NotImplemented:
        answer = sequence_answer(number, "__add__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands(symbol, left, right)
    return answer


def inplace_operation(number, left, right):
    forward, backward, inplace, symbol = BINARY[number]
    if has_number_slot(type(left), inplace):
        answer = native_slot_answer(left, inplace, right)
        if answer is not NotImplemented:
            return answer
    answer = binary_answer(number, forward, backward, left, right)
    if answer is NotImplemented:
        answer = sequence_answer(number, "__iadd__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands(inplace_symbol(number), left, right)
    return answer


def inplace_symbol(number):
    symbol = BINARY[number][3]
    return "**=" if symbol == "** or pow()" else symbol + "="


def binary_answer(number, forward, backward, left, right):
    """What the number methods of the operands say: the left one first, unless the right one is a refinement of it."""
    left_class = type(left)
    right_class = type(right)
    asks_right = right_class is not left_class and has_number_slot(right_class, backward)
    if asks_right and issubclass_plain(right_class, left_class) and overrides(right_class, left_class, backward):
        answer = native_slot_answer(right, backward, left)
        if answer is not NotImplemented:
            return answer
        asks_right = False
    if has_number_slot(left_class, forward):
        answer = native_slot_answer(left, forward, right)
        if answer is not NotImplemented:
            return answer
    if asks_right:
        return native_slot_answer(right, backward, left)
    return NotImplemented


def overrides(cls, base, name):
    return class_attribute(cls, name) is not class_attribute(base, name)


def native_slot_answer(operand, name, other):
    """The operand's own special method; natives that call guest code from inside have a version here."""
    method = class_attribute(type(operand), name)
    if method is absent or method is None:
        if method is None:
            raise TypeError("'NoneType' object is not callable")
        return NotImplemented
    if method is str.__mod__:
        return format_percent(operand, other)
    if method is bytes.__mod__ or method is bytearray.__mod__:
        return format_percent_bytes(operand, other)
    if method in set_operations_by_slot and isinstance(other, (set, frozenset)):
        return set_operations_by_slot[method](operand, other)
    return special_method(operand, name)(other)


def sequence_answer(number, concatenate, left, right):
    """What sequences do with + and *, after the number methods were asked."""
    if number == ADD:
        if not has_sequence_slot(type(left), "__add__"):
            return NotImplemented
        if concatenate == "__iadd__" and class_attribute(type(left), "__iadd__") is list.__iadd__:
            extend_list(left, right)
            return left
        if class_attribute(type(left), concatenate) is absent:
            concatenate = "__add__"
        return special_method(left, concatenate)(right)
    if number == MULTIPLY:
        if has_sequence_slot(type(left), "__mul__"):
            return repeated(left, right, concatenate)
        if has_sequence_slot(type(right), "__mul__"):
            return repeated(right, left, "__add__")
    return NotImplemented


def repeated(sequence, count, concatenate):
    if class_attribute(type(count), "__index__") is absent:
        raise TypeError(f"can't multiply sequence by non-int of type '{type_name(count)}'")
    name = "__imul__" if concatenate == "__iadd__" and class_attribute(type(sequence), "__imul__") is not absent else "__mul__"
    return special_method(sequence, name)(index_of(count))


def unsupported_operands(symbol, left, right):
    hint = ""
    if symbol == ">>" and left is print:
        hint = '. Did you mean "print(<message>, file=<output_stream>)"?'
    return TypeError(f"unsupported operand type(s) for {symbol}: '{type_name(left)}' and '{type_name(right)}'{hint}")


def divide_with_remainder(left, right, /):
    answer = binary_answer(13, "__divmod__", "__rdivmod__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands("divmod()", left, right)
    return answer


def power(base, exp, mod=None):
    if mod is None:
        return base**exp
    if not has_number_slot(type(base), "__pow__"):
        answer = NotImplemented
    else:
        answer = special_method(base, "__pow__")(exp, mod)
    if answer is NotImplemented:
        raise TypeError(
            f"unsupported operand type(s) for ** or pow(): '{type_name(base)}', '{type_name(exp)}', '{type_name(mod)}'"
        )
    return answer
