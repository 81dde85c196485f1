"""What must hold after every run, whatever was done to it: nothing early, nothing lost, nothing twice, every doubt listed."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.chaos.offices import READERS, Office

NAMED = re.compile(r"\(([\w-]+)\)")


@dataclass(frozen=True)
class Figures:
    """What a run came to."""

    killed: int
    releases: int
    arrivals: int
    attempts: int
    doubts: int

    def __str__(self) -> str:
        return (
            f"{self.killed} killed, {self.releases} releases lifted, {self.attempts} attempts, "
            f"{self.arrivals} arrivals, {self.doubts} doubts; early 0, lost 0, twice 0"
        )


def judge(office: Office, readers: int = READERS) -> Figures:
    """Compare what the providers have with what the ledger says and what was wanted."""
    facts, received = office.facts(), office.sandbox.received()
    stages = {row["slug"]: row["stage"] for row in facts["releases"] if row["stage"] != "cancelled"}
    assert stages == dict.fromkeys(office.instants, "lifted")
    facts["deliveries"] = [row for row in facts["deliveries"] if row["release__slug"] in stages]
    assert {row["state"] for row in facts["deliveries"]} <= {"sent", "unconfirmed"}, facts["deliveries"]
    assert facts["broken"] == []
    _nothing_early(office, received)
    _mail_once(facts, received, readers)
    _letters_once(facts, received, readers)
    _hooks_once(facts, received)
    _posts_once(facts, received)
    doubts = [row for row in facts["deliveries"] if row["state"] == "unconfirmed"]
    _doubts_listed(office, facts, doubts)
    return Figures(office.killed, len(stages), len(received), facts["attempts"], len(doubts))


def slug_of(one: dict[str, Any]) -> str:
    """Which release an arrival is of: its headline names it."""
    texts = {"smtp": "subject", "sendgrid": "subject", "x": "text"}
    text = json.dumps(one["body"]) if one["provider"] == "hooks" else one[texts[one["provider"]]]
    found = NAMED.search(text)
    assert found is not None, one
    return found[1]


def _nothing_early(office: Office, received: list[dict[str, Any]]) -> None:
    early = [one for one in received if datetime.fromisoformat(one["at"]) < office.instants[slug_of(one)]]
    assert early == []


def _mail_once(facts: dict[str, Any], received: list[dict[str, Any]], readers: int) -> None:
    """A mailing has no key: each journalist once, and of what is `sent` everybody."""
    mails = Counter(
        (slug_of(one), address) for one in received if one["provider"] == "sendgrid" for address in one["recipients"]
    )
    assert set(mails.values()) <= {1}
    got = Counter(slug for slug, _ in mails)
    sent = [row["release__slug"] for row in facts["deliveries"] if (row["channel"], row["state"]) == ("press", "sent")]
    assert {slug: got[slug] for slug in sent} == dict.fromkeys(sent, readers)


def _letters_once(facts: dict[str, Any], received: list[dict[str, Any]], readers: int) -> None:
    """One letter a person and release; who is in doubt, or was refused, is named."""
    letters = Counter((slug_of(one), address) for one in received if one["provider"] == "smtp" for address in one["to"])
    assert set(letters.values()) <= {1}
    named = {
        (row["delivery__release__slug"], row["email"])
        for row in facts["people"]
        if row["delivery__channel"] == "own" and row["state"] in ("unconfirmed", "rejected")
    }
    for row in facts["deliveries"]:
        if row["channel"] == "own":
            reached = {pair for pair in letters.keys() | named if pair[0] == row["release__slug"]}
            assert len(reached) == readers, row


def _hooks_once(facts: dict[str, Any], received: list[dict[str, Any]]) -> None:
    """A repeat under the same webhook-id is known for one; there is no other id, and what is `sent` has arrived."""
    ids = {one["webhook_id"]: slug_of(one) for one in received if one["provider"] == "hooks"}
    wanted = {row["id"]: row for row in facts["deliveries"] if row["kind"] == "webhook"}
    assert ids.keys() <= wanted.keys()
    assert all(wanted[key]["release__slug"] == slug for key, slug in ids.items())
    assert {key for key, row in wanted.items() if row["state"] == "sent"} <= ids.keys()


def _posts_once(facts: dict[str, Any], received: list[dict[str, Any]]) -> None:
    posts = Counter((slug_of(one), one["text"], one["in_reply_to"]) for one in received if one["provider"] == "x")
    assert set(posts.values()) <= {1}
    sent = {row["release__slug"] for row in facts["deliveries"] if (row["kind"], row["state"]) == ("x", "sent")}
    assert sent <= {slug for slug, _, _ in posts}


def _doubts_listed(office: Office, facts: dict[str, Any], doubts: list[dict[str, Any]]) -> None:
    """An alert is open about each, and `embargo status` shows it."""
    alerts = {(row["release__slug"], row["code"]) for row in facts["alerts"]}
    assert {(row["release__slug"], f"unconfirmed-{row['channel']}") for row in doubts} <= alerts
    shown = json.loads(office.type("status", "--json"))["releases"]
    listed = {row["id"] for one in shown for row in one["deliveries"] if row["state"] == "unconfirmed"}
    assert {row["id"] for row in doubts} <= listed
