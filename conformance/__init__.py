"""Conformance: ordinary programs that must print the same under CPython and under pyvm, however often they are frozen on the way.

In reading order: programs.py (what is run), outcome.py (what is compared), reference.py (CPython), modes.py (pyvm), worker.py and
workers.py (processes), report.py, run.py (the command), extracted.py (CPython's own tests).
"""
