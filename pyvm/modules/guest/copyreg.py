"""The part of `copyreg` that copying uses: reducers that a program registered for its own classes."""

from _pyvm import execution_state

__all__ = ["pickle", "constructor"]


def __getattr__(name):
    if name == "dispatch_table":
        return execution_state().setdefault("copyreg", {})
    raise AttributeError(f"module 'copyreg' has no attribute '{name}'")


def pickle(ob_type, pickle_function, constructor_ob=None):
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    execution_state().setdefault("copyreg", {})[ob_type] = pickle_function


def constructor(object):
    if not callable(object):
        raise TypeError("constructors must be callable")
