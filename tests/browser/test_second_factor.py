"""A second factor, set up and used in a browser: an app's codes, a passkey, recovery codes, and a device that was lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.chromium import Seat
from tests.browser.conftest import Sits
from tests.browser.desks import PASSWORD, Desk, address, desk

pytestmark = pytest.mark.timeout(240)
PERIOD = 30  # seconds that a code of an app holds (RFC 6238, section 5.2)
SETTINGS = """
[desk]
second_factor = "editors"
"""


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office that asks its editors for a second factor. A passkey is for a name, and no browser makes one for an IP address."""
    chromium.installed()
    with desk(tmp_path_factory.mktemp("office"), host="localhost", settings=SETTINGS) as made:
        yield made


def code(secret: str, ahead: int = 0) -> str:
    """What an app shows, `ahead` periods from now (RFC 4226, section 5.3; RFC 6238, section 4)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD + ahead)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def with_password(seat: Seat, name: str) -> Page:
    """Signed in with the password, as far as that leads."""
    page = seat.go("sign-in")
    page.locator("input[name=login]").fill(address(name))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_load_state()
    return page


def begun(page: Page, button: str) -> None:
    """What changes how one comes in asks for the password once more."""
    page.get_by_role("link", name=button, exact=True).click()
    page.wait_for_url("**/account/confirm**")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()


def signed_out(seat: Seat) -> None:
    """And at the door again."""
    seat.context.clear_cookies()


def is_in(page: Page) -> None:
    """The desk is before them."""
    expect(page.get_by_role("heading", name="Queue", level=1)).to_be_visible()


def with_authenticator(seat: Seat) -> None:
    """A device that keeps passkeys and unlocks without being asked (WebAuthn level 3, section 11: user-agent automation)."""
    devtools = seat.context.new_cdp_session(seat.page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def app_set_up(seat: Seat, name: str) -> str:
    """Asked for a second factor as they come in, they take an app; its secret."""
    page = with_password(seat, name)
    page.wait_for_url("**/desk/account/factors/")
    expect(page.locator("main")).to_contain_text("This office asks for a second factor")
    begun(page, "Activate")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("That is not the code")
    assert page.locator("#authenticator_secret").input_value() == secret
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url("**/recovery-codes/")
    return secret


def recovery_codes(page: Page) -> list[str]:
    """As they are shown once the first factor is there."""
    return re.findall(r"\b\d{8}\b", page.locator("main").locator("textarea").input_value())


def with_code(page: Page, given: str) -> None:
    page.locator("input[name=code]").fill(given)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_load_state()


def test_an_app_s_codes_then_a_recovery_code_then_a_lost_device(sits: Sits) -> None:
    with sits() as edda, sits() as ada:
        secret = app_set_up(edda, "Edda Editor")
        spare = recovery_codes(edda.page)
        assert len(spare) == 10
        is_in(edda.go())

        signed_out(edda)
        page = with_password(edda, "Edda Editor")
        with_code(page, "000000")
        expect(page.locator("main")).to_contain_text("That is not the code")
        with_code(page, code(secret, ahead=1))  # the one that set it up has been used
        is_in(page)

        signed_out(edda)
        with_code(with_password(edda, "Edda Editor"), spare[0])
        is_in(edda.page)
        signed_out(edda)
        with_code(with_password(edda, "Edda Editor"), spare[0])
        expect(edda.page.locator("main")).to_contain_text("That is not the code")
        with_code(edda.page, spare[1])
        is_in(edda.page)

        app_set_up(ada, "Ada Admin")
        page = ada.go("people/")
        row = page.locator("tr", has_text="Edda Editor")
        row.get_by_text("Change", exact=False).last.click()
        row.get_by_role("button", name="The device was lost").click()
        expect(page.locator("main")).to_contain_text("Edda Editor has no second factor any more")
        edda.page.goto(edda.desk)
        assert "/sign-in" in edda.page.url
        with_password(edda, "Edda Editor").wait_for_url("**/desk/account/factors/")


def test_a_passkey_alone_and_a_passkey_after_the_password(sits: Sits) -> None:
    with sits() as emil:
        with_authenticator(emil)
        page = with_password(emil, "Emil Editor")
        page.wait_for_url("**/desk/account/factors/")
        begun(page, "Add")
        page.locator("input[name=name]").fill("Office laptop")
        page.locator("input[name=passwordless]").check()
        page.get_by_role("button", name="Add").click()
        page.wait_for_url("**/recovery-codes/")
        is_in(emil.go())

        signed_out(emil)
        page = emil.go("sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        is_in(page)

        signed_out(emil)
        page = with_password(emil, "Emil Editor")
        page.get_by_role("button", name="By a passkey").click()
        is_in(page)
        assert page.url == emil.desk


def test_a_writer_is_not_asked_for_one(sits: Sits) -> None:
    with sits() as wren:
        page = with_password(wren, "Wren Writer")
        is_in(page)
        assert page.url == wren.desk
