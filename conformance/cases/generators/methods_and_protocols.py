# Generator methods as __iter__, as context managers, and with all parameter kinds.
class Tree:
    def __init__(self, value, *children):
        self.value = value
        self.children = children

    def __iter__(self):
        yield suspend(self.value)
        for child in self.children:
            yield from child

    def __reversed__(self):
        for child in reversed(self.children):
            yield from reversed(child)
        yield self.value

    @classmethod
    def chain(cls, *values, **options):
        for value in values:
            yield cls(value)
        yield options

    @property
    def lazily(self):
        yield suspend("property")

    @staticmethod
    def fixed(n=2, /, *, k=3):
        yield n
        yield k


tree = Tree(1, Tree(2, Tree(3)), Tree(4))
print(list(tree), list(reversed(tree)), [t.value if isinstance(t, Tree) else t for t in Tree.chain(7, 8, a=1)])
print(list(tree.lazily), list(Tree.fixed()), list(Tree.fixed(5, k=6)), 3 in tree, max(tree), sorted(tree, reverse=True))
a, *b = tree
print(a, b, [*tree], dict(zip(tree, "abcd")))
try:
    Tree.fixed(1, 2)
except TypeError as error:
    print(error)
print("errors in arguments come at the call, not at the first next")
