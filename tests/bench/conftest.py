"""How often each piece of work is timed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.timeout(0)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=5, help="how often each piece of work is timed")


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """`make bench ARGS=--rounds=1` is quicker."""
    return int(request.config.getoption("--rounds"))
