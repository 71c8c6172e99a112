# `else` of a loop runs unless the loop was left by `break`.
def search(values, wanted):
    for value in values:
        if suspend(value) == wanted:
            print("found", value)
            break
    else:
        print("missing", wanted)
        return None
    return value


print(search([1, 2, 3], 2), search([1, 2], 5), search([], 1))
n = 3
while n:
    n -= 1
    if suspend(n) == 5:
        break
else:
    print("ran out", n)
for i in range(3):
    for j in range(3):
        if j == suspend(1):
            continue
        if i == 1:
            break
        print(i, j)
    else:
        print("inner done", i)
        continue
    print("inner broken", i)
while True:
    n += 1
    if suspend(n) > 2:
        break
else:
    print("never")
print(n)
