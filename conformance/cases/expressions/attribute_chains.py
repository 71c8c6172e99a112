# Attribute loads, stores and deletes, chained and augmented.
class Node:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    def step(self):
        return suspend(self)


tree = Node(left=Node(value=1), right=Node(value=2))
tree.left.value += suspend(10)
tree.step().right.step().value *= 3
print(tree.left.value, tree.right.value)
del tree.left.value
try:
    tree.left.value
except AttributeError as error:
    print(error)
try:
    del tree.left.value
except AttributeError as error:
    print(type(error).__name__)
tree.left.a = tree.left.b = tree.left.c = suspend([])
tree.left.a.append(1)
print(tree.left.c, tree.left.a is tree.left.b)
try:
    None.missing
except AttributeError as error:
    print(error)
try:
    (5).missing = 1
except AttributeError as error:
    print(type(error).__name__)
