# Slices of every shape, with suspended bounds.
data = list(range(10))
print(data[suspend(2):suspend(8):suspend(3)], data[::-1][:3], data[-3:], data[:-7])
text = "abcdefgh"
print(text[suspend(-1)::-2], text[slice(1, 5)], text[5:1], text[:100])
data[1:3] = suspend(["x", "y", "z"])
print(data)
data[::2] = [suspend(0)] * len(data[::2])
print(data)
del data[suspend(0):4]
print(data)
try:
    data[::2] = [1, 2, 3, 4, 5, 6, 7]
except ValueError as error:
    print(error)
try:
    data["a"]
except TypeError as error:
    print(error)
try:
    data[suspend(100)]
except IndexError as error:
    print(error)
try:
    (1, 2)[5]
except IndexError as error:
    print(error)


class Grid:
    def __getitem__(self, key):
        return suspend(key)


grid = Grid()
print(grid[1], grid[1, 2], grid[1:2, ::3], grid[..., None], grid[()], grid[1:])
