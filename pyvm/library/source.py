"""exec, eval and compile: services of the front end; what they make runs on frames."""


def execute(source, globals=None, locals=None, /, *, closure=None):
    if closure is not None:
        raise TypeError("exec() takes no closure in pyvm")
    run_source(source, globals, locals, "exec")


def evaluate(source, globals=None, locals=None, /):
    if isinstance(source, (str, bytes)):
        source = source.lstrip(" \t" if isinstance(source, str) else b" \t")
    return run_source(source, globals, locals, "eval")


def run_source(source, globals, locals, mode):
    if globals is None:
        globals = caller_globals()
        if locals is None:
            locals = caller_locals()
    elif not isinstance(globals, dict):
        raise TypeError(f"{mode}() globals must be a dict, not {type_name(globals)}" if mode == "exec" else "globals must be a dict")
    if locals is None:
        locals = globals
    elif class_attribute(type(locals), "__getitem__") is absent:
        raise TypeError(f"locals must be a mapping or None, not {type_name(locals)}" if mode == "exec" else "locals must be a mapping")
    if is_code_unit(source):
        unit = source
    elif isinstance(source, (str, bytes)):
        unit = compile_source(source, "<string>", mode)
    else:
        raise TypeError(f"{mode}() arg 1 must be a string, bytes or code object")
    return run_body(make_function(unit, globals), locals)


def compiled(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1):
    """compile()"""
    if mode not in ("exec", "eval", "single"):
        raise ValueError("compile() mode must be 'exec', 'eval' or 'single'")
    if not isinstance(source, (str, bytes)):
        raise TypeError("compile() arg 1 must be a string, bytes or AST object")
    return compile_source(source, filename, mode)
