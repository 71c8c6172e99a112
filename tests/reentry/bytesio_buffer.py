import io
class E(bytes):
    def __buffer__(self, flags):
        global view
        view = obj.getbuffer()
        return super().__buffer__(flags)
view = None
obj = io.BytesIO(bytes(64))
try:
    obj.write(E(5000)); print(len(obj.getvalue()))
except BufferError as e: print("BufferError")
except BaseException as e: print(type(e).__name__)
if view is not None:
    view[0] = 1
    print(view[0])
