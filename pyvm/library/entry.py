"""How an execution begins: when the host calls a function of a program (VM.call), and after a restore under another hash seed."""


def run_and_call(body, namespace, name, args, kwargs):
    """Runs the module's body in its namespace, then calls the function of that name; its result is the program's."""
    run_body(body, namespace)
    return namespace[name](*args, **kwargs)


def put_in_order(tables):
    """Hashes the keys of dicts and sets again: their hashes come from a process in which strings hash otherwise.

    Frozensets come first, inner ones before outer ones, because they may be keys of the others.
    """
    for table in tables:
        give_hashes(table, [hash(key) for key in table_keys(table)])
