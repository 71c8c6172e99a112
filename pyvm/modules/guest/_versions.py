"""What standard modules of other Python versions define and call, and this version's may lack, written for the modules as they are here.

Only what a program can meet in the middle: a function that waited in another version, and was on its way to one of these.
"""

# ---- typing


def _is_callable_members_only(cls):
    from typing import _get_protocol_attrs

    return all(callable(getattr(cls, name, None)) for name in _get_protocol_attrs(cls))


@classmethod
def _proto_hook(cls, other):
    from typing import _get_protocol_attrs

    if not cls.__dict__.get("_is_protocol", False) or not all(_provides(other, name) for name in _get_protocol_attrs(cls)):
        return NotImplemented
    return True


def _provides(cls, name):
    from typing import Generic

    for base in cls.__mro__:
        if name in base.__dict__:
            return base.__dict__[name] is not None
        if name in getattr(base, "__annotations__", ()) and issubclass(cls, Generic) and getattr(cls, "_is_protocol", False):
            return True
    return False


def _type_check_issubclass_arg_1(arg):
    if not isinstance(arg, type):
        raise TypeError("issubclass() arg 1 must be a class")


def _lazy_load_getattr_static():
    from inspect import getattr_static

    return getattr_static


def _abc_instancecheck(cls, instance):
    from abc import ABCMeta

    return ABCMeta.__instancecheck__(cls, instance)


def _abc_subclasscheck(cls, other):
    from abc import ABCMeta

    return ABCMeta.__subclasscheck__(cls, other)


def _collect_parameters(arguments):
    from typing import _collect_type_parameters

    return _collect_type_parameters(arguments)


def _collect_type_parameters(arguments):
    from typing import _collect_parameters

    return _collect_parameters(arguments)


# ---- enum


def _add_member_(cls, name, member):
    """EnumType._add_member_: the member under its name, and a descriptor before it where a base has one of that name."""
    import enum

    inherited = [base.__dict__[name] for base in cls.__mro__[1:] if base.__dict__.get(name) is not None]
    descriptors = [found for found in inherited if enum._is_descriptor(found)]
    if descriptors:
        first = next((found for found in descriptors if isinstance(found, enum.property)), descriptors[-1])
        redirect = enum.property()
        redirect.member = member
        redirect.__set_name__(cls, name)
        redirect.fget, redirect.fset, redirect.fdel = (getattr(first, part, None) for part in ("fget", "fset", "fdel"))
        setattr(cls, name, redirect)
    else:
        setattr(cls, name, member)
    cls._member_map_[name] = member


RESIDUE = {
    "typing": {
        "_is_callable_members_only": _is_callable_members_only,
        "_proto_hook": _proto_hook,
        "_type_check_issubclass_arg_1": _type_check_issubclass_arg_1,
        "_lazy_load_getattr_static": _lazy_load_getattr_static,
        "_abc_instancecheck": _abc_instancecheck,
        "_abc_subclasscheck": _abc_subclasscheck,
        "_collect_parameters": _collect_parameters,
        "_collect_type_parameters": _collect_type_parameters,
    },
    "enum": {"EnumType._add_member_": _add_member_},
    "dataclasses": {
        "_ATOMIC_TYPES": frozenset({type(None), bool, int, float, str, complex, bytes, type(...), type(NotImplemented), type}),
    },
}
"""Module -> path in it -> what stands there if nothing else does."""
