"""The editor: what is typed is kept, nobody overwrites anybody unseen, and what is put up is what was typed."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from bot.core.roles import Role
from bot.newsroom.copy import drafting, filing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.models import Draft, JournalRow, Release
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
TEXT = (
    "Press Release\n\nCranes of the harbour stand still\n\nThe zinnober cranes stand still from Monday.\n\n"
    "“We need a week to make them safe,” said Ida Holm, the Harbour Master.\n"
)


def begun(client: Client, text: str = TEXT) -> str:
    """The address of a draft of a pasted text."""
    answer = client.post("/desk/releases/new", {"pasted": text})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer.headers["Location"]


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the editor as it stands."""
    form = page[page.index('<form id="editor"') :].partition("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        said = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        kind = said.get("type", "text")
        if "name" not in said or kind == "file" or (kind in ("radio", "checkbox") and " checked" not in tag):
            continue
        found.setdefault(said["name"], []).append(html.unescape(said.get("value", "")))
    for name, words in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(words)]
    return found


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


def saved(client: Client, address: str, **changes: Any) -> Any:
    """The form sent with some of its fields changed."""
    return client.post(f"{address}/text", fields(shown(client, address)) | changes)


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


def test_a_finding_stands_beside_its_line_and_can_be_silenced(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, body="One.\n\nThe the cranes stand.\n")
    page = shown(client, address)
    assert 'data-line="3">Line 3</a>' in page and "says a word twice" in page
    saved(client, address, silence="word-doubled")
    page = shown(client, address)
    assert 'data-line="3"' not in page and "1 finding is not told again" in page
    saved(client, address, unsilence="word-doubled")
    assert 'data-line="3"' in shown(client, address)


def picture() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return SimpleUploadedFile("crane.png", made.getvalue(), "image/png")


def test_a_picture_is_put_beside_it_with_its_words(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, picture=picture(), do="add")
    assert "it has no alternative text" in shown(client, address)
    saved(client, address, **{"picture-0-alt": "A crane", "picture-0-credit": "Ann Reader"})
    slug = Release.objects.get().slug
    (kept,) = drafting.opened(room, slug).draft.text.pictures
    assert (kept.alt, kept.credit, (kept.digest or "")[:7]) == ("A crane", "Ann Reader", "sha256:")
    assert "data:image/" in shown(client, f"{address}/preview")
    saved(client, address, drop="picture-0")
    assert drafting.opened(room, slug).draft.text.pictures == ()


def test_a_file_is_put_beside_it(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, file=SimpleUploadedFile("figures.csv", b"a,b\n1,2\n", "text/csv"), do="add")
    (kept,) = drafting.opened(room, Release.objects.get().slug).draft.text.files
    assert (kept.name, kept.title, kept.size) == ("figures.csv", "figures", 8)
    saved(client, address, **{"file-0-title": "All figures"})
    assert 'value="All figures"' in shown(client, address)


@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("picture", SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")),
        ("file", SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 99, "application/octet-stream")),
        ("file", SimpleUploadedFile("a.html", b"<html><script>alert(1)</script>", "text/html")),
        ("translation", SimpleUploadedFile("a.pdf", b"%PDF-1.4", "application/pdf")),
    ],
)
def test_what_may_not_go_with_a_release_is_refused(sign_in: SignIn, field: str, file: SimpleUploadedFile) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(client, address, **{field: file, "headline": "Still here"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() and "Still here" in answer.content.decode()


def test_a_translation_is_added_edited_and_left_out(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    french = "---\nlanguage: fr\n---\n# Les grues s’arrêtent\n\nLes grues du vieux port ne bougent plus.\n"
    saved(client, address, translation=SimpleUploadedFile("fr.md", french.encode()), do="add")
    page = shown(client, f"{address}?text=1")
    assert fields(page)["headline"] == ["Les grues s’arrêtent"]
    client.post(f"{address}/text", fields(page) | {"headline": "Les grues dorment"})
    draft = drafting.opened(room, Release.objects.get().slug).draft
    assert (draft.text.headline, draft.translations[0].headline) == (
        "Cranes of the harbour stand still",
        "Les grues dorment",
    )
    saved(client, address, **{"drop-text": "fr"})
    assert drafting.opened(room, Release.objects.get().slug).draft.translations == ()


def test_posts_of_its_own_and_channels_are_kept(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    saved(client, address, **{"posts-x": "First post\n---\nSecond post", "channel": ["x", "partners"]})
    draft = drafting.opened(room, Release.objects.get().slug).draft
    assert draft.text.posts == (("x", ("First post", "Second post")),)
    assert draft.channels == ("x", "partners")
    assert "Second post" in shown(client, f"{address}/preview")


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


# Attacks


def test_a_script_in_a_headline_is_words(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    evil = "<script>alert(1)</script>"
    saved(
        client,
        address,
        headline=evil,
        body=f"{evil}\n\n[x](javascript:alert(1))",
        kicker='"><img src=x onerror=alert(1)>',
    )
    for page in (shown(client, address), shown(client, f"{address}/preview")):
        assert "<script>alert" not in page and "<img src=x" not in page and 'href="javascript:' not in page
    assert client.get(f"{address}/preview").headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_pasted_markup_is_cleaned(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    page = shown(
        client,
        begun(client, "<h1>Cranes stand still</h1><p onclick=x()>The cranes stand.<script>alert(1)</script></p>"),
    )
    assert fields(page)["headline"] == ["Cranes stand still"] and "alert(1)" not in page


def test_a_forged_form_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for path in (f"{address}/text", f"{address}/discarding", f"{address}/sharing", "/desk/releases/new"):
        assert strict.post(path, {"headline": "Forged"}).status_code == 403
    assert Draft.objects.get().revision == 1


def test_anothers_draft_is_not_there(sign_in: SignIn) -> None:
    address = begun(sign_in(Role.WRITER, "Ann Writer"))
    other = sign_in(Role.WRITER, "Cleo Writer")
    never = other.get("/desk/releases/never-was").content.decode()
    for path in ("", "/presence", "/preview", "/preview/frame", "/embargo"):
        answer = other.get(address + path)
        assert answer.status_code == 404
    assert other.get(address).content.decode().replace(address.rpartition("/")[2], "never-was") == never
    for path in ("/text", "/discarding", "/sharing", "/preview/links"):
        other.post(address + path, {"headline": "Hers", "whom": "X", "hours": "1", "revision": "1"})
    assert (Draft.objects.get().revision, Draft.objects.get().shared) == (1, False)
    sign_in(Role.WRITER, "Ann Writer").post(f"{address}/sharing", {"shared": "yes"})
    assert other.get(address).status_code == 200


def test_more_than_a_release_can_be_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = begun(client)
    answer = saved(client, address, body="word " * 300_000)
    assert answer.status_code in (400, 422)
    assert Draft.objects.get().revision == 1


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
