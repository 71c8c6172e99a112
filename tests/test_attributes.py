"""Attributes: what CPython finds, pyvm finds, before and after its inline caches are warm."""

from __future__ import annotations

import pytest

from tests.oracle import assert_same_as_cpython


def test_an_instance_attribute_hides_a_class_attribute_also_after_many_reads() -> None:
    assert_same_as_cpython("""
        class C:
            x = "class"
            def m(self):
                return "method"
        def read(o):
            return o.x, o.m()
        a, b = C(), C()
        for i in range(6):
            print(read(a), read(b))
            if i == 2:
                b.x = "instance"
            if i == 3:
                b.m = lambda: "own"
            if i == 4:
                del b.x, b.m
    """)


def test_a_change_of_the_class_is_seen_at_once() -> None:
    assert_same_as_cpython("""
        class Base:
            x = 1
            def m(self): return "base"
        class C(Base):
            pass
        o = C()
        def read():
            return o.x, o.m(), "property" if isinstance(C.x, property) else C.x, C.m(o)
        for change in range(9):
            print(read())
            if change == 1: Base.x = 2
            if change == 2: C.x = 3
            if change == 3: C.m = lambda self: "derived"
            if change == 4: del C.x
            if change == 5: Base.x = property(lambda self: "property")
            if change == 6: Base.x = 5; del C.m
            if change == 7: C.__bases__ = (type("Other", (), {"x": 6, "m": lambda self: "other"}),)
    """)


def test_first_stores_keep_their_order_and_values_move_to_a_dict_without_loss() -> None:
    assert_same_as_cpython("""
        class C:
            def __init__(self, flip):
                if flip:
                    self.b = 1
                    self.a = 2
                else:
                    self.a = 1
                    self.b = 2
                self.c = 3
        for i in range(6):
            o = C(i % 2)
            if i % 3 == 0:
                del o.c
                o.d = 4
                o.c = 5
            print(list(o.__dict__.items()), o.a, o.b, o.c)
            o.__dict__["a"] = "through the dict"
            o.e = i
            print(o.a, o.e, o.__dict__)
        many = C(0)
        for i in range(60):
            setattr(many, f"n{i}", i)
        print(sum(getattr(many, f"n{i}") for i in range(60)), many.a, len(vars(many)))
    """)


def test_deleting_and_storing_again_moves_an_attribute_to_the_end() -> None:
    assert_same_as_cpython("""
        class C: pass
        for i in range(4):
            o = C()
            o.x = 1; o.y = 2; o.z = 3
            del o.x
            o.x = 4
            print(o.__dict__)
            try:
                del o.nothing
            except AttributeError as error:
                print(error, error.name, error.obj is o)
    """)


def test_slots_read_write_delete_and_complain_as_in_cpython() -> None:
    assert_same_as_cpython("""
        class S:
            __slots__ = ("a", "b")
        class T(S):
            __slots__ = ("c", "__dict__")
        def attempt(action):
            try:
                print(action())
            except (AttributeError, TypeError) as error:
                print(type(error).__name__, error)
        for i in range(4):
            for o in (S(), T()):
                attempt(lambda: o.a)
                o.a = i
                attempt(lambda: o.a)
                del o.a
                attempt(lambda: o.a)
                attempt(lambda: delattr(o, "a"))
                attempt(lambda: setattr(o, "free", 1))
                attempt(lambda: o.free)
                attempt(lambda: o.__dict__)
        print(S.a, type(S.a).__name__)
    """)


def test_properties_get_set_delete_and_complain_as_in_cpython() -> None:
    assert_same_as_cpython("""
        class C:
            @property
            def x(self):
                return suspend(("got", self.__dict__.get("_x")))
            @x.setter
            def x(self, value):
                self._x = suspend(value)
            @x.deleter
            def x(self):
                del self._x
            @property
            def only(self):
                return self.missing
        o = C()
        for i in range(4):
            o.x = i
            print(o.x, o.__dict__)
            del o.x
            for action in ("o.x", "o.only", "o.only = 1", "del o.only", "del o.x", "C.only.fget is None", "C.x.__doc__"):
                try:
                    exec(action) if "=" in action or "del" in action else print(eval(action))
                except AttributeError as error:
                    print(type(error).__name__, error)
    """)


def test_an_attribute_error_inside_a_property_reaches_getattr() -> None:
    assert_same_as_cpython("""
        class C:
            @property
            def broken(self):
                return self.absent
            def __getattr__(self, name):
                return "dynamic " + suspend(name)
        class Strict(C):
            def __getattribute__(self, name):
                if name == "hidden":
                    raise AttributeError(name)
                return super().__getattribute__(name)
        for o in (C(), Strict()):
            for i in range(3):
                print(o.broken, o.hidden, o.anything, o.__class__.__name__)
                o.real = i
                print(o.real, hasattr(o, "whatever"), getattr(o, "other", "default"))
    """)


def test_guest_descriptors_see_what_cpython_shows_them() -> None:
    assert_same_as_cpython("""
        class D:
            def __init__(self, tag): self.tag = tag
            def __get__(self, obj, cls=None): return self.tag, obj is None, cls.__name__
        class Full(D):
            def __set__(self, obj, value): print("set", self.tag, suspend(value))
            def __delete__(self, obj): print("delete", self.tag)
            def __set_name__(self, owner, name): print("named", owner.__name__, name)
        class SetOnly:
            def __set__(self, obj, value): obj.__dict__["s"] = value * 2
        class C:
            d = D("d"); f = Full("f"); s = SetOnly()
        o = C()
        for i in range(3):
            print(o.d, C.d, o.f, C.f)
            o.f = i
            del o.f
            o.s = i
            print(o.s)
            o.__dict__["d"] = "own"
            o.__dict__["f"] = "own"
            print(o.d, o.f)
            del o.__dict__["d"]
        try:
            del o.s
        except AttributeError as error:
            print(error)
    """)


def test_class_attributes_and_metaclasses() -> None:
    assert_same_as_cpython("""
        class M(type):
            shared = "meta"
            @property
            def p(cls): return suspend("property of " + cls.__name__)
            def method(cls): return cls.__name__
            def __getattr__(cls, name):
                if name.startswith("dyn"): return name
                raise AttributeError(f"no {name} in {cls.__name__}")
        class A(metaclass=M):
            own = 1
            p = "hidden by the data descriptor"
            @staticmethod
            def s(): return "static"
            @classmethod
            def c(cls): return cls.__name__
        class B(A):
            shared = "class"
        for i in range(4):
            for cls in (A, B):
                print(cls.own, cls.p, cls.shared, cls.method(), cls.s(), cls.c(), cls.dynamic, cls().own)
                try:
                    cls.nothing
                except AttributeError as error:
                    print(error)
                try:
                    cls().dynamic
                except AttributeError as error:
                    print(error)
            if i == 1: M.shared = property(lambda cls: "now data")
            if i == 2: A.own = 2; del B.shared
    """)


def test_error_texts_are_those_of_cpython() -> None:
    assert_same_as_cpython("""
        import math
        class C:
            def f(self): pass
        class Slotted: __slots__ = ()
        o = C()
        for target, name in ((5, "x"), ("s", "nope"), ([], "push"), (C, "gone"), (o, "gone"), (o.f, "gone"), (C.f, "gone"), (len, "gone"),
                             (None, "x"), (object(), "missing"), (Slotted(), "y"), (math, "nope"), (super(C, o), "z"), (type, "zz")):
            for i in range(2):
                try:
                    getattr(target, name)
                except AttributeError as error:
                    print(error, "|", error.name, target is math or error.obj is target)
        for target, name in ((5, "x"), ("s", "upper"), ([], "append"), (int, "x"), (Slotted(), "y"), (None, "z"), (len, "q"), (o.f, "q")):
            try:
                setattr(target, name, 1)
            except (AttributeError, TypeError) as error:
                print(type(error).__name__, error)
        for bad in (5, None, b"x"):
            try:
                getattr(o, bad)
            except TypeError as error:
                print(error)
    """)


def test_super_finds_and_binds_as_in_cpython() -> None:
    assert_same_as_cpython("""
        class A:
            x = "A.x"
            def m(self): return "A.m"
            @classmethod
            def c(cls): return "A.c", cls.__name__
            @staticmethod
            def s(): return "A.s"
            @property
            def p(self): return suspend("A.p")
        class B(A):
            def m(self): return "B.m", super().m()
            def __init__(self): super().__init__()
            @classmethod
            def c(cls): return "B.c", super().c()
            @property
            def p(self): return "B.p", super().p
            def rest(self): return super().x, super().s(), super().__class__, super().__init__
        class C(B):
            def m(self): return "C.m", super().m(), super(B, self).m()
        for o in (B(), C(), C()):
            print(o.m(), o.c(), o.p, o.rest()[:3])
        for wrong in (lambda: super(B, 5), lambda: super(5, 5), lambda: super(B, B()).nothing):
            try:
                print(wrong())
            except (TypeError, AttributeError, RuntimeError) as error:
                print(type(error).__name__, error)
    """)


def test_modules_have_live_attributes() -> None:
    assert_same_as_cpython("""
        import types
        m = types.ModuleType("m", "doc")
        m.x = 1
        def read(): return m.x
        for i in range(5):
            print(read(), m.__name__, m.__doc__)
            m.x = i
            if i == 2: m.__dict__["y"] = 2; del m.__doc__; m.__doc__ = None
            if i == 3: del m.x; m.__getattr__ = lambda name: suspend("dynamic " + name)
        print(m.zzz, sorted(n for n in vars(m) if not n.startswith("__")))
        del m.__getattr__
        try:
            m.zzz
        except AttributeError as error:
            print(error)
    """)


def test_with_looks_its_methods_up_on_the_class() -> None:
    assert_same_as_cpython("""
        class C:
            def __enter__(self): return suspend("entered")
            def __exit__(self, *args): return bool(args[0])
        class NoExit:
            def __enter__(self): pass
        class Described:
            @property
            def __enter__(self): return lambda: suspend("through a property")
            __exit__ = staticmethod(lambda *args: print(len(args)))
        o = C()
        o.__enter__ = None
        with o as x:
            print(x)
            1 / 0
        with Described() as x:
            print(x)
        for bad in (5, NoExit()):
            try:
                with bad: pass
            except TypeError as error:
                print(error)
    """)


def test_names_follow_stores_deletes_and_builtins() -> None:
    assert_same_as_cpython("""
        def read(): return len("abc"), value
        value = 0
        for i in range(7):
            try:
                print(read())
            except NameError as error:
                print(error, error.name)
            value = i
            if i == 1: len = lambda x: "mine"
            if i == 2: del len
            if i == 3: globals().update({f"g{n}": n for n in range(200)})
            if i == 4: del value
        exec("print(value, q)", {"value": 5, "q": 6})
        class Body:
            value = "body"
            print(value, g7)
            del value
            print(value)
            value = "again"
            print(locals()["value"])
            try:
                del nothing
            except NameError as error:
                print(error)
    """)


def test_a_namespace_can_be_any_mapping() -> None:
    assert_same_as_cpython("""
        class Loud(dict):
            def __getitem__(self, key):
                if not key.startswith("__"): print("get", suspend(key))
                return super().__getitem__(key)
            def __setitem__(self, key, value):
                if not key.startswith("__"): print("set", suspend(key))
                super().__setitem__(key, value)
            def __delitem__(self, key):
                print("del", key)
                super().__delitem__(key)
        class M(type):
            @classmethod
            def __prepare__(mcls, name, bases): return Loud()
        class C(metaclass=M):
            a = 1
            b = a + 1
            print(len("x"))
            del a
            try:
                del a
            except NameError as error:
                print(error)
            try:
                missing
            except NameError as error:
                print(error)
        print(sorted(n for n in vars(C) if not n.startswith("__")))
    """)


def test_a_finaliser_runs_at_once_and_may_store_itself_away() -> None:
    assert_same_as_cpython("""
        kept = []
        class C:
            def __init__(self, n): self.n = n
            def __del__(self): print("del", self.n); self.n > 1 and kept.append(self)
        for i in range(4):
            o = C(i)
            o = None
            print("after", i, [k.n for k in kept])
        class D(C): pass
        D(0)
        C.__del__ = lambda self: print("changed", self.n)
        D(5)
        del C.__del__
        D(6)
        kept.clear()
        print("end")
    """)


@pytest.mark.parametrize("hook", ["__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__getattr__ later"])
def test_a_hook_that_a_class_gets_later_works(hook: str) -> None:
    assert_same_as_cpython(f"""
        class C:
            x = 1
        o = C()
        o.y = 2
        def work():
            for action in ("o.x", "o.y", "o.z"):
                try:
                    print(eval(action))
                except AttributeError as error:
                    print(error)
            o.w = 3
            try:
                del o.w
            except AttributeError as error:
                print(error)
        def hook(self, *args):
            print("hook", args)
            return args[-1]
        for i in range(4):
            work()
            if i == 1: setattr(C, {hook.split()[0]!r}, hook)
            if i == 2: delattr(C, {hook.split()[0]!r})
        """)
