"""`pyvm inspect`: where a sleeping program is, what it holds, what it waits for, and what takes the space."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

import pyvm
from pyvm.cli.console import Refusal, Status, progress
from pyvm.cli.files import read_blob, read_key


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The snapshot.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    sizes: Annotated[bool, typer.Option("--sizes", help="Add what takes the space.")] = False,
    key_file: Annotated[Path | None, typer.Option("--key-file", metavar="FILE", help="The key that the snapshot is sealed with.")] = None,
) -> None:
    """Show what is in a snapshot, without its script and without running anything."""
    key = read_key(key_file)
    blob = read_blob(file)
    try:
        with progress(f"reading {file}"):
            found = pyvm.inspect(blob, key)
    except pyvm.RestoreError as error:
        raise Refusal(f"{file}: {error}", Status.REFUSED) from None
    if as_json:
        typer.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
        return
    from rich.console import Console  # not at the top: `pyvm run` imports this file and draws nothing

    from pyvm.cli.picture import picture

    console = Console(highlight=False, soft_wrap=True)
    for line in picture(found, sizes=sizes):
        console.print(line)
