from __future__ import annotations

from datetime import date

import pytest

from tests.readers.manuscripts import codes, manuscript, release

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."


@pytest.mark.parametrize(
    "kicker",
    [
        "Press Release",
        "• Press release",
        "PRESS RELEASE:",
        "News release",
        "Media advisory",
        "Communiqué de presse",
        "Pressemitteilung",
        "Nota de prensa",
        "[Press release]",
        "* Statement",
    ],
)
def test_the_kicker_stands_apart_from_the_headline_without_its_bullet(kicker: str) -> None:
    found = release(f"{kicker}\n\nHarbour reopens\n\n{LEDE}")
    assert (found.kicker, found.headline) == (kicker.strip("•*[]: "), "Harbour reopens")


@pytest.mark.parametrize(
    "line", ["PRESS RELEASE: Harbour reopens", "Press release | Harbour reopens", "Press release – Harbour reopens"]
)
def test_kicker_and_headline_may_share_a_line(line: str) -> None:
    found = release(f"{line}\n\n{LEDE}")
    assert ((found.kicker or "").lower(), found.headline) == ("press release", "Harbour reopens")


def test_kicker_and_date_may_share_a_line() -> None:
    found = release(f"Press release | 4 March 2026\n\nHarbour reopens\n\n{LEDE}")
    assert (found.kicker, found.release_date, found.headline) == ("Press release", "2026-03-04", "Harbour reopens")


def test_the_name_of_a_body_in_capitals_is_a_kicker_and_a_shouted_headline_is_not() -> None:
    assert (
        release(f"MERROWBY HARBOUR TRUST\n\nHarbour reopens after ten years\n\n{LEDE}").headline
        == "Harbour reopens after ten years"
    )
    shouted = release(f"HARBOUR REOPENS ON FRIDAY\n\nFerry to call there twice a day\n\n{LEDE}")
    assert (shouted.headline, shouted.subhead) == ("HARBOUR REOPENS ON FRIDAY", "Ferry to call there twice a day")


def test_a_title_line_under_the_headline_is_the_subhead() -> None:
    found = release(f"Harbour reopens\nFerry will call twice a day from Friday\n\n{LEDE}")
    assert (found.subhead, found.lede) == ("Ferry will call twice a day from Friday", LEDE)


def test_a_sentence_under_the_headline_is_the_lede() -> None:
    assert release(f"Harbour reopens\n\n{LEDE}").subhead is None


@pytest.mark.parametrize(
    "line",
    [
        "4 March 2026",
        "March 4, 2026",
        "Wednesday, 4 March 2026",
        "2026-03-04",
        "Date: 4th March 2026",
        "4. März 2026",
        "4 mars 2026",
        "1. März 2026",
        "le 4 mars 2026",
        "Miércoles, 4 de marzo de 2026",
        "04.03.2026 (Wednesday)",
        "Published on March 4, 2026.",
    ],
)
def test_a_line_that_is_a_date_alone_is_the_release_date(line: str) -> None:
    found = release(f"Harbour reopens\n\n{line}\n\n{LEDE}")
    assert found.release_date in ("2026-03-04", "2026-03-01")
    assert found.lede == LEDE


@pytest.mark.parametrize("line", ["03/04/2026", "3.4.2026", "03-04-2026"])
def test_a_date_that_can_be_read_both_ways_is_none_and_told(line: str) -> None:
    found = manuscript(f"Harbour reopens\n\n{line}\n\n{LEDE}")
    assert found.release.release_date is None
    assert [(f.code, f.line) for f in found.findings if f.code.startswith("date")] == [("date-ambiguous", 3)]


def test_a_weekday_that_contradicts_its_date_is_told() -> None:
    found = manuscript(f"Harbour reopens\n\nFriday 5 March 2026\n\n{LEDE}")
    assert found.release.release_date is None
    assert "is not a Friday" in found.findings[0].message


def test_a_missing_year_is_the_nearest_and_told() -> None:
    found = manuscript(f"Harbour reopens\n\n28 December\n\n{LEDE}", today=date(2026, 1, 3))
    assert found.release.release_date == "2025-12-28"
    assert codes(found.findings) == ["date-year"]


@pytest.mark.parametrize(
    ("opening", "dateline", "day"),
    [
        ("LONDON, 4 March 2026 — ", "LONDON, 4 March 2026", "2026-03-04"),
        ("GENEVA — ", "GENEVA", None),
        ("NEW YORK, March 4, 2026 -- ", "NEW YORK, March 4, 2026", "2026-03-04"),
        ("Merrowby, 4 March 2026 – ", "Merrowby, 4 March 2026", "2026-03-04"),
        ("(London, 4 March 2026) – ", "London, 4 March 2026", "2026-03-04"),
        ("GENÈVE, le 4 mars 2026 — ", "GENÈVE, le 4 mars 2026", "2026-03-04"),
        ("ST. IVES, England, March 4, 2026 /PRNewswire/ -- ", "ST. IVES, England, March 4, 2026", "2026-03-04"),
    ],
)
def test_a_dateline_leaves_the_lede(opening: str, dateline: str, day: str | None) -> None:
    found = release(f"Harbour reopens\n\n{opening}{LEDE}")
    assert (found.dateline, found.release_date, found.lede) == (dateline, day, LEDE)


@pytest.mark.parametrize(
    "lede",
    [
        "NATO – which met on Friday – agreed.",
        "The council – all of it – agreed on Friday.",
        "Well-known names agreed - and went.",
    ],
)
def test_a_dash_in_a_sentence_is_no_dateline(lede: str) -> None:
    assert release(f"Harbour reopens\n\n{lede}").lede == lede


def test_place_and_date_on_a_line_of_their_own_are_the_dateline() -> None:
    found = release(f"Harbour reopens\n\nLondon, 4 March 2026\n\n{LEDE}")
    assert (found.dateline, found.release_date, found.lede) == ("London, 4 March 2026", "2026-03-04", LEDE)


def test_tomorrow_in_a_sentence_is_neither_date_nor_embargo() -> None:
    found = manuscript("Harbour reopens\n\nThe council meets tomorrow (Thursday, March 5) to vote on it.")
    assert (found.release.release_date, found.embargo.kind) == (None, "none")


def test_check_against_delivery_is_a_notice() -> None:
    found = release(f"CHECK AGAINST DELIVERY\n\nHarbour reopens\n\n{LEDE}")
    assert (found.notice, found.headline) == ("CHECK AGAINST DELIVERY", "Harbour reopens")


def test_a_contact_above_the_headline_is_a_contact() -> None:
    found = release(f"Contact: Jane Doe, jane@office.example\n\nHarbour reopens\n\n{LEDE}")
    assert found.headline == "Harbour reopens"
    assert [(contact.name, contact.email) for contact in found.contacts] == [("Jane Doe", "jane@office.example")]


def test_a_headline_that_ends_in_a_full_stop_is_taken_and_told() -> None:
    found = manuscript(f"The harbour reopens.\n\n{LEDE}")
    assert found.release.headline == "The harbour reopens."
    assert codes(found.findings) == ["headline-sentence"]


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("Madrid, 23 de septiembre de 2026.- La", "Madrid, 23 de septiembre de 2026"),
        ("23 September 2026, Geneva – The", "23 September 2026, Geneva"),
        ("24 сентября 2026 г., Заречье. – Первый", "24 сентября 2026 г., Заречье."),
        ("الرياض، 24 سبتمبر 2026 – تفتتح", "الرياض، 24 سبتمبر 2026"),
        ("4 March 2026 – The", "4 March 2026"),
        ("Townsville, 16 October 2026: A", "Townsville, 16 October 2026"),
    ],
)
def test_a_dateline_is_known_by_its_date_in_every_script_and_order(opening: str, dateline: str) -> None:
    found = release(f"Harbour reopens\n\n{opening} harbour of Merrowby reopens on Friday after ten years of work.")
    assert found.dateline == dateline
    assert (found.release_date or "").startswith("2026-")
    assert found.lede.startswith(opening.rsplit(" ", 1)[1])


def test_a_place_with_its_day_may_stand_above_the_headline() -> None:
    found = release(f"Pressemitteilung Nr. 147/2026\nBerlin, 23. September 2026\n\nHafen öffnet wieder\n\n{LEDE}")
    assert (found.kicker, found.dateline) == ("Pressemitteilung Nr. 147/2026", "Berlin, 23. September 2026")
    assert (found.headline, found.release_date) == ("Hafen öffnet wieder", "2026-09-23")


def test_above_a_japanese_headline_stand_whom_it_is_for_and_who_writes() -> None:
    found = release(
        "報道関係者各位\n\nプレスリリース\n\n株式会社みなと電機\n\n小型蓄電池を発売\n\nみなと電機は小型蓄電池「ミナセル」を11月5日に発売します。"
    )
    assert found.kicker == "報道関係者各位 · プレスリリース · 株式会社みなと電機"
    assert found.headline == "小型蓄電池を発売"


@pytest.mark.parametrize("opening", ["On 4 March 2026: the", "Since 4 March 2026: a", "From 4 March 2026 – the"])
def test_a_sentence_that_begins_with_a_day_is_no_dateline(opening: str) -> None:
    found = release(f"Harbour reopens\n\n{opening} harbour of Merrowby is open after ten years of work.")
    assert found.dateline is None
    assert found.lede.startswith(opening)


def test_a_heading_that_ends_in_a_date_is_the_headline_and_no_dateline() -> None:
    found = release("# Festival of light 5 March 2026\n\nThe harbour is lit.\n\nIt opens at six.", "story.md")
    assert (found.headline, found.dateline) == ("Festival of light 5 March 2026", None)
