"""str.format and str.format_map: fields are looked up as guest code would do it, so the gate is asked for every attribute."""


def format_template(template, /, *args, **kwargs):
    """str.format"""
    if is_simple_template(template):
        return native_format(template, *args, **kwargs)
    return fill_template(template, args, kwargs, [0, ""], 2)


def format_template_map(template, mapping, /):
    """str.format_map"""
    if is_simple_template(template) and type(mapping) is dict:
        return native_format_map(template, mapping)
    return fill_template(template, None, mapping, [0, ""], 2)


def is_simple_template(template):
    """Whether its fields look no attributes and no items up, so that the native may be tried."""
    return "." not in template and "[" not in template


def format_slowly(template, /, *args, **kwargs):
    """What native_format is bridged to."""
    return fill_template(template, args, kwargs, [0, ""], 2)


def format_map_slowly(template, mapping, /):
    return fill_template(template, None, mapping, [0, ""], 2)


def fill_template(template, args, kwargs, numbering, depth):
    """numbering is [next automatic number, "automatic" or "manual"], shared with nested specifications."""
    if depth == 0:
        raise ValueError("Max string recursion exceeded")
    pieces = []
    for literal, field, spec, conversion in native_template_parts(template):
        pieces.append(literal)
        if field is None:
            continue
        value = field_value(field, args, kwargs, numbering)
        if conversion == "r":
            value = representation(value)
        elif conversion == "s":
            value = text_of(value)
        elif conversion == "a":
            value = convert(3, value)
        elif conversion is not None:
            raise ValueError(f"Unknown conversion specifier {conversion}")
        if "{" in spec or "}" in spec:
            spec = fill_template(spec, args, kwargs, numbering, depth - 1)
        pieces.append(format(value, spec))
    return "".join(pieces)


def field_value(field, args, kwargs, numbering):
    first, rest = native_field_parts(field)
    if first == "":
        first = automatic_number(args, numbering)
    elif type(first) is int:
        if numbering[1] == "automatic":
            raise ValueError("cannot switch from automatic field numbering to manual field specification")
        numbering[1] = "manual"
    if type(first) is int:
        if args is None:
            raise ValueError("Format string contains positional fields")
        if first >= len(args):
            raise IndexError(f"Replacement index {first} out of range for positional args tuple")
        value = args[first]
    else:
        value = kwargs[first]
    for is_attribute, name in rest:
        value = get_attribute(value, name) if is_attribute else value[name]
    return value


def automatic_number(args, numbering):
    if args is None:
        raise ValueError("Format string contains positional fields")
    if numbering[1] == "manual":
        raise ValueError("cannot switch from manual field specification to automatic field numbering")
    numbering[1] = "automatic"
    numbering[0] += 1
    return numbering[0] - 1
