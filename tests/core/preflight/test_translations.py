"""What a translation lost, or has that the main text has not, is asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.preflight import look
from bot.core.preflight.translations import figures
from bot.core.release import Part, Quote, Release
from tests.core.preflight.texts import LIFT, OFFICE, codes, findings, release

MAIN = release()
FRENCH = replace(MAIN, language="fr")


def with_translation(**changes: object) -> Release:
    return replace(MAIN, translations=(replace(FRENCH, **changes),))  # type: ignore[arg-type]


def found(made: Release) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in look(made, LIFT, OFFICE) if finding.place.endswith("in fr")]


def test_a_translation_that_says_the_same_has_nothing_to_say_about() -> None:
    assert findings(with_translation()) == []


def test_a_quotation_that_was_lost_is_found() -> None:
    assert found(with_translation(quotes=(*MAIN.quotes, Quote("Encore.", "Ida Holm", "capitaine")))) == [
        ("translation-quotes", "in fr")
    ]


def test_another_day_is_found() -> None:
    assert ("translation-date", "in fr") in found(with_translation(release_date="2020-01-01"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200 wells", "1 200 puits"),
        ("1,200 wells", "1.200 Brunnen"),
        ("1,200 wells", "1\u202f200 puits"),
        ("1,234,567.5 tonnes", "1.234.567,5 Tonnen"),
        ("in 2012 and 2013", "2012 2013"),
        ("2.75 million", "2,75 millions"),
        ("310,000 people", "٣١٠٬٠٠٠ نسمة"),
        ("in 2012", "2012年"),
        ("nine of 12", "9 sur douze"),
        ("00:45", "0:45"),
    ],
)
def test_a_figure_is_the_same_however_a_language_writes_it(one: str, other: str) -> None:
    main = replace(MAIN, body=(*MAIN.body, Part("paragraph", one)))
    there = replace(FRENCH, body=(*MAIN.body, Part("paragraph", other)))
    assert figures(main).keys() == figures(there).keys()


def test_a_figure_that_stands_in_one_text_alone_is_named_with_the_side_that_has_it() -> None:
    made = with_translation(body=(*MAIN.body, Part("paragraph", "Ils sont 4 812.")))
    (finding,) = look(made, LIFT, OFFICE)
    assert finding.message.startswith("The translation has 4 812 and the main text has not.")


def test_what_is_wrong_in_a_translation_itself_is_told_with_its_language() -> None:
    made = with_translation(body=(*MAIN.body, Part("paragraph", "Le chiffre est de [insert figure].")))
    ((code, place),) = found(made)
    assert code == "placeholder"
    assert place.startswith("paragraph ") and place.endswith(", in fr")


def test_what_a_translation_silences_is_silent_there_alone() -> None:
    doubled = (*MAIN.body, Part("paragraph", "See [insert]."))
    made = replace(MAIN, body=doubled, translations=(replace(FRENCH, body=doubled, silenced=("placeholder",)),))
    assert codes(made) == ["placeholder"]
