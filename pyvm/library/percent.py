"""`text % values` with values that run guest code: each is converted on frames, then the native formats what is plain by now."""


def format_percent(template, values):
    return percent(template, values, str)


def format_percent_bytes(template, values):
    return percent(template, values, bytes)


def percent(template, values, kind):
    """The pieces between conversions pass as they are; a conversion is formatted with its own value alone."""
    text = template if kind is str else template.decode("latin-1")
    mapping = is_percent_mapping(values)
    if not isinstance_plain(values, tuple):
        values = (values,)
    pieces = []
    used = 0
    position = 0
    while True:
        start = text.find("%", position)
        if start < 0:
            break
        pieces.append(plain_piece(text[position:start], kind))
        name, flags, stars, code, position = parse_conversion(text, start + 1)
        if code == "%":
            pieces.append(plain_piece("%", kind))
            continue
        if name is None:
            needed = stars + 1
            if used + needed > len(values):
                raise TypeError("not enough arguments for format string")
            arguments = []
            for star in values[used : used + stars]:
                arguments.append(star)
            value = values[used + stars]
            used += needed
        else:
            if not mapping:
                raise TypeError("format requires a mapping")
            value = values[0][name if kind is str else name.encode("latin-1")]
            arguments = []
            used = len(values)
        arguments.append(percent_argument(value, code, kind))
        conversion = "%" + flags + ("s" if code in "ra" else code)
        if kind is not str:
            conversion = conversion.encode("latin-1")
        pieces.append(native_percent(conversion, tuple(arguments)))
    pieces.append(plain_piece(text[position:], kind))
    if used < len(values) and not mapping:
        raise TypeError(f"not all arguments converted during {'string' if kind is str else 'bytes'} formatting")
    return (template[:0] if kind is not str else "").join(pieces)


def plain_piece(text, kind):
    return text if kind is str else text.encode("latin-1")


def is_percent_mapping(values):
    """As CPython decides: subscriptable, and neither a tuple nor text."""
    return not isinstance_plain(values, (tuple, str)) and class_attribute(type(values), "__getitem__") is not absent


def parse_conversion(text, position):
    """(name, flags with width and precision, number of stars, conversion, end) of the conversion after a percent sign."""
    name = None
    if text.startswith("(", position):
        depth = 1
        end = position + 1
        while depth and end < len(text):
            if text[end] == "(":
                depth += 1
            elif text[end] == ")":
                depth -= 1
            end += 1
        if depth:
            raise ValueError("incomplete format key")
        name = text[position + 1 : end - 1]
        position = end
    start = position
    stars = 0
    while position < len(text) and text[position] in "-+ #0123456789.*":
        if text[position] == "*":
            stars += 1
        position += 1
    flags = text[start:position]
    if position < len(text) and text[position] in "hlL":
        position += 1
    if position >= len(text):
        raise ValueError("incomplete format")
    return name, flags, stars, text[position], position + 1


def percent_argument(value, code, kind):
    """The value as the native takes it: text for %s, %r and %a, a number for the others."""
    if kind is str:
        if code == "s":
            return text_of(value)
        if code == "r":
            return representation(value)
        if code == "a":
            return convert(3, value)
    elif code in "ra":
        return convert(3, value).encode("ascii")
    elif code in "sb":
        return percent_bytes(value)
    if type(value) in (int, float, str, bool):
        return value
    if code in "diu":
        if is_guest_class(type(value)) and not isinstance_plain(value, (int, float)):
            if class_attribute(type(value), "__index__") is not absent or class_attribute(type(value), "__int__") is not absent:
                return int(value)
    elif code in "xXoc":
        if class_attribute(type(value), "__index__") is not absent:
            return index_of(value)
    elif code in "eEfFgG":
        return float_argument(value)
    return value


def percent_bytes(value):
    if is_guest_class(type(value)) and class_attribute(type(value), "__bytes__") is not absent:
        return bytes(value)
    return value
