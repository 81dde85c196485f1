"""The catalogue has what is public, and nothing else; it learns of a lift with the next look."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.pressroom import catalogue as catalogues
from bot.pressroom.catalogue import ALL, Catalogue
from bot.store.models import Release, Rendition
from bot.store.public import state
from tests import premises
from tests.pressroom.news import hold, lift, publish

pytestmark = pytest.mark.django_db
PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"


def _shape(query: dict[str, str]) -> str:
    return re.sub(r"'[0-9a-f]{64}'|\b\d+\b", "?", query["sql"])


def headlines(catalogue: Catalogue) -> list[str]:
    return [one.told[0].headline for one in catalogue.listed(ALL)]


def test_it_learns_of_a_lift_with_the_next_look(room: Newsroom) -> None:
    catalogue = Catalogue(room)
    release = hold(room)
    assert catalogue.look() == catalogue.look()
    assert headlines(catalogue) == [] and catalogue.page(PAGE) is None
    lift(room, release)
    assert headlines(catalogue) == []
    catalogue.look()
    assert headlines(catalogue) == [premises.TEXT.headline] and catalogue.page(PAGE) is not None


def test_a_look_when_nothing_happened_is_one_question(room: Newsroom) -> None:
    publish(room)
    catalogue = Catalogue(room)
    catalogue.look()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        catalogue.look()
    assert len(asked) == 1


def test_what_people_do_to_held_releases_makes_no_new_generation(room: Newsroom) -> None:
    publish(room, "one")
    catalogue = Catalogue(room)
    before, known = catalogue.look(), state()
    hold(room, "two", headline="Not yet")
    holding.pause(room, "two", "Ann", "figures")
    assert catalogue.look() == before
    assert state() > known


def test_what_was_withdrawn_is_on_no_list_and_still_followed(room: Newsroom) -> None:
    publish(room, "one", beats=("harbours",))
    publish(room, "two", headline="Else")
    catalogue = Catalogue(room)
    catalogue.look()
    at = room.now() + timedelta(hours=1)
    Release.objects.filter(slug="one").update(stage="withdrawn", revised_at=at)
    room.world.transact(lambda: room.record(Release.objects.get(slug="one"), "clock", "withdraw"))
    catalogue.look()
    assert headlines(catalogue) == ["Else"]
    assert [one.slug for one in catalogue.found("zinnober")] == ["two"]
    assert catalogue.count(("beat", "harbours")) == 0
    followed = catalogue.followed(ALL, 10)
    assert [(one.slug, one.withdrawn) for one in followed] == [("one", True), ("two", False)]
    assert "zinnober" not in followed[0].told[0].summary
    found = catalogue.page(PAGE)
    assert found is not None and found[0].withdrawn


def test_a_release_that_can_not_be_opened_keeps_no_other_from_being_there(room: Newsroom) -> None:
    publish(room, "one")
    publish(room, "two", headline="Else")
    version = Release.objects.get(slug="one").approval.version  # type: ignore[union-attr]
    version.content = bytes(version.content)[:-1] + b"x"
    version.save()
    catalogue = Catalogue(room)
    catalogue.look()
    assert headlines(catalogue) == ["Else"]


def test_old_releases_are_read_beside_the_answers_and_a_page_waits_for_none_of_it(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "FIRST", 2)
    monkeypatch.setattr(catalogues, "REST", 0.0)
    for number in range(6):
        publish(room, f"number-{number}", headline=f"Number {number} of many")
    hold(room, "held", headline="Not yet")
    later: list[Callable[[], None]] = []
    catalogue = Catalogue(room, later.append)
    catalogue.look()
    assert headlines(catalogue) == ["Number 5 of many", "Number 4 of many"] and not catalogue.complete
    assert catalogue.page("/releases/number-0-of-many") is not None
    assert catalogue.page("/releases/not-yet") is None
    with CaptureQueriesContext(connection) as held:
        catalogue.page("/releases/not-yet")
    with CaptureQueriesContext(connection) as never:
        catalogue.page("/releases/never-was")
    assert [_shape(one) for one in held] == [_shape(one) for one in never] != []
    later[0]()
    assert catalogue.complete
    assert headlines(catalogue) == [f"Number {number} of many" for number in (5, 4, 3, 2, 1, 0)]


def test_what_was_changed_last_is_followed_first_on_every_shelf_that_it_stands_on(room: Newsroom) -> None:
    for number in range(5):
        publish(room, f"number-{number}", headline=f"Number {number} of many", beats=("harbours",) if number else ())
    catalogue = Catalogue(room)
    catalogue.look()
    at = room.now() + timedelta(hours=1)
    Release.objects.filter(slug="number-1").update(revised_at=at)
    room.world.transact(lambda: room.record(Release.objects.get(slug="number-1"), "clock", "lift"))
    catalogue.look()
    for shelf in (ALL, ("beat", "harbours")):
        assert [one.slug for one in catalogue.followed(shelf, 2)] == ["number-1", "number-4"]
        assert catalogue.changed(shelf) == at
    assert catalogue.changed(("beat", "never")) is None


def test_of_what_is_found_the_newest_come_first_and_no_more_than_asked_for(room: Newsroom) -> None:
    for number in range(6):
        publish(room, f"number-{number}", headline=f"Number {number} of many")
    catalogue = Catalogue(room)
    catalogue.look()
    Release.objects.filter(slug="number-5").update(stage="withdrawn", revised_at=room.now())
    room.world.transact(lambda: room.record(Release.objects.get(slug="number-5"), "clock", "withdraw"))
    catalogue.look()
    assert [one.slug for one in catalogue.found("zinnober many", 3)] == ["number-4", "number-3", "number-2"]


def test_a_single_letter_is_a_word_and_not_the_beginning_of_half_of_all(room: Newsroom) -> None:
    publish(room, "one", headline="Plan B for the cranes")
    publish(room, "two", headline="Better cranes")
    catalogue = Catalogue(room)
    catalogue.look()
    assert [one.slug for one in catalogue.found("b")] == ["one"]
    assert [one.slug for one in catalogue.found("be")] == ["two"]


def test_what_its_entries_say_is_what_the_page_says(room: Newsroom) -> None:
    publish(room)
    catalogue = Catalogue(room)
    catalogue.look()
    (entry,) = catalogue.listed(ALL)
    page = Rendition.objects.get(approval=entry.approval, channel="")
    from bot.store.contents import open_rendition

    html = open_rendition(room.keyring, entry.slug, page).decode()
    article = json.loads(html.partition('application/ld+json">')[2].partition("</script>")[0])
    assert (article["headline"], article["description"]) == (entry.told[0].headline, entry.told[0].summary)
    assert article["url"] == room.config.office.url + entry.told[0].path
