"""Who of one delivery has been written to: what is kept between attempts, and the outcome it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.delivery import Addressee, Order, Outcome, Person, Rejected, Retry, Sent, Unconfirmed
from bot.core.events import TAKEN


@dataclass(slots=True)
class Tally:
    """By recipient's id. `refused`, `deferred` and `doubtful` hold the reason."""

    people: tuple[Addressee, ...]
    done: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    deferred: dict[str, str] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    """Who was written to once more because of a doubt: not a third time."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Recipient's id → state on record, from the attempts before."""

    @classmethod
    def of(cls, order: Order) -> Tally:
        """As the last attempt kept it. Whom it had begun with when it was cut off is in doubt."""
        kept = order.progress
        tally = cls(
            order.people,
            set(kept.get("done", ())),
            dict(kept.get("refused", {})),
            dict(kept.get("doubtful", {})),
            again=set(kept.get("again", ())),
            known=order.known,
        )
        for one in kept.get("begun", ()):
            if one not in tally.done and one not in tally.refused:
                tally.doubtful.setdefault(one, "cut off while it was sent")
        # A bounce says among other things that the mail server took it.
        for one in [one for one in tally.doubtful if order.known.get(one) in TAKEN]:
            del tally.doubtful[one]
            tally.done.add(one)
        return tally

    def progress(self, begun: Sequence[Addressee] = ()) -> dict[str, Any]:
        """What is kept, as plain JSON; `base.to_send_again` knows these names."""
        kept = {
            "done": sorted(self.done),
            "refused": self.refused,
            "doubtful": self.doubtful,
            "begun": [person.id for person in begun],
        }
        return kept | ({"again": sorted(self.again)} if self.again else {})

    def once_more(self) -> bool:
        """Forget the doubts of which nobody was written to again yet; whether there were any."""
        fresh = self.doubtful.keys() - self.again
        self.doubtful = {one: why for one, why in self.doubtful.items() if one not in fresh}
        self.again |= fresh
        return bool(fresh)

    def waiting(self) -> list[Addressee]:
        """Who is still to be written to, in the order of the list."""
        settled = self.done | self.refused.keys() | self.doubtful.keys()
        return [one for one in self.people if one.id not in settled]

    def note(self, person: Addressee, state: str, detail: str) -> None:
        """`state` as in core.delivery.Person."""
        if state == "sent":
            self.done.add(person.id)
            return
        reasons = {"rejected": self.refused, "unconfirmed": self.doubtful, "deferred": self.deferred}
        reasons[state][person.id] = detail

    def outcome(self) -> Outcome:
        """What it adds up to, once everybody was written to or put off. Names everybody, or, if it went, the others."""
        count = len(self.people)
        if self.deferred:
            some = next(iter(self.deferred.values()))
            return Retry(f"{len(self.deferred)} of {count} are to be tried again: {some}", people=self._named())
        if self.doubtful:
            because = f"For {len(self.doubtful)} of {count} it is not known whether the mail server took it."
            return Unconfirmed(because, self._named())
        if self.refused and not self.done:
            some = next(iter(self.refused.values()))
            return Rejected(f"The mail server refuses everybody: {some}", self._named())
        # Whoever was put off at first, or in doubt, has a row that says so; by now they have it.
        return Sent(people=self._named(but_sent=True))

    def broken_off(self, outcome: Retry | Rejected) -> Retry | Rejected:
        """The outcome when the mail server could be used no longer, with those named for whom it is another."""
        return replace(outcome, people=self._named())

    def _named(self, but_sent: bool = False) -> tuple[Person, ...]:
        states: Mapping[str, Mapping[str, str]] = {
            "sent": dict.fromkeys(self.done, ""),
            "rejected": self.refused,
            "deferred": self.deferred,
            "unconfirmed": self.doubtful,
        }
        return tuple(
            Person(one.email, state, reasons[one.id])
            for one in self.people
            for state, reasons in states.items()
            if one.id in reasons
            and not (but_sent and state == "sent" and self.known.get(one.id) not in ("deferred", "unconfirmed"))
        )
