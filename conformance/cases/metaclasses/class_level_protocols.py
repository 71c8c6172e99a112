# Operators, iteration, containment and attributes of classes come from their metaclass.
class Meta(type):
    members = {}

    def __len__(cls):
        return suspend(3)

    def __iter__(cls):
        yield from suspend(["x", "y"])

    def __contains__(cls, item):
        return suspend(item == "x")

    def __getitem__(cls, key):
        return f"{cls.__name__}[{suspend(key)}]"

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return suspend(f"{cls.__name__}.{name}")

    def __setattr__(cls, name, value):
        print("set", name)
        super().__setattr__(name, value)

    def __add__(cls, other):
        return suspend((cls.__name__, other))

    def __repr__(cls):
        return f"<class {cls.__name__}>"

    def __bool__(cls):
        return suspend(False)

    def __eq__(cls, other):
        return suspend(type.__eq__(cls, other))

    __hash__ = type.__hash__

    @property
    def loud(cls):
        return cls.__name__.upper()


class K(metaclass=Meta):
    plain = 1


print(len(K), list(K), "x" in K, K["key"], K.dynamic, K.plain, K + 1, K, bool(K), K == K, K.loud)
K.new = 5
print(K.new, {K: 1}[K])
try:
    K().dynamic
except AttributeError as error:
    print(error)
try:
    K().loud
except AttributeError as error:
    print(error)
