"""Every way of failing on every channel ends as docs/channels/faults.md says: nothing lost, nothing twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engine import fault_table
from tests.engine.fault_table import NONE, PAGE
from tests.engine.faults import OUTLETS, WAYS, Life, Outlet, live_through

pytestmark = pytest.mark.django_db
ROWS, COLUMNS = list(WAYS.values()), [outlet.name for outlet in OUTLETS]


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.fault)
@pytest.mark.parametrize("way", WAYS)
def test_it_ends_as_the_document_says(outlet: Outlet, way: str, tmp_path: Path) -> None:
    life = live_through(outlet, way, tmp_path)
    cell = NONE if life is None else str(life)
    cells = fault_table.shown(PAGE.read_text(encoding="utf-8"))
    if os.environ.get("WRITE_TABLE"):
        cells |= {(WAYS[way], outlet.name): cell}
        fault_table.written(cells, ROWS, COLUMNS)
    assert cells.get((WAYS[way], outlet.name)) == cell, "is it meant? WRITE_TABLE=1 writes the table anew"
    if life is not None:
        nothing_is_lost_and_nothing_comes_twice(life)


def test_the_document_has_every_way_and_every_channel_and_no_others() -> None:
    document = PAGE.read_text(encoding="utf-8")
    assert fault_table.rendered(fault_table.shown(document), ROWS, COLUMNS) in document


def nothing_is_lost_and_nothing_comes_twice(life: Life) -> None:
    assert all(count == 1 for count in life.arrived.values()), life.arrived
    end = life.states[-1]
    assert end in ("sent", "not approved") or life.alerted
    if end == "sent":
        assert life.arrived
