"""Our webhook, verified by the packages that partners verify webhooks with."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.delivery import Sent
from bot.renditions.setting import render
from tests.channels.orders import HOOK, OLD_SECRET, SECRET, channel, order, sent
from tests.conformance.conftest import node_module
from tests.conformance.partner import Partner, Posted, partner
from tests.renditions import samples

pytestmark = pytest.mark.node
PACKAGES = {"standardwebhooks": "standardwebhooks/dist/index.js", "svix": "svix/dist/index.js"}
AT = datetime(2026, 3, 5, 0, 1, 0, 3000, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Partner]:
    with partner() as one:
        yield one


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> str:
    node_module(PACKAGES[request.param])
    return str(request.param)


def posted(receiver: Partner, wire: Network, secrets: str = SECRET, rendition: bytes = HOOK, **changes: Any) -> Posted:
    hook = channel(
        "webhook",
        "webhook",
        {"HOOK": secrets},
        options={"url": receiver.url, "secret_env": "HOOK", "allow_private_addresses": True},
    )
    outcome = sent(hook, order(rendition, **{"at": AT, "merge": {"lift": "2026-03-05T00:01:00Z"}, **changes}), wire)
    assert isinstance(outcome, Sent)
    return receiver.got[-1]


def said(package: str, one: Posted, secret: str, **changes: Any) -> dict[str, Any]:
    script = Path(__file__).with_name("verify.cjs")
    asked = {"secret": secret, "headers": one.headers, "body": one.body.decode(), "at": AT.timestamp(), **changes}
    command = [str(node_module("node/bin/node")), str(script), package, str(node_module(PACKAGES[package]).parents[2])]
    told = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=30)
    return dict(json.loads(told.stdout))


def test_a_partner_finds_it_genuine_and_reads_it(package: str, receiver: Partner, wire: Network) -> None:
    one = posted(receiver, wire)
    assert said(package, one, SECRET) == {"verified": {"headline": "Rivers", "versionCreated": "2026-03-05T00:01:00Z"}}
    assert one.headers["webhook-id"] == "d-1"
    assert one.headers["webhook-timestamp"] == str(int(AT.timestamp()))


def test_a_whole_release_comes_through(package: str, receiver: Partner, wire: Network) -> None:
    one = posted(receiver, wire, rendition=render("webhook", samples.release(), samples.sheet("webhook")))
    assert said(package, one, SECRET)["verified"] == json.loads(one.body)


@pytest.mark.parametrize("known", [SECRET, OLD_SECRET], ids=["the new one", "the old one"])
def test_while_a_secret_rotates_either_will_do(package: str, receiver: Partner, wire: Network, known: str) -> None:
    one = posted(receiver, wire, f"{SECRET} {OLD_SECRET}")
    assert len(one.headers["webhook-signature"].split()) == 2
    assert "verified" in said(package, one, known)


def test_after_the_rotation_the_old_one_will_not(package: str, receiver: Partner, wire: Network) -> None:
    assert "refused" in said(package, posted(receiver, wire), OLD_SECRET)


def test_a_changed_body_or_id_is_noticed(package: str, receiver: Partner, wire: Network) -> None:
    one = posted(receiver, wire)
    assert "refused" in said(package, one, SECRET, body=one.body.decode().replace("Rivers", "Bridges"))
    assert "refused" in said(package, one, SECRET, headers={**one.headers, "webhook-id": "d-2"})


def test_a_repeat_has_the_same_id_and_a_time_of_its_own(package: str, receiver: Partner, wire: Network) -> None:
    first, later = posted(receiver, wire), posted(receiver, wire, at=AT + timedelta(hours=10), attempt=6)
    assert first.headers["webhook-id"] == later.headers["webhook-id"]
    assert first.body == later.body
    looked = (AT + timedelta(hours=10)).timestamp()
    assert "verified" in said(package, later, SECRET, at=looked)
    assert "refused" in said(package, first, SECRET, at=looked), "who copies an old one is too late"
