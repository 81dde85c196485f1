"""The mail stand-in behind a real socket: aiosmtpd speaks, the mailroom decides."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable
from datetime import datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.sandbox.faults import Faults
from bot.sandbox.mail import HOSTNAME, Mailroom

# aiosmtpd logs every command, logins among them
logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailServer:
    """Serves a mailroom on loopback. With a `tls` context it offers STARTTLS and asks for it before a login."""

    def __init__(
        self,
        mailroom: Mailroom,
        faults: Faults,
        clock: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._mailroom = mailroom
        self._tls = tls
        self._desk = _Desk(mailroom, faults, clock)
        self._clock = clock
        self._running: tuple[asyncio.Server, asyncio.AbstractEventLoop, threading.Thread] | None = None
        self.port = 0

    def start(self, port: int) -> None:
        """Listens on a port of 127.0.0.1; 0 takes a free one. Raises OSError if it is taken."""
        loop = asyncio.new_event_loop()
        try:
            server = loop.run_until_complete(loop.create_server(lambda: self._session(loop), "127.0.0.1", port))
        except OSError:
            loop.close()
            raise
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, name="sandbox-smtp", daemon=True)
        thread.start()
        self._running = (server, loop, thread)

    def stop(self) -> None:
        """Closes the port and every connection."""
        if self._running is None:
            return
        server, loop, thread = self._running
        self._running = None
        asyncio.run_coroutine_threadsafe(_hang_up(server), loop).result(timeout=5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=5)
        loop.close()

    def _session(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        return _Session(
            self._desk,
            clock=self._clock,
            data_size_limit=self._mailroom.max_size,
            hostname=HOSTNAME,
            ident="sandbox",
            tls_context=self._tls,
            authenticator=self._desk.authenticate if self._mailroom.login else None,
            auth_exclude_mechanism=None if self._mailroom.login else ["PLAIN", "LOGIN"],
            auth_require_tls=self._tls is not None or self._mailroom.login is None,
            loop=loop,
        )


class _Session(SMTP):
    """Remembers when DATA began: no byte of the text can have come before."""

    def __init__(self, *args: object, clock: Callable[[], datetime], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._clock = clock
        self.data_since: datetime | None = None

    async def smtp_DATA(self, arg: str) -> None:
        self.data_since = self._clock()
        await super().smtp_DATA(arg)


class _Desk:
    """The hooks that aiosmtpd calls."""

    def __init__(self, mailroom: Mailroom, faults: Faults, clock: Callable[[], datetime]) -> None:
        self._mailroom = mailroom
        self._faults = faults
        self._clock = clock

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        # surrogateescape, so that what is not UTF-8 is a wrong password and no crash
        user, password = (part.decode("utf-8", "surrogateescape") for part in (data.login, data.password))
        return AuthResult(success=self._mailroom.knows(user, password), handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # aiosmtpd reads one command after the other, however many came together (RFC 2920), and only does not say so.
        return [*responses[:-1], "250-PIPELINING", *responses[-1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._mailroom.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        verdict = self._mailroom.verdict(address, self._clock())
        if verdict is None:
            envelope.rcpt_tos.append(address)
        return verdict or "250 2.1.5 OK"

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:
        at = server.data_since or self._clock()
        plan = self._faults.plan(self._mailroom.name)
        letter = None
        reply = f"{plan.status or 451} Not now"
        if plan.accept:
            content = envelope.original_content or b""
            reply, letter = self._mailroom.take(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, at)
        elif plan.status:
            self._mailroom.refuse(at, "DATA", reply)
        if plan.wait:
            await asyncio.sleep(plan.wait)
        if plan.close and server.transport is not None:
            server.transport.close()
            await asyncio.sleep(5)  # aiosmtpd cancels this as soon as the connection is gone
        if letter:
            letter.answered_at = self._clock()
        return reply


async def _hang_up(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
