# Literal, capture, wildcard, value, or- and group patterns.
import enum


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Names:
    limit = 10


def describe(subject):
    match suspend(subject):
        case 0 | 1 | -1:
            return "small"
        case 2.5:
            return "float"
        case "text" | b"bytes":
            return "string"
        case None:
            return "none"
        case True:
            return "true is 1, so never"
        case Color.RED:
            return "red"
        case Names.limit:
            return "limit"
        case 3 + 4j:
            return "complex"
        case (5 | 6) as number:
            return "five or six", number
        case str() as text if text.isupper():
            return "upper", text
        case other:
            return "other", other


for subject in (0, 1, -1, True, 2.5, "text", b"bytes", None, Color.RED, Color.BLUE, 10, 3 + 4j, 5, 6.0, "ABC", "abc", 1.0, [1]):
    print(subject, describe(subject))
