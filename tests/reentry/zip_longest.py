import itertools
class R:
    z = None
    def __iter__(self): return self
    def __next__(self):
        if self.z is None: raise StopIteration
        z, self.z = self.z, None
        next(z, None)
        raise StopIteration
d = R()
d.z = itertools.zip_longest(itertools.chain(d), itertools.repeat(None))
print(next(d.z, "end"))
class T:
    armed = False
    def __iter__(self): return self
    def __next__(self):
        if T.armed: raise StopIteration
        T.armed = True
        print(list(SLICE))
        T.armed = False
        return None
SLICE = itertools.islice(T(), 3)
print(list(SLICE))
