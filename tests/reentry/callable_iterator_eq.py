class Sentinel:
    depth = 0
    def __eq__(self, other):
        if Sentinel.depth: return True
        Sentinel.depth = 1
        try: next(it)
        except StopIteration: pass
        Sentinel.depth = 0
        return NotImplemented
class Catch:
    def __eq__(self, other):
        print("got", type(other).__name__, len(repr(other)) > 0)
        return False
it = iter(lambda: Catch(), Sentinel())
print(next(it, "end") is not None)
