"""Watching for guesses: many addresses that are not there, from one place or from many, within minutes.

Counted are different addresses, so that one dead link on a page that everybody reads is no guess. Whoever asks is known by a hash
whose key is this process's own and is in nobody's reach; all of it is forgotten after five minutes.
"""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections import Counter, deque
from dataclasses import dataclass, field

from django.http import HttpRequest

from bot.newsroom.newsroom import Newsroom
from bot.newsroom.published.guessing import report_calm, report_guessing

SPAN = 300.0  # seconds that a miss counts
FROM_ONE = 40  # different addresses from one place within SPAN
FROM_ALL = 400  # and from all together
QUIET = 1800.0  # seconds without guessing after which the alert ends
MOST = 5000  # misses that are remembered at all
# Where what is held will be; scanners that look for other people's programs are none of our business.
_GUESSABLE = re.compile(r"/(?:releases|pictures|files|beats|languages|sitemap|feed|\d{4})(?:[/.-]|$)", re.IGNORECASE)


@dataclass
class Watch:
    """Counts misses, and reports guessing when there are too many."""

    room: Newsroom
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _misses: deque[tuple[float, int, int]] = field(default_factory=lambda: deque(maxlen=MOST), repr=False)
    _tried: Counter[tuple[int, int]] = field(default_factory=Counter, repr=False)
    _from: Counter[int] = field(default_factory=Counter, repr=False)
    _reported: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def missed(self, request: HttpRequest) -> None:
        """Something was asked for that is not there. The same work, whatever it was and whether it will ever be."""
        if not _GUESSABLE.match(request.path):
            return
        now, who, what = (
            self.room.world.monotonic(),
            self._hash(request.META.get("REMOTE_ADDR", "")),
            self._hash(request.get_full_path()),
        )
        with self._lock:
            self._forget(now)
            self._misses.append((now, who, what))
            self._from[who] += (who, what) not in self._tried
            self._tried[who, what] += 1
            guesses = self._from[who] if self._from[who] >= FROM_ONE else len(self._tried)
            guessing = self._from[who] >= FROM_ONE or guesses >= FROM_ALL
            fresh = guessing and (self._reported is None or now - self._reported >= SPAN)
            if fresh:
                self._reported = now
        if fresh:
            self.room.world.submit(report_guessing, self.room, guesses, round(SPAN / 60))

    def calm(self) -> None:
        """Call it now and then: ends the alert when nobody has guessed for a while."""
        if self._reported is None:
            return
        with self._lock:
            over = self._reported is not None and self.room.world.monotonic() - self._reported >= QUIET
            if over:
                self._reported = None
        if over:
            self.room.world.submit(report_calm, self.room)

    def _forget(self, now: float) -> None:
        """What is older than SPAN, or more than can be remembered."""
        while self._misses and (now - self._misses[0][0] > SPAN or len(self._misses) >= MOST):
            _, who, what = self._misses.popleft()
            self._tried[who, what] -= 1
            if not self._tried[who, what]:
                del self._tried[who, what]
                self._from[who] -= 1
            if not self._from[who]:
                del self._from[who]

    def _hash(self, text: str) -> int:
        return int.from_bytes(hmac.digest(self._salt, text.encode("utf-8", "surrogatepass"), "sha256")[:8], "big")
