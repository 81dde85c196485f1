"""The sandbox: every stand-in behind real sockets on loopback, with its viewer and a way to ask what arrived."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.core.errors import EmbargoError
from bot.sandbox.arrivals import Arrival, InstantOf, arrivals, as_json, refusal_as_json
from bot.sandbox.bluesky import Bluesky, BlueskyAccount
from bot.sandbox.exchange import Answer, Headers, Provider, Refusal, Request, answer_json
from bot.sandbox.faults import BadFault, Faults, fault_from
from bot.sandbox.listening import HttpListener, Reply
from bot.sandbox.mail import Mailroom
from bot.sandbox.mail_server import MailServer
from bot.sandbox.mastodon import Mastodon, MastodonAccount
from bot.sandbox.notices import NoticeBoard
from bot.sandbox.sendgrid import SendGrid
from bot.sandbox.viewer import Viewer
from bot.sandbox.webhook import WebhookReceiver
from bot.sandbox.x import X, XAccount


class PortTaken(EmbargoError):
    """Port {port} is in use by another program. Give another one, or 0 for a free one."""


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


class Sandbox(AbstractContextManager["Sandbox"]):
    """Plays SendGrid, X, Mastodon, Bluesky, webhook receivers, chats and a mail server on 127.0.0.1 until it is stopped.

    `port` 0 takes a free one; `smtp_port` None takes the one after `port`, 0 a free one. `tls` makes the mail server
    offer STARTTLS. `instant_of` is asked for the embargo of an arrived page link, so that lateness can be shown.
    Raises PortTaken, and BadWebhookSecret for a secret that no partner could use.
    """

    def __init__(
        self,
        port: int = 0,
        smtp_port: int | None = None,
        sendgrid_keys: Iterable[str] = (),
        x_accounts: Iterable[XAccount] = (),
        mastodon_accounts: Iterable[MastodonAccount] = (),
        bluesky_accounts: Iterable[BlueskyAccount] = (),
        hook_secrets: Mapping[str, Iterable[str]] | None = None,
        smtp_login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        instant_of: InstantOf | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._port = port
        self._wanted_smtp_port = smtp_port if smtp_port is not None else (port + 1 if port else 0)
        self._clock = clock
        self._instant_of = instant_of
        self.sendgrid = SendGrid(sendgrid_keys)
        self.x = X(x_accounts)
        self.mastodon = Mastodon(mastodon_accounts)
        self.bluesky = Bluesky(bluesky_accounts)
        self.hooks = WebhookReceiver(hook_secrets or {})
        self.notices = NoticeBoard()
        self.mail = Mailroom(smtp_login)
        self.faults = Faults()
        self._web: dict[str, Provider] = {
            "/sendgrid": self.sendgrid,
            "/x": self.x,
            "/mastodon": self.mastodon,
            "/bluesky": self.bluesky,
            "/hooks": self.hooks,
            "/notices": self.notices,
        }
        self._parts = (self.sendgrid, self.x, self.mastodon, self.bluesky, self.hooks, self.notices, self.mail)
        self._locks = {prefix: threading.Lock() for prefix in self._web}
        self._viewer = Viewer()
        self._http = HttpListener(self._handle, clock)
        self._smtp = MailServer(self.mail, self.faults, clock, tls)

    @property
    def url(self) -> str:
        """The viewer's address, without a slash at its end."""
        return f"http://127.0.0.1:{self._http.port}"

    @property
    def sendgrid_url(self) -> str:
        """SendGrid's base URL."""
        return f"{self.url}/sendgrid"

    @property
    def x_url(self) -> str:
        """X's base URL."""
        return f"{self.url}/x"

    @property
    def mastodon_url(self) -> str:
        """The Mastodon instance's base URL."""
        return f"{self.url}/mastodon"

    @property
    def bluesky_url(self) -> str:
        """The Bluesky server's base URL."""
        return f"{self.url}/bluesky"

    def hook_url(self, name: str) -> str:
        """The address of one webhook receiver."""
        return f"{self.url}/hooks/{name}"

    def notice_url(self, name: str) -> str:
        """The address of one chat, in apprise's form."""
        return f"json://127.0.0.1:{self._http.port}/notices/{name}"

    @property
    def smtp_port(self) -> int:
        """The mail server's port."""
        return self._smtp.port

    def start(self) -> Sandbox:
        """Opens both ports; what is sent from now on is answered."""
        try:
            self._http.start(self._port)
        except OSError as error:
            raise PortTaken(port=self._port) from error
        try:
            self._smtp.start(self._wanted_smtp_port)
        except OSError as error:
            self._http.stop()
            raise PortTaken(port=self._wanted_smtp_port) from error
        return self

    def stop(self) -> None:
        """Closes both ports and every connection."""
        self._http.stop()
        self._smtp.stop()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def arrivals(self) -> list[Arrival]:
        """Everything that was accepted, by the time of its first byte."""
        return arrivals([(part.name, part.received) for part in self._parts], self._instant_of)

    def refusals(self) -> list[Refusal]:
        """Everything that was turned away, by the time of its first byte."""
        return sorted((one for part in self._parts for one in list(part.refused)), key=lambda refusal: refusal.at)

    def forget(self) -> None:
        """Empties every stand-in; faults stay."""
        for part in self._parts:
            part.forget()

    def _handle(self, method: str, url: str, headers: Headers, body: bytes, at: datetime) -> Reply:
        path = urlsplit(url).path
        for prefix, provider in self._web.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                base = url[: url.index(prefix, url.index("//") + 2)] + prefix
                return self._provide(provider, prefix, Request.of(method, url, base, headers, body), at)
        return Reply(self._office(method, path, dict(parse_qsl(urlsplit(url).query)), body))

    def _provide(self, provider: Provider, prefix: str, request: Request, at: datetime) -> Reply:
        plan = self.faults.plan(provider.name)
        answer = None
        with self._locks[prefix]:
            if plan.status:
                answer = provider.failure(request, at, plan.status, plan.retry_after)
            elif plan.accept:
                answer = provider.answer(request, at)
        return Reply(None if plan.close else answer, plan.wait)

    def _office(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        match (method, path):
            case ("GET", "/_received"):
                return answer_json(200, [as_json(arrival) for arrival in self.arrivals()])
            case ("DELETE", "/_received"):
                self.forget()
                return Answer(204)
            case ("GET", "/_refused"):
                return answer_json(200, [refusal_as_json(refusal) for refusal in self.refusals()])
            case ("GET", "/_faults"):
                return answer_json(200, self.faults.waiting())
            case ("POST", "/_faults"):
                return self._break(body)
            case ("DELETE", "/_faults"):
                self.faults.clear()
                return Answer(204)
            case ("GET", _):
                return self._viewer.answer(path, query, self)
        return answer_json(405, {"error": f"{method} {path} does nothing here."})

    def _break(self, body: bytes) -> Answer:
        try:
            wanted: Any = json.loads(body)
            several = [fault_from(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
            for provider, fault in several:
                self.faults.add(provider, fault)
        except BadFault as error:
            return answer_json(400, {"error": str(error)})
        except (ValueError, AttributeError, TypeError):
            return answer_json(400, {"error": str(BadFault(problem="it is no JSON object"))})
        return answer_json(200, self.faults.waiting())
