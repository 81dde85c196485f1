"""The tables of moves as docs/lifecycle.md shows them. `python -m tests.tidy.lifecycle` writes them there anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core import delivery, workflow
from tests.tidy.source import ROOT

DOCUMENT = ROOT / "docs" / "lifecycle.md"
MACHINES: Mapping[str, tuple[Mapping[Any, Mapping[Any, str]], str]] = {
    "release": (workflow.MOVES, workflow.Stage.DRAFT),
    "delivery": (delivery.MOVES, delivery.State.WAITING),
}


def rendered(name: str) -> str:
    """One machine between its markers: the diagram, then the same as a table."""
    moves, start = MACHINES[name]
    arrows = [(str(frm), str(to), by) for frm, ways in moves.items() for to, by in ways.items()]
    diagram = [f"    {frm} --> {to}: {by}" for frm, to, by in arrows]
    ends = [f"    {state} --> [*]" for state, ways in moves.items() if not ways]
    rows = [f"| {frm} | {to} | {by} |" for frm, to, by in arrows]
    return "\n".join(
        [
            f"<!-- {name}: generated from the code -->",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {start}",
            *diagram,
            *ends,
            "```",
            "",
            "| from | to | brought about by |",
            "| --- | --- | --- |",
            *rows,
            "",
            f"<!-- {name}: end -->",
        ]
    )


def shown(name: str, document: str) -> str | None:
    """What the document has between a machine's markers, markers included; None when they are missing."""
    match = _between(name).search(document)
    return match[0] if match else None


def renewed(document: str) -> str:
    """The document with every machine as the code has it now."""
    for name in MACHINES:
        document = _between(name).sub(lambda _, name=name: rendered(name), document)  # type: ignore[misc]
    return document


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {name}: generated from the code -->.*?<!-- {name}: end -->", re.DOTALL)


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
