"""Each sealed thing opens only where it belongs, and a page is found by its path without telling the path."""

from __future__ import annotations

import pytest

from bot.newsroom.copy.filing import latest
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import (
    Seat,
    open_audience,
    open_path,
    open_rendition,
    open_seats,
    open_version,
    page_key,
    seal_audience,
)
from bot.store.models import Delivery, Rendition, Version
from bot.store.sealing import Keyring, SealBroken
from tests import premises

pytestmark = pytest.mark.django_db


def test_a_version_opens_as_the_text_that_was_filed(room: Newsroom) -> None:
    assert open_version(room.keyring, latest(premises.queued(room))) == premises.TEXT


def test_the_text_of_one_release_does_not_open_in_the_row_of_another(room: Newsroom) -> None:
    one, other = premises.queued(room), premises.queued(room, slug="other")
    Version.objects.filter(release=other).update(content=latest(one).content)
    with pytest.raises(SealBroken):
        open_version(room.keyring, latest(other))


def test_a_rendition_does_not_open_as_that_of_another_channel(room: Newsroom) -> None:
    release = premises.approved(room)
    of_x = Rendition.objects.get(approval=release.approval, channel="x")
    of_press = Rendition.objects.get(approval=release.approval, channel="press")
    of_press.content = of_x.content
    with pytest.raises(SealBroken):
        open_rendition(room.keyring, release.slug, of_press)


def test_the_people_of_one_delivery_do_not_open_as_those_of_another(room: Newsroom) -> None:
    seats = [Seat(1, "ann@example.org", "Ann", "en")]
    sealed = seal_audience(room.keyring, "one", seats)
    assert open_seats(room.keyring, "one", sealed) == seats
    with pytest.raises(SealBroken):
        open_seats(room.keyring, "two", sealed)


def test_a_channel_without_a_list_has_nobody_on_it(room: Newsroom) -> None:
    assert open_audience(room.keyring, Delivery(id="one")) == []


def test_a_page_is_found_by_the_key_of_its_path_alone(room: Newsroom) -> None:
    version = latest(premises.queued(room))
    path = open_path(room.keyring, version)
    assert path == "/releases/harbour-cranes-to-stand-still-for-a-week"
    assert version.page_key == page_key(room.keyring, path)
    assert page_key(Keyring((("00000001", b"x" * 32),)), path) != version.page_key
