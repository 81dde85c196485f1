"""The X that the sandbox plays: pictures and their words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.x import X
from tests.sandbox.conftest import NOW, OTHER, signed
from tests.sandbox.x_account import PNG, post, timeline, upload


def test_a_picture_goes_with_a_post(x: X) -> None:
    media_id = upload(x).json()["data"]["id"]
    alt = {"id": media_id, "metadata": {"alt_text": {"text": "A sea wall"}}}
    assert x.answer(signed("POST", "/2/media/metadata", alt), NOW).status == 200
    assert post(x, "look", media={"media_ids": [media_id]}).status == 201
    assert [(one.kind, one.alt_text) for one in x.received[0].media] == [("image/png", "A sea wall")]


def test_a_picture_belongs_to_its_account(x: X) -> None:
    media_id = upload(x, account=OTHER).json()["data"]["id"]
    assert post(x, "look", media={"media_ids": [media_id]}).status == 400


def test_a_picture_is_forgotten_after_a_day(x: X) -> None:
    media_id = upload(x).json()["data"]["id"]
    later = NOW + timedelta(hours=25)
    request = signed("POST", "/2/tweets", {"text": "a", "media": {"media_ids": [media_id]}}, at=later)
    assert x.answer(request, later).status == 400


@pytest.mark.parametrize(
    ("content", "category"), [(PNG.ljust(5 * 2**20 + 1), "tweet_image"), (b"text", "tweet_image"), (PNG, "")]
)
def test_it_refuses_a_picture(x: X, content: bytes, category: str) -> None:
    assert upload(x, content, category=category).status == 400


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_it_refuses_an_alt_text(x: X, text: str) -> None:
    media_id = upload(x).json()["data"]["id"]
    body = {"id": media_id, "metadata": {"alt_text": {"text": text}}}
    assert x.answer(signed("POST", "/2/media/metadata", body), NOW).status == 400


def test_a_post_with_pictures_comes_back_with_a_link_to_them(x: X) -> None:
    media = [upload(x, PNG + bytes([n])).json()["data"]["id"] for n in range(2)]
    answer = post(x, "look <here>", media={"media_ids": media}).json()["data"]
    (listed,) = timeline(x, "?tweet.fields=entities,attachments")["data"]
    assert listed["text"] == answer["text"]
    text, _, link = listed["text"].rpartition(" ")
    assert text == "look &lt;here&gt;"
    links = listed["entities"]["urls"]
    assert [one["media_key"] for one in links] == listed["attachments"]["media_keys"]
    assert {listed["text"][one["start"] : one["end"]] for one in links} == {link}


def test_at_most_four_pictures_go_with_a_post(x: X) -> None:
    media = [upload(x, PNG + bytes([n])).json()["data"]["id"] for n in range(5)]
    assert post(x, "look", media={"media_ids": media}).status == 400
    assert post(x, "look", media={"media_ids": media[:4]}).status == 201
