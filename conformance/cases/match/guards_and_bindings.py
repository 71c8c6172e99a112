# Guards run after binding; bindings of failed cases may remain.
log = []


def guard(name, answer):
    log.append(name)
    return suspend(answer)


match [1, 2, 3]:
    case [a, *b] if guard("first", False):
        print("never")
    case [a, b, c] if guard("second", b == 2):
        print(a, b, c)
print(log)


def bound(value):
    match value:
        case [x, 1]:
            return "one", x
        case [_, y] if y > suspend(5):
            return "big", y
    return "nothing"


print(bound([0, 1]), bound([0, 9]), bound([0, 2]))
match suspend((1, 2)):
    case (x, y) if x > y:
        print("greater")
    case (x, y) if x < y:
        print("less", x, y)
match 5:
    case n if (double := n * 2) > suspend(100):
        print("never")
    case n if double == 10:
        print("guard value kept", double)
match x, y:
    case 1, z:
        print("open tuple", z)
for i in range(4):
    match i:
        case 0:
            continue
        case 2:
            break
    print("loop", i)
