"""Values nested very deep: no operation on them, and no end of them, takes the process down.

Each table runs in one child process: what goes wrong here is a segmentation fault.
"""

from __future__ import annotations

import subprocess
import sys
from textwrap import indent

import pytest

DEPTH = 200_000  # CPython's own stack ends between 36,000 and 130,000

FREED = """
iter([])       map(int, x)
iter([])       filter(None, x)
iter([])       zip(x)
iter([])       enumerate(x)
print          types.MethodType(x, 1)
print          staticmethod(x)
print          classmethod(x)
None           property(x)
None           slice(x)
{}             types.MappingProxyType(x)
1              types.CellType(x)
1              types.SimpleNamespace(x=x)
iter([])       itertools.chain(x)
iter([])       itertools.chain.from_iterable(x)
iter([])       itertools.islice(x, 5)
iter([])       itertools.starmap(int, x)
iter([])       itertools.takewhile(int, x)
iter([])       itertools.dropwhile(int, x)
iter([])       itertools.filterfalse(int, x)
iter([])       itertools.accumulate(x)
iter([])       itertools.compress(x, x)
iter([])       itertools.cycle(x)
iter([])       itertools.pairwise(x)
iter([])       itertools.zip_longest(x)
iter([])       itertools.groupby(x)
1              itertools.repeat(x)
(1,)           (itertools.product((x,)),)
1              itertools.combinations([x], 1)
1              itertools.permutations([x], 1)
1              iter({1: x}.values())
1              {1: x}.items()
1              reversed([x])
1              collections.deque([x])
1              iter(collections.deque([x]))
1              collections.defaultdict(int, {1: x})
1              collections.OrderedDict({1: x})
None           unstarted(x)
None           started(x)
1              ValueError(x)
1              Plain(x)
1              Slotted(x)
1              (lambda x=x: 0)
1              frozenset([x])
1              functools.partial(print, x)
"""

USED = """
x = ()                            | (x,)                        | hash(x)
x = ()                            | (x,)                        | {x: 1}
x = ()                            | (x,)                        | set([x])
x = ()                            | (x,)                        | set().add(x)
x = ()                            | (x,)                        | dict.fromkeys([x])
x = ()                            | (x,)                        | functools.lru_cache(id)(x)
x = ()                            | (x,)                        | collections.Counter([x])
x = []                            | [x]                         | repr(x)
x = []                            | [x]                         | x == [x]
x = []                            | [x]                         | json.dumps(x)
x = []                            | [x]                         | copy.deepcopy(x)
x = {}                            | {1: x}                      | x == {1: x}
x = print                         | types.MethodType(x, 1)      | repr(x)
x = print                         | types.MethodType(x, 1)      | hash(x)
x = print                         | types.MethodType(x, 1)      | x.__name__
x = print                         | staticmethod(x)             | x()
x = print                         | staticmethod(x)             | list(map(x, [1]))
x = iter([])                      | map(int, x)                 | next(x)
x = iter([])                      | itertools.chain(x)          | list(x)
x = iter([])                      | itertools.compress(x, x)    | list(x)
x = iter([])                      | zip(x, x)                   | list(x)
x = int                           | (x,)                        | isinstance('', x)
x = collections.deque()           | collections.deque([x])      | repr(x)
x = collections.deque()           | collections.deque([x])      | x == collections.deque([x])
x = collections.defaultdict(int)  | collections.defaultdict(int, {1: x}) | repr(x)
x = {}                            | types.MappingProxyType(x)   | len(x)
x = None                          | slice(x)                    | repr(x)
x = ValueError()                  | ValueError(x)               | str(x)
x = ValueError()                  | ValueError(x)               | raising(x)
x = ValueError()                  | ExceptionGroup('', [x])     | raising(x)
x = ValueError()                  | caused(x)                   | raising(x)
x = []                            | [x]                         | eval('(' * 1000000)
x = []                            | [x]                         | eval('-' * 100000 + '1')
x = []                            | [x]                         | eval('1' + '+1' * 10000)
x = []                            | [x]                         | json.loads('[' * 1000000)
x = []                            | [x]                         | re.compile('(' * 100000)
x = []                            | [x]                         | pyvm.suspend()
x = None                          | collections.deque([x])      | pyvm.suspend()
x = iter([])                      | map(int, x)                 | pyvm.suspend()
"""

PRELUDE = """
import collections, copy, functools, itertools, json, pyvm, re, types
class Plain:
    def __init__(self, x): self.x = x
class Slotted(Plain):
    __slots__ = 'x'
def unstarted(x):
    yield x
def started(x):
    made = unstarted(x)
    next(made)
    return made
def caused(x):
    made = ValueError()
    made.__cause__ = x
    return made
def raising(x):
    raise x
"""

CHILD = f"""
import sys, pyvm
sources = eval(sys.stdin.read())
class Silent:
    def write(self, text):
        pass
for source in sources:
    print(source.splitlines()[-2:], flush=True)
    execution = pyvm.VM(stdout=Silent()).start(pyvm.compile({PRELUDE!r} + source))
    event = execution.run(seconds=30)
    assert not isinstance(event, pyvm.Preempted), event
    if isinstance(event, pyvm.Failed):
        assert event.type_name in ("RecursionError", "ValueError", "ExceptionGroup", "SyntaxError", "MemoryError", "error", "PatternError",
                                   "TypeError", "NotSuspendable", "LookupError", "JSONDecodeError", "StopIteration"), event
    if isinstance(event, pyvm.Suspended):
        try:
            pyvm.VM().restore(execution.snapshot())
        except pyvm.PyvmError:
            pass
    del execution, event
"""


def run_all(sources: list[str]) -> None:
    child = subprocess.run([sys.executable, "-c", CHILD], input=repr(sources), capture_output=True, text=True, timeout=600)
    assert child.returncode == 0, (child.returncode, child.stdout[-500:], child.stderr[-1000:])


def test_what_is_nested_deep_is_freed() -> None:
    rows = [line.split(maxsplit=1) for line in FREED.split("\n") if line]
    run_all([f"x = {start}\nfor _ in range({DEPTH}): x = {step}\nx = None" for start, step in rows])


def test_what_is_nested_deep_is_used() -> None:
    rows = [[part.strip() for part in line.split("|")] for line in USED.split("\n") if line]
    run_all([f"{start}\nfor _ in range({DEPTH}): x = {step}\n{use}" for start, step, use in rows])


@pytest.mark.parametrize(
    "body",
    [
        "def __eq__(self, other): return [self] == [other]\nuse = lambda: A() == A()",
        "def __repr__(self): return str([self])\nuse = lambda: repr(A())",
        "def __hash__(self): return hash((self,))\nuse = lambda: hash(A())",
        "def __getattr__(self, name): return getattr(self, name)\nuse = lambda: A().x",
        "def __iter__(self): return iter(list(self))\nuse = lambda: list(A())",
        "def __format__(self, spec): return f'{self}'\nuse = lambda: format(A())",
        "def __index__(self): return range(10)[self]\nuse = lambda: [1][A()]",
        "def __lt__(self, other): return sorted([self, other])\nuse = lambda: sorted([A(), A()])",
        "def __del__(self): A()\nuse = lambda: raising(RecursionError())",
    ],
)
def test_recursion_through_natives_is_a_recursion_error(body: str) -> None:
    method, use = body.split("\n")
    source = f"class A:\n{indent(method, '    ')}\n{use}\ntry: use()\nexcept RecursionError: pass"
    run_all([source])
