"""What must hold after every run, whatever was done to it: nothing early, nothing lost, nothing twice, every doubt listed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.chaos.offices import READERS, Office

NAMED = re.compile(r"\(([\w-]+)\)")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """What a run came to; of what should not have been, each by its name."""

    killed: int
    releases: int
    arrivals: int
    attempts: int
    doubts: int
    early: tuple[str, ...]
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    unlisted: tuple[str, ...]
    """Doubts that no alert is open about, or that `embargo status` does not show."""
    torn: tuple[str, ...]
    """Releases whose journal does not hold."""

    @property
    def broken(self) -> list[str]:
        """Every promise that was not kept."""
        kinds = ("early", "lost", "twice", "unlisted", "torn")
        return [f"{kind}: {one}" for kind in kinds for one in getattr(self, kind)]

    def __str__(self) -> str:
        return (
            f"{self.killed} killed, {self.releases} releases lifted, {self.attempts} attempts, "
            f"{self.arrivals} arrivals, {self.doubts} doubts; "
            f"early {len(self.early)}, lost {len(self.lost)}, twice {len(self.twice)}"
        )


def judge(office: Office, readers: int = READERS) -> Figures:
    """Compare what the providers have with what the ledger says and what was wanted. The test says that nothing is `broken`."""
    facts, received = office.facts(), office.sandbox.received()
    stages = {row["slug"]: row["stage"] for row in facts["releases"] if row["stage"] != "cancelled"}
    assert stages.keys() == office.instants.keys()
    facts["deliveries"] = [row for row in facts["deliveries"] if row["release__slug"] in stages]
    doubts = [row for row in facts["deliveries"] if row["state"] == "unconfirmed"]
    judged = (_mail(facts, received, readers), _letters(facts, received, readers), _hooks(facts, received))
    judged = (*judged, _posts(facts, received))
    return Figures(
        office.killed,
        sum(stage == "lifted" for stage in stages.values()),
        len(received),
        facts["attempts"],
        len(doubts),
        early=tuple(_early(office, received)),
        lost=(*_undone(facts, stages), *(one for lost, _ in judged for one in lost)),
        twice=tuple(one for _, twice in judged for one in twice),
        unlisted=tuple(_unlisted(office, facts, doubts)),
        torn=tuple(facts["broken"]),
    )


def slug_of(one: dict[str, Any]) -> str:
    """Which release an arrival is of: its headline names it."""
    texts = {"smtp": "subject", "sendgrid": "subject", "x": "text"}
    text = json.dumps(one["body"]) if one["provider"] == "hooks" else one[texts[one["provider"]]]
    found = NAMED.search(text)
    assert found is not None, one
    return found[1]


def _early(office: Office, received: list[dict[str, Any]]) -> Iterable[str]:
    for one in received:
        if datetime.fromisoformat(one["at"]) < office.instants[slug_of(one)]:
            yield f"{slug_of(one)} at {one['provider']}, {one['at']}"


def _undone(facts: Facts, stages: dict[str, str]) -> list[str]:
    """Releases that did not lift, and deliveries that have come to no end."""
    held = [f"{slug} is {stage}" for slug, stage in stages.items() if stage != "lifted"]
    open_still = [row for row in facts["deliveries"] if row["state"] not in ("sent", "unconfirmed")]
    return held + [f"{row['release__slug']} by {row['channel']} is {row['state']}" for row in open_still]


def _mail(facts: Facts, received: list[dict[str, Any]], readers: int) -> tuple[list[str], list[str]]:
    """A mailing has no key: each journalist once, and of what is `sent` everybody. Lost, and twice."""
    mails = Counter(
        (slug_of(one), address) for one in received if one["provider"] == "sendgrid" for address in one["recipients"]
    )
    got = Counter(slug for slug, _ in mails)
    sent = {row["release__slug"] for row in facts["deliveries"] if (row["channel"], row["state"]) == ("press", "sent")}
    return [f"{slug} reached {got[slug]} of {readers}" for slug in sent if got[slug] != readers], _repeated(mails)


def _letters(facts: Facts, received: list[dict[str, Any]], readers: int) -> tuple[list[str], list[str]]:
    """One letter a person and release; who is in doubt, or was refused, is named. Lost, and twice."""
    letters = Counter((slug_of(one), address) for one in received if one["provider"] == "smtp" for address in one["to"])
    named = {
        (row["delivery__release__slug"], row["email"])
        for row in facts["people"]
        if row["delivery__channel"] == "own" and row["state"] in ("unconfirmed", "rejected")
    }
    told = Counter(slug for slug, _ in letters.keys() | named)
    slugs = [row["release__slug"] for row in facts["deliveries"] if row["channel"] == "own"]
    return [f"{slug}: letters to {told[slug]} of {readers}" for slug in slugs if told[slug] != readers], _repeated(
        letters
    )


def _hooks(facts: Facts, received: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """A repeat under the same webhook-id is known for one; there is no other id, and what is `sent` has arrived."""
    ids = {one["webhook_id"]: slug_of(one) for one in received if one["provider"] == "hooks"}
    wanted = {row["id"]: row for row in facts["deliveries"] if row["kind"] == "webhook"}
    right = {key for key, slug in ids.items() if key in wanted and wanted[key]["release__slug"] == slug}
    lost = [f"webhook {key}" for key, row in wanted.items() if row["state"] == "sent" and key not in right]
    return lost, [f"{slug} as {key}" for key, slug in ids.items() if key not in right]


def _posts(facts: Facts, received: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """The same post of the same release once, and of what is `sent` one at least. Lost, and twice."""
    posts = Counter((slug_of(one), one["text"], one["in_reply_to"]) for one in received if one["provider"] == "x")
    sent = {row["release__slug"] for row in facts["deliveries"] if (row["kind"], row["state"]) == ("x", "sent")}
    return [f"{slug} on X" for slug in sent - {slug for slug, *_ in posts}], _repeated(posts)


def _repeated(counted: Counter[Any]) -> list[str]:
    return [f"{one}, {times} times" for one, times in counted.items() if times > 1]


def _unlisted(office: Office, facts: Facts, doubts: list[dict[str, Any]]) -> list[str]:
    alerts = {(row["release__slug"], row["code"]) for row in facts["alerts"]}
    shown = json.loads(office.type("status", "--json"))["releases"]
    listed = {row["id"] for one in shown for row in one["deliveries"] if row["state"] == "unconfirmed"}
    told = [(row["release__slug"], f"unconfirmed-{row['channel']}") in alerts for row in doubts]
    return [row["id"] for row, alert in zip(doubts, told, strict=True) if not alert or row["id"] not in listed]
