"""The attribute gate: an attacker's list, and what must still work. docs/sandbox.md is the page for readers."""

from __future__ import annotations

from textwrap import dedent

import pytest
from programs import printed

import pyvm
from pyvm import _core

SECRET = "the host's secret"  # in the globals of every function below


class Vault:
    """A class of the host that nobody opened to guests."""

    def __init__(self) -> None:
        self.secret = SECRET

    def open(self) -> str:
        return self.secret


class Account:
    """A class that the host opens in part."""

    def __init__(self, cents: int) -> None:
        self.cents = cents
        self.pin = 1234

    def add(self, cents: int) -> int:
        self.cents += cents
        return self.cents


pyvm.allow(Account, "cents", "add")


@pyvm.inline
def lookup(key: str, default: object = None) -> object:
    return {"vault": Vault(), "account": Account(5)}.get(key, default)


@pyvm.inline
def fail() -> None:
    raise LookupError("from the host")


@pyvm.effect
def pay(cents: int) -> None:
    raise AssertionError("nobody calls it")


PRELUDE = """
class Guest:
    x = 1
    def method(self):
        return self.x
class Meta(type):
    def subs(cls, other):
        return super().__subclasses__
class Counting(metaclass=Meta):
    pass
class Words(str):
    pass
def function():
    return 1
def generator():
    yield 1
vault = lookup("vault")
try:
    fail()
except LookupError as caught:
    error = caught
"""


def run(source: str) -> str:
    """What the guest printed; its exception is raised here."""
    return printed(PRELUDE + dedent(source), functions=[lookup, fail, pay])


ESCAPES = (
    # host functions
    "lookup.__globals__",
    "lookup.__code__",
    "lookup.__closure__",
    "lookup.__builtins__",
    "lookup.__defaults__",
    "lookup.__kwdefaults__",
    "lookup.__dict__",
    "lookup.__wrapped__",
    "lookup.__reduce_ex__(4)",
    "lookup.__getattribute__('__globals__')",
    "object.__getattribute__(lookup, '__globals__')",
    "type(lookup).__getattribute__(lookup, '__globals__')",
    "type(lookup).__globals__",
    "type(lookup).__dict__['__globals__']",
    "type(lookup)(function.__code__, {})",
    "getattr(lookup, '__globals__')",
    "getattr(lookup, '__glo' + 'bals__')",
    "getattr(lookup, Words('__globals__'))",
    "getattr(lookup, ''.join(['__', 'globals', '__']))",
    "vars(lookup)",
    "'{0.__globals__}'.format(lookup)",
    "'{f.__globals__}'.format(f=lookup)",
    "'{f.__globals__}'.format_map({'f': lookup})",
    "str.format('{0.__globals__}', lookup)",
    "list(map(str.format, ['{0.__globals__}'], [lookup]))",
    "list(map('{0.__globals__}'.format, [lookup]))",
    "list(map(getattr, [lookup], ['__globals__']))",
    "list(map(object.__getattribute__, [lookup], ['__globals__']))",
    "__import__('operator').attrgetter('__globals__')(lookup)",
    "list(map(__import__('operator').attrgetter('__globals__'), [lookup]))",
    "__import__('operator').methodcaller('__reduce_ex__', 4)(lookup)",
    "__import__('functools').reduce(getattr, ['__globals__'], lookup)",
    "__import__('functools').reduce(object.__getattribute__, ['__globals__'], lookup)",
    "__import__('functools').partial(lookup).func.__globals__",
    "__import__('types').MethodType(lookup, 1).__globals__",
    "__import__('types').MethodType(lookup, 1).__func__.__globals__",
    "__import__('types').MethodType(lookup, 1).__getattribute__('__globals__')",
    "__import__('types').GenericAlias(lookup, (int,)).__globals__",
    "__import__('weakref').proxy(lookup).__globals__",
    "__import__('inspect').getmodule(lookup).SECRET",
    "__import__('inspect').unwrap(lookup).__globals__",
    "staticmethod(lookup).__wrapped__.__globals__",
    "staticmethod(lookup).__func__.__code__",
    "classmethod(lookup).__func__.__globals__",
    "property(lookup).fget.__globals__",
    # from any object to all classes
    "object.__subclasses__()",
    "().__class__.__base__.__subclasses__()",
    "().__class__.__mro__[1].__subclasses__()",
    "type.__subclasses__(object)",
    "type.__getattribute__(object, '__subclasses__')()",
    "type.__dict__['__subclasses__']",
    "Meta.__subclasses__",
    "Meta.__dict__['__subclasses__']",
    "type.mro(object)[0].__subclasses__()",
    "super(Meta, Counting).__subclasses__.__self__.__subclasses__.__func__",
    "super(Meta, Meta).__subclasses__(object)",
    "super(Meta, Meta).__dict__.__get__(int)['from_bytes']",
    "Guest.__base__.__subclasses__()",
    "Exception.__subclasses__()",
    "'{0.__class__.__base__.__subclasses__}'.format(())",
    "list(map(type.__getattribute__, [object], ['__subclasses__']))",
    "object.__dict__['__class__'].__set__",
    # natives, modules and builtins
    "print.__self__.open",
    "len.__self__.open",
    "__import__('math').sin.__self__",
    "__import__('math').__loader__",
    "__import__('math').__spec__",
    "__import__('math').__dict__['sin'].__self__",
    "__import__('sys').modules['os'].system",
    "__import__('sys')._getframe(0).f_builtins",
    "__import__('sys').settrace",
    "__import__('os').system('true')",
    "__import__('subprocess')",
    "__import__('ctypes')",
    "__import__('importlib').import_module('subprocess')",
    "__import__('gc').get_objects()",
    "__import__('builtins').open('/etc/passwd')",
    "open('/etc/passwd')",
    "__builtins__",
    "__loader__.load_module",
    "[].append.__reduce__()",
    "[].append.__reduce_ex__(4)",
    "len.__reduce__()",
    "list.append.__reduce__()",
    "Guest().method.__reduce__()[0](lookup, '__globals__')",
    "iter([]).__reduce__()",
    "object.__reduce_ex__(lookup, 4)",
    "object.__reduce_ex__(vault, 2)",
    "object.__getstate__(vault)",
    "list(map(object.__reduce_ex__, [vault], [2]))",
    # frames and code
    "error.__traceback__.tb_frame.f_globals",
    "error.__traceback__.tb_frame.f_builtins",
    "error.__traceback__.tb_frame.f_locals",
    "error.__traceback__.tb_frame.f_back",
    "error.__traceback__.tb_next.tb_frame.f_globals",
    "generator().gi_frame",
    "generator().gi_code",
    "(x for x in ()).gi_frame.f_builtins",
    "error.__traceback__.tb_frame.f_code",
    "error.__traceback__.tb_next.tb_frame.f_code",
    "list(map(type(pay), ['effect'], ['another']))",
    "list(map(type(lookup), [function.__code__], [{}]))",
    "function.__builtins__",
    "function.__code__.unit",
    "function.__code__.replace",
    "__import__('functools').reduce.__globals__",
    "__import__('functools').wraps.__globals__",
    "__import__('dataclasses').dataclass.__closure__",
    "__import__('json').dumps.__kwdefaults__",
    # the host's objects
    "vault.secret",
    "vault.open",
    "vault.__dict__",
    "vars(vault)",
    "vault.__init__.__globals__",
    "vault.__class__.open",
    "vault.__class__.open(vault)",
    "type(vault).__dict__['open']",
    "type(vault).__init__",
    "type(vault)()",
    "vault.__class__()",
    "type.__call__(type(vault))",
    "list(map(type.__call__, [type(vault)]))",
    "object.__getattribute__(vault, 'secret')",
    "super(type(vault), vault).__getattribute__('secret')",
    "getattr(vault, 'secret')",
    "'{0.secret}'.format(vault)",
    "f'{vault.secret}'",
    "__import__('operator').attrgetter('secret')(vault)",
    "__import__('copy').copy(vault)",
    "__import__('copy').deepcopy(vault)",
    "__import__('weakref').proxy(vault).secret",
    "lookup('account').pin",
    "lookup('account').__dict__",
    "lookup('account').add.__func__.__globals__",
    "lookup('account').add.__globals__",
)


@pytest.mark.parametrize("expression", ESCAPES)
def test_the_gate_refuses(expression: str) -> None:
    with pytest.raises((AttributeError, TypeError, NameError, ImportError, LookupError, pyvm.MissingHostRef)):
        run(f"result = {expression}")


CHANGES = (
    "int.x = 1",
    "list.append = None",
    "type(vault).open = lambda self: 1",
    "vault.secret = 1",
    "vault.__class__ = Guest",
    "del vault.secret",
    "lookup.__code__ = function.__code__",
    "lookup.__defaults__ = (1,)",
    "lookup.__globals__['x'] = 1",
    "lookup.x = 1",
    "import math; math.sin = 1",
    "import math; math.__dict__['sin'] = 1",
    "import math; vars(math)['sin'] = 1",
    "import types, math; types.ModuleType.__init__(math, 'x')",
    "import json; json.dumps.x = 1",
    "import json; json.dumps = 1",
    "import enum; enum.Enum.x = 1",
    "import functools; functools.wraps.__kwdefaults__['x'] = 1",
    "setattr(int, 'x', 1)",
    "type.__setattr__(int, 'x', 1)",
    "object.__setattr__(vault, 'secret', 1)",
    "list(map(type.__setattr__, [type(vault)], ['x'], [1]))",
    "list(map(object.__setattr__, [vault], ['secret'], [1]))",
    "list(map(object.__delattr__, [vault], ['secret']))",
    "Guest().__class__ = type(vault)",
    "Guest.__bases__ = (type(vault),)",
    "class Mine(type(vault)): pass",
    "type('Mine', (type(vault),), {})",
    "type.__new__(type, 'Mine', (type(vault),), {})",
    "list(map(type.__new__, [type], ['Mine'], [(type(vault),)], [{}]))",
    "lookup('account').pin = 1",
    "lookup('account').cents = 10",
    "print.__name__ = 'x'",
    "function.__globals__['__builtins__']['print'] = 1",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_gate_refuses_the_change(statement: str) -> None:
    with pytest.raises((AttributeError, TypeError, NameError, ImportError, KeyError)):
        run(statement)


def test_a_match_pattern_asks_the_gate() -> None:
    assert run("""
        match vault:
            case object(secret=found):
                print("reached", found)
            case _:
                print("refused")
    """) == "refused\n"


def test_dir_shows_nothing_that_the_gate_refuses() -> None:
    assert "__globals__" not in run("print(dir(lookup))")
    assert "secret" not in run("print(dir(vault))")


def test_hasattr_is_false_for_what_the_gate_refuses() -> None:
    assert run("print(hasattr(lookup, '__globals__'), hasattr(vault, 'secret'))") == "False False\n"


def test_a_class_that_the_host_opened_shows_the_names_that_it_opened() -> None:
    assert run("account = lookup('account'); print(account.cents, account.add(3), account.cents)") == "5 8 8\n"


def test_the_refusal_names_the_class_and_the_way_out() -> None:
    with pytest.raises(AttributeError, match=r"'Vault' object has no attribute 'secret' that a guest may read.*pyvm\.allow"):
        run("vault.secret")


def test_a_name_that_leads_out_of_the_sandbox_cannot_be_opened() -> None:
    with pytest.raises(ValueError, match="__globals__"):
        pyvm.allow(Account, "__globals__")


def test_the_answer_is_the_same_once_the_inline_cache_is_warm() -> None:
    assert run("""
        def read(object):
            try:
                return object.x
            except AttributeError:
                return "refused"
        class Same:
            x = 1
        for target in (Same(), lookup, Same(), vault, lookup, Same()):
            print(read(target), end=" ")
    """) == "1 refused 1 refused refused 1 "


ORDINARY = (
    ("type(5).__name__", "int"),
    ("len.__name__", "len"),
    ("lookup.__name__", "lookup"),
    ("[].append.__self__", "[]"),
    ("int.__mro__[-1].__name__", "object"),
    ("Guest.__subclasses__()", "[]"),
    ("Guest.method.__globals__ is globals()", "True"),
    ("Guest().method.__func__ is Guest.method", "True"),
    ("list.__init__.__name__", "__init__"),
    ("dict.__dict__['get'] is dict.get", "True"),
    ("issubclass(type(vault), object), isinstance(vault, Guest)", "True False"),
    ("isinstance([], __import__('collections.abc').abc.Sized)", "True"),
    ("function.__code__ is function.__code__", "True"),
    ("error.args", "('from the host',)"),
    ("error.__traceback__.tb_lineno > 0", "True"),
    ("__import__('copy').copy(Guest()).x", "1"),
    ("__import__('copy').deepcopy([Guest(), error])[0].x", "1"),
    ("__import__('copy').copy(error).args", "('from the host',)"),
    ("__import__('datetime').date(2026, 1, 2).year", "2026"),
    ("__import__('copy').deepcopy(__import__('datetime').date(2026, 1, 2)).day", "2"),
    ("__import__('math').__name__", "math"),
    ("'{0.real} {1[0]}'.format(3, [4])", "3 4"),
    ("__import__('operator').attrgetter('x')(Guest())", "1"),
    ("sorted(vars(Guest()))", "[]"),
    ("object.__getattribute__(Guest(), 'x')", "1"),
    ("super(Meta, Counting).__name__", "Counting"),
    ("type('Made', (Guest,), {'y': 2}).y", "2"),
    ("type.__new__(Meta, 'Made', (), {}).__name__", "Made"),
)


@pytest.mark.parametrize(("expression", "text"), ORDINARY)
def test_ordinary_programs_pass_the_gate(expression: str, text: str) -> None:
    assert run(f"print({expression})") == text + "\n"


def test_no_guest_forges_a_code_unit() -> None:
    with pytest.raises(TypeError, match="cannot create 'CodeUnit' instances"):
        run("""
            unit = compile("1", "x", "exec")
            counts = [0, 0, 0, False, False, False]
            fields = ["x", "x", "x", type(unit), *counts, (), (), (), (), (), 0, 1, (), (), b"\\xff\\xff", (), None, 1, ()]
            forged = list(map(type(unit), *([field] for field in fields)))[0]
            exec(forged)
        """)


def test_gate_check_answers_without_reading() -> None:
    assert _core.gate_check([], "append")
    assert not _core.gate_check(run, "__globals__")
    assert not _core.gate_check(Vault(), "secret")
    assert not _core.gate_check(int, "x", "write")


def test_what_one_function_shows_is_not_remembered_for_another() -> None:
    source = """
def own():
    pass

def read(function):
    try:
        return type(function.__globals__).__name__
    except AttributeError:
        return "refused"

def read_self(native):
    try:
        return type(native.__self__).__name__
    except AttributeError:
        return "refused"

print(*[read(own), read(own), read(str.format), read(own), read_self([].append), read_self([].append), read_self(len)])
"""
    assert run(source).split() == ["dict", "dict", "refused", "dict", "list", "list", "refused"]
