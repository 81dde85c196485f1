"""The journal in plain words: who did what, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.store.embargoes import utc_text
from bot.store.models import JournalRow

Facts = Mapping[str, Any]
MACHINE = "clock"

_HELD = {"clock": "the clock is right", "zone": "the approved instant stands", "late": "it goes late"}
WORDS: Mapping[str, Callable[[Facts], str]] = {
    "queue": lambda facts: f"queued it for {', '.join(facts['channels'])}, {_until(facts.get('until'))}",
    "edit": lambda facts: (
        f"filed version {facts['number']}" + (", the approved one stays due" * bool(facts.get("kept")))
    ),
    "licence": lambda facts: f"said that picture {facts['picture']} is licensed",
    "approve": lambda facts: f"approved it ({facts['approval'][:19]})" + _because(" alone", facts.get("alone")),
    "void": lambda facts: "its approval was taken back" + _because("", facts.get("because")),
    "pause": lambda facts: "paused it" + _because("", facts.get("because")),
    "resume": lambda facts: "let it wait for its instant again" + _because("", _HELD.get(facts.get("held", ""))),
    "move": lambda facts: f"moved it from {facts['frm'] or 'no instant'} to {facts['to'] or 'no instant'}",
    "word": lambda facts: f"gave the word that the speaker has begun, at {facts['at']}",
    "cancel": lambda facts: "cancelled it" + (": it was sent by hand" * bool(facts.get("sent_by_hand"))),
    "stop": lambda facts: f"stopped it; {facts['cancelled']} deliveries were held back",
    "lift": lambda facts: (
        f"lifted it at {facts['at']}, due at {facts['instant']}, with {facts['deliveries']} deliveries"
    ),
    "drop": lambda facts: "dropped it" + _because("", facts.get("because")),
    "reconcile": lambda facts: f"looked up delivery {facts['delivery']} at its provider: {facts['found']}",
    "settle": lambda facts: f"settled delivery {facts['delivery']}: {facts['answer']}",
    "redeliver": lambda facts: f"sent delivery {facts['delivery']} again, which was {facts['was']}",
    "alert": lambda facts: f"raised the alert {facts['code']}",
    "believe": lambda facts: f"said that the machine's clock is right, at {facts['clock']}",
    "adopt": lambda facts: "took the ledger over for this installation",
    "import": lambda facts: f"imported into {facts['list']}: {facts['added']:,} added, {facts['changed']:,} changed",
    "leave": lambda facts: f"left the list {facts['list']}, reader {facts['reader']}",
    "enable": lambda facts: f"enabled the receiver {facts['channel']}",
    "disable": lambda facts: f"disabled the receiver {facts['channel']}",
}


def told(row: JournalRow) -> str:
    """One row as a line. An act that has no words of its own is shown with its facts."""
    return f"{row.number:>4}  {utc_text(row.at)}  {_actor(row)}: {_act(row)}"


def _actor(row: JournalRow) -> str:
    if row.actor == MACHINE:
        return "the bot"
    return row.actor if row.verified else f"{row.actor} (name not verified)"


def _act(row: JournalRow) -> str:
    words = WORDS.get(row.act)
    try:
        return words(row.facts) if words else _plainly(row)
    except KeyError:  # written by a version that kept other facts of it
        return _plainly(row)


def _plainly(row: JournalRow) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in row.facts.items() if value is not None)
    return f"{row.act} ({facts})" if facts else row.act


def _until(instant: str | None) -> str:
    return f"until {instant}" if instant else "without an instant"


def _because(words: str, reason: str | None) -> str:
    return f"{words}: {reason}" if reason else ""
