"""Protocols: special methods, attributes, classes and text of guest objects, with CPython's order, fallbacks and errors."""

from __future__ import annotations

from tests.oracle import Mode, assert_same_as_cpython

RESTORED = Mode.RESTORE_AT_EVERY_SUSPENSION

SHOW = """
def show(f):
    try: r = f(); print(type(r).__name__, r)
    except Exception as e: print(type(e).__name__, e)
"""


def check(program: str, mode: Mode = RESTORED) -> None:
    assert_same_as_cpython(SHOW + program, mode)


def test_operators_ask_both_operands_in_the_order_of_cpython() -> None:
    check("""
def named(name, *bases, **answers):
    def method(n, v): return lambda s, *o: (print(name, n), suspend(v))[1]
    return type(name, bases, {n: method(n, v) for n, v in answers.items()})
L = named('L', __add__=NotImplemented, __radd__='L.radd', __iadd__=NotImplemented, __mul__='L.mul')
R = named('R', L, __add__='R.add', __radd__='R.radd', __eq__=NotImplemented, __hash__=1)
Sub = named('Sub', L)
for f in (lambda: L() + R(), lambda: L() + Sub(), lambda: Sub() + L(), lambda: R() + L(), lambda: 1 + L(), lambda: L() + 1, lambda: L() * L(), lambda: [] + L(), lambda: L() - L(), lambda: R() == R(), lambda: R() != 1, lambda: R() < 1):
    show(f)
x = L()
try: x += 1
except TypeError as e: print(e)
""")


def test_an_operand_without_a_method_gives_the_error_of_cpython() -> None:
    check(
        """
class A: pass
a, b = A(), A()
for op in ('a + b', 'a @ b', 'a < b', 'a[b]', '-a', 'a()', 'a in b', 'a ** b', 'divmod(a, b)', '[] + a', 'a + []', '"" % a', '"%d" % a', '"%(x)s" % a', 'a * [1]', '[1] * a', 'a[0:1]', '[1,2][a]', '{1: 2}[a][0]', 'len(a)', 'f"{a:x}"',
           'f(*a)', 'f(**a)', '{**a}', '[*a]', 'isinstance(a, 5)', 'a.b', '"".join([a])', 'sum([a])', 'abs(a)', 'round(a)', 'int(a)', 'float(a)'):
    def f(*p, **k): return p, k
    try: eval(op)
    except Exception as e: print(op, type(e).__name__, '' if isinstance(e, KeyError) else e)
for st in ('a[0] = 1', 'del a[0]', 'a -= b', 'a **= b', 'del a.x', 'a, c = a', 'for x in a: pass', 'with a: pass', 'raise a', 'raise A from a', 'x = [1]; x[:] = a', 'x = [1]; x += a'):
    a, b = A(), A()
    try: exec(st)
    except Exception as e: print(st, type(e).__name__, e)
""",
        Mode.STRAIGHT,
    )


def test_attributes_go_through_descriptors_hooks_and_the_metaclass() -> None:
    check("""
class D:
    def __get__(s, o, t): return suspend(('get', o is None, t.__name__))
    def __set__(s, o, v): suspend(('set', v)); o.__dict__['q'] = v
    def __delete__(s, o): suspend('del'); print('deleted')
class M(type):
    def __getattr__(c, k): return suspend(('meta', k))
    @property
    def mp(c): return suspend('mp')
    def __setattr__(c, k, v): super().__setattr__(k, suspend(v))
class A(metaclass=M):
    d = D()
    def __init__(s): s.x = suspend(1)
    @property
    def p(s): return suspend(s.x)
    @p.setter
    def p(s, v): s.x = suspend(v)
    @p.deleter
    def p(s): suspend(1); del s.x
    ro = property(lambda s: suspend('ro'))
    def __getattr__(s, k): return suspend(('ga', k))
a = A(); print(a.d, A.d, a.p, a.zz, a.ro, A.foo, A.mp); a.d = 5; del a.d; a.p = 7; print(a.p, a.x, a.q); del a.p; print(a.x); A.v = 3; print(A.v, a.v)
def set_ro(): a.ro = 1
def del_ro(): del a.ro
show(set_ro); show(del_ro)
class H(A):
    def __getattribute__(s, k): suspend(k); return super().__getattribute__(k)
    def __setattr__(s, k, v): super().__setattr__(k, suspend(v))
    def __delattr__(s, k): suspend(k); object.__delattr__(s, k)
h = H(); h.r = 4; print(h.r, h.p, h.nope, h.d); del h.r; print(h.r)
class P(A):
    @property
    def p(s): return ('P', super().p)
print(P().p, super(P, P()).d)
class E:
    @property
    def e(s): raise AttributeError('inner')
    def __getattr__(s, k): return suspend('fb ' + k)
print(E().e)
""")


def test_classes_are_made_with_hooks_that_suspend() -> None:
    check("""
class Meta(type):
    def __new__(m, n, b, ns, **k): print('new', n, sorted(k)); return super().__new__(m, n, b, dict(ns, tag=suspend(n)))
    def __init__(c, n, b, ns, **k): print('init', suspend(sorted(k))); super().__init__(n, b, ns)
    def __call__(c, *a, **k): print('call', suspend(a)); return super().__call__(*a, **k)
    @classmethod
    def __prepare__(m, n, b, **k): print('prep', suspend(n)); return {'prepared': 1}
class A(metaclass=Meta, z=1):
    def __init__(s, v): s.v = suspend(v)
class B(A): pass
print(A(3).v, B(4).v, B.prepared, B.tag)
class Desc:
    def __set_name__(s, o, n): s.n = suspend((o.__name__, n))
class Base:
    def __init_subclass__(cls, /, tag=None, **k): super().__init_subclass__(**k); cls.sub = suspend(tag)
class S(Base, tag='t'): d = Desc(); e = Desc()
print(S.sub, S.d.n, S.e.n)
class Entries:
    def __mro_entries__(s, bases): return (suspend(Base),)
class Q(Entries(), tag=5): pass
print(Q.__mro__[1].__name__, Q.sub)
class New:
    def __new__(cls, *a, **k): print('new', a, k); return suspend(super().__new__(cls))
    def __init__(s, *a, **k): print('init', a, suspend(k))
New(1, b=2)
class Bad:
    def __init__(s): return suspend(1)
class NoInit: pass
X = type('X', (Base,), {'f': lambda s: suspend(s.q), 'q': 3}, tag='dyn'); print(X().f(), X.sub)
for f in (Bad, lambda: NoInit(1), lambda: Bad(1), lambda: object(1), lambda: type('X'), lambda: type('X', 1, {}), lambda: type('X', (1,), {}), lambda: type(1, (), {}), lambda: type('X', (int, str), {})): show(f)
""")


def test_subclasses_of_builtins_call_their_base_on_frames() -> None:
    check("""
class I(int):
    def __new__(cls, v): return super().__new__(cls, suspend(v) + 1)
    def __add__(s, o): return I(suspend(int(s) + int(o)))
    def __repr__(s): return suspend(f'I{int(s)}')
print(I(3), I(1) + 2, 5 + I(1), [I(1)], f'{I(7)}', '%s' % I(1), {I(1): 1})
class Ls(list):
    def __init__(s, it): super().__init__(suspend(x) for x in it)
    def append(s, x): suspend(x); super().append(x * 2)
    def __getitem__(s, i): return suspend(('gi', super().__getitem__(i)))
    def __len__(s): return suspend(super().__len__())
    def __iter__(s): return (suspend(x) for x in super().__iter__())
m = Ls('abc'); m.append('d'); print(m, m[0], len(m), list(m), 'a' in m, m + ['z'], sorted(m, reverse=True), [*m])
class Di(dict):
    def __missing__(s, k): suspend(k); s[k] = v = k * 2; return v
    def __setitem__(s, k, v): super().__setitem__(k, suspend(v))
    def __getitem__(s, k): return super().__getitem__(suspend(k))
d = Di(a=1); print(d['b'], d, d.get('zz'), {**d}, dict(d)); d.update(c=3); print(d)
""")


def test_guest_keys_are_hashed_and_compared_on_frames() -> None:
    check("""
class K:
    def __init__(s, v): s.v = v
    def __repr__(s): return f'K{s.v}'
    def __hash__(s): suspend('h'); return 1
    def __eq__(s, o): suspend('e'); return s.v == o.v
d = {K(1): 'a'}; d[K(2)] = 'b'; d[K(1)] = 'c'
print(d, K(2) in d, d.get(K(9), 'none'), d.pop(K(2)), d.setdefault(K(3), 4), {K(1), K(1), K(3)}, {k: 1 for k in (K(1), K(1))}, {(K(1), 2): 3}[(K(1), 2)])
del d[K(1)]; print(d, d == {K(3): 4}, {K(1), K(2)} & {K(2)}, {K(1)} | {K(1)}, {K(1), K(2)} - {K(1)}, {K(1)} ^ {K(1), K(2)}, {K(1)} <= {K(1), K(2)}, hash((K(1), 2)) == hash((K(2), 2)))
show(lambda: d[K(77)].x) if False else None
try: d[K(77)]
except KeyError as e: print(repr(e))
""")


def test_containers_compare_and_search_guest_elements_on_frames() -> None:
    check("""
class E:
    def __init__(s, v): s.v = v
    def __repr__(s): return f'E{s.v}'
    def __eq__(s, o): return suspend(s.v == getattr(o, 'v', o))
    def __lt__(s, o): return suspend(s.v < o.v)
l = [E(1), E(2), E(2)]
print(E(2) in l, l.index(E(2)), l.count(E(2)), l == [1, 2, 2], l != [E(1)], l < [E(1), E(3)], (E(1), E(2)) <= (E(1), E(1)), {'a': E(1)} == {'a': 1}); l.remove(E(2)); print(l)
show(lambda: l.index(E(7))); show(lambda: l.remove(E(7)))
""")


def test_texts_of_containers_hold_the_texts_of_guests_and_stop_at_cycles() -> None:
    check("""
import collections, types
class R:
    def __repr__(s): return suspend('R')
l = [R()]; l.append(l); d = {'a': R()}; d['self'] = d; d[R()] = [d]; t = (R(), [R()]); t[1].append(t); print(l, d, t, (R(),), {R()}, frozenset([R()]))
print({1: R()}.values(), {1: R()}.items(), collections.deque([R()], 3), collections.OrderedDict(a=R()), collections.defaultdict(list, a=R()), types.SimpleNamespace(a=R()))
print(ValueError(R()), repr(KeyError(R())), str(KeyError(R())), str(ValueError(R(), 1)), types.MappingProxyType({1: R()}), slice(R(), 1))
""")


def test_format_fields_are_looked_up_and_formatted_on_frames() -> None:
    check("""
class F:
    def __format__(s, sp): return suspend(f'[{sp}]')
    def __repr__(s): return suspend('F')
    def __getattr__(s, k): return suspend('attr' + k)
    def __getitem__(s, k): return suspend(('it', k))
w = 7; print(f'{F():{w}.{w}} {F()!r:>5}', '{:{}}'.format(F(), 'x'), '{0.foo} {0[a]} {0[1]} {1!r:>10}'.format(F(), F()), '{x}{y}'.format_map({'x': F(), 'y': 1}), '%s %r %5s|%%' % (F(), F(), F()), '%(k)r' % {'k': F()})
for template, args in (('{', ()), ('}', ()), ('{}', ()), ('{1}', (F(),)), ('{} {0}', (F(), 1)), ('{a}', ()), ('{!x}', (F(),)), ('{:d}', ('a',)), ('{0[}', (1,))): show(lambda: template.format(*args))
for template, args in (('%s %s', F()), ('%s', (F(), 1)), ('%q', F()), ('%', F()), ('%(a)s', [F()]), ('%(a', {'a': 1}), ('%c', F()), ('%x', F()), ('abc', F()), ('%*d', (F(), 1))): show(lambda: template % args)
""")


def test_str_format_cannot_reach_what_the_gate_refuses() -> None:
    from tests.oracle import outcome_under_pyvm

    outcome = outcome_under_pyvm("""
for template, value in (('{0.__globals__}', print), ('{0.__init__.__globals__}', ValueError), ('{0.__class__.__subclasses__}', 5)):
    try: print(template.format(value))
    except AttributeError: print('refused')
print(*map(str.format, ['{.real}'], [5]))
""")
    assert outcome.output == "refused\nrefused\nrefused\n5\n"


def test_match_statements_ask_guest_classes() -> None:
    check("""
class P:
    __match_args__ = ('x', 'y')
    def __init__(s, x, y): s._x = x; s.y = y
    @property
    def x(s): return suspend(s._x)
class M(type):
    def __instancecheck__(c, o): return suspend(o == 5)
class IC(metaclass=M): pass
match P(1, 2):
    case P(0, y): print('no')
    case P(1, y=q): print('p', q)
match 5:
    case IC(): print('ic')
try:
    match P(1, 2):
        case P(1, 2, 3): pass
except TypeError as e: print(e)
print(isinstance(5, (str, IC)), isinstance(IC(), IC))
""")
