"""The connection that one delivery goes over, letter by letter: one that is idle or a new one, and another after a break."""

from __future__ import annotations

from types import TracebackType
from typing import cast

from bot.channels.letters import Letters
from bot.channels.mail_line import Fate, MailLine, MailServer, NoLine, opened
from bot.channels.wire import Network
from bot.core.delivery import Addressee, Retry
from bot.core.world import Transport

BREAKS = 3  # connections lost in a row after which the others wait, rather than come in doubt one by one


class MailLines:
    """A context for one delivery: behind it, a connection that is still good is kept for the next one."""

    def __init__(self, server: MailServer, wire: Transport, me: str) -> None:
        self._server, self._wire, self._me = server, wire, me
        # Only the real network keeps connections: in the simulator nothing happens but what its clock says.
        self._shelf = wire.shelf if isinstance(wire, Network) else None
        self._line: MailLine | None = None
        self._breaks = 0

    def __enter__(self) -> MailLines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        if error is None and self._shelf is not None:
            self._shelf.put(line)
        else:
            line.hang_up()

    def deliver(self, letters: Letters, person: Addressee) -> Fate:
        """Hands one person's letter over. Raises NoLine when the server can't be used, before anything was handed over."""
        try:
            letter = letters.written_to(person)
        except ValueError as error:
            return Fate("rejected", str(error))
        if self._breaks >= BREAKS:
            raise NoLine(Retry(f"{self._server.host} breaks off again and again."))
        if self._line is None:
            self._line = self._kept() or opened(self._server, self._wire, self._me)
        fate = self._line.deliver(letters.return_path(person), person.email, letter, letters.label(person))
        self._breaks = 0 if fate.alive else self._breaks + 1
        if not fate.alive:
            self._line.close()
            self._line = None
        return fate

    def _kept(self) -> MailLine | None:
        """One that was kept and is still good: the server says so before it is given a letter."""
        while self._shelf is not None and (kept := cast("MailLine | None", self._shelf.take())) is not None:
            if kept.is_good():
                return kept
            kept.close()
        return None


def keep_ready(server: MailServer, wire: Transport, me: str, count: int) -> None:
    """Opens connections that the next deliveries find, greeting, TLS, login and all. Raises nothing."""
    if isinstance(wire, Network):
        for _ in range(count):
            try:
                wire.shelf.put(opened(server, wire, me))
            except NoLine:
                return  # the delivery will meet the same, and say so
