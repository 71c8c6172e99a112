"""Answers: what follows when a special method that was called directly has no answer, or one that is not of the right kind."""

# In step with pyvm/core/answers.h.
ASKED_REFLECTED = 16
ASKED_INPLACE = 32
ASKED_INPLACE_BINARY = 48
ASKED_COMPARED = 64
ASKED_NOT_EQUAL = 72
ASKED_TRUTH = 73
ASKED_CONTAINS = 74
ASKED_LENGTH = 75
ASKED_FILLED = 76
ASKED_ITERATOR = 77
ASKED_STR = 78


def judge_answer(number, first, second, answer):
    if number < ASKED_REFLECTED:
        return binary_rest(number, BINARY[number][3], first, second)
    if number < ASKED_INPLACE:
        return reflected_rest(number - ASKED_REFLECTED, first, second)
    if number < ASKED_INPLACE_BINARY:
        return inplace_rest(number - ASKED_INPLACE, first, second)
    if number < ASKED_COMPARED:
        return binary_rest(number - ASKED_INPLACE_BINARY, inplace_symbol(number - ASKED_INPLACE_BINARY), first, second)
    if number < ASKED_NOT_EQUAL:
        return compare_rest(number - ASKED_COMPARED, first, second)
    if number == ASKED_NOT_EQUAL:
        return compare_rest(3, first, second) if answer is NotImplemented else not answer
    if number == ASKED_TRUTH:
        raise TypeError(f"__bool__ should return bool, returned {type_name(answer)}")
    if number == ASKED_CONTAINS:
        return truth(answer)
    if number == ASKED_LENGTH:
        return length_answered(answer)
    if number == ASKED_FILLED:
        return length_answered(answer) != 0
    if number == ASKED_ITERATOR:
        return iterator_answered(answer)
    return text_answered(answer, "__str__" if number == ASKED_STR else "__repr__")


def binary_rest(number, symbol, left, right):
    """left + right, when the left operand's method was asked first and does not know."""
    backward = BINARY[number][1]
    answer = NotImplemented
    if type(right) is not type(left) and has_number_slot(type(right), backward):
        answer = native_slot_answer(right, backward, left)
    if answer is NotImplemented:
        answer = sequence_answer(number, "__add__" if symbol == BINARY[number][3] else "__iadd__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands(symbol, left, right)
    return answer


def reflected_rest(number, left, right):
    """left + right, when the right operand's method was asked first and does not know."""
    answer = NotImplemented
    if issubclass_plain(type(right), type(left)):
        answer = native_slot_answer(left, BINARY[number][0], right)
    if answer is NotImplemented:
        answer = sequence_answer(number, "__add__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands(BINARY[number][3], left, right)
    return answer


def inplace_rest(number, left, right):
    """left += right, when `__iadd__` was asked and does not know."""
    answer = binary_answer(number, BINARY[number][0], BINARY[number][1], left, right)
    if answer is NotImplemented:
        answer = sequence_answer(number, "__iadd__", left, right)
    if answer is NotImplemented:
        raise unsupported_operands(inplace_symbol(number), left, right)
    return answer


def compare_rest(number, left, right):
    """left < right, when the left operand's method was asked first and does not know."""
    name, reflected, symbol = COMPARE[number]
    answer = comparison_answer(right, reflected, left)
    if answer is not NotImplemented:
        return answer
    return comparison_by_identity(number, left, right)


def text_answered(text, name):
    if not isinstance_plain(text, str):
        raise TypeError(f"{name} returned non-string (type {type_name(text)})")
    return text
