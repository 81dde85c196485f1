"""The office's configuration: a parsed TOML table in, frozen settings out, or one sentence that names the line to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.core.desk_settings import Desk, read_desk
from bot.core.errors import ConfigurationError, UnknownChannel
from bot.core.list_settings import ListConfig, read_lists
from bot.core.pace import Rate, read_rate
from bot.core.press_room import PressRoom, read_press_room
from bot.core.settings_table import flag as _flag
from bot.core.settings_table import language as _language
from bot.core.settings_table import number as _number
from bot.core.settings_table import only as _only
from bot.core.settings_table import span as span
from bot.core.settings_table import table as _table
from bot.core.settings_table import text as _text
from bot.core.settings_table import variable as _variable
from bot.core.zones import known_zones

KINDS: Mapping[str, tuple[str, ...]] = {
    "email": ("sendgrid", "smtp"),
    "x": ("x",),
    "mastodon": ("mastodon",),
    "bluesky": ("bluesky",),
    "webhook": ("webhook",),
    "notify": ("notify",),
}
Late = Literal["send", "ask", "drop"]
# Posts, as the providers allow them: docs/channels has the sources. Bluesky counts 5,000 points an hour, and 3 for a post.
_USUAL_RATES = {"x": "100/15m", "mastodon": "300/3h", "bluesky": "1666/h"}
_NTP_SERVER = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
# A date that anybody on the way can forge is no witness: without TLS only from this machine itself.
_DATED_ADDRESS = r"(?:https://[^\s/@]+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)(?:/\S*)?"


# How an office writes 4/3/2026: "" says nothing, and such a date stays open.
DayOrder = Literal["", "day-first", "month-first"]
DAY_ORDERS: tuple[DayOrder, ...] = ("", "day-first", "month-first")


@dataclass(frozen=True, slots=True)
class Office:
    """Who sends: as readers see it."""

    name: str
    zone: str
    url: str
    reply_to: str
    contact: str
    four_eyes: bool = True
    metrics_token_env: str = ""
    country: str = ""
    """ISO 3166, whose public holidays are pointed out; "": the one its zone lies in."""
    dates: DayOrder = ""


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What is added to every lift, what to do with one that comes too late, and whose word on the time counts.

    `trust`: "system" believes the machine's clock and notices steps; "verified" needs a synchronised clock or two
    sources that agree. `ntp`: `host` or `host:port`. `https`: addresses whose Date headers are read.
    """

    margin: timedelta = timedelta(0)
    late: Late = "ask"
    late_after: timedelta = timedelta(minutes=15)
    trust: Literal["system", "verified"] = "system"
    ntp: tuple[str, ...] = ()
    https: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    """How alerts reach people. `ready`: so long before an instant a notice says that all is ready; zero: none does.

    `to_env` and `heartbeat_url_env` name environment variables, as what they hold lets anybody write there.
    """

    to_env: str = ""
    ready: timedelta = timedelta(0)
    out: bool = False
    heartbeat_url_env: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What may go with a release. `largest_mb`: megabytes of one file; `picture_hosts`: names of one's own servers, whose
    addresses may be private and unencrypted, that pictures are fetched from.
    """

    largest_mb: int = 30
    picture_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelConfig:
    """One outlet. `timeout` in seconds, `concurrency` in requests at once, `options` what only its kind knows.

    `language`: the one language it carries (BCP 47), a mailing to those who read it; "": mail goes to each reader in theirs,
    a webhook gets every one, posts are in the main one. `beat`: a mailing goes to those alone who have it; "": to all.
    `rate`: what all workers together send at most; None: as fast as they can.
    """

    name: str
    kind: str
    provider: str
    base_url: str = ""
    timeout: float = 20.0
    concurrency: int = 4
    list: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    rate: Rate | None = None
    beat: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything in `config/embargo.toml`."""

    office: Office
    clock: ClockRules
    channels: Mapping[str, ChannelConfig]
    alerts: Alerts = Alerts()
    files: Files = Files()
    pressroom: PressRoom = field(default_factory=PressRoom)
    lists: Mapping[str, ListConfig] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)

    def channel(self, name: str) -> ChannelConfig:
        """Raises UnknownChannel, which names those there are."""
        if name not in self.channels:
            raise UnknownChannel(name=name, known=", ".join(self.channels) or "none")
        return self.channels[name]

    def list_title(self, name: str) -> str:
        """How readers know a media list."""
        return self.lists[name].title if name in self.lists else name


def parse(data: Mapping[str, Any]) -> Configuration:
    """The TOML document as a table → Configuration. Raises ConfigurationError with the section and the key."""
    office, clock = _table(data, "office"), _table(data, "clock")
    channels = _table(data, "channels")
    if unknown := set(data) - {"office", "clock", "channels", "alerts", "files", "pressroom", "lists", "desk"}:
        raise ConfigurationError(where=f"[{min(unknown)}]", problem="this section is not known; take it out")
    made = {name: _channel(name, _table(channels, name)) for name in channels}
    alerts, files = _alerts(_table(data, "alerts")), _files(_table(data, "files"))
    pressroom = read_press_room(_table(data, "pressroom"))
    lists = read_lists(_table(data, "lists"), {one.list for one in made.values() if one.list})
    desk = read_desk(_table(data, "desk"))
    return Configuration(_office(office), _clock(clock), made, alerts, files, pressroom, lists, desk)


def _office(table: Mapping[str, Any]) -> Office:
    known = {"name", "zone", "url", "four_eyes", "reply_to", "contact", "metrics_token_env", "country", "dates"}
    _only(table, known, "[office]")
    zone = str(table.get("zone", ""))
    if zone not in known_zones():
        raise ConfigurationError(
            where="[office] zone", problem=f'"{zone}" is not a time zone; write one like Europe/London'
        )
    ZoneInfo(zone)
    values = {key: _text(table, key, "[office]") for key in ("name", "url", "reply_to", "contact")}
    if not re.match(r"https?://[^\s/]+", values["url"]):
        raise ConfigurationError(
            where="[office] url", problem="give the public address, like https://press.example.org"
        )
    values["url"] = values["url"].rstrip("/")
    four_eyes, token = _flag(table, "four_eyes", True, "[office]"), _variable(table, "metrics_token_env", "[office]")
    country = _text(table, "country", "[office]") if "country" in table else ""
    if not re.fullmatch(r"(?:[A-Z]{2})?", country):
        raise ConfigurationError(
            where="[office] country", problem=f'"{country}" is not a country; write two letters, like GB'
        )
    said = _text(table, "dates", "[office]") if "dates" in table else ""
    order = next((one for one in DAY_ORDERS if one == said), None)
    if order is None:
        raise ConfigurationError(where="[office] dates", problem='write "day-first" or "month-first", or leave it out')
    return Office(zone=zone, four_eyes=four_eyes, metrics_token_env=token, country=country, dates=order, **values)


def _alerts(table: Mapping[str, Any]) -> Alerts:
    _only(table, {"to_env", "ready", "out", "heartbeat_url_env"}, "[alerts]")
    to, heartbeat = (_variable(table, key, "[alerts]") for key in ("to_env", "heartbeat_url_env"))
    ready = span("[alerts] ready", table.get("ready", "0s"))
    return Alerts(to, ready, _flag(table, "out", False, "[alerts]"), heartbeat)


def _files(table: Mapping[str, Any]) -> Files:
    _only(table, {"largest_mb", "picture_hosts"}, "[files]")
    hosts = table.get("picture_hosts", [])
    if not isinstance(hosts, list) or not all(isinstance(one, str) and re.fullmatch(r"[\w.-]+", one) for one in hosts):
        raise ConfigurationError(
            where="[files] picture_hosts", problem='give a list of names, like ["pictures.example.org"]'
        )
    return Files(int(_number(table, "largest_mb", 30, 1, 100, "[files]")), tuple(hosts))


def _clock(table: Mapping[str, Any]) -> ClockRules:
    _only(table, {"margin", "late", "late_after", "trust", "ntp", "https"}, "[clock]")
    late, trust = table.get("late", "ask"), table.get("trust", "system")
    if late not in ("send", "ask", "drop"):
        raise ConfigurationError(where="[clock] late", problem=f'"{late}" is not one of send, ask, drop')
    if trust not in ("system", "verified"):
        raise ConfigurationError(where="[clock] trust", problem=f'"{trust}" is not one of system, verified')
    ntp = _places(table, "ntp", _NTP_SERVER, "time.example.org")
    https = _places(table, "https", _DATED_ADDRESS, "https://www.example.org")
    margin = span("[clock] margin", table.get("margin", "0ms"))
    return ClockRules(margin, late, span("[clock] late_after", table.get("late_after", "15m")), trust, ntp, https)


def _places(table: Mapping[str, Any], key: str, form: str, example: str) -> tuple[str, ...]:
    """The sources of time under a key, each once."""
    places = table.get(key, [])
    where = f"[clock] {key}"
    if not isinstance(places, list):
        raise ConfigurationError(where=where, problem=f'give a list, like ["{example}"]')
    for place in places:
        if not isinstance(place, str) or not re.fullmatch(form, place):
            raise ConfigurationError(where=where, problem=f'"{place}" is not a source of time; write it like {example}')
    return tuple(dict.fromkeys(places))


def _channel(name: str, table: Mapping[str, Any]) -> ChannelConfig:
    where = f"[channels.{name}]"
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise ConfigurationError(where=where, problem="a channel's name has only letters, digits, - and _")
    kind = str(table.get("kind", ""))
    if kind not in KINDS:
        raise ConfigurationError(where=f"{where} kind", problem=f'"{kind}" is not one of {", ".join(KINDS)}')
    provider = str(table.get("provider", KINDS[kind][0]))
    if provider not in KINDS[kind]:
        raise ConfigurationError(
            where=f"{where} provider", problem=f'"{provider}" is not one of {", ".join(KINDS[kind])}'
        )
    if kind == "email" and not table.get("list"):
        raise ConfigurationError(where=f"{where} list", problem="name the media list this mail goes to")
    texts = {key: _text(table, key, where) for key in ("list", "base_url") if key in table}
    timeout = _number(table, "timeout", 20.0, 0.1, 120, where)
    concurrency = int(_number(table, "concurrency", 4, 1, 64, where))
    known = {"kind", "provider", "base_url", "timeout", "concurrency", "list", "language", "rate", "beat"}
    options = {key: value for key, value in table.items() if key not in known}
    base_url = texts.get("base_url", "").rstrip("/")
    rate = _rate(table.get("rate", _USUAL_RATES.get(kind, "none")), where)
    if "beat" in table and kind != "email":
        raise ConfigurationError(where=f"{where} beat", problem="only a mailing goes to the readers of one beat")
    return ChannelConfig(
        name,
        kind,
        provider,
        base_url,
        timeout,
        concurrency,
        texts.get("list"),
        options,
        _language(table, where),
        rate,
        _text(table, "beat", where) if "beat" in table else "",
    )


def _rate(text: object, where: str) -> Rate | None:
    rate = read_rate(text) if isinstance(text, str) else None
    if rate is None and text != "none":
        raise ConfigurationError(where=f"{where} rate", problem=f'"{text}" is not a rate; write 100/15m, 10/s or none')
    return rate
