"""Builtins that call back: their results, their order of guest calls and their errors are CPython's, and every callback may suspend."""

from __future__ import annotations

import pytest

from tests.oracle import Mode, assert_same_as_cpython

RESTORED = Mode.RESTORE_AT_EVERY_SUSPENSION

VALUE = """
class V:
    def __init__(s, v): s.v = v
    def __repr__(s): return suspend(f'V{s.v}')
    def __lt__(s, o): return suspend(s.v < o.v)
    def __gt__(s, o): return suspend(s.v > o.v)
    def __add__(s, o): return V(suspend(s.v + (o.v if isinstance(o, V) else o)))
    def __radd__(s, o): return V(suspend(o + s.v))
    def __eq__(s, o): return suspend(isinstance(o, V) and s.v == o.v)
    def __hash__(s): return suspend(hash(s.v))
    def __bool__(s): return suspend(s.v != 0)
    def __index__(s): return suspend(s.v)

def show(f, *a, **k):
    try: r = f(*a, **k); print(type(r).__name__, r)
    except Exception as e: print(type(e).__name__, e)
"""


def check(program: str, mode: Mode = RESTORED) -> None:
    assert_same_as_cpython(VALUE + program, mode)


def test_a_key_function_can_suspend_inside_sorted_min_and_max() -> None:
    check("""
print(sorted([3, 1, 2], key=lambda x: suspend(-x)), min('bca', key=lambda c: suspend(ord(c))), max([1, 5, 2], key=suspend))
l = ['bb', 'a', 'ccc']; l.sort(key=lambda s: suspend(len(s)), reverse=True); print(l)
""")


def test_comparisons_of_guests_can_suspend_inside_sorting() -> None:
    check("print(sorted([V(3), V(1), V(2), V(1)]), max(V(1), V(2)), min([V(3), V(2)]))")


def test_sorting_compares_in_the_order_that_cpython_compares_in() -> None:
    check(
        """
log = []
class K:
    def __init__(s, v): s.v = v
    def __lt__(s, o): log.append((s.v, o.v)); return s.v < o.v
for values in ([3, 1, 2], [2, 2, 1], [4, 4, 3, 3, 2, 5], [5, 3, 8, 1, 9, 2, 2, 7, 5, 5], list(range(20)), [1] * 9):
    log.clear(); sorted(map(K, values)); print(log)
""",
        Mode.STRAIGHT,
    )


def test_long_lists_are_sorted_stably_with_a_guest_key() -> None:
    check(
        """
l = [(i * 7919) % 101 for i in range(300)]
print(sorted(l, key=lambda x: x % 10) == [y for d in range(10) for y in l if y % 10 == d], sorted(l, key=lambda x: -x, reverse=True) == sorted(l))
""",
        Mode.STRAIGHT,
    )


def test_a_list_is_empty_while_it_is_sorted_and_complains_when_it_is_filled() -> None:
    check("""
l = [3, 1, 2]
def key(x):
    print(l)
    if x == 2: l.append(9)
    return suspend(x)
try: l.sort(key=key)
except ValueError as e: print(e, l)
""")


def test_a_key_that_raises_leaves_the_list_as_it_was() -> None:
    check("""
def key(x):
    if x == 1: raise KeyError(suspend('bad'))
    return x
l = [3, 1, 2]
try: l.sort(key=key)
except KeyError as e: print(e, l)
""")


def test_a_native_that_bails_out_has_consumed_nothing_of_its_iterator() -> None:
    check("""
print(max(iter([V(1), V(3), V(2)])).v, sum(iter([V(1), V(2)])).v, [v.v for v in set(iter([V(1), V(2), V(1)]))])
print(list(map(repr, iter([V(1), V(2)]))), list(filter(None, iter([V(0), V(1)]))), ''.join(map(str, iter([V(1)]))))
print(max({'a': 2, 'b': 1}.items(), key=lambda item: suspend(item[1])), dict(zip(iter([V(1), V(1)]), 'ab')))
""")


@pytest.mark.parametrize(
    "call",
    [
        "sum([V(1), V(2)])",
        "sum([1, V(2)], V(3))",
        "any([V(0), V(2)])",
        "all([V(1), V(0)])",
        "max([], default=V(1))",
        "sorted([V(2), V(1)], reverse=V(1))",
    ],
)
def test_folding_builtins_run_guest_operators_on_frames(call: str) -> None:
    check(f"print({call})")


def test_conversions_check_what_the_special_method_answers() -> None:
    check("""
def mk(**k): return type('Mk', (), {n: (lambda v: lambda *a: suspend(v))(v) for n, v in k.items()})()
show(bool, mk(__bool__=1)); show(len, mk(__len__=-1)); show(len, mk(__len__='x')); show(len, mk(__len__=2**70)); show(bool, mk(__len__=-2))
show(str, mk(__str__=1)); show(repr, mk(__repr__=1)); show(format, mk(__format__=1)); show(hash, mk(__hash__='a')); show(hash, mk(__hash__=2**80)); show(hash, mk(__hash__=-1))
show(int, mk(__int__='x')); show(int, mk(__index__=4)); show(int, mk()); show(float, mk(__float__=1)); show(float, mk(__float__=1.5)); show(float, mk(__index__=3)); show(float, mk())
show(complex, mk(__complex__=1j)); show(complex, mk(__float__=2.0)); show(complex, mk(__complex__=1)); show(complex, 1, mk(__float__=2.0))
show(bytes, mk(__bytes__=b'x')); show(bytes, mk(__bytes__='x')); show(bytes, mk(__index__=3)); show(bytes, mk()); show(bytes, [mk(__index__=3), 300])
show(abs, mk()); show(round, mk()); show(round, 2.567, mk(__index__=1)); show(divmod, mk(), 1); show(pow, mk(), 2); show(pow, 2, mk(__rpow__=8)); show(pow, mk(), 2, 3)
show(chr, mk(__index__=66)); show(bin, mk()); show(range, mk()); show(range, mk(__index__=2), mk(__index__=5)); show(isinstance, 1, mk()); show(issubclass, mk(), int)
""")


def test_wrong_arguments_are_refused_in_the_words_of_the_native() -> None:
    check(
        """
f = lambda x: x
for call in ('sorted([1], f)', '[].sort(f)', 'max(key=f)', 'max(1, 2, default=3, key=f)', 'min(5, key=f)', 'filter(f)', 'map(f)', 'tuple(f)', 'next(f)', 'print(1, foo=f)', '[].extend(f)',
             'sum(i for i in "ab")', '"".join(i for i in [1])', 'dict(i for i in [1])', 'dict(i for i in [(1, 2, 3)])', 'set(i for i in [[]])', 'bytes(i for i in [256])', 'isinstance(f, 3)', 'len(i for i in "a")'):
    try: print(eval(call))
    except Exception as e: print(call, type(e).__name__, e)
""",
        Mode.STRAIGHT,
    )


def test_print_writes_the_pieces_that_cpython_writes() -> None:
    check("""
class Bad:
    def __str__(s): suspend(1); raise ValueError('no text')
try: print(1, Bad())
except ValueError as e: print(e)
class Out:
    def write(s, t): suspend(t); L.append(t)
L = []; print(1, V(2), sep='-', end='!', file=Out()); print(L)
""")


def test_exec_and_eval_run_on_frames_in_the_namespaces_they_are_given() -> None:
    check(
        """
ns = {'suspend': suspend}; exec('a = suspend(1)\\ndef g(): return a + suspend(1)\\nclass Q: v = a\\n', ns); print(ns['g'](), ns['Q'].v)
class M(dict):
    def __missing__(s, k): return suspend(('m', k))
    def __setitem__(s, k, v): super().__setitem__(k, suspend(v))
print(eval('foo', {}, M())); m = M(); exec('b = 3; c = b', {}, m); print(sorted(m.items()))
c = compile('p + suspend(1)', 'f', 'eval'); print(eval(c, {'p': 1, 'suspend': suspend}))
def f(): y = 2; return eval('y'), sorted(locals()), 'V' in globals()
print(f(), vars() is globals())
for source in ('exec(5)', 'eval("1", 5)', 'exec("1", {}, 5)', 'compile(1, "", "exec")', 'compile("1", "", "foo")'):
    try: exec(source)
    except Exception as e: print(type(e).__name__, e)
""",
        Mode.STRAIGHT,
    )


def test_dir_vars_and_attribute_builtins_see_guest_hooks() -> None:
    check("""
class A:
    def __dir__(s): return ['b', suspend('a')]
    def __getattr__(s, k):
        if k == 'none': raise AttributeError(suspend(k))
        return suspend(k)
a = A(); print(dir(a), getattr(a, 'x'), hasattr(a, 'none'), getattr(a, 'none', 3), getattr(a, 'none', NotImplemented), vars(a))
show(getattr, a, 1); show(getattr, a, 'none'); show(setattr, a, 1, 2); show(vars, 5)
""")
