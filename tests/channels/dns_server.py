"""A DNS resolver on loopback that knows a few TXT records. Its messages are dnspython's, its socket TCP."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

REFUSED = "REFUSED"


@contextmanager
def resolver(records: Mapping[str, str]) -> Iterator[str]:
    """Where it listens. `records`: name → text, in pieces of 255 bytes; "-> NAME" leads on; REFUSED answers nobody."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2))
            question = dns.message.from_wire(self.rfile.read(length))
            wire = _answer(question, records).to_wire()
            self.wfile.write(len(wire).to_bytes(2) + wire)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _answer(question: dns.message.Message, records: Mapping[str, str]) -> dns.message.Message:
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    name = question.question[0].name
    text = records.get(str(name).rstrip("."))
    if text is not None and text.startswith("-> "):
        target = text.removeprefix("-> ") + "."
        answer.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.CNAME, target))
        name = dns.rrset.from_text(target, 60, "IN", "TXT", "x").name
        text = records.get(target.rstrip("."))
    if text is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif text == REFUSED:
        answer.set_rcode(dns.rcode.REFUSED)
    else:
        pieces = " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
        answer.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.TXT, pieces))
    return answer
