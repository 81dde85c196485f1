"""TXT records, asked of a DNS resolver over the channel's own wire: TCP, as RFC 7766 has every resolver take it."""

from __future__ import annotations

import dns.exception
import dns.message
import dns.query
import dns.rdatatype
import dns.resolver
from dns.rcode import NOERROR, NXDOMAIN
from dns.rdtypes.ANY.TXT import TXT

from bot.core.world import Transport

PORT = 53
SECONDS = 5.0  # for a resolver that has to ask others first


class NotAsked(Exception):
    """The DNS could not be asked, or gave no answer: of the record that says nothing."""


def texts(wire: Transport, name: str, resolver: str = "") -> list[str]:
    """The TXT records under `name`, each its pieces put together (RFC 7208, section 3.3); [] when there is none.

    `resolver`: an address, with :PORT or without; "" for the one that this machine uses. Raises NotAsked.
    """
    host, port = _where(resolver)
    question = dns.message.make_query(name, dns.rdatatype.TXT)
    try:
        sock = wire.connect(host, port, SECONDS)
        with sock:
            sock.setblocking(False)
            answer = dns.query.tcp(question, host, timeout=SECONDS, port=port, sock=sock)
        if answer.rcode() not in (NOERROR, NXDOMAIN):
            raise NotAsked(f"{host} could not say ({answer.rcode().name})")
        found = answer.resolve_chaining().answer if isinstance(answer, dns.message.QueryMessage) else None
    except (OSError, dns.exception.DNSException) as error:
        raise NotAsked(f"{host} gave no answer ({type(error).__name__})") from error
    records = [record for record in found or () if isinstance(record, TXT)]
    return [b"".join(record.strings).decode("utf-8", "replace") for record in records]


def _where(resolver: str) -> tuple[str, int]:
    if not resolver:
        try:
            return str(dns.resolver.Resolver().nameservers[0]), PORT
        except (dns.resolver.NoResolverConfiguration, IndexError) as error:
            raise NotAsked("this machine has no resolver set") from error
    host, colon, port = resolver.rpartition(":") if resolver.count(":") == 1 else (resolver, "", "")
    return (host, int(port)) if colon and port.isdigit() else (resolver, PORT)
