"""Where bounces are read: a mailbox over IMAP, or a Maildir on this machine. Nothing is deleted; what was read is marked so."""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.channels.options import LOOPBACK, Options
from bot.core.errors import EmbargoError
from bot.core.world import Transport

MOST_BYTES = 500_000  # of one mail: what a bounce says stands before what it returns
AT_ONCE = 200  # mails of one look; the others wait for the next
_PORTS = {"none": 143, "starttls": 143, "tls": 993}  # RFC 9051; RFC 8314

Take = Callable[[bytes], None]


class NoMailbox(EmbargoError):
    """The bounces of "{channel}" can't be read: {problem}."""


class BounceBox(Protocol):
    """A mailbox that bounces come to."""

    def missing(self) -> list[str]:
        """The environment variables that are not set, by name."""

    def look(self, wire: Transport) -> None:
        """Whether it can be read. Raises NoMailbox."""

    def read(self, wire: Transport, take: Take) -> None:
        """Gives every mail that is new to `take`, and marks it as read once that has returned. Raises NoMailbox."""


def bounce_box(options: Options, channel: str, secrets: Mapping[str, str], timeout: float) -> BounceBox | None:
    """As the channel's settings that begin with `bounces_` say; None when they name no mailbox."""
    folder, host = options.text("bounces_maildir", ""), options.text("bounces_host", "")
    tls = options.choice("bounces_tls", tuple(_PORTS), "tls")
    port = options.port("bounces_port", _PORTS[tls])
    names = options.variable("bounces_user_env", ""), options.variable("bounces_password_env", "")
    inbox, authorities = options.text("bounces_folder", "INBOX"), options.authorities()
    if folder and host:
        raise options.wrong("bounces_maildir", "give bounces_host or bounces_maildir, not both")
    if folder:
        return Maildir(channel, Path(folder))
    if not host:
        return None
    if not all(names):
        raise options.wrong("bounces_user_env", "set bounces_user_env and bounces_password_env")
    if tls == "none" and host not in LOOPBACK:
        raise options.wrong("bounces_tls", "the password could be read on its way: use tls or starttls")
    if '"' in inbox or "\\" in inbox or not inbox.isascii():
        raise options.wrong("bounces_folder", "give a folder's name without quotation marks or accents")
    return Imap(channel, host, port, tls, names, secrets, inbox, authorities, timeout)


@dataclass(frozen=True)
class Maildir:
    """A folder that the mail server of this machine delivers to."""

    channel: str
    folder: Path

    def missing(self) -> list[str]:
        return []

    def look(self, wire: Transport) -> None:
        if not all((self.folder / name).is_dir() for name in ("new", "cur", "tmp")):
            raise NoMailbox(channel=self.channel, problem=f"{self.folder} is no Maildir")

    def read(self, wire: Transport, take: Take) -> None:
        self.look(wire)
        box = mailbox.Maildir(self.folder, factory=None, create=False)
        try:
            for key in sorted(box.keys()):
                mail = box[key]
                if "S" in mail.get_flags():
                    continue
                with box.get_file(key) as file:
                    take(file.read(MOST_BYTES))
                mail.set_subdir("cur")
                mail.add_flag("S")
                box[key] = mail
        except (mailbox.Error, KeyError, OSError) as error:
            problem = f"{self.folder} can't be read and written ({error})"
            raise NoMailbox(channel=self.channel, problem=problem) from error


@dataclass(frozen=True)
class Imap:
    """A folder of an IMAP account (RFC 9051)."""

    channel: str
    host: str
    port: int
    tls: str
    names: tuple[str, str]
    secrets: Mapping[str, str]
    folder: str
    authorities: str | None
    timeout: float

    def missing(self) -> list[str]:
        return [name for name in self.names if not self.secrets.get(name)]

    def look(self, wire: Transport) -> None:
        with self._entered(wire):
            pass

    def read(self, wire: Transport, take: Take) -> None:
        with self._entered(wire) as line:
            for number in self._new(line):
                take(self._mail(line, number))
                line.uid("STORE", number, "+FLAGS", r"(\Seen)")

    @contextmanager
    def _entered(self, wire: Transport) -> Iterator[imaplib.IMAP4]:
        """Logged in, its folder opened. Raises NoMailbox, for what happens within it too."""
        try:
            with _Line(self, wire) as line:
                self._enter(line)
                yield line
        except ssl.SSLCertVerificationError as error:
            raise self._no(f"the certificate of {self.host} is not valid ({error.verify_message})") from error
        except imaplib.IMAP4.error as error:
            raise self._no(f"{self.host} does not answer as IMAP servers do") from error
        except OSError as error:
            raise self._no(f"{self.host} could not be reached") from error

    def _enter(self, line: imaplib.IMAP4) -> None:
        if self.tls == "starttls":
            line.starttls(ssl_context=ssl.create_default_context(cafile=self.authorities))
        user, password = (self.secrets.get(name, "") for name in self.names)
        try:
            line.login(user, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise self._no(
                f"{self.host} does not accept the user and password in {' and '.join(self.names)}"
            ) from error
        if line.select(f'"{self.folder}"')[0] != "OK":
            raise self._no(f"there is no folder {self.folder}")

    def _new(self, line: imaplib.IMAP4) -> list[str]:
        _, found = line.uid("SEARCH", "UNSEEN")
        numbers = found[0].split() if found and isinstance(found[0], bytes) else []
        return [number.decode("ascii") for number in numbers[:AT_ONCE]]

    def _mail(self, line: imaplib.IMAP4, number: str) -> bytes:
        _, answer = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((bytes(one[1]) for one in answer if isinstance(one, tuple)), b"")

    def _no(self, problem: str) -> NoMailbox:
        return NoMailbox(channel=self.channel, problem=problem)


class _Line(imaplib.IMAP4):
    """An IMAP connection over the channel's wire."""

    def __init__(self, box: Imap, wire: Transport) -> None:
        self._box, self._wire = box, wire
        super().__init__(box.host, box.port, timeout=box.timeout)

    def _create_socket(self, timeout: float | None) -> Any:
        sock = self._wire.connect(self._box.host, self._box.port, self._box.timeout)
        if self._box.tls != "tls":
            return sock
        context = ssl.create_default_context(cafile=self._box.authorities)
        return context.wrap_socket(sock, server_hostname=self._box.host)
