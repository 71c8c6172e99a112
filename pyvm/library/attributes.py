"""Attributes: `__getattribute__` and `__getattr__`, descriptors that run guest code, and the dynamic forms of access.

Everything that no guest code takes part in is left to the core's own lookup (native_getattr and its kin), which asks the gate.
"""


def get_attribute(object, name):
    method = class_attribute(type(object), "__getattribute__")
    fallback = class_attribute(type(object), "__getattr__")
    if fallback is absent or type(object) is module_type:
        return attribute_by(method, object, name)
    try:
        return attribute_by(method, object, name)
    except AttributeError:
        pass
    return special_method(object, "__getattr__")(name)


def attribute_by(method, object, name):
    if method is object_getattribute:
        return instance_attribute(object, name)
    if method is type_getattribute:
        return type_attribute(object, name)
    if method is super_getattribute:
        return super_attribute(object, name)
    if is_guest_method(method):
        return special_method(object, "__getattribute__")(name)
    return native_getattr(object, name)


def instance_attribute(object, name, /):
    """object.__getattribute__: data descriptors of the class, the instance's own, the rest of the class."""
    cls = type(object)
    descriptor = class_attribute(cls, name)
    if not is_guest_descriptor(descriptor):
        return native_getattr(object, name)
    if not is_data_descriptor(descriptor):
        value = instance_value(object, name)
        if value is not absent:
            return value
    return descriptor_get(descriptor, object, cls)


def type_attribute(cls, name, /):
    """type.__getattribute__: data descriptors of the metaclass, the class and its bases, the rest of the metaclass."""
    metaclass = type(cls)
    descriptor = class_attribute(metaclass, name)
    if is_guest_descriptor(descriptor) and is_data_descriptor(descriptor):
        return descriptor_get(descriptor, cls, metaclass)
    attribute = class_attribute(cls, name)
    if attribute is not absent:
        if is_guest_descriptor(attribute) and not isinstance(attribute, property):
            return descriptor_get(attribute, None, cls)
    elif is_guest_descriptor(descriptor):
        return descriptor_get(descriptor, cls, metaclass)
    return native_getattr(cls, name)


def super_attribute(parent, name, /):
    """super().name: as an attribute of the classes after the given one, bound to the object."""
    if name != "__class__":
        attribute, object, cls = super_lookup(parent, name)
        if is_guest_descriptor(attribute):
            return descriptor_get(attribute, None if object is cls else object, cls)
    return native_getattr(parent, name)


def is_guest_descriptor(descriptor):
    """Whether reading, writing or deleting through it runs guest code."""
    if descriptor is absent:
        return False
    if isinstance(descriptor, property):
        return True
    return is_guest_class(type(descriptor))


def is_data_descriptor(descriptor):
    cls = type(descriptor)
    return class_attribute(cls, "__set__") is not absent or class_attribute(cls, "__delete__") is not absent


def descriptor_get(descriptor, object, cls):
    getter = class_attribute(type(descriptor), "__get__")
    if getter is absent:
        return descriptor
    if getter is property_get and object is not None:
        function = property_function(descriptor, 0)
        if function is not None:
            return function(object)
    return special_method(descriptor, "__get__")(object, cls)


def property_get_value(descriptor, object, cls=None, /):
    """property.__get__"""
    return descriptor_get(descriptor, object, cls)


def set_attribute(object, name, value):
    method = class_attribute(type(object), "__setattr__")
    if method is object_setattr or method is type_setattr or not is_guest_method(method):
        set_attribute_plain(object, name, value)
    else:
        special_method(object, "__setattr__")(name, value)


def set_attribute_plain(object, name, value, /):
    """object.__setattr__ and type.__setattr__"""
    descriptor = class_attribute(type(object), name)
    if is_guest_descriptor(descriptor):
        setter = class_attribute(type(descriptor), "__set__")
        if setter is property_set:
            function = property_function(descriptor, 1)
            if function is not None:
                function(object, value)
                return
        elif setter is not absent:
            special_method(descriptor, "__set__")(object, value)
            return
        elif class_attribute(type(descriptor), "__delete__") is not absent:
            raise AttributeError("__set__")
    native_setattr(object, name, value)


def delete_attribute(object, name):
    method = class_attribute(type(object), "__delattr__")
    if method is object_delattr or method is type_delattr or not is_guest_method(method):
        delete_attribute_plain(object, name)
    else:
        special_method(object, "__delattr__")(name)


def delete_attribute_plain(object, name, /):
    """object.__delattr__ and type.__delattr__"""
    descriptor = class_attribute(type(object), name)
    if is_guest_descriptor(descriptor):
        deleter = class_attribute(type(descriptor), "__delete__")
        if deleter is property_delete:
            function = property_function(descriptor, 2)
            if function is not None:
                function(object)
                return
        elif deleter is not absent:
            special_method(descriptor, "__delete__")(object)
            return
        elif class_attribute(type(descriptor), "__set__") is not absent:
            raise AttributeError("__delete__")
    native_delattr(object, name)


def getattr_default(object, name, /, *default):
    if len(default) > 1:
        raise TypeError(f"getattr expected at most 3 arguments, got {2 + len(default)}")
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type_name(name)}'")
    if not default:
        return get_attribute(object, name)
    try:
        return get_attribute(object, name)
    except AttributeError:
        return default[0]


def has_attribute(object, name, /):
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type_name(name)}'")
    try:
        get_attribute(object, name)
    except AttributeError:
        return False
    return True


def set_attribute_named(object, name, value, /):
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type_name(name)}'")
    set_attribute(object, name, value)


def delete_attribute_named(object, name, /):
    if not isinstance(name, str):
        raise TypeError(f"attribute name must be string, not '{type_name(name)}'")
    delete_attribute(object, name)


def variables(object=absent, /):
    if object is absent:
        return caller_locals()
    try:
        return get_attribute(object, "__dict__")
    except AttributeError:
        pass
    raise TypeError("vars() argument must have __dict__ attribute")


def names_of(object=absent, /):
    if object is absent:
        return sorted(caller_locals())
    method = class_attribute(type(object), "__dir__")
    if is_guest_method(method):
        return sorted(special_method(object, "__dir__")())
    return native_names(object)


def call_attribute(object, name, args, kwargs):
    return call(get_attribute(object, name), args, kwargs)


def local_variables():
    return caller_locals()


def global_variables():
    return caller_globals()


object_getattribute = class_attribute(object, "__getattribute__")
object_setattr = class_attribute(object, "__setattr__")
object_delattr = class_attribute(object, "__delattr__")
type_getattribute = class_attribute(type, "__getattribute__")
type_setattr = class_attribute(type, "__setattr__")
type_delattr = class_attribute(type, "__delattr__")
super_getattribute = class_attribute(super, "__getattribute__")
property_get = class_attribute(property, "__get__")
property_set = class_attribute(property, "__set__")
property_delete = class_attribute(property, "__delete__")
