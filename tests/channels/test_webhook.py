from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.channels.asking import BODY_LIMIT
from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Repeat, Retry, Sent, Trouble, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import HOOK, OLD_SECRET, SECRET, channel, order, sent


def hook(url: str, secrets: str = SECRET, **options: object) -> Channel:
    settings = {"url": url, "secret_env": "HOOK_SECRET", "allow_private_addresses": True} | options
    return channel("webhook", "webhook", {"HOOK_SECRET": secrets}, timeout=0.5, options=settings)


@pytest.fixture
def partners(sandbox: Sandbox) -> Channel:
    return hook(sandbox.hook_url("partners"))


def asked(**changes: object) -> Order:
    return order(HOOK, **changes)


def test_a_partner_can_verify_what_comes(sandbox: Sandbox, partners: Channel, wire: Network) -> None:
    outcome = sent(partners, asked(), wire)
    assert outcome == Sent("d-1")
    (arrived,) = sandbox.hooks.received
    assert arrived.verified
    assert arrived.webhook_id == "d-1"


def test_the_lift_is_filled_in_and_nothing_else_changed(sandbox: Sandbox, partners: Channel, wire: Network) -> None:
    sent(partners, asked(merge={"lift": "2020-03-05T00:01:00Z"}), wire)
    assert sandbox.hooks.received[0].body == {"headline": "Rivers", "versionCreated": "2020-03-05T00:01:00Z"}


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("ninjs-3.1", "application/json"), ("newsml-g2", "application/vnd.iptc.g2.newsitem+xml")],
)
def test_a_partner_is_told_what_format_it_is(sandbox: Sandbox, wire: Network, form: str, media_type: str) -> None:
    sent(hook(sandbox.hook_url("partners"), format=form), asked(), wire)
    assert sandbox.hooks.received[0].media_type == media_type


def test_a_retry_has_the_same_id_so_that_the_partner_knows_it(
    sandbox: Sandbox, partners: Channel, wire: Network
) -> None:
    sandbox.faults.add("hooks", Fault("drop_after"))
    first = asked()
    assert isinstance(sent(partners, first, wire), Unconfirmed)
    assert isinstance(partners.reconcile(first, wire), Repeat)
    assert isinstance(sent(partners, asked(attempt=2), wire), Sent)
    assert [one.repeat for one in sandbox.hooks.received] == [False, True]


def test_while_a_secret_rotates_both_are_used(sandbox: Sandbox, wire: Network) -> None:
    both = hook(sandbox.hook_url("rotating"), f"{SECRET} {OLD_SECRET}")
    assert isinstance(sent(both, asked(), wire), Sent)
    assert sandbox.hooks.received[0].verified


def test_a_wrong_secret_is_named_by_its_variable(sandbox: Sandbox, wire: Network) -> None:
    outcome = sent(hook(sandbox.hook_url("partners"), OLD_SECRET), asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "HOOK_SECRET" in outcome.because
    assert OLD_SECRET not in outcome.because


def test_every_partner_has_an_address_and_a_secret_of_their_own(sandbox: Sandbox, wire: Network) -> None:
    for name, secret in (("partners", SECRET), ("rotating", OLD_SECRET)):
        assert sent(hook(sandbox.hook_url(name), secret), asked(), wire) == Sent("d-1")
    assert [(one.name, one.verified) for one in sandbox.hooks.received] == [("partners", True), ("rotating", True)]


def test_a_partner_who_never_stops_answering_is_not_listened_to_for_long(wire: Network) -> None:
    written: list[int] = []

    class Endless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while sum(written) < 200 * BODY_LIMIT:
                    written.append(self.wfile.write(b"x" * 65536))

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        assert sent(hook(f"http://127.0.0.1:{server.server_port}/"), asked(), wire) == Sent("d-1")
        server.shutdown()
    assert sum(written) < 200 * BODY_LIMIT


def test_gone_is_gone(sandbox: Sandbox, partners: Channel, wire: Network) -> None:
    sandbox.faults.add("hooks", Fault("status", status=410))
    outcome = sent(partners, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "gone" in outcome.because


@pytest.mark.parametrize(("status", "trouble"), [(410, Trouble.REFUSED), (404, None)])
def test_an_address_that_is_gone_for_good_is_told_before_a_lift(
    wire: Network, status: int, trouble: Trouble | None
) -> None:
    class Gone(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Gone) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        (check,) = hook(f"http://127.0.0.1:{server.server_port}/").check(wire)
        server.shutdown()
    assert (check.ok, check.trouble) == (False, trouble)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_not_followed(
    sandbox: Sandbox, partners: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("hooks", Fault("status", status=status))
    assert isinstance(sent(partners, asked(), wire), Rejected)
    assert sandbox.hooks.received == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_a_partner_could_not_handle_comes_again(
    sandbox: Sandbox, partners: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("hooks", Fault("status", status=status, retry_after=3))
    outcome = sent(partners, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=3)


@pytest.mark.parametrize("fault", [Fault("hang", seconds=3), Fault("drop_before")])
def test_no_answer_is_in_doubt(sandbox: Sandbox, partners: Channel, wire: Network, fault: Fault) -> None:
    sandbox.faults.add("hooks", fault)
    assert isinstance(sent(partners, asked(), wire), Unconfirmed)


def test_an_office_s_own_machines_are_not_reached(sandbox: Sandbox, wire: Network) -> None:
    url = sandbox.hook_url("partners")
    for address in (url, url.replace("127.0.0.1", "localhost"), url.replace("127.0.0.1", "0x7f.1")):
        outcome = sent(hook(address, allow_private_addresses=False), asked(), wire)
        assert isinstance(outcome, Rejected), address
        assert "private address" in outcome.because
    assert sandbox.hooks.received == []
    assert sandbox.hooks.refused == []


def test_a_private_address_is_doubted_before_the_approval() -> None:
    assert hook("https://192.168.1.10/hook", allow_private_addresses=False).doubts(HOOK)
    assert hook("https://192.168.1.10/hook").doubts(HOOK) == []
    assert hook("https://partner.example.com/hook", allow_private_addresses=False).doubts(HOOK) == []


@pytest.mark.parametrize("secret", ["hunter2", "whsec_", "whsec_c2hvcnQ=", SECRET.removeprefix("whsec_")])
def test_a_secret_of_the_wrong_form_is_doubted_before_the_approval(secret: str, wire: Network) -> None:
    bad = hook("https://partner.example.com/hook", secret)
    assert bad.missing() == []
    assert "HOOK_SECRET" in bad.doubts(HOOK)[0]
    assert isinstance(sent(bad, asked(), wire), Rejected)


def test_a_missing_secret_is_named() -> None:
    assert hook("https://partner.example.com/hook", "").missing() == ["HOOK_SECRET"]


def test_doctor_posts_nothing(sandbox: Sandbox, partners: Channel, wire: Network) -> None:
    assert [check.ok for check in partners.check(wire)] == [True]
    assert [check.ok for check in hook("http://127.0.0.1:9/hook").check(wire)] == [False]
    assert sandbox.hooks.received == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "partner.example.com/hook"),
        ("url", "https://user:password@partner.example.com/hook"),
        ("url", ""),
        ("format", "xml"),
        ("allow_private_addresses", "yes"),
        ("secret_env", SECRET),
        ("ca_file", "/nowhere/ca.pem"),
        ("colour", "red"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.partners\] " + name):
        hook(**{"url": "https://partner.example.com/hook"} | {name: value})
