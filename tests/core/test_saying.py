"""Sentences that remember what they were filled in from."""

from __future__ import annotations

import copy
import json
from datetime import date

from bot.core.draft import Draft
from bot.core.release import Finding
from bot.core.saying import WEEKDAYS, Saying, kept, restored, saying

NESTED = saying(
    'It says "{words}", which {why}; {count} such.',
    words="today",
    why=saying("is not true on {day}", day=date(2020, 3, 5)),
    count=1200,
)


def test_a_saying_is_its_english_sentence() -> None:
    assert NESTED == 'It says "today", which is not true on 5 March 2020; 1,200 such.'


def test_what_somebody_wrote_in_braces_is_no_place_to_fill_in() -> None:
    assert (
        saying('"{words}" is not understood', words="{template.__class__}")
        == '"{template.__class__}" is not understood'
    )


def test_it_is_kept_with_its_parts_and_comes_back_whole() -> None:
    again = restored(json.loads(json.dumps(kept(NESTED))))
    assert isinstance(again, Saying)
    assert (again, again.template, again.facts) == (NESTED, NESTED.template, NESTED.facts)
    assert restored(json.loads(json.dumps(kept("in somebody's own words")))) == "in somebody's own words"


def test_a_copy_of_it_is_one_too() -> None:
    assert copy.deepcopy(NESTED).facts == NESTED.facts


def test_a_draft_keeps_what_its_reader_doubted_with_its_parts() -> None:
    doubted = Finding("date-weekday", saying("It is no {weekday}.", weekday=WEEKDAYS[4]), 3)
    (again,) = Draft.from_json(Draft(doubts=(doubted,)).to_json()).doubts
    assert again == doubted and isinstance(again.message, Saying) and again.message.facts == {"weekday": "Friday"}


def test_a_draft_from_before_has_its_doubts_as_they_were_told() -> None:
    told = json.loads(Draft(doubts=(Finding("no-body", "There is nothing."),)).to_json())
    assert told["doubts"][0]["message"] == "There is nothing."
    assert Draft.from_json(json.dumps(told).encode()).doubts[0].message == "There is nothing."
