# Data descriptors win over the instance, the instance over other descriptors.
class Data:
    def __get__(self, instance, owner):
        return suspend(("data get", instance is not None, owner.__name__))

    def __set__(self, instance, value):
        print("data set", suspend(value))

    def __delete__(self, instance):
        print("data delete")


class NonData:
    def __get__(self, instance, owner):
        return suspend(("non-data get", instance is not None))


class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["only_set"] = suspend(("stored", value))


class Host:
    data = Data()
    non_data = NonData()
    only_set = OnlySet()


h = Host()
h.__dict__["data"] = "hidden"
print(h.data, h.non_data, Host.data, Host.non_data)
h.data = 1
del h.data
h.non_data = "instance wins"
print(h.non_data, h.__dict__)
h.only_set = 5
print(h.only_set, type(Host.only_set).__name__)
del h.non_data
print(h.non_data)
try:
    del h.only_set
except AttributeError as error:
    print(type(error).__name__)
h.descriptor_in_instance = NonData()
print(type(h.descriptor_in_instance).__name__)


class Sub(Host):
    non_data = "plain"


print(Sub().non_data, Sub().data, Sub.__dict__["non_data"])
