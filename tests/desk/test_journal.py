"""The journal: who did what, found by person, release, act and day; and whether it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.test import Client

from bot.core.roles import Role
from bot.desk.journal import GROUPS
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record.acts import WORDS
from bot.store.models import JournalRow
from bot.store.record import Wanted, leaf
from tests import premises

SignIn = Callable[..., Client]


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/desk/journal/{query}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def entries(client: Client, query: str = "") -> str:
    """What is between the head of the table and its end."""
    return page(client, query).partition("<tbody>")[2].partition("</tbody>")[0]


def test_an_empty_journal_teaches_what_will_be_in_it(sign_in: SignIn) -> None:
    assert "Nothing has been done yet" in page(sign_in())


def test_what_was_done_is_told_in_plain_words_the_newest_first(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    told = entries(sign_in())
    assert told.index("approved it") < told.index("queued it for press, x, partners")
    assert "Ben (name not verified)" in told
    assert "2026-03-05T" not in told.replace('datetime="2026-03-05T', "")  # times are told, not printed


def test_it_is_filtered_by_person_release_act_and_day(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    premises.approved(room, slug="second")
    client = sign_in()
    assert "queued it" not in entries(client, "?person=Ben")
    assert "second" not in entries(client, "?release=cranes")
    assert "queued it" not in entries(client, "?act=approval") and "approved it" in entries(client, "?act=approval")
    assert "approved it" in entries(client, "?day=2026-03-05")
    assert "Nothing on record matches" in page(client, "?day=2026-03-06")


def test_every_act_that_can_be_told_is_found_under_one_filter() -> None:
    found = Counter(act for acts in GROUPS.values() for act in acts)
    assert found == Counter(WORDS.keys())


def test_a_release_or_a_day_that_does_not_exist_is_said(sign_in: SignIn) -> None:
    client = sign_in()
    for query, said in (("?release=nowhere", "There is no release"), ("?day=tomorrow", "is not a day")):
        answer = client.get(f"/desk/journal/{query}")
        assert answer.status_code == 404
        assert said in answer.content.decode()


def test_pages_follow_each_other_without_a_gap(room: Newsroom, db: None) -> None:
    release = premises.queued(room)
    for number in range(7):
        room.record(release, "Ann", "edit", number=number)
    first = leaf(Wanted(), size=5)
    second = leaf(Wanted(), before=first.older, size=5)
    keys = [row.pk for row in (*first.rows, *second.rows)]
    assert keys == sorted(keys, reverse=True)
    assert len(keys) == JournalRow.objects.count() and second.older is None


def test_older_entries_keep_the_filter(sign_in: SignIn, room: Newsroom) -> None:
    release = premises.queued(room)
    for number in range(60):
        room.record(release, "Ann", "edit", number=number)
    shown = page(sign_in(), "?person=Ann")
    assert "person=Ann&amp;before=" in shown


def test_a_whole_record_is_said_to_be_whole(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    shown = sign_in(Role.WRITER, "Ann Writer").post("/desk/journal/verification", follow=True).content.decode()
    assert "The record is whole" in shown


def test_a_changed_entry_shows(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    JournalRow.objects.filter(act="approve").update(actor="Somebody Else")
    shown = sign_in().post("/desk/journal/verification", {"release": "cranes"}, follow=True).content.decode()
    assert "The record is not whole" in shown
    assert "was changed" in shown


def test_what_somebody_wrote_is_shown_and_not_run(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    holding.pause(room, "cranes", "Ann", "<script>alert(1)</script>")
    told = entries(sign_in())
    assert "<script>" not in told and "&lt;script&gt;" in told


def test_the_journal_asks_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, room: Newsroom, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        premises.approved(room, slug=f"more-{number}")
    client = sign_in()
    with django_assert_max_num_queries(14):
        page(client)
