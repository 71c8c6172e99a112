"""Which standard module runs how: one row a module. What has no row, and is not the program's own, cannot be imported.

Pipeline: this table -> facades.py, shared.py and finder.py act on the rows -> docs/standard-library.md explains them.

Six kinds, by what a guest gets when it imports the name:

    Native   a facade: the host's module, but the allowed names only. Nothing in it runs guest code of its own accord, and what
             it calls back (a key, an `__index__`) cannot suspend unless the core has a library version of the callee.
    Source   the host interpreter's own .py file, compiled by us and run once a process in the machine; all executions share it.
    Shim     the same, but the file is ours: pyvm/modules/guest/NAME.py. It replaces what the original would ask of a host.
    Alias    another name of one of those.
    Made     `sys` and `builtins`, which show the machine itself.
    Refused  an ImportError that says what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Native:
    """A facade over a host module."""

    names: str = ""  # what the guest may reach, separated by spaces; names that this minor lacks are left out
    public: bool = False  # every public name as well: for modules that are C through and through, and were reviewed
    refused: str = ""  # names that the facade refuses with `instead`
    instead: str = ""  # the way out for refused names
    origin: str = ""  # the host's module, when it is called otherwise
    types: str = ""  # types of values that the module hands out without naming them: paths below the module, "Pattern"


@dataclass(frozen=True, slots=True)
class Source:
    """The host interpreter's own source file."""

    file: str = ""  # the file's module, when this module is called otherwise
    without: str = ""  # top-level names: statements that mention them are left out before compiling
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # name -> host "module:name", put in first, not assigned
    edits: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # text, where this minor has it -> what to compile
    natives: str = ""  # functions that the host's own stand for, until they would enter guest code: they change nothing before
    own: bool = False  # each execution runs the body for itself: its functions change what the module holds
    copied: str = ""  # names of objects that an execution gets a copy of, as it does of every list, dict and set
    replaced: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # the same, put in after the body ran


@dataclass(frozen=True, slots=True)
class Shim:
    """A source file of ours, pyvm/modules/guest/NAME.py."""



@dataclass(frozen=True, slots=True)
class Made:
    """A module of the machine itself, made by system.py."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a module."""

    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A module that the guest cannot have."""

    instead: str  # the way out, a clause that follows "way out: "


Row: TypeAlias = Native | Source | Shim | Made | Alias | Refused

_FILES = "read and write files in a host function"
_NETWORK = "do network work in a host function that is an effect"
_PROCESS = "start programs in a host function"
_THREADS = "let a host function do the parallel work"
_PICKLE = "use json, or let the host snapshot the execution"
_MACHINE = "code is pyvm's own; the host can look at it with `pyvm dis`"
_LATER = "await is not in the language yet; wait with `pyvm.suspend` or in an effect"

TABLE: Final[dict[str, Row]] = {
    # ---- the language's own
    "builtins": Made(),
    "sys": Made(),
    "pyvm": Shim(),
    "_pyvm": Native(
        names="suspend sleep begin_no_suspend end_no_suspend execution_state entropy write caller_name parameters code_kind "
        "is_native_routine static_attribute is_constant copy_kind native_reduce object_state digest hash_facts blake2 pbkdf2 source_line "
        "traceback_entries format_exception parse_record format_record",
        origin="pyvm.modules.services",
    ),
    "__future__": Source(),
    "types": Source(
        without="_c _ag exc _cell_factory",
        given={
            **{
                name: f"types:{name}"
                for name in ["MappingProxyType", "ClassMethodDescriptorType", "WrapperDescriptorType", "MethodWrapperType", "MethodDescriptorType", "GetSetDescriptorType", "MemberDescriptorType", "ModuleType", "CellType", "CoroutineType", "AsyncGeneratorType", "TracebackType", "FrameType", "CapsuleType"]
            },
            "CodeType": "pyvm._core:Code",
        },
    ),
    "abc": Source(),
    "_abc": Native(
        names="_abc_init _abc_register _abc_instancecheck _abc_subclasscheck get_cache_token _reset_registry _reset_caches _get_dump",
        origin="pyvm.modules.abstract",
    ),
    "_py_abc": Refused("import abc"),
    "_collections_abc": Source(
        without="_coro _ag _get_framelocalsproxy framelocalsproxy",
        given={
            "coroutine": "types:CoroutineType",
            "async_generator": "types:AsyncGeneratorType",
            "mappingproxy": "types:MappingProxyType",
        },
    ),
    # the alias of ByteString would write into a class of collections.abc
    "typing": Source(
        edits={
            "self._removal_version = removal_version": 'self.__dict__["_removal_version"] = removal_version',
            "functools.lru_cache(typed=typed)(func)": '__import__("_caches").of_execution(func, typed)',
            "[f.__code__.co_firstlineno]": "[id(f)]",
            "_overload_registry = defaultdict(functools.partial(defaultdict, dict))": '_overload_registry = __import__("_caches").Overloads()',
        }
    ),
    "_caches": Shim(),
    "_versions": Shim(),
    "_typing": Shim(),
    "keyword": Source(),
    "copy": Shim(),
    "copyreg": Shim(),
    "contextvars": Shim(),
    # finalize keeps its watches in its class
    "weakref": Source(
        edits={
            "_registry = {}": '_registry = __import__("_finalizers").Registry()',
            "finalize._registered_with_atexit = True": "pass",
            "finalize._dirty = True": "pass",
        }
    ),
    "_finalizers": Shim(),
    "_weakref": Native(names="ref proxy getweakrefcount getweakrefs ReferenceType ProxyType CallableProxyType _remove_dead_weakref"),
    "_weakrefset": Source(),
    "inspect": Shim(),
    "warnings": Shim(),
    "traceback": Shim(),
    "contextlib": Source(),
    "atexit": Shim(),
    "_thread": Shim(),
    # ---- data structures and algorithms
    # in CPython `collections.abc` is there without being imported, because the start of the interpreter imports it
    "collections": Source(
        without="_OrderedDictKeysView _OrderedDictItemsView _OrderedDictValuesView _Link OrderedDict",
        edits={"import sys as _sys\n": "import sys as _sys\nfrom collections import abc\nfrom _ordered import OrderedDict\n"},
    ),
    "_ordered": Shim(),
    "collections.abc": Source(),
    # without OrderedDict: _ordered has one
    "_collections": Native(names="deque defaultdict _tuplegetter", types="_deque_iterator _deque_reverse_iterator"),
    # total_ordering renames functions that all executions share; a key that keeps its hash would keep it over a restore
    "functools": Source(
        edits={"opfunc.__name__ = opname": "pass", "return _HashedSeq(key)": "return tuple(key)"},
        replaced={"reduce": "functools:reduce"},
    ),
    "itertools": Native(public=True, types="_tee _grouper"),
    "operator": Source(),
    "_operator": Native(names="_compare_digest"),
    "heapq": Source(),
    "bisect": Source(natives="bisect bisect_left bisect_right insort insort_left insort_right"),
    "enum": Source(),
    "dataclasses": Source(),
    "reprlib": Source(copied="aRepr"),
    "pprint": Source(),
    "array": Native(names="array ArrayType typecodes", types="array"),
    # ---- numbers
    "math": Native(public=True),
    "_natives": Shim(),
    "cmath": Native(public=True),
    "numbers": Source(),
    # the host's Decimal knows the host's Rational only, so a Fraction compares itself with a Decimal
    "fractions": Source(
        edits={
            "        if isinstance(other, float):\n            if math.isnan(other)": "        if isinstance(other, Decimal):\n"
            "            return op(self, Fraction(other) if other.is_finite() else float(other))\n"
            "        if isinstance(other, float):\n            if math.isnan(other)",
            "        if isinstance(b, float):\n            if math.isnan(b)": "        if isinstance(b, Decimal):\n"
            "            return a == (Fraction(b) if b.is_finite() else float(b))\n"
            "        if isinstance(b, float):\n            if math.isnan(b)",
        }
    ),
    "decimal": Shim(),
    "_decimal": Native(
        public=True,
        names="__version__ __libmpdec_version__",
        refused="localcontext DefaultContext BasicContext ExtendedContext",
    ),
    "statistics": Source(),
    "_statistics": Native(names="_normal_dist_inv_cdf"),
    "random": Shim(),
    "_random": Shim(),
    "_random_native": Native(names="Random", origin="_random"),
    "_random_source": Source(file="random"),
    "secrets": Source(),
    # ---- text and bytes
    "string": Source(),
    "_string": Native(names="formatter_field_name_split formatter_parser", origin="pyvm.modules.services"),
    "re": Shim(),
    "_re": Native(
        names="A ASCII DEBUG DOTALL I IGNORECASE L LOCALE M MULTILINE NOFLAG RegexFlag S U UNICODE VERBOSE X compile error escape findall "
        "finditer fullmatch match Match Pattern PatternError purge search split sub subn T TEMPLATE template",
        origin="re",
    ),
    "textwrap": Source(),
    "unicodedata": Native(public=True),
    "codecs": Native(
        names="BOM BOM_BE BOM_LE BOM_UTF8 BOM_UTF16 BOM_UTF16_BE BOM_UTF16_LE BOM_UTF32 BOM_UTF32_BE BOM_UTF32_LE encode decode",
        refused="open EncodedFile",
        instead=_FILES,
    ),
    "json": Source(natives="dumps loads"),
    "json.decoder": Source(replaced={"JSONDecodeError": "json.decoder:JSONDecodeError"}),
    "json.encoder": Source(),
    "json.scanner": Source(),
    "csv": Source(),
    "_csv": Shim(),
    "_csv_native": Native(
        names="Error Dialect QUOTE_ALL QUOTE_MINIMAL QUOTE_NONE QUOTE_NONNUMERIC QUOTE_NOTNULL QUOTE_STRINGS __version__",
        origin="_csv",
    ),
    "base64": Native(
        names="encode decode encodebytes decodebytes b64encode b64decode b32encode b32decode b32hexencode b32hexdecode b16encode b16decode "
        "b85encode b85decode a85encode a85decode z85encode z85decode standard_b64encode standard_b64decode urlsafe_b64encode "
        "urlsafe_b64decode"
    ),
    "binascii": Native(public=True),
    "struct": Native(names="calcsize pack pack_into unpack unpack_from iter_unpack Struct error"),
    "zlib": Native(public=True, names="__version__"),
    "hashlib": Shim(),
    "hmac": Source(),
    "io": Native(
        names="StringIO BytesIO IOBase RawIOBase BufferedIOBase TextIOBase UnsupportedOperation BlockingIOError SEEK_SET SEEK_CUR SEEK_END "
        "DEFAULT_BUFFER_SIZE",
        refused="open open_code FileIO BufferedReader BufferedWriter BufferedRandom BufferedRWPair TextIOWrapper text_encoding "
        "IncrementalNewlineDecoder",
        instead=_FILES,
    ),
    # hosts hand out their own UUIDs: they are equal to a guest's, and have their place in its order
    "uuid": Source(given={"_HostUUID": "uuid:UUID"}, edits={"isinstance(other, UUID)": "isinstance(other, (UUID, _HostUUID))"}),
    # ---- time
    "time": Native(
        names="time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns thread_time thread_time_ns "
        "sleep gmtime localtime ctime asctime strftime strptime mktime struct_time timezone altzone daylight tzname",
        origin="pyvm.modules.clocks",
    ),
    "datetime": Native(names="date datetime time timedelta timezone tzinfo MINYEAR MAXYEAR UTC"),
    "calendar": Source(own=True),
    "zoneinfo": Native(names="ZoneInfo ZoneInfoNotFoundError InvalidTZPathWarning available_timezones", refused="reset_tzpath TZPATH"),
    "locale": Shim(),
    # ---- the system, as far as there is one
    "os": Shim(),
    "platform": Shim(),
    "os.path": Alias("posixpath"),
    "posixpath": Shim(),
    "_path": Native(
        names="basename commonpath commonprefix dirname isabs join normcase normpath split splitdrive splitext splitroot sep altsep curdir "
        "pardir extsep pathsep defpath devnull supports_unicode_filenames",
        origin="posixpath",
    ),
    "errno": Native(public=True, names="errorcode"),
    # ---- formats, texts and command lines
    "shlex": Source(),
    "fnmatch": Source(),
    "difflib": Source(),
    "graphlib": Source(),
    "colorsys": Source(),
    "ipaddress": Source(),
    "html": Source(),
    "html.entities": Source(),
    "html.parser": Source(),
    "_markupbase": Source(),
    "tomllib": Source(),
    "tomllib._parser": Source(),
    "tomllib._re": Source(),
    "tomllib._types": Source(),
    "configparser": Source(),
    "urllib": Source(),
    "urllib.parse": Source(),
    "stringprep": Source(),
    "quopri": Source(),
    "getopt": Source(),
    "optparse": Source(),
    # a guest has no terminal to be measured; SUPPRESS is told by its identity, which a plain string loses in a blob
    "argparse": Source(
        edits={
            "SUPPRESS = '==SUPPRESS=='": "SUPPRESS = type('_Suppress', (str,), {})('==SUPPRESS==')",
            "            import shutil\n            width = shutil.get_terminal_size().columns\n": "            width = int(_os.environ.get('COLUMNS') or 80)\n"
        }
    ),
    "gettext": Source(),
    "sched": Source(edits={"import threading": "import _thread as threading"}),
    # ---- later, or never
    "asyncio": Refused(_LATER),
    "threading": Refused(_THREADS),
    "multiprocessing": Refused(_THREADS),
    "concurrent": Refused(_THREADS),
    "queue": Refused("use collections.deque; there is one thread"),
    "subprocess": Refused(_PROCESS),
    "signal": Refused("let the host interrupt the execution"),
    "socket": Refused(_NETWORK),
    "ssl": Refused(_NETWORK),
    "select": Refused(_NETWORK),
    "selectors": Refused(_NETWORK),
    "http": Refused(_NETWORK),
    "urllib.request": Refused(_NETWORK),
    "urllib.error": Refused(_NETWORK),
    "urllib.robotparser": Refused(_NETWORK),
    "ftplib": Refused(_NETWORK),
    "smtplib": Refused(_NETWORK),
    "socketserver": Refused(_NETWORK),
    "webbrowser": Refused(_NETWORK),
    "pathlib": Refused(f"os.path has the path functions; {_FILES}"),
    "shutil": Refused(_FILES),
    "tempfile": Refused(_FILES),
    "glob": Refused(_FILES),
    "fileinput": Refused(_FILES),
    "mmap": Refused(_FILES),
    "sqlite3": Refused("query databases in a host function that is an effect"),
    "dbm": Refused("query databases in a host function that is an effect"),
    "logging": Refused("print, or give the guest a host function that logs"),
    "pickle": Refused(_PICKLE),
    "marshal": Refused(_PICKLE),
    "shelve": Refused(_PICKLE),
    "ctypes": Refused("call C libraries in a host function"),
    "importlib": Refused("use the import statement"),
    "pkgutil": Refused("use the import statement"),
    "gc": Refused("reference counts and the host's collector do the work"),
    "dis": Refused(_MACHINE),
    "ast": Refused(_MACHINE),
    "code": Refused(_MACHINE),
    "codeop": Refused(_MACHINE),
    "symtable": Refused(_MACHINE),
    "tracemalloc": Refused(_MACHINE),
    "pdb": Refused("look at the execution with `pyvm inspect`"),
    "trace": Refused("look at the execution with `pyvm inspect`"),
    "sysconfig": Refused("a program may go on on another machine; let a host function answer"),
    "getpass": Refused("let a host function ask"),
    "readline": Refused("let a host function ask"),
    "unittest": Refused("use assert statements"),
    "doctest": Refused("use assert statements"),
    "timeit": Refused("use time.perf_counter"),
}
"""Every module that a row decides. A submodule of a refused package is refused like the package."""


def row_of(name: str) -> Row | None:
    """The row that decides an absolute module name; None if there is none."""
    row = TABLE.get(name)
    if row is None:
        package = name.partition(".")[0]
        if isinstance(TABLE.get(package), Refused):
            return TABLE[package]
    return row


def is_private(name: str) -> bool:
    """True if only the standard library's own files import the module."""
    return name.startswith("_") and not name.startswith("__")
