"""Our threads, as a Mastodon of somebody else's takes and keeps them.

It does not do: scopes of a token, rate limits, pictures that take their time, limits of a post's length by weight. There the
sandbox follows Mastodon's own documents and source alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Repeat, Sent, Trouble
from bot.core.rendition import Image
from tests import darkroom
from tests.channels.orders import THREAD, Kept, channel, order, sent
from tests.conformance.conftest import mastodon_mock
from tests.conformance.fediverse import TOKEN, Instance, mastodon_server

pytestmark = pytest.mark.timeout(120)
WORDS = [post.text for post in THREAD.posts]
PICTURE = Image("quay.jpg", "image/jpeg", darkroom.photo(1200, 800), "A grey quay – “so far”", 1200, 800)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with mastodon_server(mastodon_mock(), tmp_path) as server:
        yield server


def outlet(instance: Instance, token: str = TOKEN) -> Channel:
    return channel("mastodon", "mastodon", {"MASTODON_TOKEN": token}, base_url=instance.url, timeout=20.0)


def asked(**changes: Any) -> Order:
    return order(THREAD.to_bytes(), **changes)


def test_a_thread_stands_there_post_by_post(instance: Instance, wire: Network) -> None:
    outcome = sent(outlet(instance), order(replace(THREAD, warning="Violence").to_bytes()), wire)
    first, *others = instance.posts()
    assert outcome == Sent(first["id"], first["url"])
    assert [one["in_reply_to_id"] for one in others] == [first["id"], others[0]["id"]]
    assert {(one["visibility"], one["language"], one["spoiler_text"]) for one in (first, *others)} == {
        ("public", "en", "Violence")
    }
    assert [word in one["content"] for one, word in zip((first, *others), ("Rivers", "start", "figures"), strict=True)]


def test_a_picture_stands_there_with_its_alt_text(instance: Instance, wire: Network) -> None:
    assert isinstance(sent(outlet(instance), asked(pictures=(PICTURE,)), wire), Sent)
    first, *others = instance.posts()
    (media,) = first["media_attachments"]
    assert (media["type"], media["description"]) == ("image", PICTURE.alt)
    assert requests.get(media["url"], timeout=20).content == PICTURE.content
    assert [one["media_attachments"] for one in others] == [[], []]


def test_a_repeat_is_known_by_its_key(instance: Instance, wire: Network) -> None:
    first, before = sent(outlet(instance), asked(), wire), instance.posts()
    assert sent(outlet(instance), asked(attempt=2), wire) == first  # as if nothing had been kept
    assert [one["id"] for one in instance.posts()] == [one["id"] for one in before]


def test_what_is_there_is_found_by_its_words(instance: Instance, wire: Network) -> None:
    lift = {"merge": {"lift": (datetime.now(UTC) - timedelta(minutes=1)).isoformat()}}
    one = outlet(instance)
    assert isinstance(one.reconcile(asked(**lift), wire), Repeat)
    outcome = sent(one, asked(**lift), wire)
    assert one.reconcile(asked(**lift), wire) == outcome
    last = instance.posts()[-1]["id"]
    requests.delete(
        f"{instance.url}/api/v1/statuses/{last}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
    ).raise_for_status()
    found = one.reconcile(asked(**lift), wire)
    assert isinstance(found, Repeat) and found.progress is not None
    assert len(found.progress["ids"]) == len(WORDS) - 1


def test_a_thread_goes_on_where_it_stopped(instance: Instance, wire: Network) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        if len(keep.all) == 2:
            raise Stopped

    keep = Kept(stop)
    with pytest.raises(Stopped):
        sent(outlet(instance), asked(), wire, keep)
    assert isinstance(sent(outlet(instance), asked(progress=keep.last), wire), Sent)
    assert len(instance.posts()) == len(WORDS)


def test_a_token_that_is_none_is_named_by_its_variable(instance: Instance, wire: Network) -> None:
    outcome = sent(outlet(instance, "somebody-elses"), asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "MASTODON_TOKEN" in outcome.because
    assert outlet(instance, "somebody-elses").check(wire)[0].trouble is Trouble.REFUSED


def test_doctor_says_as_whom_it_posts_and_posts_nothing(instance: Instance, wire: Network) -> None:
    before = instance.posts()
    checks = outlet(instance).check(wire)
    assert [check.detail for check in checks if check.ok is False] == []
    assert checks[0].detail.startswith("posts as @")
    assert instance.posts() == before
