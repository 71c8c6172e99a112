# Loops, try blocks and conditions nested in each other leave by every exit.
def walk(limit):
    out = []
    for i in range(limit):
        try:
            while True:
                try:
                    if i % 4 == 0:
                        break
                    if i % 4 == 1:
                        raise LookupError(suspend(i))
                    if i % 4 == 2:
                        out.append(("two", i))
                        if i > 5:
                            return out
                        raise KeyError(i)
                    out.append(suspend("three"))
                    break
                finally:
                    out.append(("inner", i))
        except KeyError as error:
            out.append(("key", error.args))
            continue
        except LookupError as error:
            out.append(("lookup", error.args))
        else:
            out.append(("else", i))
        finally:
            out.append(suspend("outer"))
        out.append("end")
    return out


for item in walk(9):
    print(item)
