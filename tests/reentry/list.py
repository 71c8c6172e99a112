class E:
    def __eq__(self, o): l.clear(); return False
    def __lt__(self, o): l.clear(); return False
    def __repr__(self): l.clear(); return "E"
    def __index__(self): l.clear(); return 1
    def __bool__(self): l.clear(); return False
    def __str__(self): l.clear(); return "s"
    def __hash__(self): l.clear(); return 1
    def __add__(self, o): l.clear(); return self
    __radd__ = __add__
for t in ("l.index(3)", "l.remove(3)", "l.count(3)", "3 in l", "l == [1, 2, 3]", "l < [1, 2]", "l.sort()", "sorted(l)", "max(l)", "min(l)", "repr(l)", "l[E()]", "l[E():E()]", "l[E()] = 1", "l[E():] = [1, 2]", "del l[E()]", "l * E()", "l.insert(E(), 2)", "l.pop(E())", "any(l)", "all(l)", "sum(l, E())", "set(l)", "dict.fromkeys(l)", "tuple(l) == (1, 2)", "l[::E()]", "''.join(map(str, l))", "'%s %s' % (l[0], l[1])", "list(filter(None, l))", "l.extend(map(repr, l))", "l[:] = (str(x) for x in l)", "print(*l, sep='')", "f'{l[0]}{l[1]}'", "str.format('{} {}', *l)", "l.index(E())", "list(zip(l, map(str, l)))", "l.sort(key=lambda x: l.clear())", "l.sort(key=str)", "l + l", "l.__imul__(E())", "[x for x in l if not x]", "isinstance(1, tuple(l))", "hash(tuple(l))", "slice(E(), E()).indices(4)", "range(E())", "bytes(l)", "b','.join(l)", "bytes([E(), E()])"):
    l = [E(), E(), E(), E()]
    try: exec(t); print(t, "ok")
    except BaseException as e: print(t, type(e).__name__)
