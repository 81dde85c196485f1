"""The editor under attack."""

from __future__ import annotations

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.store.models import Draft
from tests.desk.editor import SignIn, begun, fields, saved, shown

pytestmark = pytest.mark.django_db


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
