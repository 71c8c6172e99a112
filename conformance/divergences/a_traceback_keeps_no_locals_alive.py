"""An object that only the frames of a traceback hold is finalised when those frames end.

Why: frames of a finished call are reused, and a traceback that held them would put every local of a failed call into the blob.
Workaround: keep the object in a variable of the function that catches.

CPython: handler, finalised
pyvm:    finalised, handler
"""


class Noisy:
    def __del__(self):
        print("finalised")


def fail():
    held = Noisy()
    raise ValueError("x")


try:
    fail()
except ValueError:
    print("handler")
