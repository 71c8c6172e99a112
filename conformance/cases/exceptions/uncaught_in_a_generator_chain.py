# A traceback through generators, comprehensions and methods.
class Source:
    def rows(self):
        for i in range(5):
            yield self.row(i)

    def row(self, i):
        if i == 2:
            raise LookupError(f"row {suspend(i)}")
        return i


def doubled(source):
    for row in source.rows():
        yield row * 2


print("start")
print(sum(x for x in doubled(Source())))
