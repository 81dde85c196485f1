"""Mail through any mail server. People are written to one by one; what is in doubt after a crash is ten of them at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, cast

from bot.channels.base import Keep
from bot.channels.correspondence import mail_doubts, mailbox
from bot.channels.letters import Letters
from bot.channels.mail_line import Fate, MailLine, MailServer, NoLine, Tls, opened
from bot.channels.options import LOOPBACK, Options
from bot.channels.tally import Tally
from bot.core.configuration import ChannelConfig, Office
from bot.core.delivery import Addressee, Check, Found, Order, Outcome, Repeat, Retry
from bot.core.rendition import Mail
from bot.core.world import Transport

GROUP = 10  # letters between two commits: what a crash can leave in doubt
BREAKS = 3  # connections lost in a row after which the others wait, rather than come in doubt one by one
_TLS = ("none", "starttls", "tls")
_PORTS = {"none": 25, "starttls": 587, "tls": 465}  # RFC 5321; RFC 6409; RFC 8314


class Smtp:
    """`host`, `port`, `tls` (none, starttls, tls); `user_env` and `password_env` name the variables with the login."""

    kind: ClassVar[str] = "email"
    provider: ClassVar[str] = "smtp"
    batch: ClassVar[int] = 50

    def __init__(self, config: ChannelConfig, office: Office, secrets: Mapping[str, str]) -> None:
        options = Options(config)
        self.config = config
        tls = options.choice("tls", _TLS, "starttls")
        names = options.variable("user_env", ""), options.variable("password_env", "")
        if bool(names[0]) != bool(names[1]):
            raise options.wrong("user_env", "set user_env and password_env, both or neither")
        self._variables = [name for name in names if name]
        user, password = (secrets.get(name, "") for name in names)
        host, port, authorities = options.text("host"), options.port("port", _PORTS[tls]), options.authorities()
        sender = options.text("sender", "")
        options.only()
        if sender and mailbox(sender) is None:
            raise options.wrong("sender", "write it as Press Office <press@example.org>")
        self._server = MailServer(host, port, cast(Tls, tls), user, password, authorities, config.timeout)
        self._set = {name for name in self._variables if secrets.get(name)}

    def missing(self) -> list[str]:
        return [name for name in self._variables if name not in self._set]

    def doubts(self, rendition: bytes) -> list[str]:
        found = mail_doubts(Mail.from_bytes(rendition))
        if self._variables and self._server.tls == "none" and self._server.host not in LOOPBACK:
            found.append("tls is none, so that the password could be read on its way: use starttls or tls.")
        return found

    def build(self, order: Order) -> bytes:
        return b""  # each person's letter is written when its turn comes

    def send(self, order: Order, body: bytes, wire: Transport, keep: Keep) -> Outcome:
        tally = Tally.of(order)
        letters = Letters(order, self.config.list or self.config.name)
        me = letters.sender.rpartition("@")[2]
        line: MailLine | None = None
        breaks = 0
        try:
            line = opened(self._server, wire, me)
            for group in _groups(tally.waiting()):
                keep(tally.progress(begun=group))
                for person in group:
                    line = line or opened(self._server, wire, me)
                    fate = _handed_over(line, letters, person)
                    tally.note(person, fate.state, fate.detail)
                    breaks = 0 if fate.alive else breaks + 1
                    if not fate.alive:
                        line.close()
                        line = None
                    if breaks == BREAKS:
                        raise NoLine(Retry(f"{self._server.host} breaks off again and again: {fate.detail}."))
            keep(tally.progress())
            return tally.outcome()
        except NoLine as error:
            keep(tally.progress())
            return tally.broken_off(error.outcome)
        finally:
            if line is not None:
                line.hang_up()

    def reconcile(self, order: Order, wire: Transport) -> Found:
        tally = Tally.of(order)  # counts those it had begun with as in doubt
        if tally.waiting():
            return Repeat("Nobody in doubt is written to again; the others are.", tally.progress())
        return cast(Found, tally.outcome())

    def check(self, wire: Transport) -> list[Check]:
        name = f"{self.config.name}: {self._server.host}"
        try:
            line = opened(self._server, wire, "localhost")
        except NoLine as error:
            return [Check(name, False, error.outcome.because)]
        line.hang_up()
        return [Check(name, True, "it answers" + (" and accepts the login" if self._server.user else ""))]


def _handed_over(line: MailLine, letters: Letters, person: Addressee) -> Fate:
    try:
        letter = letters.written_to(person)
    except ValueError as error:
        return Fate("rejected", str(error))
    return line.deliver(letters.sender, person.email, letter)


def _groups(people: Sequence[Addressee]) -> Iterator[Sequence[Addressee]]:
    return (people[start : start + GROUP] for start in range(0, len(people), GROUP))
