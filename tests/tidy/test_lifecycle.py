"""The document of the lifecycles is what the code does."""

from __future__ import annotations

import pytest

from tests.tidy import lifecycle


@pytest.mark.parametrize("name", lifecycle.MACHINES)
def test_the_document_shows_every_move_that_the_code_knows(name: str) -> None:
    document = lifecycle.DOCUMENT.read_text(encoding="utf-8")
    assert lifecycle.shown(name, document) == lifecycle.rendered(name), "run `python -m tests.tidy.lifecycle`"


@pytest.mark.parametrize("name", lifecycle.MACHINES)
def test_a_move_that_the_document_does_not_show_is_noticed(name: str) -> None:
    document = lifecycle.DOCUMENT.read_text(encoding="utf-8")
    stale = document.replace(lifecycle.rendered(name).splitlines()[6], "")
    assert lifecycle.shown(name, stale) != lifecycle.rendered(name)
    assert lifecycle.renewed(stale) == lifecycle.renewed(document)
