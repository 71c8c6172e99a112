class E:
    mem = 5
    def __eq__(self, other):
        print("eq", type(other).__name__)
        if isinstance(other, dict): other.clear()
        return False
    def __ror__(self, other):
        print("ror", type(other).__name__)
        return 1
    def __ne__(self, other):
        print("ne", type(other).__name__); return True
    def __lt__(self, other):
        print("lt", type(other).__name__); return True
    __gt__ = __le__ = __ge__ = __lt__
class C:
    mem = 7
for f in (lambda: C.__dict__ == E(), lambda: vars(C) == E(), lambda: C.__dict__ | E(), lambda: E() == C.__dict__, lambda: C.__dict__ != E(), lambda: [C.__dict__] == [E()], lambda: (C.__dict__,) == (E(),), lambda: C.__dict__ < E(), lambda: {1: C.__dict__} == {1: E()}, lambda: E() in [C.__dict__], lambda: [C.__dict__].index(E())):
    try: f()
    except BaseException as e: print(type(e).__name__)
print(C.mem, sorted(k for k in vars(C) if k[0] != "_"))
