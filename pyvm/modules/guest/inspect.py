"""The part of `inspect` that looks at values: signatures, kinds, members, docs. Frames and sources are not shown to guests."""

import types

from _pyvm import code_kind, is_native_routine, parameters, static_attribute

__all__ = [
    "BoundArguments",
    "Parameter",
    "Signature",
    "cleandoc",
    "currentframe",
    "get_annotations",
    "getattr_static",
    "getdoc",
    "getmembers",
    "getmro",
    "isabstract",
    "isawaitable",
    "isbuiltin",
    "isclass",
    "iscoroutine",
    "iscoroutinefunction",
    "isdatadescriptor",
    "isfunction",
    "isgenerator",
    "isgeneratorfunction",
    "ismethod",
    "ismethoddescriptor",
    "ismodule",
    "isroutine",
    "signature",
    "unwrap",
]

_KIND_NAMES = ("positional-only", "positional or keyword", "variadic positional", "keyword-only", "variadic keyword")


class _empty:
    """Stands for a default or an annotation that is not there."""


class _Kind(int):
    def __repr__(self):
        return f"<_ParameterKind.{self.name}: {int(self)}>"

    def __str__(self):
        return self.name

    @property
    def name(self):
        return ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD")[self]

    @property
    def description(self):
        return _KIND_NAMES[self]


_KINDS = tuple(_Kind(number) for number in range(5))
_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD, _VAR_POSITIONAL, _KEYWORD_ONLY, _VAR_KEYWORD = _KINDS


def formatannotation(annotation, base_module=None):
    if getattr(annotation, "__module__", None) == "typing":
        return repr(annotation).replace("typing.", "")
    if isinstance(annotation, types.GenericAlias):
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ in ("builtins", base_module):
            return annotation.__qualname__
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation)


class Parameter:
    """One parameter of a signature."""

    __slots__ = ("_name", "_kind", "_default", "_annotation")

    POSITIONAL_ONLY = _POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _VAR_POSITIONAL
    KEYWORD_ONLY = _KEYWORD_ONLY
    VAR_KEYWORD = _VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        if not isinstance(name, str):
            raise TypeError(f"name must be a str, not a {type(name).__name__}")
        if not name.isidentifier():
            raise ValueError(f"{name!r} is not a valid parameter name")
        self._kind = _KINDS[kind]
        if default is not _empty and self._kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f"{self._kind.description} parameters cannot have default values")
        self._name = name
        self._default = default
        self._annotation = annotation

    @property
    def name(self):
        return self._name

    @property
    def kind(self):
        return self._kind

    @property
    def default(self):
        return self._default

    @property
    def annotation(self):
        return self._annotation

    def replace(self, *, name=None, kind=None, annotation=_empty, default=_empty):
        return type(self)(
            self._name if name is None else name,
            self._kind if kind is None else kind,
            default=self._default if default is _empty else default,
            annotation=self._annotation if annotation is _empty else annotation,
        )

    def __str__(self):
        text = self._name
        if self._annotation is not _empty:
            text = f"{text}: {formatannotation(self._annotation)}"
        if self._default is not _empty:
            text += f" = {self._default!r}" if self._annotation is not _empty else f"={self._default!r}"
        return {_VAR_POSITIONAL: "*", _VAR_KEYWORD: "**"}.get(self._kind, "") + text

    def __repr__(self):
        return f'<Parameter "{self}">'

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self._name, self._kind, self._default, self._annotation) == (
            other._name,
            other._kind,
            other._default,
            other._annotation,
        )

    def __hash__(self):
        return hash((self._name, self._kind, self._annotation, self._default))


class BoundArguments:
    """Arguments by the parameters that take them."""

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self.signature = signature

    @property
    def args(self):
        args = []
        for name, parameter in self.signature.parameters.items():
            if parameter.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                break
            if parameter.kind == _VAR_POSITIONAL:
                args.extend(self.arguments[name])
            else:
                args.append(self.arguments[name])
        return tuple(args)

    @property
    def kwargs(self):
        kwargs = {}
        by_keyword = False
        for name, parameter in self.signature.parameters.items():
            if parameter.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                by_keyword = True
            if not by_keyword or name not in self.arguments:
                continue
            if parameter.kind == _VAR_KEYWORD:
                kwargs.update(self.arguments[name])
            else:
                kwargs[name] = self.arguments[name]
        return kwargs

    def apply_defaults(self):
        arguments = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments:
                arguments[name] = self.arguments[name]
            elif parameter.default is not _empty:
                arguments[name] = parameter.default
            elif parameter.kind == _VAR_POSITIONAL:
                arguments[name] = ()
            elif parameter.kind == _VAR_KEYWORD:
                arguments[name] = {}
        self.arguments = arguments

    def __eq__(self, other):
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments

    def __repr__(self):
        return f"<BoundArguments ({', '.join(f'{name}={value!r}' for name, value in self.arguments.items())})>"


class Signature:
    """The parameters of a callable, and what it returns."""

    __slots__ = ("_parameters", "_return_annotation")

    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        named = {}
        highest = _POSITIONAL_ONLY
        defaults = False
        for parameter in parameters or ():
            if parameter.kind < highest:
                raise ValueError(
                    f"wrong parameter order: {highest.description} parameter before {parameter.kind.description} parameter"
                )
            highest = parameter.kind
            if parameter.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
                if parameter.default is _empty and defaults:
                    raise ValueError("non-default argument follows default argument")
                defaults = defaults or parameter.default is not _empty
            if parameter.name in named:
                raise ValueError(f"duplicate parameter name: {parameter.name!r}")
            named[parameter.name] = parameter
        self._parameters = types.MappingProxyType(named)
        self._return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, **options):
        return signature(obj, **options)

    @property
    def parameters(self):
        return self._parameters

    @property
    def return_annotation(self):
        return self._return_annotation

    def replace(self, *, parameters=_empty, return_annotation=_empty):
        return type(self)(
            self._parameters.values() if parameters is _empty else parameters,
            return_annotation=self._return_annotation if return_annotation is _empty else return_annotation,
        )

    def bind(self, /, *args, **kwargs):
        return self._bind(args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        return self._bind(args, kwargs, True)

    def _bind(self, args, kwargs, partial):
        arguments = {}
        values = list(args)
        kwargs = dict(kwargs)
        keywords = None
        for name, parameter in self._parameters.items():
            if parameter.kind == _VAR_POSITIONAL:
                if values:
                    arguments[name] = tuple(values)
                values = []
            elif parameter.kind == _VAR_KEYWORD:
                keywords = name
            elif values and parameter.kind != _KEYWORD_ONLY:
                if name in kwargs and parameter.kind != _POSITIONAL_ONLY:
                    raise TypeError(f"multiple values for argument {name!r}")
                arguments[name] = values.pop(0)
            elif name in kwargs and parameter.kind != _POSITIONAL_ONLY:
                arguments[name] = kwargs.pop(name)
            elif parameter.default is _empty and not partial:
                kind = "a required keyword-only argument" if parameter.kind == _KEYWORD_ONLY else "a required argument"
                raise TypeError(f"missing {kind}: {name!r}")
        if values:
            raise TypeError("too many positional arguments")
        if kwargs:
            if keywords is None:
                raise TypeError(f"got an unexpected keyword argument {next(iter(kwargs))!r}")
            arguments[keywords] = kwargs
        return BoundArguments(self, arguments)

    def __str__(self):
        texts = []
        positional_only = star = False
        for parameter in self._parameters.values():
            if parameter.kind == _POSITIONAL_ONLY:
                positional_only = True
            elif positional_only:
                texts.append("/")
                positional_only = False
            if parameter.kind == _VAR_POSITIONAL:
                star = True
            elif parameter.kind == _KEYWORD_ONLY and not star:
                texts.append("*")
                star = True
            texts.append(str(parameter))
        if positional_only:
            texts.append("/")
        text = f"({', '.join(texts)})"
        if self._return_annotation is not _empty:
            text += f" -> {formatannotation(self._return_annotation)}"
        return text

    def __repr__(self):
        return f"<Signature {self}>"

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return (
            list(self._parameters.values()) == list(other._parameters.values())
            and self._return_annotation == other._return_annotation
        )

    def __hash__(self):
        return hash((tuple(self._parameters.values()), self._return_annotation))


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    if not callable(obj):
        raise TypeError(f"{obj!r} is not a callable object")
    if isinstance(obj, types.MethodType):
        return _without_first(signature(obj.__func__, follow_wrapped=follow_wrapped))
    if follow_wrapped:
        obj = unwrap(obj, stop=lambda value: hasattr(value, "__signature__"))
        if isinstance(obj, types.MethodType):
            return signature(obj)
    declared = getattr(obj, "__signature__", None)
    if isinstance(declared, Signature):
        return declared
    if isinstance(obj, types.FunctionType):
        return _of_function(obj)
    if isinstance(obj, (staticmethod, classmethod)):
        return signature(obj.__func__)
    if isinstance(obj, type):
        return _of_class(obj)
    if hasattr(obj, "func") and hasattr(obj, "keywords") and hasattr(obj, "args"):
        return _of_partial(obj)
    call = getattr(type(obj), "__call__", None)
    if isinstance(call, types.FunctionType):
        return _without_first(signature(call))
    raise ValueError(f"no signature found for {obj!r}")


def _of_function(function):
    annotations = function.__annotations__
    found = [
        Parameter(name, kind, default=default if known else _empty, annotation=annotations.get(name, _empty))
        for name, kind, known, default in parameters(function)
    ]
    return Signature(found, return_annotation=annotations.get("return", _empty))


def _of_class(cls):
    meta_call = getattr(type(cls), "__call__", None)
    if type(cls) is not type and isinstance(meta_call, types.FunctionType):
        return _without_first(signature(meta_call))
    for name in ("__new__", "__init__"):
        method = getattr(cls, name, None)
        if isinstance(method, types.FunctionType):
            return _without_first(signature(method)).replace(return_annotation=_empty)
    if any(base.__module__ == "builtins" and base is not object for base in cls.__mro__):
        raise ValueError(f"no signature found for builtin type {cls!r}")
    return Signature()


def _of_partial(partial):
    inner = signature(partial.func)
    bound = inner.bind_partial(*partial.args, **partial.keywords).arguments
    remaining = []
    by_keyword = False
    for name, parameter in inner.parameters.items():
        if name in partial.keywords:
            by_keyword = True
            remaining.append(parameter.replace(kind=_KEYWORD_ONLY, default=partial.keywords[name]))
        elif name in bound and parameter.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
            continue
        elif by_keyword and parameter.kind == _POSITIONAL_OR_KEYWORD:
            remaining.append(parameter.replace(kind=_KEYWORD_ONLY))
        else:
            remaining.append(parameter)
    return Signature(remaining, return_annotation=inner.return_annotation)


def _without_first(found):
    remaining = list(found.parameters.values())
    if remaining and remaining[0].kind != _VAR_POSITIONAL:
        if remaining[0].kind in (_KEYWORD_ONLY, _VAR_KEYWORD):
            raise ValueError("invalid method signature")
        del remaining[0]
    return found.replace(parameters=remaining)


def unwrap(func, *, stop=None):
    seen = {id(func)}
    first = func
    while hasattr(func, "__wrapped__") and not (stop is not None and stop(func)):
        func = func.__wrapped__
        if id(func) in seen:
            raise ValueError(f"wrapper loop when unwrapping {first!r}")
        seen.add(id(func))
    return func


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    if isinstance(obj, type):
        found = obj.__dict__.get("__annotations__") or {}
    elif isinstance(obj, types.ModuleType) or callable(obj):
        found = getattr(obj, "__annotations__", None) or {}
    else:
        raise TypeError(f"{obj!r} is not a module, class, or callable.")
    if not eval_str:
        return dict(found)
    return {name: eval(value, globals, locals) if isinstance(value, str) else value for name, value in found.items()}


# ---- kinds


def ismodule(object):
    return isinstance(object, types.ModuleType)


def isclass(object):
    return isinstance(object, type)


def isfunction(object):
    return isinstance(object, types.FunctionType)


def ismethod(object):
    return isinstance(object, types.MethodType)


def isbuiltin(object):
    return isinstance(object, types.BuiltinFunctionType)


def isroutine(object):
    return isfunction(object) or ismethod(object) or isbuiltin(object) or is_native_routine(object)


def isgeneratorfunction(obj):
    obj = unwrap(getattr(obj, "__func__", obj))
    return isfunction(obj) and code_kind(obj) == "generator"


def isgenerator(object):
    return isinstance(object, types.GeneratorType)


def iscoroutinefunction(obj):
    return False


def iscoroutine(object):
    return False


def isawaitable(object):
    return hasattr(type(object), "__await__")


def isabstract(object):
    return isinstance(object, type) and bool(getattr(object, "__abstractmethods__", None))


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), "__set__") or hasattr(type(object), "__delete__")


def ismethoddescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return hasattr(type(object), "__get__") and not hasattr(type(object), "__set__")


def markcoroutinefunction(func):
    raise NotImplementedError("coroutines are not in the language yet")


# ---- members and docs


def getmro(cls):
    return cls.__mro__


def getmembers(object, predicate=None):
    names = set(dir(object))
    found = []
    for name in sorted(names):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found


def getattr_static(obj, attr, default=_empty):
    found = static_attribute(obj, attr)
    if found:
        return found[0]
    if default is _empty:
        raise AttributeError(attr)
    return default


def cleandoc(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip(" "), *(line[margin:] for line in lines[1:])]
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def getdoc(object):
    doc = getattr(object, "__doc__", None)
    return cleandoc(doc) if isinstance(doc, str) else None


def currentframe():
    """There is no frame that a guest could look at."""
    return
