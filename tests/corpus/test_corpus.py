"""The corpus as a fence: no instant silently wrong, and no field read worse than it once was. `make corpus` prints the figures."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from bot.core.embargo import resolve
from tests.corpus.places import PLACES
from tests.corpus.scores import LINE_FIELDS, Score, in_place, of_lines, of_samples, silently_wrong
from tests.corpus.sheets import Line, lines, samples

# (precision, recall) a field, at what was reached; they may only rise.
LINE_FLOORS = {
    "kind": (1.0, 1.0),
    "ambiguous": (0.98, 1.0),
    "wall": (0.99, 0.985),
    "zone": (0.99, 0.99),
    "utc": (1.0, 0.985),
    "choices": (1.0, 1.0),
}
ELSEWHERE = [place for place in PLACES if place != "first line"]


@cache
def _line_scores() -> dict[str, Score]:
    return of_lines(lines())


@cache
def _sample_scores() -> dict[str, Score]:
    return of_samples(samples())


def _elsewhere(line: Line) -> str:
    """One other place for each line, another one for its neighbour; `make corpus` looks at all."""
    place = ELSEWHERE[line.number % len(ELSEWHERE)]
    return "bold" if place == "table cell" and "\n" in line.text else place


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(lines()) >= 300
    assert len(samples()) >= 60


def test_no_instant_is_silently_wrong() -> None:
    wrong = [
        line.text
        for line in lines()
        for place in ("first line", _elsewhere(line))
        if silently_wrong(line, in_place(line, place)[0])
    ]
    assert wrong == []


def test_the_wall_time_in_its_zone_is_the_instant_that_is_named() -> None:
    differ = []
    for line in lines():
        found = in_place(line)[0]
        if found is None or found.utc is None:
            continue
        assert found.wall and found.zone, line.text
        resolved = resolve(datetime.fromisoformat(found.wall), found.zone)
        if resolved.instant != datetime.fromisoformat(found.utc):
            differ.append((line.text, found.wall, found.zone, found.utc))
    assert differ == []


def test_a_line_says_the_same_wherever_it_stands() -> None:
    differ = []
    for line in lines():
        here, there = in_place(line)[0], in_place(line, _elsewhere(line))[0]
        if here is None or there is None or (here.kind, here.utc) != (there.kind, there.utc):
            differ.append((line.text, _elsewhere(line)))
    assert differ == []


def test_no_embargo_line_is_left_in_the_release_and_no_other_text_is_taken_out() -> None:
    for line in lines():
        _, rest = in_place(line, _elsewhere(line))
        words = line.text.split("\n")[0].replace('"', "")
        if line.sign == ".":
            assert words.split(" ")[-1] in rest, line.text
        else:
            assert words not in rest, line.text


@pytest.mark.parametrize("name", LINE_FIELDS)
def test_no_field_of_an_embargo_line_is_read_worse_than_before(name: str) -> None:
    score = _line_scores()[name]
    precision, recall = LINE_FLOORS[name]
    assert score.precision >= precision, score.wrong
    assert score.recall >= recall, score.wrong


def test_every_field_of_every_release_is_read() -> None:
    assert {name: score.wrong for name, score in _sample_scores().items() if score.wrong} == {}
