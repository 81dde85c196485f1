"""What somebody may try against every page of the desk at once; what one page alone must stand is tested with that page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.urls.resolvers import RegexPattern

from bot.core.roles import Role
from bot.desk.models import Person
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import JournalRow
from config import desk_urls
from tests import premises
from tests.conftest import ROOT

SignIn = Callable[..., Client]
# Whoever has the link may: a calendar, an outsider with a preview, somebody who was invited.
OPEN_TO_LINKS = {"desk:calendar-feed", "desk:preview", "desk:invitation"}
# Where people come in, with a password, a passkey, or the link that was mailed to them.
ENTRANCES = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_authenticate", "mfa_login_webauthn", "mfa_trust"),
}
_SAMPLES = {
    **dict.fromkeys(("number", "reader", "link", "approval", "pk"), 1),
    **dict.fromkeys(("slug", "waiting", "name", "delivery", "token", "secret", "key"), "cranes"),
    "channel": "partners",
    "span": "2026-03",
    "uidb36": "1",
}


def pages(
    found: Iterable[URLPattern | URLResolver], space: str = "", given: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Every page under these, by its full name, and an address of it with something in the place of each variable."""
    for one in found:
        names = (
            *given,
            *(one.pattern.regex.groupindex if isinstance(one.pattern, RegexPattern) else one.pattern.converters),
        )
        if isinstance(one, URLResolver):
            yield from pages(one.url_patterns, f"{one.namespace}:" if one.namespace else space, names)
        else:
            name = f"{space}{one.name}"
            yield name, reverse(name, kwargs={variable: _SAMPLES[variable] for variable in names})


ALL = dict(pages(one for one in desk_urls.urlpatterns if str(one.pattern) == "desk/"))
STAFF_ONLY = sorted(ALL.keys() - OPEN_TO_LINKS - ENTRANCES)


@pytest.fixture(autouse=True)
def _office(room: Newsroom, db: None) -> None:
    open_to_the_public(room)
    premises.approved(room)


def test_the_pages_that_everybody_knows_are_tried() -> None:
    known = {"desk:queue", "desk:approval", "desk:withdrawal", "desk:lists", "desk:journal-verification"}
    assert known | {"mfa_activate_totp", "mfa_add_webauthn", "account_change_password"} <= ALL.keys()
    assert len(ALL) > 90


def test_every_page_of_the_desk_is_among_them() -> None:
    """Two lists of addresses make up the desk: one that is forgotten here would not be tried."""
    told = [str(one.pattern) for one in desk_urls.urlpatterns if isinstance(one, URLResolver)]
    assert told == ["desk/", "desk/"]


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_a_stranger_is_asked_to_sign_in(name: str) -> None:
    for answer in (Client().get(ALL[name]), Client().post(ALL[name])):
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/desk/sign-in")


@pytest.mark.parametrize("name", ALL)
def test_a_form_from_elsewhere_is_not_taken(sign_in: SignIn, name: str) -> None:
    sign_in(Role.ADMINISTRATOR, "Ada Admin")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(Person.objects.get(name="Ada Admin"))
    before = JournalRow.objects.count()
    answer = forged.post(ALL[name], {"do": "import", "because": "forged", "sure": "yes"})
    # The address of a sign-up that nobody can make leads to the door, whatever is posted.
    assert answer.status_code in (403, 405) or name == "account_signup"
    assert JournalRow.objects.count() == before


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["a stranger", "an administrator"])
def test_nothing_of_the_desk_is_kept_by_a_browser_or_found_by_a_search(sign_in: SignIn, name: str, who: str) -> None:
    """Not even that something is not there, or was moved, or is asked for in the wrong way."""
    answer = (Client() if who == "a stranger" else sign_in(Role.ADMINISTRATOR, "Ada Admin")).get(ALL[name])
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["a stranger", "an administrator"])
def test_no_page_allows_a_script_of_its_own_text_or_anything_from_elsewhere(
    sign_in: SignIn, name: str, who: str
) -> None:
    answer = (Client() if who == "a stranger" else sign_in(Role.ADMINISTRATOR, "Ada Admin")).get(ALL[name])
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return
    policy = answer.headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.split()}
    assert rules["default-src"] == ["'none'"]
    assert rules.get("script-src", []) in ([], ["'self'"])
    assert {"http:", "https:", "*", "'unsafe-eval'"}.isdisjoint(word for words in rules.values() for word in words)
    # Styles of their own text have only the frames that show a mail as it arrives: no script runs there at all.
    assert "'unsafe-inline'" not in rules["style-src"] or "script-src" not in rules
    assert "://" not in policy


@pytest.mark.parametrize("name", ALL)
def test_no_page_s_markup_has_a_script_or_a_style_of_its_own(sign_in: SignIn, name: str) -> None:
    answer = sign_in(Role.ADMINISTRATOR, "Ada Admin").get(ALL[name])
    if name in ("desk:approval-renditions", "desk:release-preview", "desk:rehearsal-arrived") or answer.streaming:
        return
    page = answer.content.decode()
    if (
        "There is no such page." in page
    ):  # the public's own, which brings its style, and which the policy leaves without
        return
    assert not re.findall(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))", page)
    assert not re.findall(r"<style|\sstyle=\"|\son[a-z]+=\"", page)


def test_a_cookie_of_the_desk_goes_nowhere_else_and_no_script_reads_the_session() -> None:
    program = (
        "import os, django, json; from django.conf import settings; django.setup();"
        "print(json.dumps([settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,"
        "settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_AGE]))"
    )
    example = ROOT / "config" / "embargo.example.toml"
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "config.desk", "EMBARGO_CONFIG": str(example)}
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, capture_output=True, check=True)
    assert json.loads(said.stdout) == [True, True, True, "Lax", "/desk/", 12 * 3600]
