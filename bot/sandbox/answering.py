"""Stand-ins without sockets: a `requests` adapter and a socket for `smtplib`, for the simulator."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import RemoteDisconnected
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ProtocolError

from bot.sandbox.exchange import Answer, Provider, Request
from bot.sandbox.faults import Faults
from bot.sandbox.mail import SmtpSession


class StandInAdapter(BaseAdapter):
    """Answers prepared requests from the stand-in whose base URL in `routes` begins theirs; the longest one wins.

    Raises what `requests` raises over real sockets: ConnectionError for a host that nobody plays or a dropped
    connection, ReadTimeout when a fault lasts longer than the caller waits. `pass_time` is told the seconds that an
    answer took, so that a simulated clock can move.
    """

    def __init__(
        self,
        routes: Mapping[str, Provider],
        now: Callable[[], datetime],
        faults: Faults | None = None,
        pass_time: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        super().__init__()
        self._routes = sorted(routes.items(), key=lambda route: -len(route[0]))
        self._now = now
        self._faults = faults or Faults()
        self._pass_time = pass_time

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = request.url or ""
        base, provider = self._route(request, url)
        arrived = Request.of(request.method or "GET", url, base, _text(request.headers), _bytes(request.body))
        at = self._now()
        plan = self._faults.plan(provider.name)
        answer: Answer | None
        if plan.status:
            answer = provider.failure(arrived, at, plan.status, plan.retry_after)
        else:
            answer = provider.answer(arrived, at) if plan.accept else None
        patience = timeout[1] if isinstance(timeout, tuple) else timeout
        if patience is not None and plan.wait >= patience:
            self._pass_time(patience)
            raise requests.ReadTimeout(f"Read timed out. (read timeout={patience})", request=request)
        self._pass_time(plan.wait)
        if plan.close or answer is None:
            lost = RemoteDisconnected("Remote end closed connection without response")
            raise requests.ConnectionError(ProtocolError("Connection aborted.", lost), request=request)
        if answer.noted:
            answer.noted.answered_at = self._now()
        return _response(request, answer)

    def close(self) -> None:
        """There is nothing to close."""

    def _route(self, request: requests.PreparedRequest, url: str) -> tuple[str, Provider]:
        for base, provider in self._routes:
            if url == base or url.startswith((base.rstrip("/") + "/", base + "?")):
                return base, provider
        raise requests.ConnectionError(f"Nobody plays {url}", request=request)


class StandInSocket:
    """What `smtplib` needs of a socket, with an SMTP stand-in at its other end.

    A fault that lasts as long as `timeout` (seconds) is a TimeoutError at the next read, as over a real socket.
    """

    def __init__(
        self,
        session: SmtpSession,
        now: Callable[[], datetime],
        timeout: float | None = None,
        pass_time: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._session = session
        self._now = now
        self._timeout = timeout
        self._pass_time = pass_time
        self._replies = _Replies(session.greeting())

    def sendall(self, data: bytes) -> None:
        """Hands bytes over; raises BrokenPipeError once the other end has closed."""
        if self._session.closed:
            raise BrokenPipeError("The other end has closed the connection.")
        replies = self._session.receive(data, self._now())
        wait, self._session.wait = self._session.wait, 0.0
        self._replies.late = self._timeout is not None and wait >= self._timeout
        self._pass_time(self._timeout if self._replies.late and self._timeout is not None else wait)
        self._replies.add(replies)

    def makefile(self, mode: str) -> io.BytesIO:
        """The stream of replies."""
        return self._replies

    def settimeout(self, seconds: float | None) -> None:
        """How long a read may take."""
        self._timeout = seconds

    def close(self) -> None:
        """Hangs up."""
        self._session.closed = True


class _Replies(io.BytesIO):
    late = False

    def add(self, replies: bytes) -> None:
        here = self.tell()
        self.seek(0, io.SEEK_END)
        self.write(replies)
        self.seek(here)

    def readline(self, size: int | None = -1, /) -> bytes:
        if self.late:
            raise TimeoutError("timed out")
        return super().readline(size)


def _text(headers: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value) for name, value in headers.items()
    }


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in body)


def _response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response.raw = io.BytesIO(answer.body)
    response.url = request.url or ""
    response.request = request
    response.encoding = "utf-8"
    return response
