"""What somebody may try against every page of the desk at once; what one page alone must stand is tested with that page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from bot.core.roles import Role
from bot.desk import urls
from bot.desk.models import Person
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import JournalRow
from tests import premises

SignIn = Callable[..., Client]
# Whoever has the link may: a calendar, an outsider with a preview, somebody who was invited.
OPEN_TO_LINKS = {"calendar-feed", "preview", "invitation"}
_SAMPLES = {"int": 1, "str": "partners", "slug": "cranes", "uuid": "00000000-0000-4000-8000-000000000001"}


def pages() -> Iterator[tuple[str, str]]:
    """Every page of the desk by its name, with an address of it."""
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            sample = {
                name: _SAMPLES[type(made).__name__.removesuffix("Converter").lower().replace("string", "str")]
                for name, made in pattern.pattern.converters.items()
            }
            yield pattern.name, reverse(f"desk:{pattern.name}", kwargs=sample)


ALL = dict(pages())


@pytest.fixture(autouse=True)
def _office(room: Newsroom, db: None) -> None:
    open_to_the_public(room)
    premises.approved(room)


def test_the_pages_that_everybody_knows_are_tried() -> None:
    assert {"queue", "approval", "withdrawal", "lists", "journal-verification"} <= ALL.keys()


@pytest.mark.parametrize("name", sorted(ALL.keys() - OPEN_TO_LINKS))
def test_a_stranger_is_asked_to_sign_in(name: str) -> None:
    answer = Client().get(ALL[name])
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
    assert answer.status_code in (403, 405)
    assert JournalRow.objects.count() == before


@pytest.mark.parametrize("name", sorted(ALL.keys() - OPEN_TO_LINKS))
def test_nothing_of_the_desk_is_kept_by_a_browser_or_found_by_a_search(sign_in: SignIn, name: str) -> None:
    answer = sign_in(Role.ADMINISTRATOR, "Ada Admin").get(ALL[name])
    if answer.status_code == 405:
        return
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("name", ALL.keys())
def test_no_page_allows_a_script_of_its_own_text(sign_in: SignIn, name: str) -> None:
    answer = sign_in(Role.ADMINISTRATOR, "Ada Admin").get(ALL[name])
    if "text/html" not in answer.headers.get("Content-Type", "") or answer.status_code == 405:
        return
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in policy
    assert "script-src" in policy or "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
