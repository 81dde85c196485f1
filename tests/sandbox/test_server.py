"""The sandbox over real sockets."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from requests_oauthlib import OAuth1Session
from standardwebhooks import Webhook

from bot.sandbox.faults import Fault
from bot.sandbox.server import PortTaken, Sandbox
from tests.sandbox.conftest import ACCOUNT, KEY, SECRET, fetch

HEADERS = {"Authorization": f"Bearer {KEY}"}


def send(sandbox: Sandbox, mail: object, **options: Any) -> requests.Response:
    return fetch("POST", f"{sandbox.sendgrid_url}/v3/mail/send", json=mail, headers=HEADERS, **options)


def x_session() -> OAuth1Session:
    return OAuth1Session(ACCOUNT.api_key, ACCOUNT.api_secret, ACCOUNT.access_token, ACCOUNT.access_token_secret)


def call_hook(sandbox: Sandbox, body: str) -> requests.Response:
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, body),
    }
    return fetch("POST", sandbox.hook_url("partners"), data=body, headers=headers)


def test_every_provider_answers(sandbox: Sandbox, mail: object) -> None:
    assert send(sandbox, mail).status_code == 202
    assert x_session().post(f"{sandbox.x_url}/2/tweets", json={"text": "Hello"}).status_code == 201
    assert x_session().get(f"{sandbox.x_url}/2/users/1001/tweets?max_results=5").json()["data"][0]["text"] == "Hello"
    assert call_hook(sandbox, "{}").status_code == 204


def test_what_arrived_can_be_asked_for_from_elsewhere(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    x_session().post(f"{sandbox.x_url}/2/tweets", json={"text": "Hello"})
    call_hook(sandbox, '{"headline": "News"}')
    told = fetch("GET", f"{sandbox.url}/_received").json()
    while told[-1]["answered_at"] is None:  # noted once the answer is out, which the caller may see a moment sooner
        told = fetch("GET", f"{sandbox.url}/_received").json()
    assert [one["provider"] for one in told] == ["sendgrid", "x", "hooks"]
    assert told[0]["recipients"] == ["ada@example.org", "bela@example.org"]
    assert told[0]["custom_args"][1] == {"release": "harbour", "recipient": "bela"}
    assert told[1]["text"] == "Hello"
    assert (told[2]["verified"], told[2]["body"]) == (True, {"headline": "News"})
    assert all(one["at"] < one["answered_at"] for one in told)


def test_what_was_refused_can_be_asked_for_too(sandbox: Sandbox) -> None:
    send(sandbox, {})
    told = fetch("GET", f"{sandbox.url}/_refused").json()
    assert [(one["provider"], one["status"]) for one in told] == [("sendgrid", 400)]


def test_everything_can_be_forgotten(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    assert fetch("DELETE", f"{sandbox.url}/_received").status_code == 204
    assert fetch("GET", f"{sandbox.url}/_received").json() == []


def test_a_connection_is_kept_alive(sandbox: Sandbox, mail: object) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(sandbox.url.rpartition(":")[2]))
    connection.connect()
    ours = connection.sock.getsockname()
    for _ in range(3):
        headers = {**HEADERS, "Content-Type": "application/json"}
        connection.request("POST", "/sendgrid/v3/mail/send", json.dumps(mail), headers)
        assert connection.getresponse().read() == b""
        assert connection.sock.getsockname() == ours
    connection.close()


def test_arrival_is_the_first_byte_of_the_request(sandbox: Sandbox) -> None:
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2]))) as raw:
        time.sleep(0.1)
        first_byte = datetime.now(UTC)
        raw.sendall(b"P")
        time.sleep(0.2)
        raw.sendall(b"OST /sendgrid/v3/mail/send HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        raw.recv(100)
    assert timedelta() <= sandbox.refusals()[0].at - first_byte < timedelta(seconds=0.15)


def test_many_at_once_are_all_taken_and_apart(sandbox: Sandbox, mail: dict[str, Any]) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: send(sandbox, mail), range(64)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.headers["X-Message-Id"] for answer in answers}) == 64
    assert len(sandbox.sendgrid.received) == 64


def test_a_thousand_recipients_are_taken_in_one_request(sandbox: Sandbox, mail: dict[str, Any]) -> None:
    person = mail["personalizations"][0]
    mail["personalizations"] = [{**person, "to": [{"email": f"r{n}@example.org"}]} for n in range(1000)]
    assert send(sandbox, mail).status_code == 202
    assert len(fetch("GET", f"{sandbox.url}/_received").json()[0]["recipients"]) == 1000


def test_a_dropped_request_was_taken_or_not_as_the_fault_says(sandbox: Sandbox, mail: object) -> None:
    for kind, arrived in (("drop_before", 0), ("drop_after", 1)):
        sandbox.faults.add("sendgrid", Fault(kind))
        with pytest.raises(requests.ConnectionError):
            send(sandbox, mail)
        assert len(sandbox.sendgrid.received) == arrived


def test_a_hanging_request_is_taken_and_answered_too_late(sandbox: Sandbox, mail: object) -> None:
    sandbox.faults.add("sendgrid", Fault("hang", seconds=30))
    with pytest.raises(requests.ReadTimeout):
        send(sandbox, mail, timeout=0.2)
    assert len(sandbox.sendgrid.received) == 1


def test_a_slow_request_takes_its_time(sandbox: Sandbox, mail: object) -> None:
    sandbox.faults.add("sendgrid", Fault("slow", ms=120))
    before = time.monotonic()
    assert send(sandbox, mail).status_code == 202
    assert time.monotonic() - before >= 0.12


def test_faults_are_ordered_over_http(sandbox: Sandbox, mail: object) -> None:
    order = {"provider": "sendgrid", "fault": "status", "status": 429, "retry_after": 2, "times": 1}
    assert fetch("POST", f"{sandbox.url}/_faults", json=order).json()[0]["fault"] == "status"
    refused, taken = send(sandbox, mail), send(sandbox, mail)
    assert (refused.status_code, refused.headers["Retry-After"], taken.status_code) == (429, "2", 202)


def test_faults_can_be_taken_back(sandbox: Sandbox, mail: object) -> None:
    sandbox.faults.add("sendgrid", Fault("drop_before", times=None))
    fetch("DELETE", f"{sandbox.url}/_faults")
    assert fetch("GET", f"{sandbox.url}/_faults").json() == []
    assert send(sandbox, mail).status_code == 202


@pytest.mark.parametrize("order", ["", "[1]", '{"provider": "x"}', '{"provider": "x", "fault": "fire"}'])
def test_an_order_that_makes_no_sense_is_explained(sandbox: Sandbox, order: str) -> None:
    answer = fetch("POST", f"{sandbox.url}/_faults", data=order)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("The fault cannot be used: ")


def test_a_request_without_a_length_is_refused(sandbox: Sandbox) -> None:
    answer = fetch("POST", f"{sandbox.sendgrid_url}/v3/mail/send", data=iter([b"a"]), headers=HEADERS)
    assert answer.status_code == 411


def test_an_unknown_webhook_is_not_found(sandbox: Sandbox) -> None:
    assert fetch("POST", sandbox.hook_url("nobody")).status_code == 404


def test_stopping_ends_what_hangs(mail: object) -> None:
    sandbox = Sandbox(sendgrid_keys=[KEY]).start()
    sandbox.faults.add("sendgrid", Fault("hang", seconds=30))
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(send, sandbox, mail)
        while not sandbox.sendgrid.received:
            time.sleep(0.01)
        before = time.monotonic()
        sandbox.stop()
        pending.exception(timeout=5)
    assert time.monotonic() - before < 5


def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            Sandbox(port=port).start()


def test_a_port_is_free_again_after_stopping() -> None:
    with Sandbox() as sandbox:
        port = int(sandbox.url.rpartition(":")[2])
    with Sandbox(port=port, smtp_port=0) as again:
        assert fetch("GET", again.url).status_code == 200


def test_it_listens_on_loopback_only(sandbox: Sandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")


def test_the_sandbox_imports_nothing_that_it_checks() -> None:
    code = (
        "import sys, bot.sandbox.server, bot.sandbox.answering;"
        "print([name for name in sys.modules if name.startswith(('bot.channels', 'bot.renditions', 'bot.core.signing',"
        " 'bot.store', 'bot.newsroom', 'django', 'standardwebhooks', 'oauthlib', 'tweepy', 'sendgrid'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
