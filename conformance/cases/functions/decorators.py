# Decorators are evaluated top down and applied bottom up.
log = []


def tag(name):
    log.append(("make", suspend(name)))

    def decorate(function):
        log.append(("apply", name, function.__name__))

        def wrapper(*args, **kwargs):
            log.append(("call", name))
            result = function(*args, **kwargs)
            log.append(("return", name, suspend(result)))
            return result

        return wrapper

    return decorate


@tag("outer")
@tag("inner")
def work(x, y=2):
    return x * y


print(work(3), work(3, y=5))
for entry in log:
    print(entry)


@lambda function: print(function.__name__)
def printed(): ...


@lambda function: suspend([function.__name__])
def in_list(): ...


print(printed is None, in_list)


def register(cls):
    cls.registered = suspend(True)
    return cls


@register
class Thing:
    @staticmethod
    @tag("static")
    def make(n):
        return n


print(Thing.registered, Thing.make(4))
table = {"key": [tag]}


@table["key"][0]("subscript")
def subscripted():
    return 1


print(subscripted())
