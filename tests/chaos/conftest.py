"""What a run came to is shown at its end, whichever process it ran in: kills, releases, arrivals, doubts, and the seed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[[object], None]


@pytest.fixture
def tell(request: pytest.FixtureRequest, record_property: Callable[[str, object], None], seed: int) -> Tell:
    """Puts down what a test came to. Of one that fails pytest shows the seed with what else was printed."""
    print(f"seed {seed}")
    return lambda figures: record_property("chaos", f"{request.node.name}: {figures} (seed {seed})")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [
        str(value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == "chaos"
    ]
    if told:
        terminalreporter.section("chaos")
    for line in told:
        terminalreporter.write_line(line)
