class S:
    __slots__ = [*"abcdefghij"]
    lock = False
    def __getitem__(self, i):
        global lock
        if lock: raise IndexError
        lock = True
        next(it, None)
        raise IndexError
for n in range(20):
    lock = False
    it = iter(S())
    print([*it])
