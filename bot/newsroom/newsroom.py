"""What every verb needs: the office's settings, its keys, its channels, and the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Channel
from bot.channels.registry import open_channel
from bot.core.configuration import Configuration
from bot.core.roles import SignedIn, allows, require_role
from bot.core.world import World
from bot.store import journal
from bot.store.models import Release
from bot.store.sealing import Keyring
from bot.store.spool import Spool
from bot.store.turns import shared_time


@dataclass(frozen=True)
class Newsroom:
    """`environment` holds the channels' secrets; `templates` an office's own templates, laid over the shipped ones.

    `identity` is this installation's (`newsroom.record.adopting`); "": nobody asks whose the ledger is.
    """

    config: Configuration
    keyring: Keyring
    environment: Mapping[str, str] = field(repr=False)
    world: World
    templates: Path | None = None
    _open: dict[str, Channel] = field(default_factory=dict, repr=False)
    identity: str = ""
    machine: str = ""
    """This machine's name, and `process` this process's own, where several share a ledger; else ""."""
    process: str = ""
    hand_over: Callable[[Sequence[str]], None] | None = None
    """Tells workers on other machines, within the lift's transaction, which deliveries are due. None: there are none."""
    anchors: Path | None = None
    """Where the heads of the journal's chains are kept outside the ledger (`newsroom.record.anchoring`). None: nowhere."""
    person: SignedIn | None = None
    """Who is signed in, at the desk: their role is asked for, and what they do is on record as verified. None: the command line."""
    spool: Spool | None = None
    """Where large bodies wait for their instant (`newsroom.lift.spooling`). None: nothing is built so far ahead."""

    def channel(self, name: str) -> Channel:
        """The channel by its configured name, made once. Raises UnknownChannel or ConfigurationError."""
        if name not in self._open:
            self._open[name] = open_channel(self.config.channel(name), self.config.office, self.environment)
        return self._open[name]

    def now(self) -> datetime:
        """The earliest time it can be; the only `now` that verbs know."""
        return self.world.reading().earliest

    def lease_time(self) -> datetime:
        """The time by which leases are kept: the database server's where machines share one, else this machine's."""
        return shared_time() or self.now()

    def record(
        self, release: Release | None, actor: str, act: str, when: datetime | None = None, /, **facts: Any
    ) -> None:
        """Append to the journal, within the transaction of what it records; `when`: its time, now where it is left out."""
        journal.write(self.keyring, release, when or self.now(), actor, act, facts, verified=self._is(actor))

    def record_each(
        self, entries: Sequence[tuple[int, Mapping[str, Any]]], actor: str, act: str, when: datetime
    ) -> None:
        """The same for many releases, by their keys, that a clock's act meets together."""
        journal.write_each(self.keyring, when, actor, act, entries)

    def allow(self, verb: str) -> None:
        """Raise NotYourVerb unless whoever is signed in may use this verb; on the command line everybody may."""
        require_role(self.person, verb)

    def signed(self, actor: str) -> dict[str, Any]:
        """What an approval says of whoever gives it: whether they were signed in, and in whose place a deputy stood."""
        who = self.person
        if who is None or not self._is(actor):
            return {"verified": False, "in_place_of": ""}
        return {"verified": True, "in_place_of": "" if allows(who.role, "approve") else who.deputy_of}

    def _is(self, actor: str) -> bool:
        return self.person is not None and self.person.name == actor
