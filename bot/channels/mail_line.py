"""One connection to a mail server, over which many letters go; knows for each how far it got (RFC 5321)."""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.patience import Patience
from bot.core.delivery import Rejected, Retry
from bot.core.world import Transport

Tls = Literal["none", "starttls", "tls"]
GOODBYE_SECONDS = 2.0
_GOOD = ((250,), (250, 251), (354,))  # replies to MAIL, RCPT and DATA that let the letter go on


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `authorities`: a file of certificates to trust instead of the usual ones."""

    host: str
    port: int
    tls: Tls
    user: str
    password: str
    authorities: str | None
    timeout: float


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one letter: `state` as in core.delivery.Person. Not `alive`: the connection is of no more use."""

    state: Literal["sent", "deferred", "rejected", "unconfirmed"]
    detail: str
    alive: bool = True


class NoLine(Exception):
    """The mail server cannot be used; `outcome` says why, and whether for now or for good."""

    def __init__(self, outcome: Retry | Rejected) -> None:
        super().__init__(outcome.because)
        self.outcome = outcome


class MailLine(smtplib.SMTP):
    """A connection whose every reply has to be there in time, and that tells apart before the text and after it."""

    def __init__(self, server: MailServer, wire: Transport, me: str) -> None:
        self._server = server
        self._wire = wire
        self._seconds = server.timeout
        self._patience: Patience | None = None
        # Without a name of ours smtplib would ask the resolver, which can take long.
        super().__init__(local_hostname=me, timeout=server.timeout)
        self._host = server.host  # the name that STARTTLS checks the certificate against

    def deliver(self, sender: str, recipient: str, letter: bytes, label: str = "") -> Fate:
        """Hands one letter over. `label` comes back with a bounce, where the server can do that (RFC 3461).

        Raises nothing for what the network does.
        """
        try:
            options, address = self._written(recipient)
        except UnicodeError:
            return Fate("rejected", "the mail server takes no address with such letters")
        try:
            code, words = self._envelope(sender, address, [*options, *self._size(letter), *self._notice(label)])
            if code == 354:
                self.send(_quoted(letter))
        except (smtplib.SMTPException, OSError):
            # The text ends with a dot that was not sent yet, so the server cannot have taken it.
            return Fate("deferred", "the connection broke before the mail was handed over", alive=False)
        if code != 354:
            return self._turned_away(code, words)
        try:
            self.send(b".\r\n")
            code, words = self.getreply()
        except (smtplib.SMTPException, OSError):
            return Fate("unconfirmed", "no answer after the mail was handed over", alive=False)
        if 200 <= code < 300:
            return Fate("sent", _text(code, words))
        return Fate("deferred" if code < 500 else "rejected", _text(code, words), alive=code != 421)

    def is_good(self) -> bool:
        """Whether a connection that was idle still answers."""
        try:
            return self.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def hang_up(self) -> None:
        """Says goodbye; what was handed over does not depend on what the server says to it, so the wait is short."""
        self._seconds = min(GOODBYE_SECONDS, self._seconds)
        with suppress(OSError):  # smtplib's own errors are OSErrors
            self.quit()
        self.close()

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and isinstance(self.sock, socket.socket):
            self._patience = Patience(self.sock, self._seconds)
            self.file = io.BufferedReader(self._patience)
        if self._patience is not None:
            self._patience.renew(self._seconds)
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        sock = self._wire.connect(host, port, timeout)
        return self.context().wrap_socket(sock, server_hostname=host) if self._server.tls == "tls" else sock

    def context(self) -> ssl.SSLContext:
        """How certificates are checked."""
        return ssl.create_default_context(cafile=self._server.authorities)

    def _written(self, recipient: str) -> tuple[list[str], str]:
        """MAIL's options for this address, and the address as RCPT has it (RFC 6531). Raises UnicodeError."""
        local, _, domain = recipient.rpartition("@")
        if not local.isascii() and self.has_extn("smtputf8"):
            return ["SMTPUTF8"], recipient
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
        address.encode("ascii")
        return [], address

    def _size(self, letter: bytes) -> list[str]:
        """RFC 1870: a letter that is too large is refused before it is sent."""
        return [f"size={len(letter)}"] if self.has_extn("size") else []

    def _notice(self, label: str) -> list[str]:
        """RFC 3461: a bounce names the label, and brings the letter's header back without its text."""
        return ["RET=HDRS", f"ENVID={label}"] if label and self.has_extn("dsn") else []

    def _envelope(self, sender: str, recipient: str, options: list[str]) -> tuple[int, bytes]:
        """MAIL, RCPT and DATA: 354 when the server wants the text, else the code and words it turned it away with."""
        self.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        # Both addresses were looked at before: smtplib's own parsing would take longer than the sending.
        commands = [" ".join((f"MAIL FROM:<{sender}>", *options)), f"RCPT TO:<{recipient}>", "DATA"]
        if self.has_extn("pipelining"):
            return self._at_once(commands)
        for command, good in zip(commands, _GOOD, strict=True):
            code, words = self.docmd(command)
            if code not in good:
                break
        return code, words

    def _at_once(self, commands: list[str]) -> tuple[int, bytes]:
        """RFC 2920: one way there and back for all three; what decides is the first that was refused."""
        self.send("".join(f"{command}\r\n" for command in commands))
        replies = [self.getreply() for _ in commands]
        for (code, words), good in zip(replies, _GOOD, strict=True):
            if code not in good:
                if replies[-1][0] == 354:
                    self.docmd(".")  # it waits for a text that has nobody to go to
                return code, words
        return replies[-1]

    def _turned_away(self, code: int, words: bytes) -> Fate:
        state: Literal["deferred", "rejected"] = "rejected" if code >= 500 else "deferred"
        try:
            alive = code != 421 and self.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            alive = False
        return Fate(state, _text(code, words), alive)


def opened(server: MailServer, wire: Transport, me: str) -> MailLine:
    """Connects, secures, greets and logs in. Raises NoLine."""
    line = MailLine(server, wire, me)
    try:
        _begin(line, server)
    except NoLine:
        line.close()
        raise
    except ssl.SSLCertVerificationError as error:
        line.close()
        raise NoLine(Retry(f"The certificate of {server.host} is not valid ({error.verify_message}).")) from error
    except smtplib.SMTPAuthenticationError as error:
        line.close()
        if error.smtp_code < 500:
            raise NoLine(Retry(f"{server.host} cannot check the login for now ({error.smtp_code}).")) from error
        raise NoLine(Rejected(f"{server.host} does not accept the user and password ({error.smtp_code}).")) from error
    except smtplib.SMTPNotSupportedError as error:
        line.close()
        raise NoLine(Rejected(f"{server.host} does not offer what the channel is set to: {error}")) from error
    except (smtplib.SMTPException, OSError) as error:
        line.close()
        raise NoLine(Retry(f"{server.host} could not be reached: {_reason(error)}.")) from error
    return line


def _begin(line: MailLine, server: MailServer) -> None:
    _expect(line.connect(server.host, server.port), 220, server)
    line.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        _expect(line.starttls(context=line.context()), 220, server)
        line.ehlo_or_helo_if_needed()
    if server.user:
        line.login(server.user, server.password)


def _expect(reply: tuple[int, bytes], code: int, server: MailServer) -> None:
    if reply[0] != code:
        said = f"{server.host} does not take mail: {_text(*reply)}"
        raise NoLine(Rejected(said) if reply[0] >= 500 else Retry(said))


def _quoted(letter: bytes) -> bytes:
    """The text with a dot before each line that begins with one (RFC 5321, section 4.5.2), ended by CRLF."""
    return (b"." if letter.startswith(b".") else b"") + letter.replace(b"\r\n.", b"\r\n..")


def _text(code: int, words: bytes) -> str:
    return f"{code} {' '.join(words.decode('utf-8', 'replace').split())}"[:300]


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "its name cannot be found"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "the connection broke"
