"""After the lift, as its users do it: a release is corrected, updated, fixed, withdrawn, and every channel says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from referencing import Registry, Resource

from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.posting import Posting
from bot.sandbox.server import Sandbox
from bot.sandbox.webhook import Hook
from bot.sandbox.x import XAccount
from tests import premises
from tests.acceptance.conftest import CONFIG, RELEASE, Office, furnished

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]
MORE = """
[channels.mastodon]
kind = "mastodon"
base_url = "{sandbox}/mastodon"

[channels.bluesky]
kind = "bluesky"
base_url = "{sandbox}/bluesky"
handle = "harbour.example.org"

[channels.friends]
kind = "email"
provider = "smtp"
list = "friends"
sender = "Press <press@example.org>"
host = "127.0.0.1"
port = {smtp}
tls = "none"
"""
NEWSML = 'url = "{sandbox}/hooks/archive"\n'
WAS, NOW = "The cranes were built in 1931.", "The cranes were built in 1913."
CORRECTED = RELEASE.replace("1931", "1913")
UPDATED = CORRECTED + "\nThey were last painted in 2009.\n"
REASON = "The decision has been taken back."


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    names = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
    playing = Sandbox(
        sendgrid_keys={"SG.test"},
        x_accounts=[XAccount(*(premises.SECRETS[f"X_{name}"] for name in names), "harbour")],
        mastodon_accounts=[MastodonAccount("mastodon-token", "harbour")],
        bluesky_accounts=[BlueskyAccount("harbour.example.org", "app-password")],
        hook_secrets={name: [premises.SECRET] for name in ("partners", "archive")},
    )
    with playing:
        yield playing


@pytest.fixture
def out(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    """An office with every channel, whose release is out."""
    office = furnished(tmp_path, sandbox)
    office.environment |= {"MASTODON_TOKEN": "mastodon-token", "BLUESKY_PASSWORD": "app-password"}
    office.set_up(CONFIG.replace(NEWSML, NEWSML + 'format = "newsml-g2"\n') + MORE)
    office.write("friends.csv", "email,name\nfriend@example.org,A Friend\n")
    assert office.type("audience", "import", "friends", "friends.csv").code == 0
    office.approved("--now")
    office.start("run")
    office.wait_for(lambda: set(office.states()) == {"sent"})
    yield office
    for process in office.running:
        if process.poll() is None:
            office.kill(process)


def followed(office: Office, verb: str, *words: str, file: str = "", by: str = "Ann", deliveries: int) -> None:
    """File what follows, have Ben approve it, and wait until so many deliveries have gone in all."""
    if file:
        office.write("next.txt", file)
    said = office.type(verb, "cranes", *(("next.txt",) if file else ()), *words, "--by", by)
    assert said.code == 0, said.err
    said = office.type("approve", "cranes", "--by", "Ben")
    assert said.code == 0, said.err
    office.wait_for(lambda: office.states() == ["sent"] * deliveries)


def letters(office: Office) -> list[Message]:
    return [message_from_bytes(letter.content) for letter in office.sandbox.mail.received]


def threads(office: Office) -> list[list[Posting]]:
    sandbox = office.sandbox
    return [list(sandbox.x.received), list(sandbox.mastodon.received), list(sandbox.bluesky.received)]


def hooks(office: Office, name: str) -> list[Hook]:
    return [hook for hook in office.sandbox.hooks.received if hook.name == name]


def page(office: Office) -> tuple[int, str]:
    return office.page(office.status()["page"])


def test_a_release_is_corrected_updated_fixed_and_withdrawn_on_every_channel(out: Office, shared: Path) -> None:
    address = out.status()["page"]
    _corrected(out)
    followed(out, "update", "--note", "The paint is older than we knew.", file=UPDATED, deliveries=21)
    assert out.sandbox.sendgrid.received[-1].subject == "UPDATE: Harbour cranes to stand still for a week"
    followed(out, "fix", file=UPDATED.replace("zinnober", "vermilion"), deliveries=21)
    assert "vermilion" in page(out)[1]
    assert len(out.sandbox.sendgrid.received) == 3, "a minor fix writes to nobody"
    _withdrawn(out)
    assert out.status()["page"] == address
    _check_items(out, shared)
    assert "the correction go" in out.type("journal", "show", "cranes").out


def _corrected(office: Office) -> None:
    """What was said and what it should say: in each thread, to those who got it, and on the page."""
    first, friend = office.sandbox.sendgrid.received[0], letters(office)[0]
    roots = [posts[0] for posts in threads(office)]
    office.write("late.csv", "email,name\nreader1@example.org,Reader 1\nnewcomer@example.org,New Comer\n")
    assert office.type("audience", "import", "press", "late.csv").code == 0
    followed(office, "correct", file=CORRECTED, deliveries=14)
    mail = office.sandbox.sendgrid.received[-1]
    assert sorted(mail.recipients) == [f"reader{number}@example.org" for number in (1, 2, 3)]
    one = mail.mail_to("reader1@example.org")
    assert one.subject == "CORRECTION: Harbour cranes to stand still for a week"
    assert f"We said: “{WAS}”" in one.text
    assert f"It should say: “{NOW}”" in one.text
    assert one.text.index(WAS) < one.text.index("zinnober")
    own = dict(first.mail_to("reader1@example.org").headers)["Message-ID"]
    assert dict(one.headers)["In-Reply-To"] == dict(one.headers)["References"] == own
    letter = letters(office)[-1]
    assert letter["In-Reply-To"] == letter["References"] == friend["Message-ID"]
    assert letter["Message-ID"] != friend["Message-ID"]
    for root, posts in zip(roots, threads(office), strict=True):
        assert posts[-1].in_reply_to == root.id
        assert posts[-1].text.startswith("CORRECTION: We said: “The cranes were built in 1931.”")
    status, html = page(office)
    assert status == 200
    assert NOW in html
    assert "<strong>Correction</strong>, <time datetime=" in html


def _withdrawn(office: Office) -> None:
    """It takes two, has a reason, and leaves nothing of the text on its page."""
    assert office.type("withdraw", "cranes", "--by", "Ann").code == 2
    followed(office, "withdraw", "--because", REASON, deliveries=28)
    withdrawn = office.sandbox.sendgrid.received[-1].mail_to("reader2@example.org")
    assert withdrawn.subject == "WITHDRAWN: Harbour cranes to stand still for a week"
    assert REASON in withdrawn.text
    assert "vermilion" not in withdrawn.text + withdrawn.html
    assert all(posts[-1].text.startswith("WITHDRAWN: ") for posts in threads(office))
    status, html = page(office)
    assert status == 410
    assert REASON in html
    assert "vermilion" not in html
    assert office.status()["stage"] == "withdrawn"


def _check_items(office: Office, shared: Path) -> None:
    """Four versions of one item: usable, and at last canceled; each valid."""
    bodies = [hook.body for hook in hooks(office, "partners")]
    assert [body["pubStatus"] for body in bodies] == ["usable", "usable", "usable", "canceled"]
    assert [body["version"] for body in bodies] == ["1", "2", "3", "5"]
    assert len({body["uri"] for body in bodies}) == 1
    assert sorted({body["versionCreated"] for body in bodies}) == [body["versionCreated"] for body in bodies]
    assert len({body["embargoedUntil"] for body in bodies}) == 1
    assert "CORRECTION: We said" in bodies[1]["edNote"]
    assert REASON in bodies[3]["edNote"]
    assert "vermilion" not in json.dumps(bodies[3])
    folder = shared / "schemas"
    rules = json.loads((folder / "ninjs-schema_3.1.json").read_text())
    # The schema points at another one on the web, for maps, which are not used here: nothing is fetched.
    geojson: Resource[Any] = Resource.from_contents({"$schema": rules["$schema"]})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    valid = jsonschema.Draft202012Validator(rules, registry=registry)
    for body in bodies:
        valid.validate(body)
    schema = xmlschema.XMLSchema(
        str(folder / "NewsML-G2_2.35-spec-All-Power.xsd"),
        locations={"http://www.w3.org/XML/1998/namespace": str(folder / "xml.xsd")},
        allow="local",
    )
    items = [hook.raw.decode() for hook in hooks(office, "archive")]
    for item in items:
        assert not [str(flaw.reason) for flaw in schema.iter_errors(item)]
    assert ['qcode="stat:canceled"' in item for item in items] == [False, False, False, True]


def test_posts_are_deleted_where_the_office_asks_for_it(out: Office) -> None:
    before = [len(posts) for posts in threads(out)]
    followed(out, "withdraw", "--because", REASON, "--delete-posts", deliveries=14)
    for count, posts in zip(before, threads(out), strict=True):
        assert len(posts) == count
        assert all(post.deleted_at for post in posts)


def test_a_mail_to_the_wrong_list_is_recalled_by_a_mail_to_those_who_got_it(out: Office) -> None:
    said = out.type("wrong-list", "cranes", "--channel", "friends", "--by", "Ann")
    assert said.code == 0, said.err
    assert "two people" in out.type("approve", "cranes", "--by", "Ann", "--alone", "nobody else is up").err
    followed(out, "wrong-list", "--channel", "friends", deliveries=8)
    letter = letters(out)[-1]
    assert letter["Subject"] == "PLEASE DISREGARD: Harbour cranes to stand still for a week"
    assert letter["In-Reply-To"] == letters(out)[0]["Message-ID"]
    assert len(out.sandbox.sendgrid.received) == 1
    assert page(out)[0] == 200
    assert out.status()["stage"] == "lifted"
