"""A press office at work: its engine and pages in a process, the providers' stand-ins beside it, and people who can sign in."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bot.sandbox.server import Sandbox
from tests import premises
from tests.acceptance.conftest import CHANNELS, OFFICE, Office, furnished

START = 120  # seconds until the pages must answer
PASSWORD = "a long sentence for signing in"
PEOPLE = {
    "Wren Writer": "writer",
    "Edda Editor": "editor",
    "Emil Editor": "editor",
    "Theo Third": "writer",
    "Ada Admin": "administrator",
}
CONFIG = OFFICE.replace("https://press.example.org", "{url}") + CHANNELS
_PEOPLE = """
import json, sys, django
django.setup()
from bot.desk.models import Person
for name, role in json.load(sys.stdin).items():
    Person.objects.create_user(name.lower().replace(" ", ".") + "@example.org", name, role, {password!r})
"""

_SESSION = """
import sys, django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from bot.desk.models import Person
person = Person.objects.get(name=sys.stdin.read())
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(session.session_key)
"""


@dataclass
class Desk:
    """`url` is the desk's own address, with a slash at its end."""

    office: Office
    url: str
    sandbox: Sandbox

    def python(self, program: str, given: str = "") -> str:
        """What a program prints that runs with this office's settings."""
        return self.office.python(program, given)

    def cookie(self, name: str) -> dict[str, str]:
        """That of somebody who has signed in already, as Playwright takes it."""
        key = self.python(_SESSION, name).split()[-1]
        return {"name": "sessionid", "value": key, "url": self.url}


def address(name: str) -> str:
    """What somebody signs in with."""
    return f"{name.lower().replace(' ', '.')}@example.org"


@contextmanager
def desk(folder: Path, readers: int = 12, host: str = "127.0.0.1", settings: str = "", **people: Any) -> Iterator[Desk]:
    """Open for business; ended with everything that belongs to it. `settings`: further sections of its configuration."""
    with premises.sandbox() as sandbox:
        office = furnished(folder, sandbox)
        port = _free_port()
        url = f"http://{host}:{port}"
        office.set_up(CONFIG.replace("{url}", url) + settings, readers)
        made = Desk(office, f"{url}/desk/", sandbox)
        made.python(_PEOPLE.format(password=PASSWORD), json.dumps(PEOPLE | people))
        process = office.start("run", "--port", str(port))
        try:
            office.wait_for(lambda: _well(url), START)
            yield made
        finally:
            process.terminate()
            process.wait(timeout=40)


def _well(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.RequestException:  # not there yet, or too busy with starting
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
