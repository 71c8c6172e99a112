"""How an execution begins when the host calls a function of a program: VM.call."""


def run_and_call(body, namespace, name, args, kwargs):
    """Runs the module's body in its namespace, then calls the function of that name; its result is the program's."""
    run_body(body, namespace)
    return namespace[name](*args, **kwargs)
