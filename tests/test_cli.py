"""The command line, run as a user runs it: a process of its own. docs/cli.md is the page; test_docs.py runs its examples."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import pyvm

ASKING = """
import pyvm
print("asking")
answer = pyvm.suspend({"question": 1})
print("the answer is", answer)
"""
ASKING_TERMINAL = """
print("hello", input("who? "))
try:
    input()
except EOFError as error:
    print(error)
"""
NAPPING = """
import time
for i in range(3):
    print(i)
    time.sleep(0.05)
"""


def hear_interrupts() -> None:
    """In the child: whoever runs the tests in the background may have had them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A directory to run commands in."""

    directory: Path

    def write(self, name: str, text: str) -> Path:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        package = str(Path(pyvm.__file__).parent.parent)
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
        return subprocess.Popen(
            [sys.executable, "-m", "pyvm", *words],
            cwd=self.directory,
            env={**inherited, "PYTHONPATH": package, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=hear_interrupts,
        )

    def run(self, *words: str, typed: str = "", **environment: str) -> Result:
        process = self.start(*words, **environment)
        out, err = process.communicate(typed, timeout=60)
        return Result(process.returncode, out, err)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


# ---- run


def test_a_script_runs_with_its_arguments(shell: Shell) -> None:
    shell.write("a.py", "import sys\nprint(sys.argv, __name__)")
    assert shell.run("run", "a.py", "x", "--loud", "3") == Result(0, "['a.py', 'x', '--loud', '3'] __main__\n", "")


def test_a_scripts_own_modules_are_beside_it(shell: Shell) -> None:
    (shell.directory / "tools").mkdir()
    shell.write("tools/helper.py", "def greet(name):\n    return f'hello, {name}'")
    shell.write("tools/a.py", "from helper import greet\nprint(greet('ada'))")
    assert shell.run("run", "tools/a.py") == Result(0, "hello, ada\n", "")


def test_a_failing_script_leaves_its_traceback_and_status_1(shell: Shell) -> None:
    path = shell.write("a.py", "def f(x):\n    return 1 / x\n\nprint('before')\nf(0)\n")
    theirs = subprocess.run([sys.executable, path.name], cwd=shell.directory, capture_output=True, text=True)
    expected = theirs.stderr.replace(str(path), "a.py")
    assert shell.run("run", "a.py") == Result(1, "before\n", expected)


@pytest.mark.parametrize(("code", "status", "err"), [("0", 0, ""), ("7", 7, ""), ("'no way'", 1, "no way\n"), ("", 0, "")])
def test_a_script_that_exits_has_its_own_status(shell: Shell, code: str, status: int, err: str) -> None:
    shell.write("a.py", f"import sys\nsys.exit({code})")
    assert shell.run("run", "a.py") == Result(status, "", err)


def test_a_syntax_error_has_cpythons_message_and_caret(shell: Shell) -> None:
    path = shell.write("a.py", "x = (1,\nprint(2\n")
    theirs = subprocess.run([sys.executable, path.name], cwd=shell.directory, capture_output=True, text=True)
    result = shell.run("run", "a.py")
    assert (result.status, result.out) == (1, "")
    assert result.err == "pyvm: the program was not run\n" + theirs.stderr.replace(str(path), "a.py")


def test_what_the_subset_leaves_out_is_refused_with_its_line_and_caret(shell: Shell) -> None:
    shell.write("a.py", "print('ran')\nasync def f():\n    pass\n")
    result = shell.run("run", "a.py")
    assert (result.status, result.out) == (1, "")
    assert 'File "a.py", line 2\n    async def f():\n    ^^^^^^^^^\n' in result.err and "Traceback" not in result.err


def test_a_function_that_nobody_gives_is_named_before_the_script_runs(shell: Shell) -> None:
    shell.write("a.py", "print('ran')\ncharge('ada')\n")
    result = shell.run("run", "a.py")
    assert (result.status, result.out) == (1, "") and "`charge`" in result.err and "Traceback" not in result.err


def test_a_file_that_is_not_there_is_a_wrong_usage(shell: Shell) -> None:
    for words in (("run", "a.py"), ("resume", "a.pvm"), ("inspect", "a.pvm"), ("dis", "a.py"), ("check", "a.py")):
        result = shell.run(*words)
        assert (result.status, result.out) == (2, "") and words[1] in result.err and "Traceback" not in result.err


def test_it_says_which_version_it_is(shell: Shell) -> None:
    result = shell.run("--version")
    assert (result.status, result.err) == (0, "") and result.out.startswith(f"pyvm {pyvm.__version__}, on CPython 3.")


def test_an_unknown_option_is_a_wrong_usage(shell: Shell) -> None:
    assert shell.run("inspect", "--nonsense").status == 2


def test_output_that_is_not_a_terminals_has_no_escapes_and_boxes(shell: Shell) -> None:
    for words in (("--help",), ("run", "--help"), ("resume", "--nonsense")):
        result = shell.run(*words)
        assert all(ord(character) < 128 and character != "\x1b" for character in result.out + result.err)


def test_the_script_runs_under_a_hash_seed_that_is_known(shell: Shell) -> None:
    shell.write("a.py", "print(hash('a'))")
    assert shell.run("run", "a.py", PYTHONHASHSEED="5") == shell.run("run", "a.py", PYTHONHASHSEED="5")


def test_a_script_that_did_not_change_runs_without_the_compiler(shell: Shell) -> None:
    cache = {"PYVM_CACHE": str(shell.directory / "cache"), "PYTHONPROFILEIMPORTTIME": "1"}
    shell.write("a.py", "print(1)")
    first, second = (shell.run("run", "a.py", **cache) for _ in range(2))
    shell.write("a.py", "print(2)")
    third = shell.run("run", "a.py", **cache)
    assert [result.out for result in (first, second, third)] == ["1\n", "1\n", "2\n"]
    assert ["pyvm.compiler" in result.err for result in (first, second, third)] == [True, False, True]


def test_a_script_that_is_no_program_is_refused_every_time(shell: Shell) -> None:
    shell.write("a.py", "print(1)\nreturn")
    for _ in range(2):
        result = shell.run("run", "a.py", PYVM_CACHE=str(shell.directory / "cache"))
        assert result.status == 1 and "SyntaxError: 'return' outside function" in result.err


def test_a_cached_scripts_traceback_shows_its_lines(shell: Shell) -> None:
    shell.write("a.py", "def f(x):\n    return 1 / x\nf(0)")
    first, second = (shell.run("run", "a.py", PYVM_CACHE=str(shell.directory / "cache")) for _ in range(2))
    assert first == second and "    return 1 / x" in first.err


# ---- suspending and resuming


def test_a_suspended_script_leaves_a_snapshot_and_the_command_that_resumes_it(shell: Shell) -> None:
    shell.write("a.py", ASKING)
    result = shell.run("run", "a.py")
    assert (result.status, result.out) == (75, "asking\n")
    assert "pyvm resume a.pvm" in result.err and (shell.directory / "a.pvm").exists()
    assert shell.run("resume", "a.pvm", "--value", '{"yes": [1, null]}') == Result(0, "the answer is {'yes': [1, None]}\n", "")


def test_an_exception_can_be_the_answer(shell: Shell) -> None:
    shell.write("a.py", ASKING)
    shell.run("run", "a.py", "--snapshot", "b.pvm")
    result = shell.run("resume", "b.pvm", "--throw", "TimeoutError: too late")
    assert (result.status, result.out) == (1, "") and result.err.endswith("TimeoutError: too late\n")


def test_resuming_goes_on_until_the_next_question_and_replaces_the_snapshot(shell: Shell) -> None:
    shell.write("a.py", "import pyvm\nfor i in range(3):\n    print(pyvm.suspend(i))")
    shell.run("run", "a.py")
    outputs = [shell.run("resume", "a.pvm", "--value", str(n)) for n in (10, 20, 30)]
    assert [(result.status, result.out) for result in outputs] == [(75, "10\n"), (75, "20\n"), (0, "30\n")]


@pytest.mark.parametrize("words", [("--value", "yes"), ("--throw", "Nonsense:x"), ("--value", "1", "--throw", "KeyError:x")])
def test_an_answer_that_makes_no_sense_is_a_wrong_usage_and_leaves_the_file(shell: Shell, words: tuple[str, ...]) -> None:
    shell.write("a.py", ASKING)
    shell.run("run", "a.py")
    before = (shell.directory / "a.pvm").read_bytes()
    assert shell.run("resume", "a.pvm", *words).status == 2
    assert (shell.directory / "a.pvm").read_bytes() == before


def test_sleeps_are_waited_for(shell: Shell) -> None:
    shell.write("a.py", NAPPING)
    assert shell.run("run", "a.py") == Result(0, "0\n1\n2\n", "")
    assert not (shell.directory / "a.pvm").exists()


def test_a_detached_script_leaves_at_a_sleep_and_resumes_there(shell: Shell) -> None:
    shell.write("a.py", "import time\nfor i in range(2):\n    print(i)\n    time.sleep(1000 * i)")
    assert (result := shell.run("run", "a.py", "--detach")).status == 75 and result.out == "0\n1\n"
    assert (result := shell.run("resume", "a.pvm", "--detach")).status == 75 and result.out == ""


def test_a_sleep_that_is_over_is_not_waited_for(shell: Shell) -> None:
    shell.write("a.py", "import time\nprint('one')\ntime.sleep(0.2)\nprint('two')")
    assert shell.run("run", "a.py", "--detach").status == 75
    time.sleep(0.2)
    assert shell.run("resume", "a.pvm", "--detach") == Result(0, "two\n", "")


def test_a_script_that_is_killed_in_its_sleep_goes_on_from_its_snapshot(shell: Shell) -> None:
    shell.write("a.py", "import time\nprint('one', flush=True)\ntime.sleep(600)\nprint('two')")
    process = shell.start("run", "a.py", "--snapshot", "a.pvm")
    wait_for(shell.directory / "a.pvm")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    shell.write("b.py", "")
    info = pyvm.inspect((shell.directory / "a.pvm").read_bytes())
    assert info.request is not None and info.request.kind == "sleep" and info.state == "suspended"


def test_an_interrupt_from_the_keyboard_writes_the_snapshot(shell: Shell) -> None:
    shell.write("a.py", "print('counting', flush=True)\nn = 0\nwhile n < 30_000_000:\n    n += 1\nprint(n)")
    process = shell.start("run", "a.py", "--snapshot", "a.pvm")
    assert process.stdout is not None and process.stdout.readline() == "counting\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 75 and "pyvm resume a.pvm" in err and "Traceback" not in err
    assert shell.run("resume", "a.pvm") == Result(0, "30000000\n", "")


def test_input_reads_the_terminal(shell: Shell) -> None:
    shell.write("a.py", ASKING_TERMINAL)
    assert shell.run("run", "a.py", typed="ada\n") == Result(0, "who? hello ada\nEOF when reading a line\n", "")


def test_a_detached_script_leaves_at_an_input_and_is_answered_or_asked_again(shell: Shell) -> None:
    shell.write("a.py", ASKING_TERMINAL)
    result = shell.run("run", "a.py", "--detach")
    assert (result.status, result.out) == (75, "") and "`input`" in result.err
    again = shell.run("resume", "a.pvm", "--snapshot", "b.pvm", "--detach", typed="bob\n")
    assert (again.status, again.out) == (75, "")
    assert shell.run("resume", "b.pvm", typed="bob\n").out == "who? hello bob\nEOF when reading a line\n"
    assert shell.run("resume", "a.pvm", "--value", '"cyd"').out == "hello cyd\nEOF when reading a line\n"


def test_a_script_that_is_interrupted_at_an_input_asks_again(shell: Shell) -> None:
    shell.write("a.py", "print('up', flush=True)\n" + ASKING_TERMINAL)
    process = shell.start("run", "a.py", "--snapshot", "a.pvm")
    assert process.stdout is not None and process.stdout.readline() == "up\n"
    wait_for(shell.directory / "a.pvm")
    time.sleep(0.2)  # from the snapshot to the read
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 75
    assert shell.run("resume", "a.pvm", typed="ada\n").out == "who? hello ada\nEOF when reading a line\n"


def test_a_limit_leaves_a_snapshot_and_resume_allows_more(shell: Shell) -> None:
    shell.write("a.py", "n = 0\nwhile n < 50_000:\n    n += 1\nprint(n)")
    result = shell.run("run", "a.py", "--fuel", "1000")
    assert result.status == 75 and "fuel" in result.err
    assert shell.run("resume", "a.pvm").status == 2
    assert shell.run("resume", "a.pvm", "--fuel", "100").status == 75
    assert shell.run("resume", "a.pvm", "--fuel", "1000000") == Result(0, "50000\n", "")


def test_hashes_are_the_same_after_a_resume(shell: Shell) -> None:
    shell.write("a.py", "import pyvm\nbefore = hash('ada')\npyvm.suspend()\nprint(before == hash('ada'))")
    shell.run("run", "a.py")
    assert shell.run("resume", "a.pvm").out == "True\n"


def test_what_cannot_be_frozen_is_listed(shell: Shell) -> None:
    shell.write("a.py", "import pyvm, threading\n")
    result = shell.run("run", "a.py")
    assert result.status == 1 and "threading" in result.err


# ---- blobs that are refused


@pytest.fixture
def sleeping(shell: Shell) -> Path:
    """A snapshot of a script that waits."""
    shell.write("a.py", ASKING)
    assert shell.run("run", "a.py").status == 75
    return shell.directory / "a.pvm"


def sealed(shell: Shell) -> Path:
    shell.write("a.py", ASKING)
    shell.write("key", "k" * 32)
    assert shell.run("run", "a.py", "--key-file", "key").status == 75
    return shell.directory / "a.pvm"


def refused(shell: Shell, path: Path, *words: str) -> str:
    """The sentence with which both commands refuse the file, which they leave as it was."""
    before = path.read_bytes()
    results = [shell.run(command, path.name, *words) for command in ("resume", "inspect")]
    assert path.read_bytes() == before
    for result in results:
        assert (result.status, result.out) == (3, "")
        assert "Traceback" not in result.err and result.err.count("\n") == 1 and result.err.startswith(f"pyvm: {path.name}: ")
    return results[0].err


def test_a_truncated_snapshot_is_refused(shell: Shell, sleeping: Path) -> None:
    sleeping.write_bytes(sleeping.read_bytes()[:-9])
    assert "cut off" in refused(shell, sleeping)


def test_a_damaged_snapshot_is_refused(shell: Shell, sleeping: Path) -> None:
    blob = bytearray(sleeping.read_bytes())
    blob[len(blob) // 2] ^= 0x10
    sleeping.write_bytes(blob)
    refused(shell, sleeping)


def test_a_foreign_file_is_refused(shell: Shell) -> None:
    assert "not a pyvm snapshot" in refused(shell, shell.write("a.pvm", "PK not one of ours, but long enough to look like one"))
    assert "empty" in refused(shell, shell.write("b.pvm", ""))


def test_a_snapshot_without_a_seal_is_refused_when_a_key_is_given(shell: Shell, sleeping: Path) -> None:
    shell.write("key", "k" * 32)
    assert "not sealed" in refused(shell, sleeping, "--key-file", "key")


def test_a_sealed_snapshot_is_refused_without_its_key(shell: Shell) -> None:
    path = sealed(shell)
    assert "no key was given" in refused(shell, path)
    shell.write("other", "x" * 32)
    assert "does not match" in refused(shell, path, "--key-file", "other")
    assert shell.run("resume", path.name, "--key-file", "key", "--value", "1").out == "the answer is 1\n"


def test_a_sealed_snapshot_that_was_changed_is_refused(shell: Shell) -> None:
    path = sealed(shell)
    blob = bytearray(path.read_bytes())
    blob[40] ^= 1
    path.write_bytes(blob)
    refused(shell, path, "--key-file", "key")


def test_a_snapshot_of_a_newer_format_is_refused(shell: Shell, sleeping: Path) -> None:
    blob = bytearray(sleeping.read_bytes())
    blob[4:6] = b"\xff\xff"  # format, least reader
    sleeping.write_bytes(blob)
    assert "format" in refused(shell, sleeping)


# ---- looking


def test_inspect_shows_the_stack_the_locals_and_the_request(shell: Shell) -> None:
    shell.write("a.py", "import pyvm\ndef ask(question):\n    days = 3\n    return pyvm.suspend(question), question, days\nask('pay?')\n")
    shell.run("run", "a.py")
    out = shell.run("inspect", "a.pvm", "--sizes").out
    line = "return pyvm.suspend(question), question, days"
    for part in ("suspended", "in ask", line, "^^^^^", "question = 'pay?'", "days = 3", "before compression"):
        assert part in out
    (shell.directory / "a.py").unlink()
    found = json.loads(shell.run("inspect", "a.pvm", "--json").out)
    assert [frame["function"] for frame in found["frames"]] == ["<module>", "ask"]
    assert found["request"]["kind"] == "suspend" and found["frames"][1]["line"] == 4
    assert found["modules"] == ["pyvm"]


def test_dis_shows_instructions(shell: Shell) -> None:
    shell.write("a.py", "def add(a, b):\n    return a + b\n")
    out = shell.run("dis", "a.py").out
    assert "ADD" in out and "add" in out


def test_check_reports_all_findings_with_their_places(shell: Shell) -> None:
    shell.write("a.py", "import socket\nx = 1\nnotify(x)\n")
    result = shell.run("check", "a.py")
    assert result.status == 1
    assert [line.split(": ")[0] for line in result.out.splitlines()] == ["a.py:1:1", "a.py:3:1"]
    shell.write("b.py", "print(input())\n")
    assert shell.run("check", "b.py") == Result(0, "1 script: nothing to report\n", "")


def wait_for(path: Path, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.01)
