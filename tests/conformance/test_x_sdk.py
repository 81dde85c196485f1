"""X's own SDK for Python: it talks to the sandbox, reads the sandbox's answers, and knows what our requests say.

The SDK is made from X's description of its API, and takes fields that it does not know; here each of them is a mistake. It
speaks of posts where the API as we use it, as X documents it and as tweepy does, says tweets (`edit_history_post_ids`,
`post.fields`): that is left out of the comparison.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.delivery import Sent
from bot.core.rendition import Image
from bot.sandbox.exchange import Request
from bot.sandbox.server import Sandbox
from tests import darkroom
from tests.channels.orders import ACCOUNT, THREAD, channel, order, sent
from tests.conformance.conftest import x_sdk

PICTURE = Image("quay.jpg", "image/jpeg", darkroom.photo(1200, 800), "A grey quay – “so far”", 1200, 800)
OLD_NAMES = {"edit_history_tweet_ids"}
MODELS = {
    "/2/tweets": "CreatePosts",
    "/2/media/upload": "MediaUpload",
    "/2/media/metadata": "CreateMediaMetadata",
    "/2/users/me": "GetUsersMe",
}


@pytest.fixture(scope="module")
def xdk() -> Iterator[ModuleType]:
    folder = str(x_sdk())
    sys.path.append(folder)
    yield import_module("xdk")
    sys.path.remove(folder)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(x_accounts=[ACCOUNT]) as playing:
        yield playing


@pytest.fixture
def client(xdk: ModuleType, sandbox: Sandbox) -> Any:
    keys = ACCOUNT.api_key, ACCOUNT.api_secret
    tokens = {"access_token": ACCOUNT.access_token, "access_token_secret": ACCOUNT.access_token_secret}
    auth = import_module("xdk.oauth1_auth").OAuth1(*keys, callback="oob", **tokens)
    return xdk.Client(base_url=sandbox.x_url, auth=auth)


def unknown(model: Any, where: str = "") -> list[str]:
    """The fields that the SDK does not know, in a model and all that is in it."""
    found = [f"{where}{name}" for name in model.model_extra or {} if name not in OLD_NAMES]
    for name in type(model).model_fields:
        inner = getattr(model, name)
        for one in inner if isinstance(inner, list) else [inner]:
            if hasattr(one, "model_extra"):
                found += unknown(one, f"{where}{name}.")
    return found


def test_the_sandbox_takes_what_the_sdk_sends(client: Any, sandbox: Sandbox) -> None:
    media = import_module("xdk.media.models")
    content = base64.b64encode(PICTURE.content).decode()
    made = client.media.upload(media.UploadRequest(media=content, media_category="tweet_image"))
    metadata = {"id": made.data.id, "metadata": {"alt_text": {"text": PICTURE.alt}}}
    client.media.create_metadata(media.CreateMetadataRequest(**metadata))
    posts = import_module("xdk.posts.models")
    first = client.posts.create(posts.CreateRequest(text="Rivers are cleaner", media={"media_ids": [made.data.id]}))
    reply = {"in_reply_to_tweet_id": first.data.id}
    client.posts.create(posts.CreateRequest(text="A start", reply=reply))
    assert [(post.text, post.in_reply_to) for post in sandbox.x.received] == [
        ("Rivers are cleaner", None),
        ("A start", first.data.id),
    ]
    assert [picture.alt_text for picture in sandbox.x.received[0].media] == [PICTURE.alt]
    client.posts.delete(first.data.id)
    assert sandbox.x.received[0].deleted_at is not None
    assert client.users.get_me().data.username == ACCOUNT.username
    assert sandbox.x.refused == []


def test_the_sdk_knows_everything_that_the_sandbox_answers(client: Any, sandbox: Sandbox) -> None:
    posts = import_module("xdk.posts.models")
    made = client.posts.create(posts.CreateRequest(text="See https://press.example.org/rivers"))
    page = next(iter(client.users.get_posts("1001", max_results=5)))
    assert [unknown(answer) for answer in (made, client.users.get_me(), page)] == [[], [], []]
    assert [post["id"] if isinstance(post, dict) else post.id for post in page.data] == [made.data.id]


def test_the_sdk_knows_everything_that_we_send_and_hear(
    xdk: ModuleType, sandbox: Sandbox, wire: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[Request, Any]] = []
    answer = sandbox.x.answer

    def noted(request: Request, now: Any) -> Any:
        heard.append((request, answer(request, now)))
        return heard[-1][1]

    monkeypatch.setattr(sandbox.x, "answer", noted)
    outlet = channel("x", "x", base_url=sandbox.x_url)
    assert isinstance(sent(outlet, order(THREAD.to_bytes(), pictures=(PICTURE,)), wire), Sent)
    assert all(check.ok for check in outlet.check(wire))
    schemas = import_module("xdk.schemas")
    said = []
    for request, answered in heard:
        model = MODELS[request.path]
        if request.body:
            said += unknown(getattr(schemas, f"{model}Request").model_validate_json(request.body), f"{model}: ")
        said += unknown(
            getattr(schemas, f"{model}Response").model_validate(json.loads(answered.body)), f"{model} answers "
        )
    assert {request.path for request, _ in heard} == MODELS.keys()
    assert said == []
