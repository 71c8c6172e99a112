"""What typing.py takes from C since 3.12: type variables, `Generic`, type aliases. In C they would ask the host's own `typing`."""

import types
from sys import version_info

from _pyvm import caller_name


def _idfunc(_, x):
    return x


class NoDefaultType:
    """The type of NoDefault."""

    __module__ = "typing"

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = NoDefaultType()


def _union(left, right):
    from typing import Union

    return Union[left, right]


class _Variable:
    """What all type variables have in common."""

    def __init__(self, name, default):
        if not isinstance(name, str):
            raise TypeError(f"{type(self).__name__}() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self.__module__ = caller_name(2)
        self.__default__ = default

    def has_default(self):
        return self.__default__ is not NoDefault

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __reduce__(self):
        return self.__name__

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        sign = "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"
        return sign + self.__name__

    def _set_variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)


class TypeVar(_Variable):
    __module__ = "typing"

    def __init__(
        self, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False
    ):
        super().__init__(name, default)
        self._set_variance(covariant, contravariant, infer_variance)
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self.__constraints__ = _checked(constraints, "TypeVar(name, constraint, ...): constraints must be types.")
        self.__bound__ = None if bound is None else _checked((bound,), "Bound must be a type.")[0]

    def __typing_subst__(self, arg):
        from typing import _typevar_subst

        return _typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        """Since 3.13: a missing argument is the default."""
        parameters = alias.__parameters__
        index = parameters.index(self)
        if index < len(args):
            return args
        if index == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at least {index + 1}")


if version_info < (3, 13):
    del TypeVar.__typing_prepare_subst__


def _checked(found, message):
    if not found:
        return ()
    from typing import _type_check

    return tuple([_type_check(kind, message) for kind in found])


class ParamSpecArgs:
    __module__ = "typing"

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.args"

    def __eq__(self, other):
        return self.__origin__ == other.__origin__ if isinstance(other, ParamSpecArgs) else NotImplemented

    def __hash__(self):
        return hash((ParamSpecArgs, self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecKwargs:
    __module__ = "typing"

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.kwargs"

    def __eq__(self, other):
        return self.__origin__ == other.__origin__ if isinstance(other, ParamSpecKwargs) else NotImplemented

    def __hash__(self):
        return hash((ParamSpecKwargs, self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpec(_Variable):
    __module__ = "typing"

    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        super().__init__(name, default)
        self._set_variance(covariant, contravariant, infer_variance)
        self.__bound__ = None if bound is None else _checked((bound,), "Bound must be a type.")[0]

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        from typing import _paramspec_subst

        return _paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        from typing import _paramspec_prepare_subst

        return _paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_Variable):
    __module__ = "typing"

    def __init__(self, name, *, default=NoDefault):
        super().__init__(name, default)

    def __repr__(self):
        return self.__name__

    def __iter__(self):
        from typing import Unpack

        yield Unpack[self]

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args):
        from typing import _typevartuple_prepare_subst

        return _typevartuple_prepare_subst(self, alias, args)


class TypeAliasType:
    __module__ = "typing"

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        self.__name__ = name
        self.__value__ = value
        self.__type_params__ = type_params
        self.__parameters__ = type_params
        self.__module__ = caller_name(1)

    def __repr__(self):
        return self.__name__

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        return types.GenericAlias(self, args if isinstance(args, tuple) else (args,))

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __reduce__(self):
        return self.__name__


class Generic:
    """Abstract base class for generic types."""

    __module__ = "typing"
    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, *args, **kwargs):
        from typing import _generic_class_getitem

        return _generic_class_getitem(cls, *args, **kwargs)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        from typing import _generic_init_subclass

        return _generic_init_subclass(cls, *args, **kwargs)
