class Big:
    pass
class U:
    mem = Big()
    def __init__(self):
        self.mem
        try: del __classdict__["mem"]
        except NameError: print("NameError")
try: U()
except BaseException as e: print(type(e).__name__)
try: print(type(U.mem).__name__)
except AttributeError: print("gone")
