"""Generic aliases and unions: putting arguments in place of their type variables, which are guest objects."""

alias_type = type(list[int])
union_type = type(int | str)
alias_getitem = class_attribute(alias_type, "__getitem__")
union_getitem = class_attribute(union_type, "__getitem__")


def alias_item(alias, item, /):
    """alias[item]. Raises TypeError where the number of arguments is wrong, or where a type variable answers nonsense."""
    parameters = alias.__parameters__
    if not parameters:
        raise TypeError(f"{alias!r} is not a generic class")
    items = alias_arguments(item)
    for parameter in parameters:
        prepare = getattr(parameter, "__typing_prepare_subst__", None)
        if prepare is not None:
            items = prepare(alias, items if isinstance_plain(items, tuple) else (items,))
    if not isinstance_plain(items, tuple):
        items = (items,)
    if len(items) != len(parameters):
        amount = "many" if len(items) > len(parameters) else "few"
        raise TypeError(f"Too {amount} arguments for {alias!r}; actual {len(items)}, expected {len(parameters)}")
    arguments = tuple(alias_substituted(alias.__args__, parameters, items))
    if isinstance_plain(alias, union_type):
        return alias_union(arguments)
    return alias_starred_like(alias, native_alias(alias.__origin__, arguments))


def alias_arguments(item):
    """The arguments of a subscript, with the parts of each `*tuple[...]` of known length in its place."""
    arguments = []
    for argument in item if isinstance_plain(item, tuple) else (item,):
        parts = None if isinstance_plain(argument, type) else getattr(argument, "__typing_unpacked_tuple_args__", None)
        if isinstance_plain(parts, tuple) and not (parts and parts[-1] is ...):
            arguments.extend(parts)
        else:
            arguments.append(argument)
    return tuple(arguments)


def alias_substituted(arguments, parameters, items):
    """The arguments of an alias after its parameters became the items."""
    result = []
    for argument in arguments:
        if isinstance_plain(argument, type):
            result.append(argument)
            continue
        unpack = getattr(argument, "__typing_is_unpacked_typevartuple__", False)
        substitute = getattr(argument, "__typing_subst__", None)
        if substitute is not None:
            value = substitute(items[alias_parameter_position(argument, parameters)])
        else:
            value = alias_substituted_inside(argument, parameters, items)
        if not unpack:
            result.append(value)
        elif isinstance_plain(value, tuple):
            result.extend(value)
        else:
            raise TypeError(f"expected __typing_subst__ of {type_name(argument)} objects to return a tuple, not {type_name(value)}")
    return result


def alias_parameter_position(parameter, parameters):
    for position, candidate in enumerate(parameters):
        if candidate is parameter:
            return position
    raise TypeError(f"{parameter!r} is not a parameter of this alias")


def alias_substituted_inside(argument, parameters, items):
    """An argument that is generic itself, with the items in place of those parameters that it shares."""
    inner = getattr(argument, "__parameters__", None)
    if not isinstance_plain(inner, tuple) or not inner:
        return argument
    values = []
    for parameter in inner:
        value = parameter
        for position, candidate in enumerate(parameters):
            if candidate is parameter:
                value = items[position]
                break
        if value is not parameter and isinstance_plain(value, tuple) and class_attribute(type(parameter), "__iter__") is not absent:
            values.extend(value)  # a TypeVarTuple stands for several
        else:
            values.append(value)
    return argument[tuple(values)]


def alias_union(arguments):
    result = arguments[0]
    for argument in arguments[1:]:
        result = result | argument
    return result


def alias_starred_like(alias, result):
    """`*alias` is told from `alias` by a flag, which iterating sets."""
    if getattr(alias, "__unpacked__", False):
        for starred in result:
            return starred
    return result


def represent_alias(alias, /):
    """repr(alias): classes by their qualified names, everything else by its own repr()."""
    arguments = ", ".join([represent_alias_argument(argument) for argument in alias.__args__]) or "()"
    star = "*" if alias.__unpacked__ else ""
    return f"{star}{represent_alias_part(alias.__origin__)}[{arguments}]"


def represent_alias_argument(argument):
    """A list stands for the parameters of a Callable; since 3.12 its items are written like arguments."""
    if python_minor >= 12 and type(argument) is list:
        return f"[{', '.join([represent_alias_part(item) for item in list(argument)])}]"
    return represent_alias_part(argument)


def represent_alias_part(part):
    if part is ...:
        return "..."
    if getattr(part, "__origin__", absent) is not absent and getattr(part, "__args__", absent) is not absent:
        return repr(part)
    name, module = getattr(part, "__qualname__", None), getattr(part, "__module__", None)
    if name is None or module is None:
        return repr(part)
    return name if module == "builtins" else f"{module}.{name}"


def native_alias(origin, arguments):
    check_alias_depth(arguments)
    return native_call(alias_type, (origin, arguments), None)


def new_alias(cls, origin, arguments):
    """types.GenericAlias(origin, arguments)"""
    check_alias_depth(arguments)
    return native_call(own_attribute(alias_type, "__new__"), (cls, origin, arguments), None)
