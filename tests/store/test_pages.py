"""A large table is read in pages: all of it, in order, and with no statement left open in between."""

from __future__ import annotations

import pytest

from bot.store import pages
from bot.store.models import Reader
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", [1, 3, 7, 8, 5000])
def test_every_row_comes_once_and_in_order(page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", page)
    premises.readers(7)
    read = list(pages.by_pages(Reader.objects.values_list("pk", "email")))
    assert read == list(Reader.objects.order_by("pk").values_list("pk", "email"))
    assert len(read) == 7


def test_of_nothing_there_is_nothing() -> None:
    assert list(pages.by_pages(Reader.objects.values_list("pk"))) == []
