"""What every test needs: the folder of the project on the path, so that `conformance`, `benchmarks` and `examples` import.

Behind everything that is installed: where the tests run beside an installed wheel, that wheel is the pyvm under test.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-case", action="store_true", help="run all conformance cases in all modes, not the quick choice")


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def every_case(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the long versions of tests are asked for."""
    yield bool(request.config.getoption("--every-case"))
