"""Threads on Mastodon and Bluesky, from the file to the network, while answers get lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.configuration import Configuration
from bot.core.rendition import Thread
from bot.engine.local import LocalWorld
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.faults import Fault
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.posting import Posting
from bot.sandbox.server import Sandbox
from bot.store.contents import open_rendition
from bot.store.models import Delivery
from bot.store.sealing import Keyring
from tests import premises
from tests.engine.conftest import running, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

SKY = BlueskyAccount("harbour.example.org", "abcd-efgh-ijkl-mnop")
SECRETS = {"MASTODON_TOKEN": "mastodon-token", "BLUESKY_PASSWORD": SKY.password}
NETWORKS = ("mastodon", "bluesky")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    fediverse = MastodonAccount(SECRETS["MASTODON_TOKEN"], "harbour")
    with Sandbox(mastodon_accounts=[fediverse], bluesky_accounts=[SKY]) as playing:
        yield playing


@pytest.fixture
def room(sandbox: Sandbox) -> Newsroom:
    channels = {
        "mastodon": {"kind": "mastodon", "base_url": sandbox.mastodon_url, "spoiler_text": "Cranes"},
        "bluesky": {"kind": "bluesky", "base_url": sandbox.bluesky_url, "handle": SKY.handle},
    }
    config: Configuration = premises.configuration(sandbox, channels=channels)
    return Newsroom(config, Keyring((("00000001", b"k" * 32),)), SECRETS, LocalWorld(config))


def approved(room: Newsroom) -> dict[str, list[str]]:
    """What of each network was signed off, post by post."""
    premises.approved(room, premises.until(room, seconds=0.5), channels=NETWORKS)
    rows = Delivery.objects.select_related("release", "rendition")
    contents = {row.channel: open_rendition(room.keyring, row.release.slug, row.rendition) for row in rows}
    return {name: [post.text for post in Thread.from_bytes(content).posts] for name, content in contents.items()}


def arrived(sandbox: Sandbox) -> dict[str, list[str]]:
    received: dict[str, list[Posting]] = {
        "mastodon": [*sandbox.mastodon.received],
        "bluesky": [*sandbox.bluesky.received],
    }
    return {name: [post.text for post in posts] for name, posts in received.items()}


def all_sent() -> bool:
    return set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize("fault", ["slow", "drop_after", "drop_before"])
def test_what_was_approved_arrives_whole_and_once(sandbox: Sandbox, room: Newsroom, fault: str) -> None:
    signed = approved(room)
    assert all(len(posts) > 1 for posts in signed.values())
    sandbox.faults.add("mastodon", Fault(fault, skip=1, ms=1))  # the second post
    sandbox.faults.add("bluesky", Fault(fault, skip=2, ms=1))  # the same, after the log-in
    with running(room):
        wait_for(all_sent, 30)
    assert arrived(sandbox) == signed
    shown = dict(Delivery.objects.values_list("channel", "url"))
    assert shown["mastodon"] == sandbox.mastodon.received[0].url
    assert shown["bluesky"].startswith(f"https://bsky.app/profile/{SKY.did}/post/")
