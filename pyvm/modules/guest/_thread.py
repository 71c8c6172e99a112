"""Locks for a program that has one thread: they count, and waiting for one that is taken would be for ever."""

TIMEOUT_MAX = 9223372036.0
error = RuntimeError


class LockType:
    def __init__(self):
        self._taken = False

    def acquire(self, blocking=True, timeout=-1):
        if self._taken:
            if blocking and timeout < 0:
                raise RuntimeError("this lock is taken, and no other thread could release it")
            return False
        self._taken = True
        return True

    def release(self):
        if not self._taken:
            raise RuntimeError("release unlocked lock")
        self._taken = False

    def locked(self):
        return self._taken

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, traceback):
        self.release()


class RLock:
    def __init__(self):
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        self._count += 1
        return True

    def release(self):
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1

    def _is_owned(self):
        return self._count > 0

    def __enter__(self):
        self._count += 1
        return True

    def __exit__(self, kind, value, traceback):
        self.release()


lock = LockType


def allocate_lock():
    return LockType()


def get_ident():
    return 1


class _local:
    pass
