"""One HTTP request and its bounded answer: no redirect followed, nothing taken from the environment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

# Everything that `requests` raises for what the network did; a few of urllib3's own come through it as they are.
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
AGENT = "embargo-bot"
BODY_LIMIT = 64 * 1024  # bytes of an answer that are read; what providers say fits in two
LISTING_LIMIT = 2 * 1024 * 1024  # the same where posts are listed: with all that belongs to them, 100 fill some 500 KB
CONNECT_SECONDS = 10.0
_AS_EVER = dict(requests.utils.default_headers())
_OURS = {"User-Agent": AGENT, "Accept-Encoding": "identity"}  # a small compressed answer could unpack to any size


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered; header names in any case, as many bytes of body as were to be read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def good(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def said(self) -> str:
        """The provider's own words about what was wrong, in one line of at most 300 characters; "" when it has none."""
        words = "; ".join(_words(self.json())) or self.body.decode("utf-8", "replace")
        if words.lstrip().startswith("<"):  # a gateway's page
            return ""
        line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", words.encode("utf-8", "replace").decode()).strip()
        return line if len(line) <= 300 else line[:299] + "…"


class Refused(Exception):
    """The provider answered, and not with 2xx. Raised through a provider's library, which would keep less of it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Bounded(requests.Session):
    """The session below a provider's library: nothing from the environment, no redirect, and `timeout` seconds for a whole
    answer of bounded size.

    Raises Refused for every answer that is not 2xx, beside one of FAILURES.
    """

    def __init__(self, adapter: Any, timeout: float) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = 0
        self.headers.update(_OURS)
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self._timeout = timeout
        self.told: Mapping[str, str] = {}
        """The headers of the last answer: what is left of the provider's limits."""

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs |= {"timeout": time_out(self._timeout), "allow_redirects": False, "stream": True}
        response = super().request(method, url, *args, **kwargs)
        answer = answer_of(response, LISTING_LIMIT)
        self.told = answer.headers
        if not answer.good:
            raise Refused(answer)
        response._content = answer.body  # read here to its limit; the library would read on without one
        return response


def ask(
    adapter: HTTPAdapter,
    method: str,
    url: str,
    timeout: float,
    body: bytes = b"",
    headers: Mapping[str, str] = {},
    authorities: str | None = None,
) -> Answer:
    """Sends one request. After `timeout` seconds the whole answer is in, or an end is made. Raises one of FAILURES.

    `authorities`: a file with the certificates that are trusted, None for those of `certifi`.
    """
    prepared = requests.PreparedRequest()
    prepared.prepare(method=method, url=url, headers={**_AS_EVER, **_OURS, **headers}, data=body or None)
    # Straight to the adapter: a session, its cookies, redirects and environment, takes as long as the request.
    sent = adapter.send(prepared, stream=True, timeout=time_out(timeout), verify=authorities or True)
    return answer_of(sent)


def answer_of(response: requests.Response, limit: int = BODY_LIMIT) -> Answer:
    """Reads a streamed response to its end or to `limit` bytes, and gives the connection back."""
    kept = bytearray()
    try:
        for chunk in response.iter_content(8192):
            kept += chunk
            if len(kept) > limit:
                break
    except FAILURES:
        # The status is known and decides; what is missing of the body can only cost its words, or, where an id is
        # needed from it, makes the outcome unconfirmed.
        return Answer(response.status_code, response.headers, bytes(kept))
    finally:
        response.close()
    return Answer(response.status_code, response.headers, bytes(kept[:limit]))


def time_out(seconds: float) -> tuple[float, float]:
    """(connect, read) as `requests` wants them."""
    return min(CONNECT_SECONDS, seconds), seconds


def _words(content: Any) -> list[str]:
    """Messages out of the shapes that providers use: SendGrid's errors, X's problems (RFC 9457), a plain `error`."""
    if not isinstance(content, dict):
        return []
    errors = content.get("errors")
    found = []
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict) and isinstance(error.get("message"), str):
            field = error.get("field")
            found.append(f"{error['message']} ({field})" if isinstance(field, str) and field else error["message"])
    if found:
        return found[:3]
    for key in ("detail", "message", "error", "title"):
        if isinstance(content.get(key), str):
            return [content[key]]
    return []
