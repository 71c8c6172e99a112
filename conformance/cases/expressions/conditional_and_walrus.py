# The walrus binds in the enclosing function scope, in the order of evaluation.
def classify(values):
    found = [half for value in values if (half := suspend(value) // 2) > 1]
    return found, half


print(classify([1, 4, 9, 2]))
if (n := suspend(10)) > 5 and (m := n * 2):
    print(n, m)
print((x := 1, x + 1, (x := x + 5), x))
print([y := suspend(3), y**2], y)
while (line := suspend(n)) > 7:
    n -= 1
print(line, n)
print("yes" if (flag := suspend(0)) else "no", flag)
items = iter([1, 2, 3, 0, 5])
while item := next(items):
    print(item, end=" ")
print(item)
print(any((witness := value) > 2 for value in [1, 2, 3, 4]), witness)
