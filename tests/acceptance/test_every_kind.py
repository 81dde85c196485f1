"""One release to every kind of channel at once, each of them answered for by its receipt. The demo does so with the example."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.readers.opening import read
from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.posting import Posting
from bot.sandbox.server import Sandbox
from bot.sandbox.x import XAccount
from tests import premises
from tests.acceptance.conftest import CONFIG, Office, furnished

MORE = """
[channels.editors]
kind = "email"
provider = "smtp"
list = "editors"
sender = "Press <press@example.org>"
host = "127.0.0.1"
port = {smtp}
tls = "none"

[channels.mastodon]
kind = "mastodon"
base_url = "{sandbox}/mastodon"

[channels.bluesky]
kind = "bluesky"
base_url = "{sandbox}/bluesky"
handle = "harbour.example.org"

[channels.agencies]
kind = "webhook"
url = "{sandbox}/hooks/agencies"
secret_env = "PARTNERS_WEBHOOK_SECRET"
format = "newsml-g2"
allow_private_addresses = true

[channels.newsdesk]
kind = "notify"
url_env = "NEWSDESK_URL"
"""
READERS = 25
CHANNELS = ["agencies", "archive", "bluesky", "editors", "mastodon", "newsdesk", "partners", "press", "x"]


@pytest.fixture
def everything(tmp_path: Path) -> Iterator[Office]:
    """An office with a channel of every kind and provider, and a webhook in each format."""
    given = premises.SECRETS | {"MASTODON_TOKEN": "e" * 20, "BLUESKY_PASSWORD": "abcd-efgh-ijkl-mnop"}
    x = XAccount(
        *(given[f"X_{part}"] for part in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")), "x"
    )
    with Sandbox(
        sendgrid_keys=[given["SENDGRID_API_KEY"]],
        x_accounts=[x],
        mastodon_accounts=[MastodonAccount(given["MASTODON_TOKEN"], "harbour")],
        bluesky_accounts=[BlueskyAccount("harbour.example.org", given["BLUESKY_PASSWORD"])],
        hook_secrets={name: [premises.SECRET] for name in ("partners", "archive", "agencies")},
    ) as sandbox:
        office = furnished(tmp_path, sandbox)
        office.environment |= given | {"NEWSDESK_URL": sandbox.notice_url("newsdesk")}
        office.set_up(CONFIG + MORE, readers=READERS)
        assert office.type("audience", "import", "editors", "readers.csv").code == 0
        yield office


@pytest.mark.timeout(180)  # eight commands and nine providers at once
def test_the_seed_goes_to_every_kind_at_once_and_its_agency_picture_to_none(everything: Office, shared: Path) -> None:
    seed = next((shared / "seed").glob("*.txt"))
    (picture,) = read(seed.name, seed.read_bytes(), date(2020, 3, 4), "Europe/London").release.pictures
    everything.approved("--in", "6s", file=str(seed))
    assert everything.type("run", "--until-idle").code == 0

    shown, sandbox = everything.status(), everything.sandbox
    assert sorted((row["channel"], row["state"]) for row in shown["deliveries"]) == [(one, "sent") for one in CHANNELS]
    instant = datetime.fromisoformat(shown["embargo"]["utc"])
    arrived = sandbox.arrivals()
    assert all(one.noted.at >= instant for one in arrived)

    by_sendgrid = [address for request in sandbox.sendgrid.received for address in request.recipients]
    by_smtp = [address for letter in sandbox.mail.received for address in letter.recipients]
    assert set(Counter(by_sendgrid).values()) == set(Counter(by_smtp).values()) == {1}
    assert len(by_sendgrid) == len(by_smtp) == READERS
    posts = [one.noted for one in arrived if isinstance(one.noted, Posting)]
    assert Counter((post.network, post.text) for post in posts).most_common(1)[0][1] == 1
    assert {post.network for post in posts if post.in_reply_to is not None} == {"X", "Mastodon", "Bluesky"}
    hooks = sandbox.hooks.received
    assert sorted((one.name, one.verified, one.media_type) for one in hooks) == [
        ("agencies", True, "application/vnd.iptc.g2.newsitem+xml"),
        ("archive", True, "application/json"),
        ("partners", True, "application/json"),
    ]
    assert len(sandbox.notices.received) == 1

    assert [post.media for post in posts if post.media] == []
    mails = [mail for one in (*sandbox.sendgrid.received, *sandbox.mail.received) for _, mail in one.mails()]
    read_by = [text for mail in mails for text in (mail.text, mail.html)]
    read_by += [post.text for post in posts] + [one.text for one in sandbox.notices.received]
    read_by += [one.raw.decode() for one in hooks]
    assert all("associations" not in one.body for one in hooks if isinstance(one.body, dict))
    assert picture.caption and picture.credit
    for words in (picture.credit, picture.caption[:60]):
        assert not any(words in text or json.dumps(words)[1:-1] in text for text in read_by)

    told = everything.type("doctor").out
    used = sum(post.network == "X" for post in posts)
    assert f"{100 - used} left of 100/15m, by this office's own count" in told
