"""What the stand-in of a Bluesky server does with pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.bluesky import Bluesky
from bot.sandbox.exchange import Answer, Request
from tests.sandbox.conftest import NOW
from tests.sandbox.test_bluesky import DESK, KEY, NEXT, URL, enter, put, record, token

PNG = b"\x89PNG\r\n\x1a\n a picture"


@pytest.fixture
def bluesky() -> Bluesky:
    return Bluesky([DESK])


def upload(bluesky: Bluesky, content: bytes = PNG, kind: str = "image/png", at: datetime = NOW) -> Answer:
    headers = {"Authorization": f"Bearer {token(bluesky)}", "Content-Type": kind}
    return bluesky.answer(Request.of("POST", f"{URL}/xrpc/com.atproto.repo.uploadBlob", URL, headers, content), at)


def images(*blobs: Any, **more: Any) -> dict[str, Any]:
    shown = [{"alt": "A sea wall", "image": blob} | more for blob in blobs]
    return record(embed={"$type": "app.bsky.embed.images", "images": shown})


def test_a_picture_goes_with_a_post(bluesky: Bluesky) -> None:
    blob = upload(bluesky).json()["blob"]
    assert blob["ref"]["$link"].startswith("bafkrei")
    assert put(bluesky, images(blob, aspectRatio={"width": 4, "height": 3})).status == 200
    (picture,) = bluesky.received[0].media
    assert (picture.content, picture.kind, picture.alt_text) == (PNG, "image/png", "A sea wall")


def test_the_same_picture_is_the_same_blob(bluesky: Bluesky) -> None:
    assert upload(bluesky).json() == upload(bluesky).json()


def test_what_a_picture_is_shows_in_its_bytes(bluesky: Bluesky) -> None:
    assert upload(bluesky, kind="text/plain").json()["blob"]["mimeType"] == "image/png"


def test_a_blob_that_is_too_large_is_not_taken_in(bluesky: Bluesky) -> None:
    answer = upload(bluesky, PNG.ljust(5 * 2**20 + 1))
    assert (answer.status, answer.json()["error"]) == (413, "PayloadTooLarge")


def test_an_upload_says_what_it_is(bluesky: Bluesky) -> None:
    assert upload(bluesky, kind="").status == 400


def test_a_picture_that_is_too_large_for_a_post_is_refused_there(bluesky: Bluesky) -> None:
    blob = upload(bluesky, PNG.ljust(2_000_001)).json()["blob"]
    assert put(bluesky, images(blob)).json()["error"] == "InvalidRequest"


def test_a_blob_that_is_not_there_is_not_found(bluesky: Bluesky) -> None:
    blob = upload(bluesky).json()["blob"]
    later = NOW + timedelta(hours=1.5)
    assert put(bluesky, images(blob), at=later).json()["error"] == "BlobNotFound"
    assert bluesky.received == []


def test_a_blob_that_a_post_shows_stays(bluesky: Bluesky) -> None:
    blob = upload(bluesky).json()["blob"]
    put(bluesky, images(blob))
    assert put(bluesky, images(blob), NEXT, NOW + timedelta(hours=1.5)).status == 200


@pytest.mark.parametrize(
    ("change", "error"), [({"mimeType": "image/jpeg"}, "InvalidMimeType"), ({"size": 1}, "InvalidSize")]
)
def test_a_blob_is_named_as_it_is(bluesky: Bluesky, change: dict[str, Any], error: str) -> None:
    blob = upload(bluesky).json()["blob"] | change
    assert put(bluesky, images(blob)).json()["error"] == error


@pytest.mark.parametrize(
    "more",
    [{"alt": ""}, {"alt": None}, {"image": {}}, {"image": "a"}, {"aspectRatio": {"width": 0, "height": 1}}],
)
def test_a_picture_is_what_its_lexicon_says(bluesky: Bluesky, more: dict[str, Any]) -> None:
    blob = upload(bluesky).json()["blob"]
    assert put(bluesky, images(blob, **more)).json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("count", [0, 5])
def test_a_post_has_one_to_four_pictures(bluesky: Bluesky, count: int) -> None:
    blob = upload(bluesky).json()["blob"]
    assert put(bluesky, images(*[blob] * count)).status == 400


@pytest.mark.parametrize("standing", ["taken down", "second factor"])
def test_an_account_that_is_taken_down_is_let_in_nowhere(bluesky: Bluesky, standing: str) -> None:
    bluesky.standings[DESK.handle] = standing
    assert enter(bluesky).status == 401


def test_an_account_that_is_deactivated_gets_in_and_posts_nothing(bluesky: Bluesky) -> None:
    bluesky.standings[DESK.handle] = "deactivated"
    assert enter(bluesky).json()["active"] is False
    assert put(bluesky, key=KEY).json()["error"] == "AccountDeactivated"
    assert upload(bluesky).json()["error"] == "AccountDeactivated"
