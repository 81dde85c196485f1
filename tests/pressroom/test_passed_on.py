"""Behind a web server everybody's request comes from that server: who asked is whom it names, and nobody else may name one."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bot.pressroom.passed_on import passed_on

SERVER, READER = "127.0.0.1", "203.0.113.9"


def seen(peer: str = SERVER, **headers: str) -> HttpRequest:
    """The request as the pages see it."""
    told: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        told.append(request)
        return HttpResponse()

    passed_on(answer)(RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers))
    return told[0]


@pytest.mark.parametrize("peer", [SERVER, "::1", "10.1.2.3", "192.168.7.7"])
def test_whoever_the_server_in_front_names_has_asked(peer: str) -> None:
    assert seen(peer, x_forwarded_for=READER).META["REMOTE_ADDR"] == READER


def test_of_several_names_the_last_is_the_servers_own_word() -> None:
    assert seen(x_forwarded_for=f"198.51.100.1, {READER}").META["REMOTE_ADDR"] == READER


def test_from_outside_nobody_is_believed() -> None:
    request = seen("198.51.100.1", x_forwarded_for=READER, x_forwarded_proto="https")
    assert request.META["REMOTE_ADDR"] == "198.51.100.1"
    assert not request.is_secure()


@pytest.mark.parametrize("name", ["", "unknown", "somebody"])
def test_what_is_no_address_names_nobody(name: str) -> None:
    assert seen(x_forwarded_for=name).META["REMOTE_ADDR"] == SERVER


@pytest.mark.parametrize(("word", "secure"), [("https", True), ("http", False), ("http, https", True)])
def test_https_ends_at_the_server_in_front(word: str, secure: bool) -> None:
    assert seen(x_forwarded_proto=word).is_secure() is secure
