"""What the stand-in of a Mastodon instance does with pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from urllib3 import encode_multipart_formdata

from bot.sandbox.exchange import Answer, Request
from bot.sandbox.mastodon import Mastodon, MastodonAccount
from tests.sandbox.conftest import NOW

URL = "https://social.example.test"
PNG = b"\x89PNG\r\n\x1a\n--a picture\r\n\r\n\x00\xff"


@pytest.fixture
def mastodon() -> Mastodon:
    return Mastodon([MastodonAccount("token", "rights"), MastodonAccount("other", "harbour")])


def ask(mastodon: Mastodon, method: str, path: str, at: datetime = NOW, token: str = "token", **request: Any) -> Answer:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": request.get("kind", "")}
    return mastodon.answer(Request.of(method, URL + path, URL, headers, request.get("body", b"")), at)


def upload(mastodon: Mastodon, content: bytes = PNG, alt: str = "A sea wall", token: str = "token") -> Answer:
    fields = {"file": ("wall.png", content, "image/png"), "description": alt}
    body, kind = encode_multipart_formdata(fields)
    return ask(mastodon, "POST", "/api/v2/media", token=token, body=body, kind=kind)


def post(mastodon: Mastodon, *media: str, at: datetime = NOW, text: str = "look") -> Answer:
    body = urlencode([("status", text), *(("media_ids[]", id) for id in media)]).encode()
    return ask(mastodon, "POST", "/api/v1/statuses", at, body=body, kind="application/x-www-form-urlencoded")


def test_a_picture_goes_with_a_status(mastodon: Mastodon) -> None:
    made = upload(mastodon)
    assert made.status == 200
    status = post(mastodon, made.json()["id"])
    assert [one["description"] for one in status.json()["media_attachments"]] == ["A sea wall"]
    (picture,) = mastodon.received[0].media
    assert (picture.content, picture.kind, picture.alt_text) == (PNG, "image/png", "A sea wall")


def test_a_status_may_be_a_picture_alone(mastodon: Mastodon) -> None:
    assert post(mastodon, upload(mastodon).json()["id"], text="").status == 200


@pytest.mark.parametrize(
    ("content", "alt", "message"),
    [
        (b"", "", "File can't be blank"),
        (b"%PDF-1.7", "", "File content type is invalid"),
        (PNG.ljust(16 * 2**20 + 1), "", "less than 16 MB"),
        (PNG, "x" * 1501, "Description character limit of 1500 exceeded"),
    ],
)
def test_it_refuses_a_picture(mastodon: Mastodon, content: bytes, alt: str, message: str) -> None:
    answer = upload(mastodon, content, alt)
    assert answer.status == 422
    assert message in answer.json()["error"]


def test_an_upload_without_a_form_is_refused(mastodon: Mastodon) -> None:
    assert ask(mastodon, "POST", "/api/v2/media", body=PNG, kind="image/png").status == 422


def test_at_most_four_pictures_go_with_a_status(mastodon: Mastodon) -> None:
    media = [upload(mastodon).json()["id"] for _ in range(5)]
    assert post(mastodon, *media).json()["error"] == "Cannot attach more than 4 files"
    assert post(mastodon, *media[:4]).status == 200


def test_a_picture_is_shown_once_by_its_own_account(mastodon: Mastodon) -> None:
    theirs, ours = upload(mastodon, token="other").json()["id"], upload(mastodon).json()["id"]
    assert "not found or already attached" in post(mastodon, theirs).json()["error"]
    assert post(mastodon, ours).status == 200
    assert "not found or already attached" in post(mastodon, ours, text="again").json()["error"]
    assert ask(mastodon, "GET", f"/api/v1/media/{ours}").status == 404


def test_a_picture_that_no_status_shows_is_forgotten_after_a_day(mastodon: Mastodon) -> None:
    later, id = NOW + timedelta(hours=25), upload(mastodon).json()["id"]
    assert ask(mastodon, "GET", f"/api/v1/media/{id}", later).status == 404
    assert post(mastodon, id, at=later).status == 422


def test_a_picture_that_takes_its_time_has_to_be_waited_for(mastodon: Mastodon) -> None:
    mastodon.media.looks = 2
    made = upload(mastodon)
    assert (made.status, made.json()["url"]) == (202, None)
    id = made.json()["id"]
    assert "have not finished processing" in post(mastodon, id).json()["error"]
    assert ask(mastodon, "GET", f"/api/v1/media/{id}").status == 206
    ready = ask(mastodon, "GET", f"/api/v1/media/{id}")
    assert (ready.status, ready.json()["url"] is not None) == (200, True)
    assert post(mastodon, id).status == 200


def test_the_31st_picture_in_half_an_hour_has_to_wait(mastodon: Mastodon) -> None:
    assert [upload(mastodon).status for _ in range(31)] == [200] * 30 + [429]


@pytest.mark.parametrize(
    ("standing", "status", "reads"),
    [("revoked", 401, False), ("suspended", 403, False), ("no account", 422, False), ("read-only", 403, True)],
)
def test_an_account_that_is_not_well_posts_nothing(mastodon: Mastodon, standing: str, status: int, reads: bool) -> None:
    mastodon.standings["rights"] = standing
    assert post(mastodon).status == status
    assert (ask(mastodon, "GET", "/api/v1/accounts/verify_credentials").status == 200) is reads
    assert mastodon.received == []


def test_an_application_is_told_what_it_may_do(mastodon: Mastodon) -> None:
    scopes = ask(mastodon, "GET", "/api/v1/apps/verify_credentials").json()["scopes"]
    assert {"write:statuses", "write:media"} <= set(scopes)
    mastodon.standings["rights"] = "read-only"
    assert "write:statuses" not in ask(mastodon, "GET", "/api/v1/apps/verify_credentials").json()["scopes"]
