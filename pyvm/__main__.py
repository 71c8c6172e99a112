"""`python -m pyvm`: the same as `pyvm`."""

from pyvm.cli import main

main()
