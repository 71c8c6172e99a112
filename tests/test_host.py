"""The embedding API: programs, executions and their events. docs/embedding.md is the page; test_docs.py runs its examples."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import functools
import io
import textwrap
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from programs import failed

import pyvm


class Dial:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.up = 50.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.up

    def turn(self, seconds: float) -> None:
        self.now += seconds
        self.up += seconds


@pyvm.effect
def charge(account: str, cents: int) -> str:
    return f"receipt-{account}-{cents}"


@pyvm.inline
def double(number: int) -> int:
    return 2 * number


def started(source: str, vm: pyvm.VM | None = None, **start: object) -> pyvm.Execution:
    return (vm or pyvm.VM()).start(pyvm.compile(source, "<test>"), **start)  # type: ignore[arg-type]  # as given by the test


def suspended(event: pyvm.Event) -> pyvm.Request:
    assert isinstance(event, pyvm.Suspended)
    return event.request


# ---- starting


def test_nothing_runs_before_the_first_run() -> None:
    out = io.StringIO()
    execution = started("print('ran')", pyvm.VM(stdout=out))
    assert (execution.event, execution.state, out.getvalue()) == (None, pyvm.State.READY, "")
    assert execution.run() == pyvm.Completed(None)
    assert (execution.state, out.getvalue()) == (pyvm.State.COMPLETED, "ran\n")


def test_globals_argv_and_main_are_the_guests() -> None:
    out = io.StringIO()
    source = "import sys\nprint(batch, sys.argv, __name__)"
    started(source, pyvm.VM(stdout=out), argv=["a.py", "-x"], globals={"batch": 7}).run()
    assert out.getvalue() == "7 ['a.py', '-x'] __main__\n"


def test_call_runs_the_module_and_then_the_function() -> None:
    out = io.StringIO()
    program = pyvm.compile("print('body')\ndef add(a, b=1, *, c=0): return a + b + c")
    vm = pyvm.VM(stdout=out)
    assert vm.call(program, "add", 40, 1, c=1).run() == pyvm.Completed(42)
    assert out.getvalue() == "body\n"


def test_a_live_function_is_a_program_with_what_it_closes_over() -> None:
    rate = 3

    def total(amount: int, fee: int = 2) -> int:
        return amount * rate + fee

    assert pyvm.VM().call(pyvm.compile(total), "total", 5).run() == pyvm.Completed(17)


def test_a_function_that_is_not_there_is_a_failure_that_names_it() -> None:
    error = failed(pyvm.VM().call(pyvm.compile("x = 1"), "main").run())
    assert "main" in error.message


def test_bad_python_has_cpythons_syntax_error() -> None:
    source = "def f(:\n    pass\n"
    with pytest.raises(SyntaxError) as theirs:
        compile(source, "bad.py", "exec")
    with pytest.raises(SyntaxError) as ours:
        pyvm.compile(source, "bad.py")
    assert str(ours.value) == str(theirs.value) and ours.value.text == theirs.value.text
    assert not isinstance(ours.value, pyvm.PyvmError)


def test_what_the_subset_leaves_out_is_refused_with_its_place() -> None:
    with pytest.raises(pyvm.UnsupportedSyntax) as caught:
        pyvm.compile("x = 1\nasync def f():\n    pass\n", "later.py")
    error = caught.value
    assert (error.filename, error.lineno, error.offset, error.construct) == ("later.py", 2, 1, "async def")
    assert isinstance(error, SyntaxError) and error.text == "async def f():\n"


# ---- what is missing is named before anything runs


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("print('ran')\ncharge('ada', 5)", ("charge",)),
        ("print('ran')\ndef f():\n    return charge('ada', 5)\nf()", ("charge",)),
        ("print('ran')\nimport ledger", ("ledger",)),
        ("print('ran')\nfrom bank import refund, pay", ("bank.refund",)),
        ("print('ran')\nimport ledger\nnotify()", ("ledger", "notify")),
    ],
)
def test_what_the_host_does_not_give_is_named_before_any_guest_code_runs(source: str, names: tuple[str, ...]) -> None:
    out = io.StringIO()
    vm = pyvm.VM(modules={"bank": {"pay": charge}}, stdout=out)
    with pytest.raises(pyvm.MissingHostRef) as caught:
        started(source, vm)
    assert (caught.value.names, out.getvalue()) == (names, "")


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import ledger\nexcept ImportError:\n    pass",
        "try:\n    charge()\nexcept NameError:\n    pass",
        "if False:\n    exec('charge = print')\n    charge()",
        "def f():\n    global charge\n    charge = print\nf()\ncharge()",
        "from math import *\nsqrt(4)",
    ],
)
def test_a_program_that_expects_names_to_be_missing_or_makes_them_runs(source: str) -> None:
    assert started(source).run() == pyvm.Completed(None)


# ---- effects


def test_an_effect_suspends_and_its_answer_is_the_calls_value() -> None:
    execution = started("result = charge('ada', cents=5)\nprint(result)", pyvm.VM(functions=[charge], stdout=(out := io.StringIO())))
    request = suspended(execution.run())
    assert (request.kind, request.name, request.args, request.kwargs) == ("effect", "charge", ("ada",), {"cents": 5})
    assert execution.resume(request.perform()) == pyvm.Completed(None)
    assert out.getvalue() == "receipt-ada-5\n"


def test_an_effect_of_a_host_module_has_its_full_name() -> None:
    vm = pyvm.VM(modules={"bank": {"charge": charge, "FEE": 3}})
    request = suspended(started("import bank\nbank.charge('ada', bank.FEE)", vm).run())
    assert (request.name, request.args) == ("bank.charge", ("ada", 3))


def test_an_effect_may_have_another_name() -> None:
    vm = pyvm.VM(functions=[pyvm.effect(name="pay")(charge.function)])
    assert suspended(started("pay('ada', 1)", vm).run()).name == "pay"


def test_each_request_has_a_key_of_its_own() -> None:
    execution = started("charge('ada', 1)\ncharge('ada', 1)", pyvm.VM(functions=[charge]))
    first = suspended(execution.run())
    second = suspended(execution.resume())
    assert first.key != second.key and len(first.key) == 36


def test_an_error_thrown_into_the_guest_is_caught_there() -> None:
    source = "try:\n    charge('ada', 1)\nexcept TimeoutError as error:\n    print('caught', error)"
    execution = started(source, pyvm.VM(functions=[charge], stdout=(out := io.StringIO())))
    execution.run()
    assert execution.throw(TimeoutError("late")) == pyvm.Completed(None)
    assert out.getvalue() == "caught late\n"


def test_an_error_thrown_into_the_guest_and_not_caught_is_its_failure() -> None:
    execution = started("charge('ada', 1)", pyvm.VM(functions=[charge]))
    execution.run()
    assert failed(execution.throw(TimeoutError)).type_name == "TimeoutError"


def test_wrong_arguments_are_a_type_error_in_the_guest_at_the_call() -> None:
    source = "try:\n    charge('ada')\nexcept TypeError as error:\n    print(error)"
    out = io.StringIO()
    assert started(source, pyvm.VM(functions=[charge], stdout=out)).run() == pyvm.Completed(None)
    assert out.getvalue() == "charge() missing a required argument: 'cents'\n"


def test_an_inline_function_is_called_at_once() -> None:
    assert pyvm.VM(functions=[double]).call(pyvm.compile("def f(x): return double(x) + 1"), "f", 20).run() == pyvm.Completed(41)


def test_an_inline_functions_error_is_the_guests_to_catch() -> None:
    @pyvm.inline
    def fail() -> None:
        raise KeyError("no such account")

    out = io.StringIO()
    started("try:\n    fail()\nexcept KeyError as error:\n    print(error)", pyvm.VM(functions=[fail], stdout=out)).run()
    assert out.getvalue() == "'no such account'\n"


def test_a_decorated_function_is_still_a_function_of_the_host() -> None:
    assert charge("ada", 5) == "receipt-ada-5" and double(4) == 8


def test_a_plain_function_is_refused_with_the_way_out() -> None:
    with pytest.raises(TypeError, match=r"@pyvm\.effect"):
        pyvm.VM(functions=[charge.function])  # type: ignore[list-item]  # what is tested
    with pytest.raises(TypeError, match=r"`bank\.pay`"):
        pyvm.VM(modules={"bank": {"pay": charge.function}})


def test_two_functions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two host functions are called `charge`"):
        pyvm.VM(functions=[charge, pyvm.inline(name="charge")(double.function)])


# ---- suspending and sleeping


def test_suspend_hands_over_a_payload_and_evaluates_to_the_answer() -> None:
    execution = started("import pyvm\nprint(pyvm.suspend({'ask': 1}) + 1)", pyvm.VM(stdout=(out := io.StringIO())))
    request = suspended(execution.run())
    assert (request.kind, request.payload) == ("suspend", {"ask": 1})
    execution.resume(41)
    assert out.getvalue() == "42\n"


def test_a_request_that_is_no_effect_cannot_be_performed() -> None:
    request = suspended(started("import pyvm\npyvm.suspend()").run())
    with pytest.raises(TypeError, match="no function to perform"):
        request.perform()


@pytest.mark.parametrize("call", ["import time\ntime.sleep(90)", "import pyvm\npyvm.sleep(90)", "from time import sleep\nsleep(90)"])
def test_a_sleep_says_until_when_in_the_hosts_time(call: str) -> None:
    dial = Dial()
    request = suspended(started(call, pyvm.VM(clock=dial)).run())
    assert (request.kind, request.until) == ("sleep", dial.now + 90)


@pytest.mark.parametrize("argument", ["-1", "'a'", "float('nan')", "1e300", ""])
def test_a_sleep_that_makes_no_sense_has_cpythons_error(argument: str) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError)) as theirs:
        eval(f"time.sleep({argument})", {"time": time})
    source = f"import time\ntry:\n    time.sleep({argument})\nexcept Exception as error:\n    print(type(error).__name__)"
    out = io.StringIO()
    assert started(source, pyvm.VM(stdout=out)).run() == pyvm.Completed(None)
    assert out.getvalue() == f"{type(theirs.value).__name__}\n"


def test_monotonic_time_includes_a_sleep_that_the_host_skipped() -> None:
    source = "import time\na = time.monotonic()\ntime.sleep(1000)\nprint(time.monotonic() - a)"
    execution = started(source, pyvm.VM(clock=Dial(), stdout=(out := io.StringIO())))
    execution.run()
    execution.resume()
    assert float(out.getvalue()) >= 1000


def test_monotonic_time_does_not_count_a_sleep_twice() -> None:
    dial = Dial()
    source = "import time\na = time.monotonic()\ntime.sleep(1000)\nprint(time.monotonic() - a)"
    execution = started(source, pyvm.VM(clock=dial, stdout=(out := io.StringIO())))
    execution.run()
    dial.turn(1500)
    execution.resume()
    assert float(out.getvalue()) == pytest.approx(1500)


def test_the_guests_clock_and_randomness_are_the_hosts() -> None:
    vm = pyvm.VM(clock=Dial(), entropy=lambda count: bytes(range(count)), stdout=(out := io.StringIO()))
    started("import time, uuid\nprint(time.time(), uuid.uuid4())", vm).run()
    assert out.getvalue() == "1000000.0 00010203-0405-4607-8809-0a0b0c0d0e0f\n"


def test_a_block_that_must_not_suspend_says_so() -> None:
    source = """
import pyvm
with pyvm.no_suspend():
    try:
        pyvm.suspend()
    except Exception as error:
        print(type(error).__name__)
pyvm.suspend('outside')
"""
    execution = started(source, pyvm.VM(stdout=(out := io.StringIO())))
    assert suspended(execution.run()).payload == "outside"
    assert out.getvalue() == "NotSuspendable\n"


# ---- pre-emption and limits

COUNT = "n = 0\nwhile n < 50_000:\n    n += 1\nprint(n)"


def test_fuel_pre_empts_and_destroys_nothing() -> None:
    execution = started(COUNT, pyvm.VM(stdout=(out := io.StringIO())))
    assert execution.run(fuel=1000) == pyvm.Preempted("fuel")
    assert 1000 <= execution.fuel_used <= 1001
    assert execution.run() == pyvm.Completed(None)
    assert out.getvalue() == "50000\n"


def test_many_small_runs_come_to_the_same_as_one() -> None:
    execution = started(COUNT, pyvm.VM(stdout=(out := io.StringIO())))
    runs = 0
    while isinstance(execution.run(fuel=777), pyvm.Preempted):
        runs += 1
    assert out.getvalue() == "50000\n" and runs > 50


def test_seconds_pre_empt() -> None:
    execution = started("while True: pass")
    assert execution.run(seconds=0.01) == pyvm.Preempted("time")
    assert execution.state is pyvm.State.PREEMPTED


def test_another_thread_pre_empts() -> None:
    execution = started("while True: pass")
    timer = threading.Timer(0.05, execution.interrupt)
    timer.start()
    assert execution.run(seconds=20) == pyvm.Preempted("host")
    timer.join()


@pytest.mark.parametrize(
    ("source", "limits", "more"),
    [
        (COUNT, pyvm.Limits(fuel=1000), pyvm.Limits()),
        ("n = 0\nwhile n < 3_000_000:\n    n += 1", pyvm.Limits(time=0.01), pyvm.Limits(time=60)),
        ("for i in range(1000):\n    print('line', i)", pyvm.Limits(output=50), pyvm.Limits(output=100_000)),
    ],
    ids=["fuel", "time", "output"],
)
def test_a_limit_pre_empts_and_can_be_raised(source: str, limits: pyvm.Limits, more: pyvm.Limits) -> None:
    execution = started(source, pyvm.VM(limits=limits, stdout=io.StringIO()))
    event = execution.run()
    assert isinstance(event, pyvm.Preempted) and event.reason == "limit"
    with pytest.raises(pyvm.LimitReached) as caught:
        execution.run()
    assert caught.value.limit == event.limit
    execution.limits = more
    assert execution.run() == pyvm.Completed(None)


def test_a_limit_that_is_reached_at_a_suspension_is_an_event_before_it_is_an_error() -> None:
    execution = started("import pyvm\npyvm.suspend()\nwhile True: pass", pyvm.VM(stdout=io.StringIO()))
    execution.run()
    execution.limits = pyvm.Limits(fuel=execution.fuel_used)
    assert execution.resume() == pyvm.Preempted("limit", "fuel")
    with pytest.raises(pyvm.LimitReached):
        execution.run()


def test_the_guest_cannot_catch_a_limit() -> None:
    source = "try:\n    while True: pass\nexcept BaseException:\n    print('caught')\nfinally:\n    print('cleaned')"
    out = io.StringIO()
    assert started(source, pyvm.VM(limits=pyvm.Limits(fuel=100), stdout=out)).run() == pyvm.Preempted("limit", "fuel")
    assert out.getvalue() == ""


def test_the_recursion_limit_is_a_recursion_error_in_the_guest() -> None:
    source = "def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as error:\n    print(error)"
    out = io.StringIO()
    started(source, pyvm.VM(limits=pyvm.Limits(recursion=50), stdout=out)).run()
    assert out.getvalue() == "maximum recursion depth exceeded\n"


def test_a_guest_recursion_may_be_deep() -> None:
    source = "def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f(100_000))"
    out = io.StringIO()
    started(source, pyvm.VM(limits=pyvm.Limits(recursion=200_000), stdout=out)).run()
    assert out.getvalue() == "100000\n"


@pytest.mark.parametrize(
    "wrong",
    [{"fuel": -1}, {"recursion": None}, {"time": "1"}, {"fuel": True}, {"fuel": 1.5}, {"time": float("nan")}, {"memory": 10**30}],
)
def test_a_limit_that_is_not_a_number_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError), match="limit"):
        pyvm.Limits(**wrong)  # type: ignore[arg-type]  # what is tested


# ---- failures


def cpython_traceback(source: str, filename: str) -> str:
    import linecache
    import traceback

    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        exec(compile(source, filename, "exec"), {"__name__": "__main__"})
    except BaseException as error:
        assert error.__traceback__ is not None
        error.__traceback__ = error.__traceback__.tb_next
        return "".join(traceback.format_exception(error))
    raise AssertionError("the program was to fail")


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        "def f(x):\n    return x.missing\n\nf(3)",
        "def f(n):\n    if n:\n        return f(n - 1)\n    raise ValueError('deep')\n\nf(10)",
        "try:\n    {}['key']\nexcept KeyError as error:\n    raise RuntimeError('wrapped') from error",
        "try:\n    {}['key']\nexcept KeyError:\n    int('x')",
        "class Lost(Exception):\n    pass\n\nraise Lost('guest class', 3)",
        "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
        "x = [1, 2,\n     3 + None]",
        "assert 1 == 2, 'no'",
        "if NameError:\n    prin(2)",
        "error = ValueError('noted')\nerror.add_note('a note')\nraise error",
    ],
)
def test_a_traceback_is_the_text_that_cpython_prints(source: str) -> None:
    source += "\n"
    expected = cpython_traceback(source, "guest.py")
    assert failed(pyvm.VM().start(pyvm.compile(source, "guest.py")).run()).traceback == expected


def test_a_failure_has_its_exception_type_and_message() -> None:
    event = started("class Lost(Exception): pass\nraise Lost('here')").run()
    error = failed(event)
    assert (error.type_name, error.message, error.exit_code) == ("Lost", "here", None)
    assert isinstance(event, pyvm.Failed) and event.exception is error.exception and event.traceback == error.traceback


@pytest.mark.parametrize(("call", "code"), [("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('no')", 1), ("raise SystemExit(0)", 0)])
def test_a_guest_that_exits_has_an_exit_code(call: str, code: int) -> None:
    error = failed(started(f"import sys\n{call}").run())
    assert (error.type_name, error.exit_code) == ("SystemExit", code)


def test_a_failed_guests_exception_can_be_raised_and_printed_in_the_host() -> None:
    import traceback

    event = started("def f():\n    raise ValueError('x')\nf()").run()
    assert "in f" in "".join(traceback.format_exception(failed(event).exception))


# ---- using it wrongly


def test_a_finished_execution_does_not_run_again() -> None:
    execution = started("x = 1")
    execution.run()
    for use in (execution.run, execution.resume, lambda: execution.throw(ValueError)):
        with pytest.raises(pyvm.ExecutionFinished, match="completed"):
            use()


def test_a_suspended_execution_wants_an_answer() -> None:
    execution = started("import pyvm\npyvm.suspend()")
    execution.run()
    with pytest.raises(pyvm.AnswerNeeded, match="resume"):
        execution.run()


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    execution = started("while True: pass")
    with pytest.raises(pyvm.NothingRequested):
        execution.resume(1)
    other = suspended(started("import pyvm\npyvm.suspend()").run())
    waiting = started("import pyvm\npyvm.suspend()")
    waiting.run()
    with pytest.raises(pyvm.NothingRequested):
        waiting.resume(1, to=other)


def test_an_execution_is_used_by_one_thread_at_a_time() -> None:
    execution = started("while True: pass")
    runner = threading.Thread(target=execution.run, kwargs={"seconds": 20})
    runner.start()
    try:
        while execution.state is not pyvm.State.RUNNING:
            time.sleep(0.001)
        for use in (execution.run, execution.snapshot, execution.stack, execution.problems):
            with pytest.raises(pyvm.ExecutionBusy):
                use()
    finally:
        execution.interrupt()
        runner.join()
    assert execution.event == pyvm.Preempted("host")


def test_a_host_function_cannot_run_its_own_execution() -> None:
    errors = []

    @pyvm.inline
    def again() -> None:
        try:
            execution.run()
        except pyvm.ExecutionBusy as error:
            errors.append(error)

    execution = started("again()", pyvm.VM(functions=[again]))
    execution.run()
    assert len(errors) == 1


def test_a_signal_handlers_exception_leaves_the_execution_intact() -> None:
    import signal

    execution = started("n = 0\nwhile n < 30_000_000:\n    n += 1\nprint('done')", pyvm.VM(stdout=(out := io.StringIO())))
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            execution.run()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert execution.event == pyvm.Preempted("host")
    assert execution.run() == pyvm.Completed(None)
    assert out.getvalue() == "done\n"


def test_the_stack_shows_frames_with_their_lines_and_locals() -> None:
    source = "import pyvm\ndef outer(a):\n    b = a + 1\n    return inner(b)\ndef inner(c):\n    return pyvm.suspend(c)\nouter(1)"
    execution = started(source)
    execution.run()
    assert [(frame.function, frame.line, dict(frame.locals)) for frame in execution.stack()][1:] == [
        ("outer", 4, {"a": 1, "b": 2}),
        ("inner", 6, {"c": 2}),
    ]


def test_executions_of_one_vm_do_not_see_each_other() -> None:
    vm = pyvm.VM()
    program = pyvm.compile("import pyvm\nseen = globals().get('mark')\nmark = 1\npyvm.suspend(seen)")
    assert [suspended(vm.start(program).run()).payload for _ in range(2)] == [None, None]


@pytest.fixture(autouse=True)
def no_threads_are_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def test_a_guest_can_use_plain_data_whose_module_it_did_not_import() -> None:
    values = [
        uuid.UUID(int=5),
        fractions.Fraction(1, 3),
        decimal.Decimal("2.505"),
        datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC),
        datetime.timedelta(days=2),
        collections.deque([1]),
        collections.OrderedDict(a=1),
    ]

    @pyvm.effect
    def give() -> list[object]:
        return values

    source = """
        import pyvm
        identity, third, amount, moment, days, queue, table = give()
        pyvm.suspend()
        queue.append(2)
        print(identity.hex[-2:], third.denominator, amount.quantize(amount + 1), moment.isoformat(), end=" ")
        print(days.days, list(queue), table.popitem())
        import uuid
        print(identity == uuid.UUID(int=5), uuid.UUID(int=5) == identity, identity in {uuid.UUID(int=5)})
        try:
            identity.__init__.__globals__
        except AttributeError:
            print("and no more than that")
    """
    sink = io.StringIO()
    vm = pyvm.VM(functions=[give], stdout=sink)
    execution = vm.start(pyvm.compile(textwrap.dedent(source)))
    event = execution.run()
    assert isinstance(event, pyvm.Suspended)
    execution.resume(event.request.perform())
    assert isinstance(vm.restore(execution.snapshot()).resume(), pyvm.Completed)
    assert sink.getvalue().splitlines() == [
        "05 3 2.505 2024-01-02T00:00:00+00:00 2 [1, 2] ('a', 1)",
        "True True True",
        "and no more than that",
    ]


def test_a_native_of_the_host_makes_what_it_likes_for_a_guest() -> None:
    class Closed:
        pass

    give = pyvm.inline(name="give")(functools.partial(Closed))
    event = pyvm.VM(functions=[give]).start(pyvm.compile("assert type(give()).__name__ == 'Closed'")).run()
    assert isinstance(event, pyvm.Completed), event


def test_a_coroutine_function_is_no_inline_function() -> None:
    async def later() -> None: ...

    with pytest.raises(TypeError, match="make it an effect"):
        pyvm.inline(later)


@pytest.mark.parametrize("bounds", [{"fuel": "x"}, {"fuel": 1.5}, {"seconds": float("nan")}])
def test_bounds_that_are_none_are_refused_and_change_nothing(bounds: dict[str, Any]) -> None:
    execution = pyvm.VM().start(pyvm.compile("x = 1"))
    with pytest.raises((TypeError, ValueError)):
        execution.run(**bounds)
    assert execution.state is pyvm.State.READY
    assert execution.run(fuel=10**30) == pyvm.Completed(None)
