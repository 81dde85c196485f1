"""What stands around a preview speaks the language of whoever looks; what is previewed stays as it will leave."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from bot.newsroom.newsroom import Newsroom
from tests import premises


def test_the_labels_of_a_preview_are_in_the_reader_s_language(room: Newsroom, sign_in: Callable[..., Client]) -> None:
    premises.approved(room)
    shown = sign_in().get("/desk/releases/cranes/preview", headers={"accept-language": "de"}).content.decode()
    assert '<html lang="de"' in shown
    assert "Antworten gehen an" in shown and "Answers go to" not in shown
    assert premises.TEXT.headline in shown
