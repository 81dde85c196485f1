"""The stand-ins without sockets fail as real ones do."""

from __future__ import annotations

import pytest
import requests

from bot.sandbox.answering import StandInAdapter
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.sendgrid import SendGrid
from bot.sandbox.webhook import WebhookReceiver
from tests.sandbox.conftest import KEY, NOW, SECRET

URL = "https://api.sendgrid.example.test"


class Wire:
    """A session whose every request ends at stand-ins, and the seconds that went by."""

    def __init__(self) -> None:
        self.sendgrid = SendGrid([KEY])
        self.faults = Faults()
        self.seconds = 0.0
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {KEY}"
        routes = {URL: self.sendgrid, "https://partner.example.test/hooks": WebhookReceiver({"partners": [SECRET]})}
        self.session.mount("https://", StandInAdapter(routes, lambda: NOW, self.faults, self._pass))

    def _pass(self, seconds: float) -> None:
        self.seconds += seconds

    def send(self, mail: object, timeout: float | tuple[float, float] = 10) -> requests.Response:
        return self.session.post(f"{URL}/v3/mail/send", json=mail, timeout=timeout)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_a_request_is_answered_without_a_socket(wire: Wire, mail: object) -> None:
    response = wire.send(mail)
    assert (response.status_code, response.content) == (202, b"")
    assert response.headers["x-message-id"] == wire.sendgrid.received[0].message_id
    assert wire.sendgrid.received[0].answered_at == NOW


def test_an_answer_is_read_as_usual(wire: Wire) -> None:
    assert wire.send({}).json()["errors"][0]["field"] == "personalizations"


def test_a_url_goes_to_the_stand_in_at_its_beginning(wire: Wire) -> None:
    assert wire.session.post("https://partner.example.test/hooks/nobody").status_code == 404


def test_nobody_plays_any_other_host(wire: Wire) -> None:
    with pytest.raises(requests.ConnectionError):
        wire.session.get(f"{URL}.elsewhere.test/v3/scopes")


def test_a_hang_is_a_read_timeout_and_the_request_was_taken(wire: Wire, mail: object) -> None:
    wire.faults.add("sendgrid", Fault("hang", seconds=30))
    with pytest.raises(requests.ReadTimeout):
        wire.send(mail, timeout=(3, 10))
    assert (len(wire.sendgrid.received), wire.seconds) == (1, 10)


def test_who_waits_long_enough_gets_the_answer(wire: Wire, mail: object) -> None:
    wire.faults.add("sendgrid", Fault("hang", seconds=30))
    assert wire.send(mail, timeout=60).status_code == 202
    assert wire.seconds == 30


@pytest.mark.parametrize(("kind", "arrived"), [("drop_after", 1), ("drop_before", 0)])
def test_a_drop_is_a_connection_error(wire: Wire, mail: object, kind: str, arrived: int) -> None:
    wire.faults.add("sendgrid", Fault(kind))
    with pytest.raises(requests.ConnectionError, match="Connection aborted"):
        wire.send(mail)
    assert len(wire.sendgrid.received) == arrived


def test_a_status_is_answered_in_the_providers_manner(wire: Wire, mail: object) -> None:
    wire.faults.add("sendgrid", Fault("status", status=429, retry_after=2))
    response = wire.send(mail)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "2")
    assert wire.sendgrid.received == []
