"""What is counted of who tries to come in: in the ledger, so that every process has the same count."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from bot.core.roles import Role
from bot.desk.limits import Limits
from bot.desk.models import Limit, Person
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
GOOD = "a tram and seven gulls"


def test_what_is_counted_is_kept_until_it_ends_and_no_longer() -> None:
    cache.set("tries", [1.5, 2.5], 60)
    assert cache.get("tries") == [1.5, 2.5]
    cache.set("tries", [3.5], -1)
    assert cache.get("tries", "none") == "none"


def test_of_two_who_add_the_same_one_succeeds() -> None:
    assert cache.add("code", "y", 30)
    assert not cache.add("code", "y", 30)
    assert cache.delete("code")
    assert cache.add("code", "y", 30)


def test_what_has_ended_is_cleared_away() -> None:
    cache.set("old", True, -1)
    cache.add("new", True, 30)
    assert [row.key for row in Limit.objects.all()] == [cache.make_key("new")]


def test_it_is_plain_json_and_nothing_that_a_program_could_hide_in() -> None:
    cache.set("tries", [1.5], 60)
    assert Limit.objects.get().value == [1.5]
    with pytest.raises(TypeError):
        cache.set("tries", object(), 60)


def test_another_process_sees_the_same_count(tmp_path: Path) -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from django.core.cache import cache\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0) if sys.argv[1] == 'set' else None\n"
        "cache.set('tries', [1], 600) if sys.argv[1] == 'set' else print(cache.get('tries'))\n"
    )
    given = {"DJANGO_SETTINGS_MODULE": "config.desk", "EMBARGO_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for what in ("set", "get"):
        said = subprocess.run(
            [sys.executable, "-c", program, what], cwd=tmp_path, env=given, capture_output=True, check=True, timeout=120
        )
    assert said.stdout.strip() == b"[1]"
    assert isinstance(cache._connections["default"], Limits)  # type: ignore[attr-defined]


def test_codes_are_counted_by_person_from_wherever_they_come(desk: object) -> None:
    """The password is known already: that person's codes are not tried from a hundred addresses at once."""
    eva = Person.objects.create_user("eva@example.org", "Eva Ender", Role.EDITOR, GOOD)
    TOTP.activate(eva, "JBSWY3DPEHPK3PXP")
    answers = []
    for number in range(12):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post("/desk/sign-in", {"login": eva.email, "password": GOOD})
        answers.append(client.post("/desk/account/factors/authenticate/", {"code": f"{number:06d}"}).content.decode())
    assert "That is not the code" in answers[9]
    assert all("Too many" in one for one in answers[10:])


def test_the_secret_of_an_app_is_sealed_in_the_ledger(desk: object) -> None:
    eva = Person.objects.create_user("eva@example.org", "Eva Ender", Role.EDITOR, GOOD)
    kept = TOTP.activate(eva, "JBSWY3DPEHPK3PXP").instance.data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept and b"JBSWY3DPEHPK3PXP" not in bytes.fromhex(kept)
    assert get_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
