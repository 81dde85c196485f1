"""The editor: what is typed is kept, nobody overwrites anybody unseen, and what is put up is what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.core.roles import Role
from bot.desk import release_form
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.models import Draft, JournalRow, Release
from tests import premises
from tests.desk.editor import TEXT, SignIn, begun, fields, saved, shown

pytestmark = pytest.mark.django_db


def test_a_pasted_text_is_shown_as_it_was_recognised(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    page = shown(client, begun(client))
    assert fields(page)["headline"] == ["Cranes of the harbour stand still"]
    assert fields(page)["body"] == [
        "The zinnober cranes stand still from Monday.\n\n> We need a week to make them safe.\n>\n> — Ida Holm, Harbour Master\n"
    ]
    assert "Ida Holm, Harbour Master" in page and 'class="kicker">Press Release' in page


def test_what_is_typed_is_kept_and_read_again(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(
        client, address, body="New words.\n\n## Background\n\nOld words.\n", headline="Another headline", do="save"
    )
    assert answer.status_code == 302
    page = shown(client, address)
    assert fields(page)["body"] == ["New words.\n\n## Background\n\nOld words.\n"]
    assert "<h4>Background</h4>" in page and "Another headline</h1>" in page
    assert "Saved. Last change by Ann Writer" in page


def test_htmx_gets_only_what_stands_beside_the_text(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    data = fields(shown(client, address)) | {"headline": "Another"}
    answer = client.post(f"{address}/text", data, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in told
    assert '<input type="hidden" id="revision" name="revision" value="2" hx-swap-oob="true">' in told
    assert answer.headers["HX-Trigger-After-Settle"] == "draft-saved"


def test_two_people_never_overwrite_each_other_unseen(sign_in: SignIn) -> None:
    ann, ben = sign_in(Role.WRITER, "Ann Writer"), sign_in(Role.EDITOR, "Ben Editor")
    address = begun(ann)
    as_ben_saw_it = fields(shown(ben, address))
    saved(ann, address, headline="The headline of Ann")
    answer = ben.post(f"{address}/text", as_ben_saw_it | {"headline": "The headline of Ben"})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Ann Writer saved this at the same time" in told
    assert "<del>" in told and "<ins>" in told
    assert fields(told)["headline"] == ["The headline of Ben"]
    assert fields(shown(ann, address))["headline"] == ["The headline of Ann"]
    over = re.search(r'name="over" value="(\d+)"', told)
    assert over
    assert ben.post(f"{address}/text", fields(told) | {"over": over[1]}).status_code == 302
    assert fields(shown(ann, address))["headline"] == ["The headline of Ben"]


def test_a_conflict_reaches_htmx_as_well(sign_in: SignIn) -> None:
    ann, ben = sign_in(Role.WRITER, "Ann Writer"), sign_in(Role.EDITOR, "Ben Editor")
    address = begun(ann)
    as_ben_saw_it = fields(shown(ben, address))
    saved(ann, address, headline="The headline of Ann")
    answer = ben.post(f"{address}/text", as_ben_saw_it | {"body": "Mine."}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Keep mine, in place of theirs" in answer.content.decode()
    assert 'id="revision"' not in answer.content.decode()


def test_whoever_else_is_in_it_is_told(sign_in: SignIn) -> None:
    ann, ben = sign_in(Role.WRITER, "Ann Writer"), sign_in(Role.EDITOR, "Ben Editor")
    address = begun(ann)
    shown(ann, f"{address}/presence")
    assert "Ann Writer is in this release, last change Thu 5 Mar 2026, 09:00 London" in shown(
        ben, f"{address}/presence"
    )
    saved(ann, address, headline="Newer")
    assert "Ann Writer has changed it since you opened it" in shown(ben, f"{address}/presence?revision=1")


def test_putting_up_makes_a_version_of_what_was_typed(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(
        client,
        address,
        headline="Put up",
        day="2026-03-06",
        time="00:01",
        zone="Europe/London",
        kind="until",
        do="put-up",
    )
    release = Release.objects.get()
    assert answer.headers["Location"] == f"/desk/releases/{release.slug}/approval"
    assert (release.stage, release.embargo_wall, release.queued_by) == ("awaiting", "2026-03-06T00:01", "Ann Writer")
    assert open_version(room.keyring, filing.latest(release)).headline == "Put up"
    assert JournalRow.objects.filter(act="queue", actor="Ann Writer", verified=True).exists()


def test_after_a_refusal_one_goes_on_and_is_in_conflict_with_nobody(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    refused = saved(client, address, headline="Kept", kind="until", day="", do="put-up").content.decode()
    whole = {"day": "2026-03-06", "time": "00:01", "zone": "Europe/London", "do": "put-up"}
    answer = client.post(f"{address}/text", fields(refused) | whole)
    assert answer.headers["Location"] == f"{address}/approval"


def test_a_refusal_hides_nobody_else_s_words(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = sign_in(Role.WRITER, "Ann Writer"), sign_in(Role.EDITOR, "Ben Editor")
    address = begun(ann)
    as_ben_saw_it = fields(shown(ben, address))
    saved(ann, address, headline="The headline of Ann")
    with monkeypatch.context() as patched:
        patched.setattr(release_form, "LONGEST", 10)
        refused = ben.post(f"{address}/text", as_ben_saw_it).content.decode()
    answer = ben.post(f"{address}/text", fields(refused) | {"headline": "The headline of Ben"})
    assert answer.status_code == 409
    assert fields(shown(ann, address))["headline"] == ["The headline of Ann"]


def test_somebody_in_two_windows_is_not_told_of_another_person(sign_in: SignIn) -> None:
    ann = sign_in(Role.WRITER, "Ann Writer")
    address = begun(ann)
    in_the_other_window = fields(shown(ann, address))
    saved(ann, address, headline="Typed first")
    answer = ann.post(f"{address}/text", in_the_other_window | {"headline": "Typed second"})
    assert answer.status_code == 409
    assert "You have saved another text meanwhile, in another window" in answer.content.decode()


def test_what_can_not_be_put_up_says_why_and_loses_nothing(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(client, address, headline="Kept", kind="until", day="", do="put-up")
    assert answer.status_code == 422
    assert "The embargo is not settled" in answer.content.decode()
    assert fields(shown(client, address))["headline"] == ["Kept"]


def test_a_text_that_says_another_embargo_stops_and_both_are_shown(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client, "EMBARGOED UNTIL 6 March 2026, 09:00 GMT\n\n" + TEXT)
    page = shown(client, address)
    assert fields(page)["day"] == ["2026-03-06"] and "Nothing leaves before Fri 6 Mar 2026, 09:00" in page
    saved(client, address, day="2026-03-07", zone="Europe/London")
    page = shown(client, address)
    assert "EMBARGOED UNTIL 6 March 2026, 09:00 GMT" in page and "2026-03-06 09:00 UTC" in page
    assert "Sat 7 Mar 2026" in page and "weekend" in page
    assert saved(client, address, do="put-up").status_code == 422
    saved(client, address, **{"forget-said": "yes"})
    assert saved(client, address, do="put-up").status_code == 302


def test_an_entry_is_told_in_the_offices_and_the_audiences_cities(sign_in: SignIn) -> None:
    premises.readers(1)
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, kind="until", day="2026-03-18", time="09:00", zone="New York")
    page = shown(client, address)
    assert "Nothing leaves before Wed 18 Mar 2026, 09:00 New York" in page
    assert "<dt>London</dt><dd>Wed 18 Mar 2026, 13:00 London</dd>" in page
    assert "4 h apart, not 5 h" in page


def test_a_skipped_hour_is_asked_about(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, kind="until", day="2026-10-25", time="01:30", zone="Europe/London")
    page = shown(client, address)
    assert "happens twice" in page and 'name="side" value="later"' in page
    saved(client, address, side="later")
    assert "Sun 25 Oct 2026, 01:30 London" in shown(client, address)


@pytest.mark.parametrize(("way", "stage"), [("keep", "approved"), ("approve", "approved"), ("stop", "awaiting")])
def test_five_minutes_to_go_and_a_name_is_wrong(sign_in: SignIn, room: Newsroom, way: str, stage: str) -> None:
    slug = premises.approved(room, premises.until(room, minutes=5)).slug
    client = sign_in(Role.WRITER, "Ann Writer")
    address = f"/desk/releases/{slug}"
    page = shown(client, address)
    assert "Version 1 is approved, and stays as it is" in page and "It leaves Thu 5 Mar 2026, 09:05 London" in page
    body = fields(page)["body"][0].replace("Ida Holm", "Ida Holme")
    answer = saved(client, address, body=body, do=way)
    assert answer.headers["Location"] == (address if way == "keep" else f"{address}/approval")
    release = Release.objects.get()
    assert (release.stage, release.versions.count()) == (stage, 2)
    assert open_version(room.keyring, filing.latest(release)).quotes[0].speaker == "Ida Holme"
    if way == "keep":
        assert "Version 2 waits beside it" in shown(client, address)


def test_what_is_typed_over_an_approved_text_changes_nothing_of_it(sign_in: SignIn, room: Newsroom) -> None:
    release = premises.approved(room)
    client = sign_in(Role.WRITER, "Ann Writer")
    saved(client, "/desk/releases/cranes", headline="Typed only")
    release.refresh_from_db()
    assert (release.stage, release.versions.count()) == ("approved", 1)
    client.post("/desk/releases/cranes/discarding")
    assert not Draft.objects.exists() and release.versions.count() == 1


def test_a_release_that_has_left_is_only_read(sign_in: SignIn, room: Newsroom) -> None:
    premises.lifted(room)
    page = shown(sign_in(), "/desk/releases/cranes")
    assert "It has left" in page and 'id="editor"' not in page


def test_the_editor_asks_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, room: Newsroom, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    data = fields(shown(client, address))
    for number in range(8):
        premises.queued(room, slug=f"other-{number}")
    with django_assert_max_num_queries(40):
        shown(client, address)
    with django_assert_max_num_queries(60):
        client.post(f"{address}/text", data | {"headline": "Another"}, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    "path", ["approval", "lift", "hold", "after", "rehearsal", "correction", "withdrawal", "resend"]
)
def test_a_draft_has_no_page_of_what_comes_after_it_is_put_up(sign_in: SignIn, path: str) -> None:
    client = sign_in()
    answer = client.get(f"{begun(client)}/{path}")
    assert answer.status_code == 404
    assert "is a draft still" in answer.content.decode()
