"""Mail through any mail server. People are written to one by one; a crash leaves in doubt what went in half a second."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, cast

from bot.channels import bounces
from bot.channels.answers import unwell
from bot.channels.base import Keep
from bot.channels.bounce_box import NoMailbox, bounce_box
from bot.channels.correspondence import mail_doubts, mailbox, sendable
from bot.channels.letters import Letters
from bot.channels.mail_line import Fate, MailServer, NoLine, Tls, opened
from bot.channels.mail_lines import MailLines, keep_ready
from bot.channels.mail_signature import Signature
from bot.channels.options import LOOPBACK, Options
from bot.channels.tally import Tally
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Addressee, Check, Found, Order, Outcome, Rejected, Repeat
from bot.core.events import Event, NotGenuine
from bot.core.rendition import Mail
from bot.core.world import Transport

KEEP_SECONDS = 0.5  # between two commits of who has been written to
BATCH = 250  # people of one delivery: enough for a connection's worth of work, and for several connections over a list
FEWEST, MOST = 10, 250  # letters between two commits: at first, and at most
_TLS = ("none", "starttls", "tls")
_PORTS = {"none": 25, "starttls": 587, "tls": 465}  # RFC 5321; RFC 6409; RFC 8314


class Smtp:
    """`host`, `port`, `tls` (none, starttls, tls); `user_env` and `password_env` name the variables with the login.

    `on_doubt` (ask, resend): whether whoever is in doubt is asked about, or written to once more.

    Settings that begin with `dkim_` are `mail_signature`'s, those with `bounces_` `bounce_box`'s, or the envelope's sender.
    """

    kind: ClassVar[str] = "email"
    provider: ClassVar[str] = "smtp"

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        self._server, self._variables = _server(options, config, secrets)
        self._resends = options.choice("on_doubt", ("ask", "resend"), "ask") == "resend"
        self._pace = FEWEST
        self._set = {name for name in self._variables if secrets.get(name)}
        sender = options.text("sender", "")
        if sender and mailbox(sender) is None:
            raise options.wrong("sender", "write it as Press Office <press@example.org>")
        named = mailbox(sender or office.reply_to)
        self._domain = named.domain if named else "localhost"
        self._signature = Signature.of(options, secrets)
        self._bounces = options.text("bounces_address", "")
        if self._bounces and not (sendable(self._bounces) and self._bounces.isascii()):
            raise options.wrong("bounces_address", "give one address, like bounces@example.org")
        self._box = bounce_box(options, config.name, secrets, config.timeout)
        self._token_variable = options.variable("bounces_token_env", "")
        self._token = secrets.get(self._token_variable, "").strip()
        self._events_url = f"{office.url}/events/{self.provider}/{config.name}"
        options.only()

    @property
    def batch(self) -> int:
        rate = (
            self.config.rate
        )  # a delivery is sent as fast as it can be: one of more mails would be over the rate at once
        return min(BATCH, rate.count) if rate else BATCH

    def missing(self) -> list[str]:
        token = [self._token_variable] if self._token_variable and not self._token else []
        box = self._box.missing() if self._box else []
        return [name for name in self._variables if name not in self._set] + self._signature.missing() + box + token

    def doubts(self, rendition: bytes) -> list[str]:
        mail = Mail.from_bytes(rendition)
        found = mail_doubts(mail)
        if self._variables and self._server.tls == "none" and self._server.host not in LOOPBACK:
            found.append("tls is none, so that the password could be read on its way: use starttls or tls.")
        return [*found, *self._signature.doubts(mail)]

    def weight(self, rendition: bytes, recipients: int) -> int:
        return recipients  # a mail each, where SendGrid takes a thousand in one request

    def build(self, order: Order) -> bytes:
        return b""  # each person's letter is written when its turn comes

    def open_ahead(self, wire: Transport, count: int) -> None:
        keep_ready(self._server, wire, self._domain, count)

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        tally = Tally.of(order)
        try:
            sign = self._signature.signer()
        except ValueError as error:
            return Rejected(f"{self._signature.where} can't be used: {error}. Mend it, or take dkim_selector out.")
        letters = Letters(order, self.config.list or self.config.name, self._bounces, sign)
        waiting, stint = tally.waiting(), Stint(max(FEWEST, self._pace // 2))
        try:
            with MailLines(self._server, wire, letters.domain) as lines:
                while waiting:
                    begun = waiting[: stint.size]
                    keep(tally.progress(begun=begun))
                    stint.begin()
                    for person in begun:
                        fate = _handed_over(lines, letters, person)
                        tally.note(person, fate.state, fate.detail)
                        if stint.over():
                            break
                    waiting = waiting[stint.end() :]
                    self._pace = (
                        stint.size
                    )  # where the next delivery begins, with care: the server may be slower by then
        except NoLine as error:
            keep(tally.progress())
            return tally.broken_off(error.outcome)
        keep(tally.progress())
        return tally.outcome()

    def reconcile(self, order: Order, wire: Transport) -> Found:
        tally = Tally.of(order)  # counts those it had begun with as in doubt
        if self._resends and tally.once_more():
            return Repeat("Those in doubt are written to once more, as on_doubt says.", tally.progress())
        if tally.waiting():
            return Repeat("Nobody in doubt is written to again; the others are.", tally.progress())
        return cast(Found, tally.outcome())

    def check(self, wire: Transport, now: datetime | None = None) -> list[Check]:
        name = f"{self.config.name}: {self._server.host}"
        try:
            line = opened(self._server, wire, "localhost")
        except NoLine as error:
            return [unwell(name, error.outcome), *self._more_checks(wire)]
        size = line.esmtp_features.get("size", "")
        line.hang_up()
        limits = f"; it takes mails of up to {int(size):,} bytes" if size.isdigit() and int(size) else ""
        well = Check(name, True, "it answers" + (" and accepts the login" if self._server.user else "") + limits)
        return [well, *self._more_checks(wire)]

    @property
    def hears(self) -> bool:
        return bool(self._token_variable)

    def hear(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Event, ...]:
        given = headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not self._token or not hmac.compare_digest(given.encode(), self._token.encode()):
            problem = f"they do not carry the token in {self._token_variable}"
            raise NotGenuine(who="the mail server", problem=problem)
        return bounces.read(body, now)

    @property
    def collects(self) -> bool:
        return self._box is not None

    def collect(self, wire: Transport, take: Callable[[bytes], None]) -> None:
        if self._box is not None:
            self._box.read(wire, take)

    def read(self, mail: bytes, now: datetime) -> tuple[Event, ...]:
        return bounces.read(mail, now)

    def _more_checks(self, wire: Transport) -> list[Check]:
        found = self._signature.checks(self.config.name, wire)
        if self._box is not None:
            try:
                self._box.look(wire)
                found.append(Check(f"{self.config.name}: bounces", True, "their mailbox can be read"))
            except NoMailbox as error:
                found.append(Check(f"{self.config.name}: bounces", False, str(error)))
        if self.hears:
            where = f"the mail server is to post them to {self._events_url}"
            found.append(Check(f"{self.config.name}: bounces", True, where))
        return found


def _server(options: Options, config: ChannelConfig, secrets: Mapping[str, str]) -> tuple[MailServer, list[str]]:
    """The mail server, and the variables that its login is in."""
    tls = options.choice("tls", _TLS, "starttls")
    names = options.variable("user_env", ""), options.variable("password_env", "")
    if bool(names[0]) != bool(names[1]):
        raise options.wrong("user_env", "set user_env and password_env, both or neither")
    user, password = (secrets.get(name, "") for name in names)
    host, port, authorities = options.text("host"), options.port("port", _PORTS[tls]), options.authorities()
    server = MailServer(host, port, cast(Tls, tls), user, password, authorities, config.timeout)
    return server, [name for name in names if name]


class Stint:
    """How many letters go between two commits: as many as half a second has room for.

    Those are what a crash leaves in doubt; a commit for each letter would take most of the time of all.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._gone = 0
        self._until = 0.0

    def begin(self) -> None:
        """The commit is made; letters go from now on."""
        self._gone, self._until = 0, time.monotonic() + KEEP_SECONDS

    def over(self) -> bool:
        """Counts one letter: whether what went is to be committed now, however many were to go."""
        self._gone += 1
        return time.monotonic() >= self._until

    def end(self) -> int:
        """How many went; as many, or twice as many, are to go next."""
        self.size = min(2 * self.size, MOST) if self._gone == self.size and not self._late() else max(1, self._gone)
        return self._gone

    def _late(self) -> bool:
        return time.monotonic() >= self._until


def _handed_over(lines: MailLines, letters: Letters, person: Addressee) -> Fate:
    return lines.deliver(letters, person)
