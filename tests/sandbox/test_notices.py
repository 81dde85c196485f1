from __future__ import annotations

from datetime import datetime

import pytest
import requests

from bot.sandbox.exchange import Request
from bot.sandbox.notices import NoticeBoard
from bot.sandbox.server import Sandbox

TAKEN = b'{"version": "1.0", "title": "", "message": "Rivers", "attachments": [], "type": "info"}'


def posted(board: NoticeBoard, now: datetime, body: bytes = TAKEN, name: str = "chat", method: str = "POST") -> int:
    base = "https://chat.example.test"
    return board.answer(Request.of(method, f"{base}/{name}", base, {}, body), now).status


def test_a_notice_is_taken(now: datetime) -> None:
    board = NoticeBoard()
    assert posted(board, now) == 200
    assert [(one.name, one.text) for one in board.received] == [("chat", "Rivers")]


@pytest.mark.parametrize("body", [b"", b"[]", b"Rivers", TAKEN.replace(b"Rivers", b" "), TAKEN.replace(b"title", b"t")])
def test_what_is_no_notice_is_turned_away(now: datetime, body: bytes) -> None:
    board = NoticeBoard()
    assert posted(board, now, body) == 400
    assert board.received == []


def test_a_name_that_was_revoked_takes_nothing(now: datetime) -> None:
    board = NoticeBoard()
    board.revoked.add("chat")
    assert (posted(board, now), posted(board, now, name="other")) == (404, 200)


def test_a_notice_is_shown_in_the_viewer(sandbox: Sandbox) -> None:
    requests.post(f"{sandbox.url}/notices/chat", TAKEN, timeout=5)
    page = requests.get(sandbox.url, timeout=5).text
    assert "Notice to chat" in page and "Rivers" in page
    assert requests.get(f"{sandbox.url}/_received", timeout=5).json()[0]["text"] == "Rivers"
