"""The corpus as files: embargo lines in sheets of three columns, releases in YAML with what a reader should find."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import yaml

HERE = Path(__file__).parent
_CIRCUMSTANCES = re.compile(r"# today=(\S+) office=(\S+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One embargo line (or a decoy) and what it settles.

    `sign`: `=` an instant, `?` open, `!` immediate, `.` no embargo of this text. `choices`: instants that must be offered.
    """

    sheet: str
    number: int
    sign: str
    text: str
    today: date
    office: str
    wall: str | None = None
    zone: str | None = None
    utc: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Every third line, chosen by its words, was not looked at while the rules were written."""
        return crc32(self.text.encode()) % 3 == 0

    @property
    def kind(self) -> str:
        """What `embargo check --json` should call it."""
        return {"=": "until", "?": "until", "!": "immediate", ".": "none"}[self.sign]


@dataclass(frozen=True, slots=True)
class Sample:
    """One release: its text, what it is read against, and the fields of `embargo check --json` that it should come out with."""

    name: str
    file: str
    text: str
    today: date
    office: str
    expected: dict[str, Any] = field(default_factory=dict)


def lines() -> list[Line]:
    """Every line of every sheet."""
    return [line for sheet in sorted((HERE / "lines").glob("*.tsv")) for line in _of_sheet(sheet)]


def samples() -> list[Sample]:
    """Every release of every collection."""
    found = []
    for collection in sorted((HERE / "releases").glob("*.yaml")):
        for name, entry in yaml.safe_load(collection.read_text("utf-8")).items():
            found.append(
                Sample(
                    f"{collection.stem}/{name}",
                    f"{name}.{entry.pop('format', 'txt')}",
                    entry.pop("text"),
                    entry.pop("today", date(2026, 3, 2)),
                    entry.pop("office", "Europe/London"),
                    entry,
                )
            )
    return found


def _of_sheet(sheet: Path) -> list[Line]:
    found: list[Line] = []
    today, office = date(2026, 3, 2), "Europe/London"
    for number, row in enumerate(sheet.read_text("utf-8").splitlines(), start=1):
        if row.startswith("#"):
            if match := _CIRCUMSTANCES.match(row):
                today, office = date.fromisoformat(match[1]), match[2]
            continue
        sign, settled, text = row.split("\t")
        line = Line(sheet.stem, number, sign, text.replace("⏎", "\n"), today, office)
        found.append(_settled(line, settled))
    return found


def _settled(line: Line, words: str) -> Line:
    """The instant of `=` lines is worked out here with the standard library, apart from the code it is held against."""
    if line.sign != "=":
        return replace(line, choices=tuple(words.split(",")) if words != "-" else ())
    wall, zone = words.split(" ")
    instant = datetime.fromisoformat(wall)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(zone))
        assert instant.astimezone(UTC).astimezone(instant.tzinfo).replace(fold=0) == instant, f"{words} does not exist"
    return replace(line, wall=wall[:16], zone=zone, utc=f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
