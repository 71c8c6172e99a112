"""The files that commands read and write: scripts, keys and snapshots. A snapshot file is whole at every moment."""

from __future__ import annotations

import os
import tempfile
import tokenize
from pathlib import Path

from pyvm.cli.console import Refusal, Status


def read_script(path: Path) -> str:
    """The text of a Python source file, by its own encoding declaration."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except OSError as error:
        raise _unreadable(path, error) from None
    except (SyntaxError, UnicodeDecodeError) as error:
        raise Refusal(f"`{path}` is not Python source: {error}. Save it as UTF-8, or declare its encoding", Status.FAILED) from None


def read_blob(path: Path) -> bytes:
    """The bytes of a snapshot file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def read_key(path: Path | None) -> bytes | None:
    """The key in a file: all of its bytes."""
    if path is None:
        return None
    try:
        key = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    if not key:
        raise Refusal(f"the key file `{path}` is empty; write random bytes into it: head -c 32 /dev/urandom > {path}", Status.USAGE)
    return key


def write_blob(path: Path, blob: bytes) -> None:
    """The file has the blob; whoever reads it meanwhile, or after a crash, finds the old bytes or the new ones, never a mixture."""
    directory = path.parent
    try:
        descriptor, draft = tempfile.mkstemp(dir=directory, prefix=f".{path.name}.", suffix=".draft")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(blob)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync_directory(directory)
    except OSError as error:
        raise Refusal(f"the snapshot cannot be written to `{path}`: {error.strerror}. Name another file", Status.USAGE) from None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unreadable(path: Path, error: OSError) -> Refusal:
    return Refusal(f"`{path}` cannot be read: {error.strerror}. Check the name", Status.USAGE)
