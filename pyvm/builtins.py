"""The guest's builtins: which names there are, what stands behind each, and which library function takes over from a native.

Pipeline: core (natives) and library (their guest versions) -> this module -> every VM's builtins.
A native that can enter guest code has a row in BRIDGES. "pure": it is run natively and changes nothing before guest code would be
entered; then the library function runs instead, on frames. "lazy": the same of one that makes an iterator and steps none, so that
guest functions and generators among its arguments do not matter. "guest": the library function always runs.
"""

from __future__ import annotations

import _string  # type: ignore[import-not-found]  # typeshed has no stub of it
import array
import builtins
import collections
import functools
import io
import itertools
import math
import operator
import re
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from pyvm import _core
from pyvm.code import CodeUnit
from pyvm.library import FILES

# Names of CPython's builtins that a guest has no use for, or must not have.
ABSENT: Final = frozenset(
    (
        *("open", "input", "breakpoint", "help", "exit", "quit", "copyright", "credits", "license", "aiter", "anext"),
        *("__loader__", "__spec__", "__package__", "_"),
    )
)


class _Sequence:
    """Iterable by position alone."""

    def __getitem__(self, index: int) -> object:
        raise IndexError


_SequenceIterator = type(iter(_Sequence()))

# Classes whose natives keep pointers into an instance across a callback (core/reentry.h), and those of their methods that call nobody.
GUARDED: Final[dict[type, str]] = {
    collections.deque: "append appendleft pop popleft clear",
    io.StringIO: "write getvalue",
    **dict.fromkeys((array.array, bytearray, memoryview, io.BytesIO, collections.OrderedDict, BaseException), ""),
    **dict.fromkeys((_SequenceIterator, type(iter(int, 1))), ""),
    **dict.fromkeys((cls for cls in vars(itertools).values() if isinstance(cls, type)), ""),
}

# (native, library function, kind). Types are their constructors; a method is looked up in its class without binding.
Row = tuple[object, str, str]


def _method(cls: type, name: str) -> object:
    return cls.__dict__[name]


def _methods(cls: type, kind: str, **functions: str) -> list[Row]:
    return [(_method(cls, name), function, kind) for name, function in functions.items() if name in cls.__dict__]


def _own(name: str, function: str, kind: str) -> Row:
    """A row of a builtin that the core replaces (core/builtins.c)."""
    return _core.builtins[name], function, kind


def _builtin_rows() -> list[Row]:
    return [
        _own("getattr", "getattr_default", "pure"),
        _own("hasattr", "has_attribute", "pure"),
        _own("setattr", "set_attribute_named", "pure"),
        _own("delattr", "delete_attribute_named", "pure"),
        _own("print", "print_values", "pure"),
        _own("dir", "names_of", "guest"),
        _own("vars", "variables", "guest"),
        _own("globals", "global_variables", "guest"),
        _own("locals", "local_variables", "guest"),
        _own("exec", "execute", "guest"),
        _own("eval", "evaluate", "guest"),
        _own("compile", "compiled", "guest"),
        _own("__import__", "import_function", "guest"),
        _own("__build_class__", "build_class", "guest"),
        (builtins.len, "length", "pure"),
        _own("hash", "hash_of", "pure"),
        (builtins.hash, "hash_of", "pure"),
        (builtins.repr, "text_representation", "pure"),
        (builtins.ascii, "ascii_representation", "pure"),
        (builtins.format, "formatted", "pure"),
        (builtins.abs, "absolute", "pure"),
        (builtins.round, "rounded", "pure"),
        (builtins.divmod, "divide_with_remainder", "pure"),
        (builtins.pow, "power", "pure"),
        (builtins.chr, "character", "pure"),
        (builtins.bin, "binary_text", "pure"),
        (builtins.oct, "octal_text", "pure"),
        (builtins.hex, "hexadecimal_text", "pure"),
        (builtins.isinstance, "is_instance", "pure"),
        (builtins.issubclass, "is_subclass", "pure"),
        (builtins.iter, "iterator_of", "lazy"),
        (builtins.next, "next_default", "pure"),
        (builtins.sorted, "sorted_list", "pure"),
        (builtins.min, "smallest", "pure"),
        (builtins.max, "largest", "pure"),
        (builtins.sum, "total", "pure"),
        (builtins.any, "any_true", "pure"),
        (builtins.all, "all_true", "pure"),
    ]


def _type_rows() -> list[Row]:
    return [
        (type, "new_type", "guest"),
        (bool, "new_bool", "pure"),
        (int, "new_int", "pure"),
        (float, "new_float", "pure"),
        (complex, "new_complex", "pure"),
        (str, "new_str", "pure"),
        (bytes, "new_bytes", "pure"),
        (bytearray, "new_bytearray", "pure"),
        (list, "new_list", "pure"),
        (tuple, "new_tuple", "pure"),
        (set, "new_set", "pure"),
        (frozenset, "new_frozenset", "pure"),
        (dict, "new_dict", "pure"),
        (range, "new_range", "pure"),
        (map, "new_map", "lazy"),
        (filter, "new_filter", "lazy"),
        (zip, "new_zip", "lazy"),
        (enumerate, "new_enumerate", "lazy"),
        (reversed, "new_reversed", "pure"),
        (collections.deque, "new_deque", "pure"),
        (types.GenericAlias, "new_alias", "guest"),
    ]


def _itertools_rows() -> list[Row]:
    constructors = {
        **dict.fromkeys(("takewhile", "dropwhile", "filterfalse", "starmap"), "new_with_function"),
        **dict.fromkeys(("permutations", "combinations", "combinations_with_replacement"), "new_selection"),
        **dict.fromkeys(("cycle", "pairwise"), "new_single"),
        **{name: f"new_{name}" for name in ("islice", "accumulate", "compress", "zip_longest", "groupby", "batched", "product")},
    }
    rows: list[Row] = [
        (getattr(itertools, name), function, "pure" if function in ("new_selection", "new_product") else "lazy")
        for name, function in constructors.items()
        if hasattr(itertools, name)
    ]
    rows.append((itertools.chain, "new_chain", "lazy"))
    rows.append((itertools.tee, "new_tees", "pure"))
    rows.append((itertools._tee, "new_tee_iterator", "pure"))  # type: ignore[attr-defined]  # typeshed hides it
    rows.append((_method(itertools.chain, "from_iterable"), "chain_from_iterable", "lazy"))
    return rows


def _method_rows() -> list[Row]:
    return [
        *_methods(object, "pure", __str__="representation", __format__="format_default", __ne__="not_equal_default"),
        *(row for cls in (int, float, complex, str) for row in _methods(cls, "pure", __format__="format_plain")),
        *_attribute_rows(object, "instance_attribute"),
        *_attribute_rows(type, "type_attribute"),
        *_methods(super, "pure", __getattribute__="super_attribute"),
        *_methods(type, "pure", __call__="type_call"),
        (_method(type, "__new__"), "new_type", "guest"),
        *_methods(property, "pure", __get__="property_get_value"),
        *_methods(
            list, "pure", sort="sort_list", index="list_index", count="count_of", remove="list_remove", insert="list_insert", pop="list_pop"
        ),
        *_methods(list, "guest", extend="extend_list"),
        *_methods(list, "pure", __init__="list_initialize", __iadd__="list_inplace_add", __contains__="contains"),
        *_methods(list, "pure", __getitem__="list_get_item", __setitem__="list_set_item", __delitem__="list_delete_item"),
        *_methods(tuple, "pure", __getitem__="tuple_get_item"),
        *_methods(str, "pure", __getitem__="str_get_item"),
        *_methods(tuple, "pure", index="tuple_index", count="count_of", __contains__="contains"),
        *_methods(str, "pure", join="join_strings", format="format_slowly", format_map="format_map_slowly"),
        *_methods(bytes, "pure", join="join_bytes"),
        *_methods(
            bytearray, "pure", join="join_bytes", extend="bytearray_extend", append="bytearray_append", __init__="bytearray_initialize"
        ),
        *_methods(dict, "pure", get="dict_get", pop="dict_pop", setdefault="dict_setdefault", fromkeys="dict_from_keys"),
        *_methods(dict, "pure", __getitem__="dict_get_item", __setitem__="dict_set_item", __delitem__="dict_delete_item"),
        *_methods(dict, "pure", __contains__="dict_contains", update="update_dict", __init__="dict_initialize"),
        *_methods(set, "pure", add="set_add", discard="set_discard", remove="set_remove", __contains__="set_contains"),
        *_methods(set, "pure", update="update_set", __init__="set_initialize", difference_update="set_difference_update"),
        *_methods(
            set, "pure", intersection_update="set_intersection_update", symmetric_difference_update="set_symmetric_difference_update"
        ),
        *_set_rows(set),
        *_set_rows(frozenset),
        *_methods(
            collections.deque,
            "pure",
            remove="deque_remove",
            extend="deque_extend",
            extendleft="deque_extend_left",
            __init__="deque_initialize",
        ),
        *_methods(collections.defaultdict, "pure", __missing__="default_dict_missing"),
        *_methods(types.GenericAlias, "guest", __getitem__="alias_item"),
        *_methods(types.UnionType, "guest", __getitem__="alias_item"),
        *_methods(BaseExceptionGroup, "pure", split="group_split", subgroup="group_subgroup"),
    ]


def _attribute_rows(cls: type, load: str) -> list[Row]:
    return _methods(cls, "pure", __getattribute__=load, __setattr__="set_attribute_plain", __delattr__="delete_attribute_plain")


def _set_rows(cls: type) -> list[Row]:
    return _methods(
        cls,
        "pure",
        __contains__="set_contains",
        union="set_union",
        intersection="set_intersection",
        difference="set_difference",
        symmetric_difference="set_symmetric_difference",
        issubset="set_is_subset",
        issuperset="set_is_superset",
        isdisjoint="set_is_disjoint",
    )


def _module_rows() -> list[Row]:
    return [
        (functools.reduce, "reduced", "pure"),
        (_method(re.Pattern, "sub"), "pattern_substitute", "pure"),
        (_method(re.Pattern, "subn"), "pattern_substitute_counted", "pure"),
        (_method(reversed, "__length_hint__"), "hint_of_reversed", "pure"),
        (_method(_SequenceIterator, "__length_hint__"), "hint_of_sequence", "pure"),
        (math.floor, "floor_of", "pure"),
        (math.ceil, "ceiling_of", "pure"),
        (math.trunc, "truncated", "pure"),
        (operator.index, "index_of", "pure"),
        (operator.length_hint, "length_hint", "pure"),
    ]


def _representation_rows(library: dict[str, Any]) -> list[Row]:
    """Containers represent themselves through the library also where a guest calls their `__repr__` by name."""
    return [(method, function.__name__, "pure") for method, function in library["representations"].items()]


# --- Loading: once a process -------------------------------------------------------------------------------------------

_library: dict[str, Any] = {}
_base: dict[str, Any] = {}


def load_library() -> dict[str, Any]:
    """The library's shared namespace, with its entries registered and its bridges in place."""
    if not _library:
        base = {name: value for name, value in vars(builtins).items() if name not in ABSENT}
        base.update(_core.builtins)
        names = {**base, **_core.intrinsics, **_services()}
        namespace: dict[str, Any] = {"__name__": "pyvm.library"}
        for file in FILES:
            _run(file, namespace, names)
        for name in _core.library_names:
            _core.register_library(name, namespace[name])
        _build_bridges(namespace)
        _give_names(namespace, names)
        _library.update(namespace)
        _base.update(base)
    return _library


def guest_builtins(extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """A table of builtins for guests: what every guest has, and what a host adds."""
    load_library()
    return {**_base, **(extra or {})}


def _give_names(namespace: dict[str, Any], names: dict[str, Any]) -> None:
    """Blobs name the library and what it is given, they do not hold it."""
    add = _core.shared_names.add
    add("library:__dict__", namespace)
    add("library:__builtins__", names)
    for name, value in namespace.items():
        if not isinstance(value, (str, int, tuple, type(None))):
            add(f"library:{name}", value)
    for name, value in names.items():
        if _core.shared_names.name_of(value) is None and not isinstance(value, (str, int, type(None))):
            add(f"library.native:{name}", value)
    for name, value in vars(_core).items():
        if isinstance(value, type):
            add(f"core:{name}", value)
    add("core:CodeUnit", CodeUnit)
    for iterator in _hidden_iterators():
        add(f"type:{type(iterator).__module__}.{type(iterator).__qualname__}", type(iterator))
    for cls in vars(builtins).values():
        if isinstance(cls, type):
            for name, value in vars(cls).items():
                guarded = _core.gate_replacement(value)
                if guarded is not value:
                    add(f"guarded:{cls.__name__}.{name}", guarded)


def _hidden_iterators() -> list[object]:
    """One of each type that a guest reaches by type(iterator) and no module names."""
    ordered = collections.OrderedDict[str, str]()
    groups = itertools.groupby("a")
    return [
        *(iter(_Sequence()), iter(ordered), ordered.keys(), ordered.values(), ordered.items(), iter(collections.deque())),
        *(reversed(collections.deque()), *itertools.tee(()), itertools._tee_dataobject(iter(()), [], None), next(groups)[1]),  # type: ignore[attr-defined]
        *(iter(memoryview(b"")), re.finditer("", ""), zip(), map(len, ()), filter(None, ()), enumerate(())),
    ]


def _run(file: str, namespace: dict[str, Any], names: dict[str, Any]) -> None:
    function = _core.Function(_core.link(_unit(file)), namespace, names)
    continuation = _core.Continuation(names, {})
    continuation.push(function, (), None, namespace)
    if continuation.run() != "completed":
        raise SystemError(f"{file} of the guest library did not load: {continuation.result!r}")


def _unit(file: str) -> CodeUnit:
    from pyvm.modules.cache import unit_of

    source = (Path(__file__).parent / "library" / file).read_bytes()
    name = f"<library>/{file}"

    def compile_unit() -> CodeUnit:
        from pyvm.compiler import compile_source  # only when the cache has no unit

        return compile_source(source.decode(), name)

    return unit_of(source, name, compile_unit)


def _build_bridges(library: dict[str, Any]) -> None:
    for cls, quiet in GUARDED.items():
        _core.guard_reentry(cls, frozenset(quiet.split()))
    rows = (*_builtin_rows(), *_type_rows(), *_itertools_rows(), *_method_rows(), *_module_rows(), *_representation_rows(library))
    for native, function, kind in rows:
        _core.bridge(native, library[function], kind)
        guarded = _core.gate_replacement(native)
        if guarded is not native:
            _core.bridge(guarded, library[function], kind)
    for name, function in (("format", "format_template"), ("format_map", "format_template_map")):
        _core.gate_replace(str, name, library[function])  # the native looks attributes up without asking the gate


def _services() -> dict[str, Any]:
    """What the library asks of the host process: the finder, the front end, and types that no builtin name gives."""
    from pyvm.modules.finder import find_module

    return {
        "find_module": find_module,
        "handled_exception": sys.exception,
        "compile_source": _compile_source,
        "is_code_unit": _is_code_unit,
        "native_template_parts": _template_parts,
        "native_field_parts": _field_parts,
        "native_format": str.format,
        "native_format_map": str.format_map,
        "native_floor": math.floor,
        "native_ceil": math.ceil,
        "native_defaultdict": collections.defaultdict,
        "deque_type": collections.deque,
        "ordered_dict_type": collections.OrderedDict,
        "namespace_type": types.SimpleNamespace,
    }


def _compile_source(source: str | bytes, filename: str, mode: str) -> CodeUnit:
    continuation = _core.current_continuation()
    service = getattr(continuation.host, "compile_guest", None) if continuation is not None else None
    if service is None:  # standard modules, which are loaded outside any execution
        from pyvm.compiler import compile_source

        service = cast("Callable[..., CodeUnit]", compile_source)
    unit: CodeUnit = service(source, filename, mode)
    return unit


def _is_code_unit(value: object) -> bool:
    """Whether exec() and eval() may run it. What was never linked has to be proved first: a native may have made it for the guest.

    Raises: InvalidCode if it is none that the core could run.
    """
    if type(value) is not CodeUnit:
        return False
    if not any(type(code) is _core.Code and code.unit is value for code in value.linked):
        from pyvm.verify import verify  # its tables are needed for such units only

        verify(value)
    return True


def _template_parts(template: str) -> list[tuple[str, str | None, str, str | None]]:
    return list(_string.formatter_parser(template))


def _field_parts(field: str) -> tuple[str | int, list[tuple[bool, str | int]]]:
    first, rest = _string.formatter_field_name_split(field)
    return first, list(rest)
