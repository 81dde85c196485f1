"""A mailbox behind a real socket: as much of IMAP4rev1 (RFC 3501) as somebody needs who reads what is new in one folder."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import cast


@dataclass
class Mailbox:
    """The account `user`, whose folder INBOX has `mails`; `seen` are the places of those that were read."""

    user: str = "bounces"
    password: str = "correct horse"
    mails: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    selected: list[str] = field(default_factory=list)


class ImapServer:
    """Serves one mailbox on loopback, as a context."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.mailbox = mailbox
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> ImapServer:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mailbox: Mailbox


class _Session(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self) -> None:
        self.wfile.write(b"* OK IMAP4rev1 here\r\n")
        while line := self.rfile.readline().decode("ascii").strip():
            tag, verb, rest = (*line.split(" ", 2), "")[:3]
            answer = getattr(self, f"_{verb.lower()}")(rest)
            self.wfile.write(b"%b %b\r\n" % (tag.encode(), answer))
            if verb == "LOGOUT":
                return

    @property
    def _box(self) -> Mailbox:
        return cast(_Server, self.server).mailbox

    def _capability(self, rest: str) -> bytes:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        return b"OK done"

    def _login(self, rest: str) -> bytes:
        user, password = re.fullmatch(r'"?([^" ]*)"? "?([^"]*)"?', rest).groups()  # type: ignore[union-attr]
        return b"OK in" if (user, password) == (self._box.user, self._box.password) else b"NO wrong"

    def _select(self, rest: str) -> bytes:
        self._box.selected.append(rest.strip('"'))
        if rest.strip('"') != "INBOX":
            return b"NO no such folder"
        self.wfile.write(b"* %d EXISTS\r\n" % len(self._box.mails))
        return b"OK [READ-WRITE] open"

    def _uid(self, rest: str) -> bytes:
        verb, _, more = rest.partition(" ")
        number, _, what = more.partition(" ")
        if verb == "SEARCH":
            new = [str(place + 1) for place in range(len(self._box.mails)) if place not in self._box.seen]
            self.wfile.write(f"* SEARCH {' '.join(new)}\r\n".encode())
        elif verb == "FETCH":
            most = int(re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", what)[1])  # type: ignore[index]
            mail = self._box.mails[int(number) - 1][:most]
            self.wfile.write(b"* %b FETCH (UID %b BODY[]<0> {%d}\r\n" % (number.encode(), number.encode(), len(mail)))
            self.wfile.write(mail + b")\r\n")
        elif verb == "STORE":
            assert what == r"+FLAGS (\Seen)"
            self._box.seen.add(int(number) - 1)
        return b"OK done"

    def _logout(self, rest: str) -> bytes:
        self.wfile.write(b"* BYE\r\n")
        return b"OK bye"
