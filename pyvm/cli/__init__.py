"""The command line: `pyvm run | resume | inspect | dis | check`. It uses the public names of pyvm and nothing else.

Pipeline: main() -> application.py -> one module a command -> pyvm. docs/cli.md is its page.
"""

from __future__ import annotations

import sys

from pyvm.cli.seed import choose_hash_seed


def main() -> None:
    """The entry point of `pyvm` and `python -m pyvm`."""
    if sys.argv[1:2] == ["run"]:
        choose_hash_seed()  # the command may start again: before it imports what costs as much as the whole of a short script

    from pyvm.cli.application import build_application
    from pyvm.cli.console import Refusal, say

    try:
        build_application()(prog_name="pyvm")
    except Refusal as refusal:
        say(str(refusal))
        sys.exit(refusal.status)
