"""`platform` for a program that may go on on another machine: the Python is known, the machine is not."""

import sys


def system():
    return ""


node = release = version = machine = processor = system


def platform(aliased=False, terse=False):
    return "pyvm"


def python_implementation():
    return "CPython"


def python_version():
    return sys.version.split()[0]


def python_version_tuple():
    return tuple(python_version().split("."))
