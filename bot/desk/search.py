"""Search over headlines. They are sealed in the ledger, so what is searched is an index in this process's memory."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import connection

from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.models import Version

AT_ONCE = 20
PAUSE = 0.02  # seconds between so many: pages that are asked for meanwhile go first
WHILE_ASKED = 400  # versions that are read within a request; more are read beside it, and the page says so
log = structlog.get_logger(__name__)


class Index:
    """Release key → words of its newest headline and its slug, in lower case. Read on from where it stood, by one at a time."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._seen = 0
        self._turn = threading.Lock()
        self._reading = threading.Lock()

    def find(self, room: Newsroom, words: str, most: int) -> tuple[list[int], bool]:
        """Keys of releases in which every word stands, the newest first; and whether everything there is was searched."""
        whole = self._catch_up(room, WHILE_ASKED)
        if not whole:
            threading.Thread(target=self._read_on, args=[room], name="desk-search", daemon=True).start()
        wanted = words.casefold().split()
        texts = sorted(self._texts.copy().items(), reverse=True)
        return [key for key, text in texts if all(word in text for word in wanted)][:most], whole

    def _read_on(self, room: Newsroom) -> None:
        """By one thread at a time, however often somebody searches meanwhile."""
        if not self._reading.acquire(blocking=False):
            return
        try:
            while not self._catch_up(room, AT_ONCE):
                time.sleep(PAUSE)
        finally:
            self._reading.release()
            connection.close()

    def _catch_up(self, room: Newsroom, most: int) -> bool:
        """Read up to so many versions; True when there are no more."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            found = list(Version.objects.filter(pk__gt=self._seen).select_related("release").order_by("pk")[:most])
            for version in found:
                self._texts[version.release_id] = _words(room, version)
                self._seen = version.pk
            return len(found) < most
        finally:
            self._turn.release()


def _words(room: Newsroom, version: Version) -> str:
    try:
        headline = open_version(room.keyring, version).headline
    except EmbargoError:  # sealed with a key that is not here: it is found by its slug
        log.warning("not searchable", release=version.release.slug)
        headline = ""
    return f"{headline} {version.release.slug}".casefold()


index = Index()
