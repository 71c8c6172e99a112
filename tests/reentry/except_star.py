try:
    exec("""
class E(ExceptionGroup):
    def split(self, *a): return 1j
try: raise E("w", [ValueError()])
except* ValueError as e: print(type(e))
""")
except BaseException as e: print(type(e).__name__)
class E(ExceptionGroup):
    def derive(self, excs): return 5
try: print(E("w", [ValueError(), TypeError()]).split(ValueError))
except BaseException as e: print(type(e).__name__)
