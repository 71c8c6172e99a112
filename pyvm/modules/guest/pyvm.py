"""What a program can ask of the machine that runs it."""

from _pyvm import begin_no_suspend, end_no_suspend, sleep, suspend

__all__ = ["no_suspend", "sleep", "suspend"]


class no_suspend:
    """A block in which a suspension is an error, so that nobody can stop the program half way through it."""

    def __enter__(self):
        begin_no_suspend()

    def __exit__(self, kind, value, traceback):
        end_no_suspend()
