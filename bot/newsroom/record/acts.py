"""The journal in plain words: who did what. The command line and the desk tell it alike, the desk in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bot.store.models import JournalRow

Facts = Mapping[str, Any]
When = Callable[[str], str]
"""How a time that stands in the facts (`2026-03-05T00:01:00Z`) is told."""
MACHINE = "clock"
_OTHERS = ("engine",)
"""Further names that the machine has on record."""


def _queue(facts: Facts, when: When) -> str:
    told = {"channels": ", ".join(facts["channels"])}
    if facts.get("until") is None:
        return _("queued it for {channels}, without an instant").format(**told)
    return _("queued it for {channels}, until {until}").format(**told, until=when(facts["until"]))


def _edit(facts: Facts, when: When) -> str:
    if facts.get("kept"):
        return _("filed version {number}, the approved one stays due").format(number=facts["number"])
    return _("filed version {number}").format(number=facts["number"])


def _approve(facts: Facts, when: When) -> str:
    told = _("approved it alone ({approval})") if facts.get("alone") else _("approved it ({approval})")
    told = told.format(approval=facts["approval"][:19])
    if facts.get("in_place_of"):
        told = _("{told}, in the place of {name}").format(told=told, name=facts["in_place_of"])
    return _because(told, facts.get("alone"))


def _resume(facts: Facts, when: When) -> str:
    held = {
        "clock": _("the clock is right"),
        "zone": _("the approved instant stands"),
        "late": _("it goes late"),
    }
    return _because(_("let it wait for its instant again"), held.get(facts.get("held", "")))


def _move(facts: Facts, when: When) -> str:
    frm, to = (when(facts[end]) if facts[end] else _("no instant") for end in ("frm", "to"))
    return _("moved it from {frm} to {to}").format(frm=frm, to=to)


def _cancel(facts: Facts, when: When) -> str:
    return _("cancelled it: it was sent by hand") if facts.get("sent_by_hand") else _("cancelled it")


def _lift(facts: Facts, when: When) -> str:
    return _("lifted it at {at}, due at {instant}, with {deliveries} deliveries").format(
        at=when(facts["at"]), instant=when(facts["instant"]), deliveries=facts["deliveries"]
    )


def _follow_up(facts: Facts, when: When) -> str:
    told = {
        "correction": _("filed a correction as version {number}"),
        "update": _("filed an update as version {number}"),
        "fix": _("filed a minor fix as version {number}"),
        "withdrawal": _("asked for it to be withdrawn (version {number})"),
        "recall": _("asked for its mail to be recalled (version {number})"),
    }
    return told[facts["standing"]].format(number=facts["number"])


def _follow(facts: Facts, when: When) -> str:
    told = {
        "correction": _("let the correction go at {at}, with {deliveries} deliveries"),
        "update": _("let the update go at {at}, with {deliveries} deliveries"),
        "fix": _("changed the page at {at}"),
        "withdrawal": _("withdrew it at {at}, with {deliveries} deliveries"),
        "recall": _("let the recall go at {at}, with {deliveries} deliveries"),
    }
    return told[facts["standing"]].format(at=when(facts["at"]), deliveries=facts["deliveries"])


def _import(facts: Facts, when: When) -> str:
    told = _("imported into {list}: {added} added, {changed} changed")
    return told.format(list=facts["list"], added=f"{facts['added']:,}", changed=f"{facts['changed']:,}")


def _readers(facts: Facts) -> str:
    numbers = ", ".join(map(str, facts["readers"]))
    return _("reader {numbers}").format(numbers=numbers) if numbers else _("an address that is on no list")


def _suppress(facts: Facts, when: When) -> str:
    return _because(_("sends nothing to {readers} any more").format(readers=_readers(facts)), facts["because"])


def _restore(facts: Facts, when: When) -> str:
    return _because(_("lets mail go to {readers} again").format(readers=_readers(facts)), facts["because"])


WORDS: Mapping[str, Callable[[Facts, When], str]] = {
    "queue": _queue,
    "edit": _edit,
    "draft": lambda facts, when: _("wrote in the draft") if facts.get("revision") else _("began a draft"),
    "discard-draft": lambda facts, when: _("threw away what was typed and not put up"),
    "share": lambda facts, when: (
        _("opened the draft to every writer") if facts["shared"] else _("kept the draft to its writer and the editors")
    ),
    "preview-link": lambda facts, when: _("made a preview link for {whom}, until {until}").format(
        whom=facts["whom"], until=when(facts["until"])
    ),
    "preview-revoked": lambda facts, when: _("took back the preview link for {whom}").format(**facts),
    "preview-opened": lambda facts, when: _("opened the preview, by the link for {whom}").format(**facts),
    "preview-refused": lambda facts, when: _(
        "was refused the preview: another browser had opened the link for {whom}"
    ).format(**facts),
    "licence": lambda facts, when: _("said that picture {picture} is licensed").format(**facts),
    "approve": _approve,
    "void": lambda facts, when: _because(_("its approval was taken back"), facts.get("because")),
    "pause": lambda facts, when: _because(_("paused it"), facts.get("because")),
    "resume": _resume,
    "move": _move,
    "word": lambda facts, when: _("gave the word that the speaker has begun, at {at}").format(at=when(facts["at"])),
    "cancel": _cancel,
    "proof": lambda facts, when: _("sent a proof of version {number} to {to}").format(**facts),
    "rehearse": lambda facts, when: _("rehearsed version {number}").format(**facts),
    "stop": lambda facts, when: _("stopped it; {cancelled} deliveries were held back").format(**facts),
    "lift": _lift,
    "follow-up": _follow_up,
    "follow": _follow,
    "discard": lambda facts, when: _("took back what awaited its approval (version {number})").format(**facts),
    "resend": lambda facts, when: _(
        "asked for {deliveries} failed deliveries to be sent again, and for {people} people whom others had missed"
    ).format(**facts),
    "drop": lambda facts, when: _because(_("dropped it"), facts.get("because")),
    "reconcile": lambda facts, when: _("looked up delivery {delivery} at its provider: {found}").format(**facts),
    "settle": lambda facts, when: _("settled delivery {delivery}: {answer}").format(**facts),
    "redeliver": lambda facts, when: _("sent delivery {delivery} again, which was {was}").format(**facts),
    "alert": lambda facts, when: _("raised the alert {code}").format(**facts),
    "believe": lambda facts, when: _("said that the machine's clock is right, at {clock}").format(**facts),
    "adopt": lambda facts, when: _("took the ledger over for this installation"),
    "import": _import,
    "export": lambda facts, when: _("took the list {list} out as a table").format(**facts),
    "leave": lambda facts, when: _("left the list {list}, reader {reader}").format(**facts),
    "sign-up": lambda facts, when: _("confirmed a sign-up for the list {list}, reader {reader}").format(**facts),
    "change": lambda facts, when: _("changed what the list {list} has of reader {reader}").format(**facts),
    "rest": lambda facts, when: _("wants nothing from the list {list} for a while, reader {reader}").format(**facts),
    "return": lambda facts, when: _("wants mail from the list {list} again, reader {reader}").format(**facts),
    "suppress": _suppress,
    "restore": _restore,
    "erase": lambda facts, when: _("erased what was kept of {readers}").format(readers=_readers(facts)),
    "enable": lambda facts, when: _("enabled the receiver {channel}").format(**facts),
    "disable": lambda facts, when: _("disabled the receiver {channel}").format(**facts),
    "stop-everything": lambda facts, when: _because(
        _("stopped everything: {releases} releases and {deliveries} deliveries stay here").format(**facts),
        facts.get("because"),
    ),
    "agree-to-go-on": lambda facts, when: _("wants everything to go on; it takes one more person"),
    "go-on": lambda facts, when: _("let everything go on, with {agreed}").format(**facts),
    "invite": lambda facts, when: _("invited {name} as {role}").format(**facts),
    "take-back": lambda facts, when: _("took back the invitation of {name}").format(**facts),
    "join": lambda facts, when: _("joined the desk as {role}").format(**facts),
    "role": lambda facts, when: _("made {name} {role}").format(**facts),
    "shut-out": lambda facts, when: _("took the desk from {name}").format(**facts),
    "let-in": lambda facts, when: _("gave the desk back to {name}").format(**facts),
    "sign-out": lambda facts, when: _("signed {name} out everywhere").format(**facts),
    "take-factors": lambda facts, when: _("took the second factor from {name}").format(**facts),
    "reset": lambda facts, when: _("made a link for a new password for {name}").format(**facts),
    "deputy": lambda facts, when: _("named {name} as deputy until {until}").format(
        name=facts["name"], until=when(facts["until"])
    ),
    "no-deputy": lambda facts, when: _("has no deputy any more"),
}


def actor_in_words(row: JournalRow) -> str:
    """Who did it; the machine is the bot, and a name that nobody signed in with says so."""
    if row.actor == MACHINE or row.actor in _OTHERS:
        return _("the bot")
    if row.actor == "reader":
        return _("a reader")
    return row.actor if row.verified else _("{name} (name not verified)").format(name=row.actor)


def act_in_words(row: JournalRow, when: When = str) -> str:
    """What they did. An act that has no words of its own is shown with its facts."""
    words = WORDS.get(row.act)
    try:
        return words(row.facts, when) if words else _plainly(row)
    except KeyError:  # written by a version that kept other facts of it
        return _plainly(row)


def _plainly(row: JournalRow) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in row.facts.items() if value is not None)
    return f"{row.act} ({facts})" if facts else row.act


def _because(words: str, reason: str | None) -> str:
    return f"{words}: {reason}" if reason else words
