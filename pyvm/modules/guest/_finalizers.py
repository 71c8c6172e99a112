"""The registry of weakref.finalize, one an execution: the class is shared, what it watches is not."""

from _pyvm import execution_state


class Registry:
    def _table(self):
        return execution_state().setdefault("finalizers", {})

    def __setitem__(self, key, value):
        self._table()[key] = value

    def __contains__(self, key):
        return key in self._table()

    def __bool__(self):
        return bool(self._table())

    def get(self, key, default=None):
        return self._table().get(key, default)

    def pop(self, key, default=None):
        return self._table().pop(key, default)

    def items(self):
        return self._table().items()
