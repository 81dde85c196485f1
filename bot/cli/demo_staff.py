"""The people of the demo's desk: invited as anybody is, and joined over their link, so that somebody can walk in at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import requests

from bot.cli.demo_report import DemoFailed
from bot.core.roles import Role

STAFF = (("Ann Writer", Role.WRITER), ("Ben Editor", Role.EDITOR), ("Ada Administrator", Role.ADMINISTRATOR))
WAIT = 30  # seconds until the desk must answer


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody signs in with."""

    name: str
    role: Role
    email: str
    password: str


def joined(command: Callable[..., str]) -> list[SignIn]:
    """Everybody of STAFF, each with a password of this one run. `command` types `embargo …` and gives what it printed."""
    return [_join(command, name, role) for name, role in STAFF]


def _join(command: Callable[..., str], name: str, role: Role) -> SignIn:
    made = SignIn(name, role, f"{name.split()[0].lower()}@example.org", secrets.token_urlsafe(9))
    link = command("people", "invite", made.email, "--name", name, "--role", str(role), quiet=True).split()[-1]
    with requests.Session() as browser:
        browser.trust_env = False
        form = browser.get(link, timeout=WAIT)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        if token is None:
            raise DemoFailed(problem=f"the invitation of {name} was answered with {form.status_code}")
        values = {"password": made.password, "again": made.password, "csrfmiddlewaretoken": token[1]}
        answer = browser.post(link, data=values, headers={"Referer": link}, timeout=WAIT)
        if not answer.ok:
            raise DemoFailed(problem=f"{name} could not join: the desk answered with {answer.status_code}")
    return made
