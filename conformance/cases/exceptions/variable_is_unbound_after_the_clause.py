# The name of an except clause is deleted at its end, even when the clause left early.
error = "before"
try:
    raise ValueError(1)
except ValueError as error:
    suspend(error)
print("error" in globals())


def leave_by(how):
    for _ in range(1):
        try:
            raise KeyError(how)
        except KeyError as e:
            if how == "break":
                break
            if how == "continue":
                continue
            if how == "del":
                del e
            if how == "rebind":
                e = suspend("mine")
    try:
        return e
    except UnboundLocalError as missing:
        return str(missing)


for how in ("fall", "break", "continue", "del", "rebind"):
    print(how, leave_by(how))


def nested():
    try:
        raise ValueError("outer")
    except ValueError as e:
        try:
            raise KeyError("inner")
        except KeyError as e:
            suspend(e)
        return "e" in locals()


print(nested())
