# Lambdas with all kinds of parameters, defaults and captured names.
square = lambda x: suspend(x) * x
add = lambda a, b=suspend(10), *rest, scale=2, **named: (a + b + sum(rest)) * scale + len(named)
print(square(7), add(1), add(1, 2, 3, 4), add(1, scale=1, z=0))
make = lambda n: lambda m: (lambda k: (n, m, suspend(k)))
print(make(1)(2)(3))
print((lambda *args, **kwargs: (args, kwargs))(1, *[2, 3], a=4, **{"b": 5}))
table = {name: (lambda name=name: suspend(name.upper())) for name in ("a", "b")}
print([table[key]() for key in table])
print((lambda: (yield))().__class__.__name__, (lambda: None)())
print(sorted("banana", key=lambda letter: (-"banana".count(letter), letter)))
