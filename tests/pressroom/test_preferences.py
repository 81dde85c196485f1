"""A reader changes what they get, takes a rest, takes their data along or has it erased: by their link, and by nobody else's."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import cast

import pytest
from django.test import Client

from bot.core.audience import Because
from bot.core.signing import token
from bot.newsroom.media_list import audience
from bot.newsroom.media_list.audience import GOOD_FOR, unsubscribe_token
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import JournalRow, MediaList, Reader
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db
LISTS = {"press": {"public": True, "title": "Harbour news", "beats": ["ports", "fish"]}}
PAGES = ("", "/preferences", "/data", "/erasure")


@pytest.fixture
def room() -> Newsroom:
    room = premises.newsroom(config=premises.configuration(lists=LISTS))
    open_to_the_public(room)
    premises.readers(2)
    return room


@pytest.fixture
def strict() -> Client:
    """A client without cookies that a missing CSRF token would stop."""
    return Client(enforce_csrf_checks=True)


def ann() -> Reader:
    return Reader.objects.get(pk=Reader.objects.order_by("pk").values_list("pk", flat=True)[0])


def at(room: Newsroom, page: str = "/preferences", reader: Reader | None = None) -> str:
    return f"/unsubscribe/{unsubscribe_token(room, (reader or ann()).pk, room.now())}{page}"


def post(room: Newsroom, client: Client, page: str = "/preferences", **fields: object) -> tuple[int, str]:
    answer = client.post(at(room, page), fields)
    return answer.status_code, answer.content.decode()


def test_the_page_shows_what_is_kept(room: Newsroom, strict: Client) -> None:
    Reader.objects.filter(pk=ann().pk).update(beat="fish; Energy", language="fr-CA")
    page = strict.get(at(room)).content.decode()
    assert "reader1@example.org" in page
    assert 'value="fish" checked' in page and 'value="Energy" checked' in page and 'value="ports">' in page
    assert '<option value="fr-CA" lang="fr-CA" selected>' in page


def test_looking_changes_nothing(room: Newsroom, strict: Client) -> None:
    before = list(Reader.objects.values())
    for page in PAGES:
        assert strict.get(at(room, page)).status_code == 200
    assert list(Reader.objects.values()) == before
    assert not JournalRow.objects.exists()


def test_name_beats_and_language_are_theirs_to_change(room: Newsroom, strict: Client) -> None:
    status, page = post(room, strict, name=" Ann  Holm ", beat=["ports", "fish"], language="de", act="save")
    assert (status, "Gespeichert" in page) == (200, True)
    assert (ann().name, ann().beat, ann().language) == ("Ann Holm", "ports; fish", "de")
    row = JournalRow.objects.get(act="change")
    assert (row.actor, row.facts["changed"]) == ("reader", ["beat", "language", "name"])
    assert "Holm" not in str(row.facts)


def test_no_beat_ticked_is_none(room: Newsroom, strict: Client) -> None:
    Reader.objects.update(beat="ports")
    post(room, strict, name="Ann", language="", act="save")
    assert ann().beat == ""


def test_the_other_reader_stays_as_they_are(room: Newsroom, strict: Client) -> None:
    other = Reader.objects.values().order_by("pk")[1]
    post(room, strict, name="Eve", act="save")
    post(room, strict, act="rest")
    post(room, strict, "/erasure")
    assert Reader.objects.values().order_by("pk")[1] == other


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x" * 201},
        {"name": "Eve\x07"},
        {"name": "Eve", "language": "English"},
        {"name": "Eve", "language": "en\r\nBcc: x"},
        {"name": "Eve", "beat": ["b" * 201]},
    ],
)
def test_what_can_not_be_kept_changes_nothing(room: Newsroom, strict: Client, fields: dict[str, object]) -> None:
    before = Reader.objects.values().get(pk=ann().pk)
    assert 'aria-invalid="true"' in post(room, strict, **fields)[1]
    assert Reader.objects.values().get(pk=ann().pk) == before


def test_a_name_with_markup_is_letters_on_the_page(room: Newsroom, strict: Client) -> None:
    script = '"><script>alert(1)</script>'
    post(room, strict, name=script, beat=[script], act="save")
    page = strict.get(at(room)).content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_who_takes_a_rest_is_sent_nothing_that_was_approved_before(room: Newsroom, strict: Client) -> None:
    premises.lifted(room, channels=("press",))
    assert "Pause" not in post(room, strict, act="rest")[1]
    order = premises.ordered(room, "press")
    assert [person.email for person in order.people] == ["reader2@example.org"]


def test_after_a_rest_they_get_what_is_approved_then(room: Newsroom, strict: Client) -> None:
    post(room, strict, act="rest")
    assert ann().paused_at is not None
    assert MediaList.objects.get().revision == 1
    post(room, strict, act="return")
    assert ann().paused_at is None
    assert list(JournalRow.objects.order_by("number").values_list("act", flat=True)) == ["rest", "return"]


def test_they_take_their_data_along(room: Newsroom, strict: Client) -> None:
    answer = strict.get(at(room, "/data"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    told = json.loads(answer.content)
    assert (told["email"], told["name"], told["list"], told["left_at"]) == (
        "reader1@example.org",
        "Reader 1",
        "press",
        None,
    )


def test_erasing_is_asked_once_more_and_then_done(room: Newsroom, strict: Client) -> None:
    assert "Erase everything about you?" in strict.get(at(room, "/erasure")).content.decode()
    assert post(room, strict, "/erasure")[0] == 200
    row = Reader.objects.values().get(pk=ann().pk)
    assert row["left_because"] == Because.ERASED
    assert not [value for value in row.values() if isinstance(value, str) and ("@" in value or "Reader" in value)]


def test_after_erasing_every_link_of_theirs_is_nobodys(room: Newsroom, strict: Client) -> None:
    there = [at(room, page) for page in PAGES]
    post(room, strict, "/erasure")
    nothing = strict.get("/nothing").content
    for path in there:
        assert [(one.status_code, one.content) for one in (strict.get(path),)] == [(404, nothing)]
        assert strict.post(path).status_code in (404, 405)


def test_who_was_erased_is_not_brought_back_by_an_import(room: Newsroom, strict: Client) -> None:
    post(room, strict, "/erasure")
    result = premises.imported(room, "press", "email\nreader1@example.org\n", "Ben")
    assert (result.added, len(result.suppressed)) == (0, 1)


def test_who_left_sees_that_they_did_and_can_change_nothing(room: Newsroom, strict: Client) -> None:
    audience.leave(room, ann())
    for answer in (strict.get(at(room)), strict.post(at(room), {"name": "Eve", "act": "save"})):
        assert "You are off the list" in answer.content.decode()
    assert ann().name == "Reader 1"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_is_a_404_like_any_other(room: Newsroom, strict: Client, page: str, method: str) -> None:
    good = unsubscribe_token(room, ann().pk, room.now())
    other = Newsroom(room.config, Keyring((("00000001", b"x" * 32),)), room.environment, room.world)
    forged = [
        "x",
        good[:-4] + "AAAA",
        good + "A",
        good + "=",
        good + "!",
        unsubscribe_token(other, ann().pk, room.now()),
        unsubscribe_token(room, 999, room.now()),
    ]
    before, nothing = list(Reader.objects.values()), strict.get("/nothing").content
    for wrong in forged:
        answer = strict.generic(method, f"/unsubscribe/{wrong}{page}")
        assert answer.status_code == 404 or (method == "POST" and page == "/data" and answer.status_code == 405)
        assert answer.status_code == 405 or answer.content == nothing
    assert list(Reader.objects.values()) == before


def old(room: Newsroom, days: int, page: str = "/preferences") -> str:
    """The address in a mail of so many days ago."""
    return f"/unsubscribe/{unsubscribe_token(room, ann().pk, room.now() - timedelta(days=days))}{page}"


@pytest.mark.parametrize("page", ["/preferences", "/data", "/erasure"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_from_an_old_mail_shows_and_changes_nothing(
    room: Newsroom, strict: Client, page: str, method: str
) -> None:
    before, days = list(Reader.objects.values()), GOOD_FOR.days + 1
    answer = strict.generic(method, old(room, days, page), "name=Eve", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == (405 if (method, page) == ("POST", "/data") else 200)
    assert "reader1@example.org" not in answer.content.decode()
    assert answer.status_code == 405 or "too old" in answer.content.decode()
    assert list(Reader.objects.values()) == before


def test_a_link_opens_preferences_for_half_a_year(room: Newsroom, strict: Client) -> None:
    assert "reader1@example.org" in strict.get(old(room, GOOD_FOR.days - 1)).content.decode()


def test_a_link_without_a_day_takes_off_the_list_and_opens_nothing(room: Newsroom, strict: Client) -> None:
    undated = token(room.keyring.derived("unsubscribe"), "u", str(ann().pk))
    assert "too old" in strict.get(f"/unsubscribe/{undated}/preferences").content.decode()
    assert strict.post(f"/unsubscribe/{undated}").status_code == 200
    assert ann().left_at is not None


def test_a_link_from_before_they_left_and_came_back_opens_nothing(room: Newsroom, strict: Client) -> None:
    link = at(room)
    cast(premises.QuietWorld, room.world).clock.forward(days=2)
    Reader.objects.filter(pk=ann().pk).update(joined_at=room.now())
    assert "too old" in strict.get(link).content.decode()
    assert "reader1@example.org" in strict.get(at(room)).content.decode()


def test_numbers_in_a_row_find_nobody(room: Newsroom, strict: Client) -> None:
    for number in range(20):
        assert strict.get(f"/unsubscribe/{number}/preferences").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_keeps_a_copy_or_passes_the_link_on(room: Newsroom, strict: Client, page: str) -> None:
    answer = strict.get(at(room, page))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] in ("no-referrer", "same-origin", "no-referrer")
    assert not answer.cookies
