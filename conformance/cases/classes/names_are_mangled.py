# Private names are mangled in every place of a class body.
class Account:
    __count = suspend(0)

    def __init__(self, __value=1):
        self.__value = __value
        Account.__count += 1

    def __secret(self):
        return suspend(self.__value)

    def reveal(self):
        return self.__secret(), self._Account__value, self.__count

    def locals(self):
        __local = 5
        return [__local for __local in range(2)], __local

    def call(self, __kw=None, **kwargs):
        return __kw, kwargs

    __dunder__ = "not mangled"
    __slots = "a name"

    class __Hidden:
        pass


a = Account(7)
print(a.reveal(), a.locals(), sorted(n for n in vars(Account) if "Account__" in n), a.__dict__)
print(a.call(1), a.call(_Account__kw=2), Account.__dunder__)
try:
    a.__value
except AttributeError as error:
    print(error)


class _Leading:
    __x = 1


class ___:
    __x = 2


print(_Leading._Leading__x, hasattr(___, "__x"))
a.__outside = 5
print(a.__outside, getattr(a, "__outside"), hasattr(a, "_Account__value"))
