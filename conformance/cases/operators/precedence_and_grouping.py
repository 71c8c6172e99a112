# Operators bind as the grammar says.
a, b, c = suspend(2), suspend(3), suspend(4)
print(a + b * c, (a + b) * c, -a**b, (-a) ** b, a**-b, not a == b, a or b and c, a if b else c, a < b == True, a & b == b)
print(a | b ^ c & a, a << b + c, a << b << c, a - b - c, a - (b - c), a / b / c, 2**3**2, ~a + b, -a // b, -(a // b))
print(not a in [a], not (a in [a]), a is not b, not a is b, a in [a] == True, (lambda: 0 and 1)())
print(*[a, b] or [c], [*[a], *[b]], a if not b else c if a else b, (lambda x: x + 1)(a) * b)
print(a.__add__(b) * c, [1, 2, 3][a - b], "abc"[-a:][0], {1: 2}[1] ** a, -a.__neg__(), a - -b, a--b, not not a)
