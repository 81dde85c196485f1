"""How well the corpus is read: precision and recall a field, and the lines that went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot.core.release import EmbargoLine
from bot.readers.opening import read
from bot.readers.refusals import UnreadableRelease
from bot.readers.report import as_check_json
from tests.corpus.places import PLACES
from tests.corpus.sheets import Line, Sample

LINE_FIELDS = ("kind", "ambiguous", "wall", "zone", "utc", "choices")
Reading = EmbargoLine | None


@dataclass(slots=True)
class Score:
    """Of one field: how many were found, how many were there, how many of both agree."""

    found: int = 0
    expected: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, how much was found and is right."""
        return self.right / self.expected if self.expected else 1.0

    def count(self, found: Any, expected: Any, where: str) -> None:
        """One more: an empty value is nothing found, or nothing there."""
        self.found += bool(found)
        self.expected += bool(expected)
        self.right += bool(expected) and found == expected
        if (found or None) != (expected or None):
            self.wrong.append(f"{where}: {found!r} and not {expected!r}")


@cache
def in_place(line: Line, place: str = "first line") -> tuple[Reading, str]:
    """What is read of a line in a place, and all words that are left of the release; (None, reason) where it is refused."""
    file, text = PLACES[place](line.text)
    try:
        manuscript = read(file, text.encode(), line.today, line.office)
    except UnreadableRelease as refusal:
        return None, str(refusal)
    return manuscript.embargo, manuscript.release.to_json().decode()


def of_lines(lines: Iterable[Line], place: str = "first line") -> dict[str, Score]:
    """A score for each field of the embargo."""
    scores: dict[str, Score] = {name: Score() for name in LINE_FIELDS}
    for line in lines:
        found, _ = in_place(line, place)
        where = f"{line.sheet}:{line.number} {line.text!r}"
        scores["kind"].count(found and found.kind.replace("none", ""), line.kind.replace("none", ""), where)
        scores["ambiguous"].count(bool(found and found.ambiguous), line.sign == "?", where)
        scores["utc"].count(found and found.utc, line.utc, where)
        if line.sign == "=":
            scores["wall"].count(found and found.wall, line.wall, where)
            scores["zone"].count(found and found.zone, line.zone, where)
        if line.choices:
            offered = {utc for utc, _ in found.choices} if found else set()
            scores["choices"].count(
                line.choices if offered.issuperset(line.choices) else tuple(offered), line.choices, where
            )
    return scores


def silently_wrong(line: Line, found: Reading) -> bool:
    """The worst that can happen: an instant that the text does not settle, or "at once" for a text that is held back."""
    if found is None:
        return False
    if found.kind == "immediate":
        return line.sign in "=?"
    return found.kind == "until" and not found.ambiguous and found.utc != line.utc


def of_samples(samples: Iterable[Sample]) -> dict[str, Score]:
    """A score for each field of a release. A list counts once for each of its entries."""
    scores: dict[str, Score] = defaultdict(Score)
    for sample in samples:
        try:
            found = as_check_json(read(sample.file, sample.text.encode(), sample.today, sample.office), sample.name)
        except UnreadableRelease as refusal:
            scores["readable"].count(str(refusal), "", sample.name)
            continue
        for name in ("language", "kicker", "headline", "subhead", "dateline", "release_date"):
            scores[name].count(
                found[name], sample.expected.get(name, "en" if name == "language" else None), sample.name
            )
        for name in ("kind", "utc", "ambiguous"):
            settled = sample.expected.get("embargo", {}).get(name)
            scores[f"embargo {name}"].count(
                str(found["embargo"][name] or "").replace("none", ""), str(settled or ""), sample.name
            )
        for name in ("quotes", "sections", "pictures", "contacts"):
            _of_list(scores[name], found[name], sample.expected.get(name, []), sample.name)
    return scores


def _of_list(score: Score, found: list[dict[str, Any]], expected: list[dict[str, Any]], where: str) -> None:
    score.found += len(found)
    score.expected += len(expected)
    right = [entry for entry in expected if any(_holds(one, entry) for one in found)]
    score.right += len(right)
    if len(found) != len(expected) or len(right) != len(expected):
        score.wrong.append(f"{where}: {found!r} and not {expected!r}")


def _holds(found: dict[str, Any], entry: dict[str, Any]) -> bool:
    """What the corpus names of an entry; a text may be named by how it begins."""
    return all(
        (found[name] or "").startswith(value[:-1])
        if isinstance(value, str) and value.endswith("…")
        else found[name] == value
        for name, value in entry.items()
    )
