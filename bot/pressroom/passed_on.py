"""Requests that the web server in front passes on: who asked, and whether by https, are what that server says.

Without it everybody would seem to ask from 127.0.0.1: whoever guesses passwords would keep the whole office from signing in, and
whoever follows dead links would be all readers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest, HttpResponse

# RFC 1918, RFC 4193. Not `is_private`, which counts addresses for documents and tests too.
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
Answer = Callable[[HttpRequest], HttpResponse]


def passed_on(answer: Answer) -> Answer:
    """Middleware. Believed is the last name in X-Forwarded-For and the last word in X-Forwarded-Proto, which are those of the server
    next to us, and only where the connection itself comes from this machine or a private network: nobody else stands in front."""

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        if _in_front(meta.get("REMOTE_ADDR", "")):
            asker = _last(meta.get("HTTP_X_FORWARDED_FOR", ""))
            if _address(asker) is not None:
                meta["REMOTE_ADDR"] = asker
            if _last(meta.get("HTTP_X_FORWARDED_PROTO", "")) == "https":
                meta["wsgi.url_scheme"] = "https"
        return answer(request)

    return middleware


def _in_front(peer: str) -> bool:
    address = _address(peer)
    return address is not None and (address.is_loopback or any(address in network for network in PRIVATE))


def _last(value: str) -> str:
    return value.rsplit(",", 1)[-1].strip()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
