"""A process that does one job after the other, each in a fresh child: crashes and endless loops stay there.

Pipeline: workers.py starts `python -m conformance.worker` -> a job arrives as a pickle on standard input -> fork -> its result goes
back on standard output. pyvm is imported before the forks, so a child starts in milliseconds, in an address space that differs
from that of every other worker.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import BinaryIO

from conformance.jobs import Answer, Job, do, read_frame, write_frame
from conformance.outcome import Trouble


def main() -> None:
    """Serves until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a job prints by itself does not mix with the replies
    while (frame := read_frame(requests)) is not None:
        write_frame(replies, serve(frame))


def serve(frame: bytes) -> bytes:
    """The pickled answer to a pickled job, done by a child."""
    job: Job = pickle.loads(frame)
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        with os.fdopen(writable, "wb") as pipe:
            _work(job, pipe)
        os._exit(0)
    os.close(writable)
    data, in_time = _read_all(readable, job.seconds)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not in_time:
        return pickle.dumps(Trouble(f"not done after {job.seconds:g} s"))
    if not data:
        code = os.waitstatus_to_exitcode(status)
        return pickle.dumps(Trouble(f"crashed: {signal.Signals(-code).name}" if code < 0 else f"exited with status {code}"))
    return data


def _work(job: Job, pipe: BinaryIO) -> None:
    os.chdir(Path(job.path).parent)
    answer: Answer | Trouble
    try:
        answer = do(job)
    except BaseException as error:  # this is the border of the process: the runner reports it
        lines = traceback.format_exception(error)
        answer = Trouble("; ".join(line.strip() for line in lines[-1].strip().split("\n")), "".join(lines))
    pipe.write(pickle.dumps(answer))


def _read_all(descriptor: int, seconds: float) -> tuple[bytes, bool]:
    end = time.monotonic() + seconds
    parts = []
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
            part = pipe.read(1 << 20)
            if not part:
                return b"".join(parts), True
            parts.append(part)
    return b"", False


if __name__ == "__main__":
    main()
