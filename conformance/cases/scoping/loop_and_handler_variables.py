# Variables bound by for, with, except, import, def, class, match and the walrus are ordinary variables.
class M:
    def __enter__(self):
        return suspend("entered")

    def __exit__(self, *exc): ...


def binders(kind):
    if kind == "for":
        for name in [1, suspend("last")]:
            pass
    elif kind == "with":
        with M() as name:
            pass
    elif kind == "def":
        def name(): ...
        name = name.__name__
    elif kind == "class":
        class name: ...
        name = name.__qualname__
    elif kind == "import":
        import math as name
        name = name.__name__
    elif kind == "match":
        match [suspend("matched")]:
            case [name]:
                pass
    elif kind == "walrus":
        (name := suspend("walrus"))
    elif kind == "comprehension":
        [name := suspend(i) for i in range(3)]
    elif kind == "unpack":
        *name, last = "abc"
    elif kind == "nested":
        (_, [name, _]) = 1, [suspend("nested"), 2]
    try:
        return name
    except UnboundLocalError:
        return "unbound"


for kind in ("for", "with", "def", "class", "import", "match", "walrus", "comprehension", "unpack", "nested", "none"):
    print(kind, binders(kind))
for i in range(3):
    i *= suspend(10)
    print(i, end=" ")
print(i)
for i in []:
    pass
print(i)
for a, (b, c) in [(1, (2, 3))]:
    pass
print(a, b, c)
