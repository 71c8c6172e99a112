"""The differences to CPython, each a program whose docstring says what, why, the way round, and both outputs."""
