"""A stand-in of a chat service, as apprise posts to one of its own: json://HOST/NAME, https://appriseit.com/services/json/"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.exchange import Answer, Noted, Refusal, Request, answer_json, request_line

KEYS = {"version", "title", "message", "attachments", "type"}


@dataclass
class Notice(Noted):
    """One notice: `name` is the last part of its address."""

    name: str
    title: str
    text: str


class NoticeBoard:
    """Takes notices at every NAME. `revoked` are the names that it takes none for any more."""

    name = "notices"

    def __init__(self) -> None:
        self.received: list[Notice] = []
        self.refused: list[Refusal] = []
        self.revoked: set[str] = set()

    def answer(self, request: Request, now: datetime) -> Answer:
        """200 for a notice, 400 for what is none, 404 for a name that was revoked."""
        name = request.path.strip("/")
        if request.method != "POST":
            return self._refuse(request, now, 405, "Notices are posted.")
        if not name or name in self.revoked:
            return self._refuse(request, now, 404, "There is nobody of this name.")
        try:
            content: Any = json.loads(request.body)
        except ValueError:
            content = None
        if not isinstance(content, dict) or set(content) != KEYS or not str(content["message"]).strip():
            return self._refuse(request, now, 400, "This is no notice.")
        notice = Notice(now, name, str(content["title"]), str(content["message"]))
        self.received.append(notice)
        return answer_json(200, {"taken": True}, noted=notice)

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """Accepts nothing."""
        headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
        return self._refuse(request, now, status, "Not now", headers)

    def forget(self) -> None:
        """Empties what arrived."""
        self.received.clear()
        self.refused.clear()
        self.revoked.clear()

    def _refuse(
        self, request: Request, now: datetime, status: int, reason: str, headers: dict[str, str] | None = None
    ) -> Answer:
        refusal = Refusal(now, self.name, request_line(request), status, reason)
        self.refused.append(refusal)
        return answer_json(status, {"error": reason}, headers, refusal)
