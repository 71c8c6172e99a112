"""Imports: names are made absolute, parents come first, and a module's body runs on frames like anything else.

Which module a name means is find_module's answer: a finished module, or a module and the body that fills it.
"""


def import_module(globals, name, level, names):
    """`import name` (names is None) gives the top-level package; `from name import names` the module itself."""
    if level:
        name = absolute_name(name, level, globals)
    elif name == "":
        raise ValueError("Empty module name")
    module = load_with_parents(name)
    if names is None or len(names) == 0:
        if level == 0:
            return loaded_modules()[name.partition(".")[0]]
        return module
    if hasattr(module, "__path__"):
        load_named_submodules(module, name, names)
    return module


def import_function(name, globals=None, locals=None, fromlist=(), level=0):
    """The guest's __import__."""
    if not isinstance(name, str):
        raise TypeError("module name must be a string")
    if level < 0:
        raise ValueError("level must be >= 0")
    return import_module({} if globals is None else globals, name, level, fromlist)


def absolute_name(name, level, globals):
    package = globals.get("__package__")
    if package is None:
        package = globals.get("__name__")
        if package is None:
            raise KeyError("'__name__' not in globals")
        if "__path__" not in globals:
            package = package.rpartition(".")[0]
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        raise ImportError("attempted relative import beyond top-level package")
    return f"{parts[0]}.{name}" if name else parts[0]


def load_with_parents(name):
    modules = loaded_modules()
    module = modules.get(name)
    if module is not None:
        return module
    if name in modules:
        raise ModuleNotFoundError(f"import of {name} halted; None in sys.modules", name=name)
    parent, dot, last = name.rpartition(".")
    if parent:
        package = load_with_parents(parent)
        if name in modules:
            return modules[name]
        if not hasattr(package, "__path__"):
            raise ModuleNotFoundError(f"No module named {name!r}; {parent!r} is not a package", name=name)
    found = find_module(name)
    if type(found) is not tuple:
        return found
    module, body = found
    modules[name] = module
    try:
        run_module(body, module)
    except BaseException:
        modules.pop(name, None)
        raise
    module = modules.get(name)
    if module is None:
        raise ImportError(f"module {name!r} removed itself from sys.modules while it was imported", name=name)
    if parent:
        setattr(modules[parent], last, module)
    return module


def run_module(body, module):
    run_body(body, native_getattr(module, "__dict__"))


def load_named_submodules(module, name, names):
    for one in names:
        if one == "*":
            listed = getattr(module, "__all__", None)
            if listed is not None:
                load_named_submodules(module, name, listed)
        elif not isinstance(one, str):
            raise TypeError(f"Item in ``from list'' must be str, not {type_name(one)}")
        elif not hasattr(module, one):
            try:
                load_with_parents(f"{name}.{one}")
            except ModuleNotFoundError as error:
                if error.name != f"{name}.{one}":
                    raise


def import_from(module, name):
    """`from module import name`, once the module is there."""
    value = getattr(module, name, absent)
    if value is not absent:
        return value
    module_name = getattr(module, "__name__", absent)
    if module_name is absent:
        raise ImportError(f"cannot import name {name!r} from '<unknown module name>' (unknown location)")
    submodule = loaded_modules().get(f"{module_name}.{name}", absent)
    if submodule is not absent:
        return submodule
    path = getattr(module, "__file__", None)
    text = f"cannot import name {name!r} from {module_name!r} ({path or 'unknown location'})"
    raise ImportError(text, name=module_name, path=path)


def import_star(module, namespace):
    """`from module import *`: the names in __all__, or else all that do not begin with an underscore."""
    listed = getattr(module, "__all__", None)
    if listed is None:
        contents = getattr(module, "__dict__", None)
        if contents is None:
            raise ImportError("from-import-* object has no __dict__ and no __all__")
        listed = [name for name in list(contents) if not (isinstance(name, str) and name.startswith("_"))]
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"Item in {module.__name__}.__all__ must be str, not {type_name(name)}")
        namespace[name] = getattr(module, name)
