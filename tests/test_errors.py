"""The tree of errors: facts, sentences, copies. docs/errors.md has the programs that cause them; test_docs.py runs those."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from pyvm import errors

EXAMPLES = [
    errors.NotSuspendable("suspend()", "regex.sub", "mask.py:7"),
    errors.NotSuspendable("effect `charge`"),
    errors.Unserializable([errors.Handle("settle(), line 33: local `ledger`", "open file 'out.csv'", ("close it",))], "t.py:41"),
    errors.SnapshotTooLarge(2_000, 1_000),
    errors.NotASnapshot(b"PK\x03\x04"),
    errors.NotASnapshot(b""),
    errors.Truncated(100, 40),
    errors.Corrupt("two sections HEAP", 12),
    errors.SealMissing(),
    errors.SealInvalid(0),
    errors.SealInvalid(1),
    errors.SealInvalid(3),
    errors.FormatVersion(3, 1, 2),
    errors.IsaVersion(2, 1),
    errors.LimitExceeded("raw length", 10**9, 10**8),
    errors.InvalidCode("jump out of the code", 12, "settle"),
    errors.InvalidState("register 3 is not bound", "frame 2, settle()"),
    errors.MissingHostRef(["charge", "bank.refund"], ["bank.charge"]),
    errors.HostContractChanged("charge", "2", "1"),
    errors.UnsupportedSyntax("`async for` is not supported", ("a.py", 3, 5, "    async for x in y:\n", 3, 14), "async for", "use a list"),
    errors.LimitReached("fuel", 1000),
    errors.ExecutionBusy(),
    errors.ExecutionFinished("completed"),
    errors.NothingRequested(),
    errors.AnswerNeeded("effect `charge`"),
]
CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.PyvmError)]
ABSTRACT = {errors.PyvmError, errors.SuspensionError, errors.RestoreError, errors.CompileError, errors.UsageError}


def name(error: object) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", EXAMPLES, ids=name)
def test_an_error_survives_pickling_and_copying_with_all_its_facts(error: errors.PyvmError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert (type(other), str(other), vars(other)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("error", EXAMPLES, ids=name)
def test_an_error_says_a_sentence_and_a_way_out(error: errors.PyvmError) -> None:
    text = str(error)
    assert len(text) > 30 and "please" not in text.lower() and "!" not in text
    assert not text.endswith(".")


def test_every_error_has_an_example_here() -> None:
    assert {type(error) for error in EXAMPLES} == set(CLASSES) - ABSTRACT


def test_what_the_subset_leaves_out_is_a_syntax_error_too() -> None:
    error = next(example for example in EXAMPLES if isinstance(example, errors.UnsupportedSyntax))
    assert isinstance(error, SyntaxError) and isinstance(error, errors.CompileError)
    assert (error.filename, error.lineno, error.offset, error.construct, error.way_out) == ("a.py", 3, 5, "async for", "use a list")


def test_a_misuse_of_the_api_is_a_runtime_error() -> None:
    assert isinstance(errors.ExecutionBusy(), RuntimeError)


def test_the_report_of_unserializable_values_names_them_all_and_the_ways_out_once() -> None:
    handles = [errors.Handle(f"f(), line {n}: local `x`", "socket", ("close it", "use an effect")) for n in (1, 2)]
    assert str(errors.Unserializable(handles, "a.py:9")) == (
        "2 values cannot be frozen at a.py:9; nothing was written and the run can go on\n"
        "  f(), line 1: local `x`: socket\n"
        "  f(), line 2: local `x`: socket\n"
        "  ways out: close it, or use an effect"
    )
