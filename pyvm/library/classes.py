"""Classes: the class statement, `type(...)`, and making instances when `__new__`, `__init__` or a metaclass is guest code."""


def build_class(function, name, /, *bases, **keywords):
    """The class statement: bases, metaclass, namespace, body, class."""
    original = bases
    bases = resolved_bases(bases)
    metaclass = derived_metaclass(keywords, bases)
    namespace = {}
    if metaclass is not type and hasattr(metaclass, "__prepare__"):
        namespace = prepared_namespace(metaclass, name, bases, keywords)
    if bases is not original:
        namespace["__orig_bases__"] = original
    cell = run_body(function, namespace)
    cls = metaclass(name, bases, namespace, **keywords)
    if cell is not None and isinstance_plain(cls, type):
        check_class_cell(cell, name, cls)
    return cls


def resolved_bases(bases):
    """Bases with what `__mro_entries__` puts in the place of those that are no classes; the same tuple if nothing does."""
    resolved = None
    for number, base in enumerate(bases):
        entries = absent if isinstance_plain(base, type) else getattr(base, "__mro_entries__", absent)
        if entries is absent:
            if resolved is not None:
                resolved.append(base)
            continue
        found = entries(bases)
        if not isinstance_plain(found, tuple):
            raise TypeError("__mro_entries__ must return a tuple")
        if resolved is None:
            resolved = list(bases[:number])
        resolved.extend(found)
    return bases if resolved is None else tuple(resolved)


def derived_metaclass(keywords, bases):
    """The metaclass keyword, or that of the first base; if it is a class, the most derived one of all bases."""
    if "metaclass" in keywords:
        metaclass = keywords.pop("metaclass")
        if not isinstance_plain(metaclass, type):
            return metaclass
    else:
        metaclass = type(bases[0]) if bases else type
    return most_derived(metaclass, bases)


def most_derived(metaclass, bases):
    winner = metaclass
    for base in bases:
        candidate = type(base)
        if issubclass_plain(winner, candidate):
            continue
        if not issubclass_plain(candidate, winner):
            raise TypeError(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
            )
        winner = candidate
    return winner


def prepared_namespace(metaclass, name, bases, keywords):
    namespace = metaclass.__prepare__(name, bases, **keywords)
    if class_attribute(type(namespace), "__getitem__") is absent:
        owner = metaclass.__name__ if isinstance_plain(metaclass, type) else "<metaclass>"
        raise TypeError(f"{owner}.__prepare__() must return a mapping, not {type_name(namespace)}")
    return namespace


def check_class_cell(cell, name, cls):
    found = cell_contents(cell)
    if found is absent:
        raise RuntimeError(f"__class__ not set defining {name!r} as {cls!r}. Was __classcell__ propagated to type.__new__?")
    if found is not cls:
        raise TypeError(f"__class__ set to {found!r} defining {name!r} as {cls!r}")


def new_type(metaclass, /, *args, **keywords):
    """type.__new__, and type(object). Hooks run on frames once the class is there, in CPython's order."""
    if metaclass is type and len(args) == 1 and not keywords:
        return type(args[0])
    if len(args) != 3:
        if metaclass is type:
            raise TypeError("type() takes 1 or 3 arguments")
        raise TypeError(f"type.__new__() takes exactly 3 arguments ({len(args)} given)")
    name, bases, namespace = args
    return new_class(metaclass, name, bases, namespace, keywords)


def new_class(metaclass, name, bases, namespace, keywords):
    for number, argument, kind in ((1, name, str), (2, bases, tuple), (3, namespace, dict)):
        if not isinstance_plain(argument, kind):
            raise TypeError(f"type.__new__() argument {number} must be {kind.__name__}, not {type_name(argument)}")
    for base in bases:
        if not isinstance_plain(base, type) and hasattr(base, "__mro_entries__"):
            raise TypeError("type() doesn't support MRO entry resolution; use types.new_class()")
    winner = most_derived(metaclass, bases)
    if winner is not metaclass:
        maker = class_attribute(winner, "__new__")
        if maker is not type_new:
            return winner.__new__(winner, name, bases, namespace, **keywords)
        metaclass = winner
    cls, named = native_new_class(metaclass, name, bases, namespace, keywords)
    for key, value in named:
        name_descriptor(cls, key, value)
    hook = inherited_init_subclass(cls)
    if hook is not None:
        hook(**keywords)
    return cls


def name_descriptor(cls, key, value):
    method = special_method(value, "__set_name__")
    if method is absent:
        return
    try:
        method(cls, key)
    except BaseException as error:
        text = f"Error calling __set_name__ on '{type_name(value)}' instance {key!r} in '{cls.__name__}'"
        if python_minor >= 12:
            error.add_note(text)
            raise
        if not isinstance_plain(error, Exception):
            raise
        raise RuntimeError(text) from error


def inherited_init_subclass(cls):
    """The `__init_subclass__` after the class itself, bound to it, if it is guest code."""
    for base in cls.__mro__[1:]:
        hook = own_attribute(base, "__init_subclass__")
        if hook is not absent:
            return super(cls, cls).__init_subclass__ if is_guest_method(hook) else None
    return None


def construct(cls, args, kwargs):
    """What calling a class comes to."""
    method = class_attribute(type(cls), "__call__")
    if is_guest_method(method):
        return call(special_method(cls, "__call__"), args, kwargs)
    return make_instance(cls, args, kwargs)


def type_call(cls, /, *args, **kwargs):
    """type.__call__"""
    return make_instance(cls, args, kwargs)


def make_instance(cls, args, kwargs):
    maker = class_attribute(cls, "__new__")
    instance = call(descriptor_get(maker, None, cls), (cls, *args), kwargs)
    if not isinstance_plain(instance, cls):
        return instance
    initializer = class_attribute(type(instance), "__init__")
    if initializer is object_init and maker is object_new:
        return instance
    answer = call(special_method(instance, "__init__"), args, kwargs)
    if answer is not None:
        raise TypeError(f"__init__() should return None, not '{type_name(answer)}'")
    return instance


def is_instance(object, classinfo, /):
    """isinstance()"""
    cls = type(classinfo)
    if type(object) is classinfo:
        return True
    if cls is tuple:
        for one in classinfo:
            if is_instance(object, one):
                return True
        return False
    if cls is type or not is_guest_method(class_attribute(cls, "__instancecheck__")):
        return native_isinstance(object, classinfo)
    return truth(special_method(classinfo, "__instancecheck__")(object))


def is_subclass(cls, classinfo, /):
    """issubclass()"""
    kind = type(classinfo)
    if kind is tuple:
        for one in classinfo:
            if is_subclass(cls, one):
                return True
        return False
    if kind is type or not is_guest_method(class_attribute(kind, "__subclasscheck__")):
        return native_issubclass(cls, classinfo)
    return truth(special_method(classinfo, "__subclasscheck__")(cls))


object_new = class_attribute(object, "__new__")
object_init = class_attribute(object, "__init__")
type_new = class_attribute(type, "__new__")
