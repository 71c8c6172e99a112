"""How an execution begins: when the host calls a function of a program (VM.call), and after a restore under another hash seed."""


def run_and_call(body, namespace, name, args, kwargs):
    """Runs the module's body in its namespace, then calls the function of that name; its result is the program's."""
    run_body(body, namespace)
    return namespace[name](*args, **kwargs)


def put_in_order(tables):
    """Enters the keys of dicts and sets again: their hashes come from a process in which strings hash otherwise."""
    for table in tables:
        if isinstance(table, dict):
            entries = list(dict.items(table))
            dict.clear(table)
            for key, value in entries:
                dict.__setitem__(table, key, value)
        elif isinstance(table, set):
            members = list(set.__iter__(table))
            set.clear(table)
            for member in members:
                set.add(table, member)
