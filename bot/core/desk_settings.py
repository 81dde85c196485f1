"""What the office says of its desk: the section `[desk]` in, frozen settings out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from bot.core.errors import ConfigurationError
from bot.core.roles import Role
from bot.core.settings_table import flag, only, text, variable

_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}")
SecondFactor = Literal["none", "editors", "all"]
LARGEST_UPLOAD = 64_000_000  # bytes in one request from whoever has been let in: pictures and files come in here


@dataclass(frozen=True, slots=True)
class Desk:
    """Where staff work. `url`: its address without `/desk/`; "": the press room's. `second_factor`: who can't do without one.

    `mail_env` and `sender`: the variable with the mail server that invitations go through, and who they are from; "": none,
    the links are handed over by hand. `headlines_in_calendar`: whether headlines stand in the private calendar feeds, which
    other programs read.
    """

    url: str = ""
    second_factor: SecondFactor = "none"
    mail_env: str = ""
    sender: str = ""
    headlines_in_calendar: bool = False
    staff_domains: tuple[str, ...] = ()
    """Those of the office's own addresses, which a proof may go to."""

    def needs_second_factor(self, role: Role) -> bool:
        """Whether somebody in this role has to have one."""
        return self.second_factor == "all" or (self.second_factor == "editors" and role != Role.WRITER)


def read_desk(data: Mapping[str, Any]) -> Desk:
    """The section `[desk]` as parsed TOML. Raises ConfigurationError."""
    only(data, {"url", "second_factor", "mail_env", "sender", "headlines_in_calendar", "staff_domains"}, "[desk]")
    factor = data.get("second_factor", "none")
    if factor not in get_args(SecondFactor):
        raise ConfigurationError(where="[desk] second_factor", problem="choose none, editors or all")
    url = text(data, "url", "[desk]").rstrip("/") if "url" in data else ""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise ConfigurationError(where="[desk] url", problem="give an address such as https://desk.example.org")
    sender = text(data, "sender", "[desk]") if "sender" in data else ""
    if "mail_env" in data and not sender:
        raise ConfigurationError(where="[desk] sender", problem="say who the desk's mail is from")
    headlines = flag(data, "headlines_in_calendar", False, "[desk]")
    return Desk(url, factor, variable(data, "mail_env", "[desk]"), sender, headlines, _domains(data))


def _domains(data: Mapping[str, Any]) -> tuple[str, ...]:
    domains = data.get("staff_domains", [])
    if not isinstance(domains, list) or not all(isinstance(one, str) and _DOMAIN.fullmatch(one) for one in domains):
        raise ConfigurationError(
            where="[desk] staff_domains", problem='give a list of mail domains, like ["example.org"]'
        )
    return tuple(one.lower() for one in domains)
