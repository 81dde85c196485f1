"""docs/channels/faults.md as the tests make it: `WRITE_TABLE=1 pytest tests/engine/test_faults.py` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "channels" / "faults.md"
BEGIN, END = "<!-- faults: made by tests/engine/test_faults.py -->", "<!-- faults: end -->"
NONE = "—"
_BETWEEN = re.compile(f"{re.escape(BEGIN)}(.*?){re.escape(END)}", re.DOTALL)

Cells = Mapping[tuple[str, str], str]  # what the provider does, and the channel → what becomes of the delivery


def rendered(cells: Cells, rows: Sequence[str], columns: Sequence[str]) -> str:
    """The table between its markers; a cell that nobody knows is a question mark."""
    lines = [["the provider …", *columns], ["---"] * (len(columns) + 1)]
    lines += [[row, *(cells.get((row, column), "?") for column in columns)] for row in rows]
    return "\n".join([BEGIN, "", *(f"| {' | '.join(line)} |" for line in lines), "", END])


def shown(document: str) -> dict[tuple[str, str], str]:
    """The cells that the document has."""
    found = _BETWEEN.search(document)
    lines = [line.strip("| ").split(" | ") for line in (found[1].strip() if found else "").splitlines()]
    if len(lines) < 3:
        return {}
    columns = lines[0][1:]
    return {(line[0], column): cell for line in lines[2:] for column, cell in zip(columns, line[1:], strict=True)}


def written(cells: Cells, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Puts the table into the document."""
    document = PAGE.read_text(encoding="utf-8")
    table = rendered(cells, rows, columns)
    PAGE.write_text(_BETWEEN.sub(lambda _: table, document), encoding="utf-8")
