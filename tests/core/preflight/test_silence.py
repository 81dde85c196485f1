"""Nothing is told twice, and what somebody silenced is told no more, the embargo apart."""

from __future__ import annotations

from bot.core.preflight import heard, together, unknown
from bot.core.preflight.codes import found
from bot.core.release import Finding

LONG = found("subject-long", "headline", length=80, limit=78)


def test_one_code_at_one_place_is_told_once() -> None:
    assert together([LONG], [Finding("subject-long", LONG.message, place="headline")]) == [LONG]


def test_one_sentence_is_told_once_though_only_one_names_the_place() -> None:
    bare = Finding("subject-long", LONG.message)
    assert together([LONG], [bare]) == [LONG]


def test_a_reader_and_the_preflight_that_mean_the_same_words_are_heard_once() -> None:
    read = Finding("date-weekday", '"Friday, March 5" is not a Friday: 6 March 2026 is.', 3)
    looked = Finding(
        "date-weekday", '"Friday, March 5" is not a Friday: 5 March 2026 is a Thursday.', place="paragraph 1"
    )
    assert together([read], [looked]) == [read]


def test_the_same_at_two_places_is_told_twice() -> None:
    two = [found("word-doubled", place, words="the the") for place in ("paragraph 1", "paragraph 2")]
    assert together(two) == two
    lines = [Finding("quote-unclosed", "A quotation opens here and is never closed.", line) for line in (3, 9)]
    assert together(lines) == lines


def test_two_findings_at_one_place_are_both_told() -> None:
    two = [found("word-doubled", "paragraph 1", words=words) for words in ("the the", "is is")]
    assert together(two) == two


def test_a_silenced_code_is_kept_quiet_and_counted() -> None:
    other = found("contact-missing")
    assert heard([LONG, other], ("subject-long",)) == ([other], [LONG])


def test_what_guards_the_embargo_cannot_be_silenced() -> None:
    unsettled = Finding("embargo-unsettled", "The embargo is not settled: no zone")
    assert heard([unsettled], ("embargo-unsettled",)) == ([unsettled], [])


def test_a_code_to_silence_that_no_finding_has_is_told_with_the_one_that_was_meant() -> None:
    told = unknown(("subject-log", "subject-long", "nonsense"), ("subject-long", "text-day-word"))
    assert [one.message for one in told] == [
        'There is no finding "subject-log" to silence (did you mean subject-long?).',
        'There is no finding "nonsense" to silence.',
    ]


def test_what_is_said_of_the_same_words_in_the_same_place_is_told_once() -> None:
    rule = Finding(
        "headline-day-word", 'The headline says "today", which is not true on 5 March 2026.', place="headline"
    )
    setter = Finding("headline-day-word", 'The headline says "today", which may not be true then.', place="headline")
    elsewhere = Finding(
        "headline-day-word", 'The headline says "tonight", which may not be true then.', place="headline"
    )
    assert together([rule], [setter, elsewhere]) == [rule, elsewhere]
