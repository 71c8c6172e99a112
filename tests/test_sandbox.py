"""Ways out of the sandbox that are closed: a class of the host called back, what natives and standard modules hold, deep values.

tests/test_gate.py has the attribute gate itself. Here `V` is the class of a host object that nobody opened, reached through
`type(x)`: whoever gets it must not be able to make an instance.
"""

from __future__ import annotations

import pytest
from programs import Silent

import pyvm


class Vault:
    made = 0
    secret = 5

    def __init__(self, *args: object, **keywords: object) -> None:
        Vault.made += 1


THE_VAULT = Vault()


@pyvm.inline
def lookup(key: object = None) -> Vault:
    return THE_VAULT


@pyvm.inline
def same(value: object) -> object:
    return value


CALLED_BACK = (
    "list(map(V,[1]))",
    "list(map(V,[1],[2]))",
    "sorted([1,2],key=V)",
    "max([1,2],key=V)",
    "min(1,2,key=V)",
    "[2,1].sort(key=V)",
    "list(filter(V,[1]))",
    "next(iter(V,None))",
    "iter(V,0).__next__()",
    "__import__('functools').reduce(V,[1,2])",
    "__import__('functools').partial(V)()",
    "list(map(__import__('functools').partial(V),[1]))",
    "list(__import__('itertools').starmap(V,[()]))",
    "list(__import__('itertools').accumulate([1,2],V))",
    "list(__import__('itertools').takewhile(V,[1]))",
    "list(__import__('itertools').dropwhile(V,[1]))",
    "list(__import__('itertools').filterfalse(V,[1]))",
    "list(__import__('itertools').groupby([1],V))",
    "__import__('collections').defaultdict(V)[1]",
    "d=__import__('collections').defaultdict(int); d.default_factory=V; d[1]",
    "__import__('collections').defaultdict(V).__missing__(1)",
    "list(map(__import__('collections').defaultdict(V).__getitem__,[1]))",
    "list(map(__import__('collections').defaultdict(V).__missing__,[1]))",
    "__import__('re').sub('a',V,'a')",
    "__import__('re').compile('a').sub(V,'a')",
    "__import__('json').loads('{\"a\":1.5}',object_hook=V)",
    "__import__('json').loads('1.5',parse_float=V)",
    "__import__('json').loads('1',parse_int=V)",
    "__import__('json').loads('[NaN]',parse_constant=V)",
    "__import__('json').loads('{}',object_pairs_hook=V)",
    "__import__('json').dumps({1:{2}},default=V)",
    "__import__('json').dumps(1,cls=V)",
    "__import__('json').loads('1',cls=V)",
    "staticmethod(V)()",
    "staticmethod(V)(1)",
    "list(map(staticmethod(V),[1]))",
    "list(map(__import__('types').MethodType(V,1),[1]))",
    "__import__('types').MethodType(V,1)()",
    "__import__('types').GenericAlias(V,int)()",
    "list(map(__import__('types').GenericAlias(V,int),[1]))",
    "property(V).__get__(5)",
    "property(V).fget(1)",
    "class C:\n  p=property(V)\nC().p",
    "class C:\n  p=property(None,V)\nC().p=1",
    "class C:\n  __getattr__=V\nC().zz",
    "class C:\n  __init__=V\nC()",
    "class C:\n  __new__=V\nC()",
    "class C:\n  __len__=V\nlen(C())",
    "class C:\n  __len__=staticmethod(V)\nlen(C())",
    "class C:\n  __iter__=V\nlist(C())",
    "class C:\n  __eq__=V\n[C()].index(3)",
    "class C:\n  __hash__=V\n{C():1}",
    "class C:\n  __init_subclass__=V\nclass D(C): pass",
    "class C:\n  __class_getitem__=V\nC[1]",
    "class C:\n  __call__=V\nlist(map(C(),[1]))",
    "class C:\n  x=V\nC.x()",
    "class C(metaclass=V): pass",
    "class C(V): pass",
    "type('C',(V,),{})",
    "__import__('types').new_class('C',(V,))",
    "V.__new__(V)",
    "V.__init__(vault)",
    "V.__call__()",
    "type.__call__(V)",
    "type(V).__call__(V)",
    "type(V)('X',(V,),{})",
    "__import__('operator').call(V)",
    "__import__('operator').methodcaller('__call__')(V)",
    "__import__('operator').methodcaller('__new__',V)(V)",
    "__import__('functools').lru_cache(V)(1)",
    "__import__('functools').cached_property(V).__get__(5)",
    "__import__('functools').singledispatch(V)(1)",
    "__import__('functools').cmp_to_key(V)(1)<3",
    "sorted([1,2],key=__import__('functools').cmp_to_key(V))",
    "import copy\nclass C:\n  def __reduce__(self): return (V,())\ncopy.copy(C())",
    "import copy\nclass C:\n  def __reduce_ex__(self,p): return (V,(1,))\ncopy.deepcopy(C())",
    "import dataclasses\n@dataclasses.dataclass\nclass D:\n  x: int=dataclasses.field(default_factory=V)\nD()",
    "import enum\nclass E(enum.Enum):\n  _missing_=V\nE(3)",
    "import contextlib\nwith contextlib.ExitStack() as s: s.callback(V)",
    "import contextlib\nwith contextlib.closing(V): pass",
    "import atexit\natexit.register(V)\natexit._run_exitfuncs()",
    "import heapq\nheapq.nsmallest(1,[1,2],key=V)",
    "import heapq\nlist(heapq.merge([1],[2],key=V))",
    "import bisect\nbisect.bisect([1,2],1,key=V)",
    "import bisect\nbisect.insort([1,2],1,key=V)",
    "import statistics\nstatistics.multimode(map(V,[1]))",
    "import collections\ncollections.Counter(map(V,[1]))",
    "import csv\nlist(csv.reader(map(V,[1])))",
    "import string\nclass F(string.Formatter):\n  convert_field=V\nF().format('{0!r}',1)",
    "import random\nrandom.choices([1],weights=map(V,[1]))",
    "import enum\nenum.Enum('X',V)",
    "import decimal\ndecimal.getcontext().traps[V]",
    "import datetime\nclass T(datetime.tzinfo):\n  utcoffset=staticmethod(V)\ndatetime.datetime(2020,1,1,tzinfo=T()).utcoffset()",
    "import abc\nclass A(abc.ABC): pass\nA.register(V)\nV.x",
    "dict.fromkeys([1],V).setdefault(2,V())",
    "str.translate('a',V)",
    "'a'.translate(V)",
    "zip(*map(V,[1])).__next__()",
    "sum(map(V,[1]))",
    "tuple(V for _ in [1])[0]()",
    "(lambda c=V: c())()",
    "def g():\n  yield V\nnext(g())()",
    "try:\n  raise V\nexcept TypeError: raise\n",
    "raise V",
    "raise ValueError from V",
    "try:\n  1/0\nexcept V: pass",
    "def g(): yield\nx=g(); next(x); x.throw(V)",
    "import pyvm\npyvm.sleep(V)",
    "same(V)()",
    "print(file=V)",
    "__build_class__(V,'C')",
    "__build_class__(lambda:None,'C',metaclass=V)",
    "eval('V()',{'V':V})",
    "exec('V()')",
    "match_=1\nmatch lookup():\n  case V(secret=5): print('leak')\n  case _: raise TypeError",
    "vars(V)['open']",
    "V.open(1)",
    "V.__dict__['open']",
    "import types\ntypes.SimpleNamespace(f=V).f()",
    "import array\narray.array('i',map(V,[1]))",
    "bytes(map(V,[1]))",
    "import struct\nstruct.Struct(V)",
    "import zlib\nzlib.compress(V)",
    "''.join(map(V,[1]))",
    "import itertools\nnext(itertools.chain.from_iterable(map(V,[1])))",
    "import itertools\nlist(itertools.product(map(V,[1])))",
    "import itertools\nlist(zip(map(V,[1]),[1]))",
    "enumerate(map(V,[1])).__next__()",
    "any(map(V,[1]))",
    "a,=map(V,[1])",
    "[*map(V,[1])]",
    "{**{1:2},**dict(map(V,[1]))}",
    "print(*map(V,[1]))",
    "V.mro()[0]()",
    "type.mro(V)[0]()",
    "import operator\nlist(map(operator.itemgetter(0),[V]))",
    "import collections\ncollections.namedtuple('N','a',defaults=[V])().a()",
    "import dataclasses\ndataclasses.make_dataclass('X',[('a',int,dataclasses.field(default_factory=V))])()",
    "import re\nre.Scanner([('a',V)]).scan('a')",
    "import enum\nenum.EnumMeta.__call__(V,1)",
    "import types\ntypes.CellType(V).cell_contents()",
    "import types\ntypes.DynamicClassAttribute(V).__get__(1)",
    "import inspect\ninspect.getattr_static(V,'open')(1)",
    "import inspect\ninspect.unwrap(V)()",
)

REACHED = (
    "__import__('copy').copy(lookup())",
    "__import__('copy').deepcopy(lookup())",
    "import operator\nlist(map(operator.attrgetter('secret'),[lookup()]))",
    "__import__('unittest')",
    "__import__('concurrent.futures')",
    "import collections\ncollections.namedtuple('N','a',module='os').__new__.__globals__['__builtins__']['open']",
    "import collections\ncollections.namedtuple('N','a; import os')",
    "import collections\ncollections.namedtuple('N',['a=__import__(\"os\")'])",
    "import typing\ntyping.get_type_hints(type('X',(),{'__annotations__':{'a':'__import__(\"os\").system'}}))",
    "import typing\ntyping.ForwardRef('__import__(\"subprocess\")')._evaluate({},{},frozenset())",
    "import dataclasses\ndataclasses.make_dataclass('X',['a:=1'])",
    "import re\nre._compiler",
    "import re\nre.compile('a').scanner('a').__class__()",
    "import enum\nenum.sys.modules['os'].system",
    "import collections\ncollections._sys.modules['os']",
    "import json\njson.codecs.open('/etc/passwd')",
    "import random\nrandom._os.system",
    "import random\nrandom.Random().__reduce__()[0]([])",
    "import string\nstring._re._compiler.sys",
    "import decimal\ndecimal._sys",
    "import functools\nfunctools.GenericAlias.__globals__",
    "import datetime\ndatetime.sys.modules",
    "import copy\ncopy.copyreg._reconstructor.__globals__",
    "import textwrap\ntextwrap.re._casefix",
    "import warnings\nwarnings.sys.modules['os']",
    "import uuid\nuuid.os.popen",
    "import pprint\npprint._sys.modules['os']",
    "import contextlib\ncontextlib.os.system",
    "import contextlib\ncontextlib.sys.settrace",
    "import types\ntypes.FunctionType(lookup.__code__,{})",
    "import types\ntypes.CodeType(0)",
    "import types\ntypes.FunctionType((lambda:0).__code__,{'__builtins__':{}})().__builtins__",
    "import types\ntypes.ModuleType.__getattribute__(__import__('math'),'__loader__')",
    "import types\ntypes.ModuleType.__init__(__import__('math'),'x')",
    "import types\ntypes.ModuleType('x').__loader__.x",
    "import types\ntypes.coroutine(lookup)",
    "import types\ntypes.TracebackType(None,None,0,0)",
    "import types\ntypes.GetSetDescriptorType()",
    "import inspect\ninspect.getsource(lookup)",
    "import inspect\ninspect.currentframe().f_back",
    "import inspect\ninspect.stack()",
    "import inspect\ninspect.getattr_static(lookup(),'open')(1)",
    "import inspect\ninspect.signature(lookup).parameters['k'].default.x",
    "import inspect\ninspect.getclosurevars(lookup)",
    "import sys\nsys.modules['builtins'].open",
    "import sys\nsys.modules['pyvm.execution'].argv.x",
    "import sys\nsys.setrecursionlimit.__self__.modules",
    "import sys\nsys.exc_info()[2].tb_frame.f_globals",
    "import sys\nsys.stdout.buffer",
    "import sys\nsys.stdout._sink",
    "import sys\nsys.stdout.__class__.__init__.__globals__",
    "import sys\nsys.stdin.read.__globals__",
    "import sys\nsys.meta_path",
    "import sys\nsys.path_hooks",
    "import sys\nsys.set_int_max_str_digits(0)",
    "import os\nos.environ.__class__.__init__.__globals__['sys'].modules",
    "import os\nos.fork()",
    "import os\nos.open('/etc/passwd',0)",
    "import os\nos.sys",
    "import os.path\nos.path.genericpath.os",
    "import time\ntime.__spec__",
    "import time\ntime.sleep.__self__",
    "import pyvm\npyvm.suspend.__globals__",
    "import pyvm\npyvm._pyvm.running()",
    "import pyvm\nimport _pyvm",
    "import _natives",
    "import pyvm.host",
    "import pyvm._core",
    "import _core",
    "__import__('_pyvm')",
    "__import__('pyvm.modules.services')",
    "from pyvm import _core",
    "from pyvm.host import policy",
)


def attack(source: str) -> pyvm.Event:
    """How the guest ended. Refused before it starts, it is as good as failed."""
    vm = pyvm.VM(functions=[lookup, same], stdout=Silent(), limits=pyvm.Limits(memory=100_000_000))
    return vm.start(pyvm.compile("vault = lookup()\nV = type(vault)\n" + source, "attack.py")).run(fuel=1_000_000)


def assert_refused(source: str) -> None:
    Vault.made = 0
    try:
        event = attack(source)
    except pyvm.MissingHostRef:
        return
    assert Vault.made == 0, event
    assert isinstance(event, pyvm.Failed), event
    assert event.error.type_name != "SystemError", event.error.traceback


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("source", CALLED_BACK)
def test_a_closed_class_is_called_by_nobody(source: str) -> None:
    assert_refused(source)


@pytest.mark.parametrize("source", REACHED)
def test_standard_modules_lead_nowhere(source: str) -> None:
    assert_refused(source)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_weak_references_do_not_call_it_either() -> None:
    Vault.made = 0
    attack("import weakref\nclass A: pass\na = A(); r = weakref.ref(a, V); del a\na = A(); weakref.finalize(a, V); del a")
    assert Vault.made == 0


def test_the_host_calls_its_own_classes_for_the_guest() -> None:
    @pyvm.inline
    def make() -> int:
        Vault()
        return Vault.made

    Vault.made = 0
    event = pyvm.VM(functions=[make, lookup]).start(pyvm.compile("assert make() == 1\nassert isinstance(lookup(), type(lookup()))")).run()
    assert isinstance(event, pyvm.Completed), event
