import decimal
c = decimal.Context()
for f in (lambda: setattr(type(c.flags), "__new__", lambda *a: bytearray(8)), lambda: setattr(type(c.flags), "x", 1), lambda: type(c.flags)()):
    try: f(); print("done")
    except BaseException as e: print(type(e).__name__)
decimal.Context()
