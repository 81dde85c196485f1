"""How long a post on Mastodon may be is what its instance said last, unless the office set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.measure import mastodon_length
from bot.core.release import Part
from bot.core.rendition import Thread
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.lift import vetting
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.server import Sandbox
from bot.store.models import Vetting
from tests import premises

pytestmark = pytest.mark.django_db
SENTENCES = " ".join(
    f"Crane number {number} of the old harbour will stand still from Monday." for number in range(1, 16)
)
TEXT = replace(premises.TEXT, body=(Part("paragraph", "The cranes will stand still."), Part("paragraph", SENTENCES)))


@pytest.fixture
def sandbox(world: premises.QuietWorld) -> Iterator[Sandbox]:
    with Sandbox(mastodon_accounts=[MastodonAccount("e" * 20, "harbour")], clock=lambda: world.clock.now) as playing:
        yield playing


def room(world: premises.QuietWorld, sandbox: Sandbox, **settings: Any) -> Newsroom:
    world.wires = lambda channel: Network(4)
    section = {"kind": "mastodon", "base_url": sandbox.mastodon_url, **settings}
    made = premises.newsroom(world, premises.configuration(sandbox, channels={"mastodon": section}))
    return replace_secrets(made)


def replace_secrets(made: Newsroom) -> Newsroom:
    secrets = premises.SECRETS | {"MASTODON_TOKEN": "e" * 20}
    return type(made)(made.config, made.keyring, secrets, made.world)


def planned(room: Newsroom, slug: str = "cranes") -> Thread:
    filing.queue(room, TEXT, premises.until(room, hours=2), ("mastodon",), "Ann", slug)
    plan = approving.plan(room, slug)
    return Thread.from_bytes(next(part.content for part in plan.parts if part.channel == "mastodon"))


def longest(thread: Thread) -> int:
    return max(mastodon_length(post.text) for post in thread.posts)


def told(room: Newsroom) -> None:
    """The instance is asked, as `embargo doctor` and the engine do."""
    vetting.note(room, "mastodon", "clock", vetting.ask(room, "mastodon"))


def test_before_an_instance_was_asked_a_post_has_what_is_usual(world: premises.QuietWorld, sandbox: Sandbox) -> None:
    assert 300 < longest(planned(room(world, sandbox))) <= 500


@pytest.mark.parametrize(("allowed", "least"), [(1200, 500), (220, 100)])
def test_what_an_instance_allows_is_kept_to(
    world: premises.QuietWorld, sandbox: Sandbox, allowed: int, least: int
) -> None:
    sandbox.mastodon.allows["max_characters"] = allowed
    office = room(world, sandbox)
    told(office)
    thread = planned(office)
    assert least < longest(thread) <= allowed
    approving.approve(office, approving.plan(office, "cranes"), "Ben")
    assert office.channel("mastodon").doubts(thread.to_bytes()) == []


def test_what_the_office_set_itself_stands(world: premises.QuietWorld, sandbox: Sandbox) -> None:
    sandbox.mastodon.allows["max_characters"] = 1200
    office = room(world, sandbox, characters=300)
    told(office)
    assert longest(planned(office)) <= 300


def test_an_instance_that_says_nothing_any_more_leaves_what_it_said(
    world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    sandbox.mastodon.allows["max_characters"] = 1200
    office = room(world, sandbox)
    told(office)
    sandbox.mastodon.standings["harbour"] = "revoked"
    told(office)
    row = Vetting.objects.get()
    assert (row.characters, row.checks[0][1]) == (1200, False)
