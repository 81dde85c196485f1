"""What goes in and out of a stand-in: a request, an answer, and the note taken of it. Pure: no clock, no socket."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit


class Headers(Mapping[str, str]):
    """Header fields by name, whatever its case; iteration gives the names as they were written.

    A field that came several times is one value joined with ", " (RFC 9110, section 5.3).
    """

    def __init__(self, fields: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in pairs:
            written, before = self._fields.get(name.lower(), (name, None))
            self._fields[name.lower()] = (written, value if before is None else f"{before}, {value}")

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return (written for written, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `url` whole, as it arrived; `path` what the provider sees of it, below its base URL."""

    method: str
    url: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: bytes

    @classmethod
    def of(
        cls, method: str, url: str, base: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Request:
        """The request for `url` as a provider at the URL `base` sees it."""
        parts = urlsplit(url)
        path = parts.path[len(urlsplit(base).path.rstrip("/")) :] or "/"
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method.upper(), url, path, query, Headers(headers or {}), body)


@dataclass
class Noted:
    """What a stand-in remembers of one request. Times are UTC: `at` is when its first byte was seen.

    `links` are the addresses in its text, once somebody has looked for them.
    """

    at: datetime
    answered_at: datetime | None = field(default=None, kw_only=True)
    links: tuple[str, ...] | None = field(default=None, kw_only=True, compare=False, repr=False)


@dataclass
class Refusal(Noted):
    """A request that was turned away; its text has left the office all the same, so it counts as an arrival."""

    provider: str
    request: str
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, with the note that was taken of the request, if any."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    noted: Noted | None = field(default=None, compare=False)

    def json(self) -> Any:
        """The body as JSON; None when it is empty."""
        return json.loads(self.body) if self.body else None


class Provider(Protocol):
    """A stand-in: its only state is what it received, and the time is an argument."""

    name: str
    refused: list[Refusal]

    def answer(self, request: Request, now: datetime) -> Answer:
        """What the provider answers; what it takes or turns away is noted."""
        ...

    def failure(self, request: Request, now: datetime, status: int, retry_after: float | None) -> Answer:
        """The answer of a provider that is out of order, in its own manner; nothing is accepted."""
        ...

    def forget(self) -> None:
        """Empties what it received."""
        ...


def answer_json(
    status: int,
    content: object,
    headers: Mapping[str, str] | None = None,
    noted: Noted | None = None,
    kind: str = "application/json",
) -> Answer:
    """An answer with a JSON body."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, Headers({"Content-Type": kind, **(headers or {})}), body, noted)


def request_line(request: Request) -> str:
    """ "POST /v3/mail/send": how a refusal names its request, without the query, which may carry text."""
    return f"{request.method} {request.path}"


def words(text: str) -> frozenset[str]:
    """The words of a text, for the lists of names that a provider knows."""
    return frozenset(text.split())
