"""The database server's clock as a source, where the ledger is on one."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, connection

from bot.engine.asking import NoAnswer
from bot.engine.opinions import Opinion
from bot.engine.timekeeping import uptime
from bot.store.turns import shared_time


class LedgerClock:
    """By whose clock the machines agree on leases; a witness only where it is another machine's."""

    name = "the database server"
    every = 16.0

    def ask(self) -> Opinion:
        """Raises NoAnswer."""
        before = uptime()
        try:
            told = shared_time()
        except DatabaseError as error:
            connection.close()
            raise NoAnswer(source=self.name, problem=str(error).splitlines()[0]) from None
        after = uptime()
        if told is None:
            raise NoAnswer(source=self.name, problem="there is none")
        return Opinion(self.name, told - after, told - before, after, timedelta(seconds=5 * self.every))


def ledger_is_elsewhere() -> bool:
    """Whether the ledger is on another machine's database server: one on this machine would agree with any clock of it."""
    host = str(connection.settings_dict.get("HOST") or "")
    here = host in ("", "localhost", "::1") or host.startswith(("/", "127."))
    return connection.vendor == "postgresql" and not here
