"""Asking the sources of time, each in a thread of its own: no lift ever waits for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Protocol

from bot.core.errors import EmbargoError
from bot.engine.opinions import Opinion

FIRST_ANSWERS = 6.0  # seconds to wait for all of them at the start
AGAIN_AT_THE_EARLIEST = 8.0  # seconds; a doubt asks at once, but no server twice in a moment


class NoAnswer(EmbargoError):
    """{source} does not tell the time: {problem}."""


class Source(Protocol):
    """Somebody who knows the time, asked every so many seconds."""

    name: str
    every: float

    def ask(self) -> Opinion:
        """Raises NoAnswer."""


class Sources:
    """The latest opinion of each source, and why the others have none."""

    def __init__(self, sources: Sequence[Source] = ()) -> None:
        self.sources = tuple(sources)
        self.silent: dict[str, str] = {}
        self._opinions: dict[str, Opinion] = {}
        self._stopped = threading.Event()
        self._woken = {source.name: threading.Event() for source in sources}
        self._asked = {source.name: threading.Event() for source in sources}

    def opinions(self) -> list[Opinion]:
        """One a source; those that fell silent keep theirs until it is too old."""
        return list(self._opinions.values())

    def ask(self, source: Source) -> None:
        """Ask one of them now, in this thread."""
        try:
            self._opinions[source.name] = source.ask()
        except NoAnswer as error:
            self.silent[source.name] = str(error)
        else:
            self.silent.pop(source.name, None)
        self._asked[source.name].set()

    def start(self, wait: bool) -> None:
        """Ask all of them, and go on asking. `wait`: until each has answered once, or a few seconds at most."""
        for source in self.sources:
            threading.Thread(target=self._keep_asking, args=[source], name=source.name, daemon=True).start()
        deadline = time.monotonic() + (FIRST_ANSWERS if wait else 0.0)
        for asked in self._asked.values():
            asked.wait(max(0.0, deadline - time.monotonic()))

    def hurry(self) -> None:
        """There is a doubt: ask again now."""
        for woken in self._woken.values():
            woken.set()

    def stop(self) -> None:
        """Ask no more; what is being asked is not waited for."""
        self._stopped.set()
        self.hurry()

    def _keep_asking(self, source: Source) -> None:
        woken = self._woken[source.name]
        while not self._stopped.is_set():
            self.ask(source)
            pause = min(AGAIN_AT_THE_EARLIEST, source.every)
            self._stopped.wait(pause)
            woken.wait(source.every - pause)
            woken.clear()
