from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers.refusals import UnreadableRelease
from tests.readers.manuscripts import codes, embargo, manuscript

MIDNIGHT = "2026-03-05T00:01:00Z"


@pytest.mark.parametrize(
    ("line", "utc"),
    [
        ("EMBARGOED UNTIL 00:01 GMT Thursday 5 March 2026", MIDNIGHT),
        ("Embargoed until 12.01am London time, Thursday, March 5", MIDNIGHT),
        ("UNDER EMBARGO UNTIL 00:01 ON THURSDAY 5 MARCH 2026 (LONDON TIME)", MIDNIGHT),
        ("STRICT EMBARGO: 0001 hrs GMT, 5 March 2026", MIDNIGHT),
        ("EMBARGO: 2026-03-05T00:01:00Z", MIDNIGHT),
        ("EMBARGO: 2026-03-05T00:01:00+01:00", "2026-03-04T23:01:00Z"),
        ("Embargo 00:01 GMT Thursday 05/03/2026", MIDNIGHT),
        ("Embargo lifts 00:01 UTC, 5 March 2026", MIDNIGHT),
        ("NOT FOR PUBLICATION OR BROADCAST BEFORE 0001hrs (12.01am) GMT, 5 March 2026", MIDNIGHT),
        ("Not to be released before 00:01 GMT on 5 March 2026.", MIDNIGHT),
        ("HOLD FOR RELEASE until 00:01 GMT, 5 March 2026", MIDNIGHT),
        ("For release: 00:01 GMT, 5 March 2026", MIDNIGHT),
        ("This report is strictly embargoed until 00:01 GMT on 5 March 2026.", MIDNIGHT),
        ("**EMBARGOED UNTIL 00:01 GMT 5 MARCH 2026**", MIDNIGHT),
        ("*** EMBARGOED UNTIL 00:01 GMT 5 MARCH 2026 ***", MIDNIGHT),
        ("[Embargoed until 00:01 GMT on 5 March 2026]", MIDNIGHT),
        ("Subject: EMBARGOED UNTIL 00:01 GMT 5 March 2026", MIDNIGHT),
        ("EMBARGOED UNTIL 00:01 GMT 5 MARCH 2026 – CHECK AGAINST DELIVERY", MIDNIGHT),
        ("EMBARGOED UNTIL\n00:01 GMT, 5 March 2026", MIDNIGHT),
        ("NOT for immediate release: embargoed until 00:01 GMT 5 March 2026", MIDNIGHT),
        ("Embargoed until 16:00 London time / 11:00 US Eastern, 5 March 2026", "2026-03-05T16:00:00Z"),
        ("Embargoed until 00:01 BST (23:01 GMT Wednesday), Thursday 4 June 2026", "2026-06-03T23:01:00Z"),
        ("EMBARGOED UNTIL 4PM (PACIFIC), March 5, 2026", "2026-03-06T00:00:00Z"),
        ("EMBARGOED UNTIL 9 a.m. Eastern, March 5, 2026", "2026-03-05T14:00:00Z"),
        ("EMBARGOED UNTIL 0001GMT 5 March 2026", MIDNIGHT),
        ("EMBARGOED UNTIL THURSDAY, 00:01 GMT, 26 MARCH 2026", "2026-03-26T00:01:00Z"),
        ("EMBARGOED UNTIL 00:01 British Summer Time, 4 June 2026", "2026-06-03T23:01:00Z"),
        ("EMBARGOED UNTIL MARCH 5, 2026 AT 10:00 A.M. EST/7:00 A.M. PST", "2026-03-05T15:00:00Z"),
        ("Sperrfrist: Donnerstag, 5. März 2026, 10.00 Uhr MEZ", "2026-03-05T09:00:00Z"),
        ("SOUS EMBARGO JUSQU'AU jeudi 5 mars 2026 à 19h00, heure de Paris", "2026-03-05T18:00:00Z"),
        ("EMBARGADO HASTA las 00:01 (hora de Madrid) del jueves 5 de marzo de 2026", "2026-03-04T23:01:00Z"),
        ("EMBARGO UNTIL TOMORROW, 3 MARCH, 00:01 GMT", "2026-03-03T00:01:00Z"),
        ("HFR: 00:01 GMT, 5 March 2026", MIDNIGHT),
        ("FOR USE AFTER 00:01 GMT, 5 MARCH 2026", MIDNIGHT),
        ("Embargoed until 7 p.m. New York City time on March 4, 2026", "2026-03-05T00:00:00Z"),
        ("Embargoed until 5 p.m. Mountain Time in Denver, March 4, 2026", "2026-03-05T00:00:00Z"),
        ("SOUS EMBARGO – jeudi 5 mars 2026, 5 h 00 HE", "2026-03-05T10:00:00Z"),
        ("Contenido bajo embargo hasta el 5 de marzo de 2026 a las 00:01 GMT", MIDNIGHT),
        ("Die Inhalte dieser Mitteilung sind gesperrt bis zum 5. März 2026, 10 Uhr (MEZ).", "2026-03-05T09:00:00Z"),
    ],
)
def test_a_line_that_says_all_is_settled(line: str, utc: str) -> None:
    found = embargo(line)
    assert (found.kind, found.ambiguous, found.utc, found.reason) == ("until", False, utc, None)
    assert (found.wall, found.zone) != (None, None)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("EMBARGOED UNTIL 00:01 Thursday 5 March 2026", "no time zone"),
        ("EMBARGOED UNTIL 00:01 local time, 5 March 2026", "no time zone"),
        ("EMBARGOED UNTIL 5 March 2026", "no time"),
        ("EMBARGOED UNTIL 00:01 GMT", "no day"),
        ("EMBARGO UNTIL TOMORROW, 00:01 GMT", "the text has no date"),
        ("Embargoed until Thursday at 7am GMT", "the text has no date"),
        ("UNDER EMBARGO", "no time"),
        ("NOT for immediate release", "no time"),
        ("EMBARGOED UNTIL 00:01 BST Thursday 4 June 2026", "more than one time zone"),
        ("EMBARGOED UNTIL 00:01 BST 15 January 2027", "not kept on that day"),
        ("EMBARGOED UNTIL 00:01 GMT 4 June 2026", "not kept on that day"),
        ("EMBARGOED UNTIL 00:01 GMT (London), 4 June 2026", "not kept on that day"),
        ("EMBARGOED UNTIL 9am EST, July 5, 2026", "not kept on that day"),
        ("EMBARGOED UNTIL 9am CST, March 5, 2026", "more than one time zone"),
        ("EMBARGOED UNTIL 00:01 GMT Friday 5 March 2026", "is a Thursday, not a Friday"),
        ("EMBARGOED UNTIL 00:01 GMT 05/03/2026", "both ways"),
        ("EMBARGOED UNTIL midnight GMT, Thursday 5 March 2026", "beginning or the end"),
        ("EMBARGOED UNTIL 12:00 am GMT, 5 March 2026", "noon or midnight"),
        ("EMBARGOED UNTIL 6:00 ET, March 5, 2026", "either half of the day"),
        ("EMBARGOED UNTIL 01:30 London time, 29 March 2026", "clocks change"),
        ("EMBARGOED UNTIL 01:30 London time, 25 October 2026", "clocks change"),
        ("EMBARGOED UNTIL 16:00 London time / 11:00 US Eastern, 12 March 2026", "not the same instant"),
        ("EMBARGOED UNTIL DELIVERY (expected 10:00 GMT, 5 March 2026)", "open"),
        ("EMBARGOED UNTIL delivery of the speech", "event"),
        ("EMBARGOED UNTIL two hours after 00:01 GMT 5 March 2026", "after"),
        ("EMBARGOED UNTIL approx 00:01 GMT 5 March 2026", "open"),
        ("EMBARGOED UNTIL 10:00-11:00 GMT 5 March 2026", "not understood"),
        ("EMBARGOED UNTIL 10:00 and 11:00 GMT 5 March 2026", "several times"),
        ("EMBARGOED UNTIL 00:01 GMT 5 March 2026 or 6 March 2026", "more than one day"),
        ("EMBARGOED UNTIL 00:01 GMT 31 April 2026", "no such day"),
        ("EMBARGOED UNTIL 25:01 GMT 5 March 2026", "no such time"),
        ("EMBARGOED UNTIL 5 March 2000 GMT", "no time"),
        ("EMBARGOED UNTIL 00:01 GMT 5 March 27", "not understood"),
        ("EMBARGOED UNTIL FRIDAY, 00:01 GMT, 26 MARCH 2026", "more than one day"),
        ("EMBARGOED UNTIL 00:01 GMT 5 March 2026, not 4 March as stated before", "more than one day"),
        ("EMBARGOED UNTIL 00:01 British Summer Time, 15 January 2027", "not kept on that day"),
        ("EMBARGO JUSQU’AU 5 MARS 2026 À 10H ET DIFFUSION", "no time zone"),
        ("EMBARGO: For publication in Sunday newspapers, 8 March 2026", "no time"),
        ("HOLD FOR RELEASE – DATE TO BE CONFIRMED", "no time"),
        ("Embargo ends when the minister sits down", "no time"),
        ("EMBARGOED UNTIL 10:00 HE SPEAKS, 5 MARCH 2026", "not understood"),
        ("Private until our statement at 7am on 5 March 2026: embargoed", "not understood"),
        ("EMBARGOED UNTIL 5 p.m. Mountain Time in Paris, March 4, 2026", "not the same instant"),
    ],
)
def test_a_line_that_leaves_anything_open_is_kept_back_with_the_reason(line: str, why: str) -> None:
    found = embargo(line)
    assert (found.kind, found.ambiguous, found.utc) == ("until", True, None)
    assert why in (found.reason or "")


@pytest.mark.parametrize(
    "line",
    [
        "Sperrfrist: Beginn der Rede, ca. 11 Uhr",
        "Es gilt das gesprochene Wort! Sperrfrist: Redebeginn",
        "Seul le prononcé fait foi. Embargo jusqu'au début du discours",
        "Embargo jusqu'à la fin de la conférence de presse",
        "Embargo hasta el término de la rueda de prensa",
        "EMBARGOED UNTIL THE CLOSE OF THE MEETING",
    ],
)
def test_what_waits_for_a_speech_or_a_meeting_is_kept_back_in_every_language(line: str) -> None:
    assert (embargo(line).kind, embargo(line).ambiguous) == ("until", True)


@pytest.mark.parametrize(
    "line",
    [
        "SOTTO EMBARGO FINO ALLE ORE 11:00 (ORA DI ROMA) DEL 24 FEBBRAIO 2026",
        "Embargo: fino alle ore 11 di martedì 24 febbraio 2026",
        "Onder embargo tot dinsdag 24 februari 2026, 11.00 uur",
        "EMBARGADO ATÉ 24 DE FEVEREIRO DE 2026, ÀS 10H",
    ],
)
def test_a_line_in_a_language_that_is_not_read_is_kept_back_and_not_passed_over(line: str) -> None:
    found = embargo(line)
    assert (found.kind, found.ambiguous, found.utc) == ("until", True, None)
    assert "not understood" in (found.reason or "")


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED 00:01 GMT 5 March 2026: Ferry calls twice a day",
        "EMBARGOED until 00:01 GMT, March 5: Ferry calls twice a day",
        "[EMBARGO 5 March 2026 – 00:01 GMT] Ferry calls twice a day",
    ],
)
def test_the_headline_may_follow_behind_a_colon_or_a_bracket(line: str) -> None:
    found = manuscript(f"{line}\n\nThe harbour of Merrowby reopens on Friday.")
    assert (found.embargo.utc, found.release.headline) == (MIDNIGHT, "Ferry calls twice a day")


def test_what_it_is_for_behind_a_colon_is_no_headline() -> None:
    assert embargo("EMBARGOED 00:01 GMT 5 March 2026: print and web titles only").ambiguous


@pytest.mark.parametrize("mark", ["|", "/", "—"])
def test_a_page_number_may_stand_before_the_notice(mark: str) -> None:
    assert embargo(f"Page 2 of 4 {mark} STRICTLY EMBARGOED – 00:01 GMT, 5 March 2026").utc == MIDNIGHT


def test_embargo_none_is_immediate() -> None:
    assert embargo("Embargo: none").kind == "immediate"


def test_the_day_a_release_was_issued_is_no_embargo() -> None:
    text = "Harbour reopens\n\nIt reopens on Friday.\n\nRelease date: 2 March 2026. Time of issue: 09:00 GMT."
    assert manuscript(text).embargo.kind == "none"


def test_the_choices_are_what_it_can_mean() -> None:
    assert [utc for utc, _ in embargo("EMBARGOED UNTIL 00:01 BST Thursday 4 June 2026").choices] == [
        "2026-06-03T23:01:00Z",
        "2026-06-03T18:01:00Z",
    ]
    assert [utc for utc, _ in embargo("EMBARGOED UNTIL 09:00 5 March 2026", zone="Europe/Paris").choices] == [
        "2026-03-05T08:00:00Z",
        "2026-03-05T09:00:00Z",
    ]


def test_the_office_zone_is_a_choice_and_never_assumed() -> None:
    found = embargo("EMBARGOED UNTIL 09:00 5 March 2026", zone="Europe/Paris")
    assert (found.wall, found.zone, found.utc) == ("2026-03-05T09:00", None, None)


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE",
        "For immediate release:",
        "FOR RELEASE: IMMEDIATE",
        "Zur sofortigen Veröffentlichung",
        "Pour diffusion immédiate",
        "Para publicación inmediata",
        "*** For immediate publication ***",
    ],
)
def test_for_immediate_release_is_known(line: str) -> None:
    assert (embargo(line).kind, embargo(line).ambiguous) == ("immediate", False)


def test_the_date_behind_for_immediate_release_is_the_release_date() -> None:
    found = manuscript("FOR IMMEDIATE RELEASE: March 4, 2026\n\nHarbour reopens\n\nThe harbour reopens on Friday.")
    assert (found.embargo.kind, found.release.release_date) == ("immediate", "2026-03-04")


def test_the_line_is_no_part_of_the_release_wherever_it_stands() -> None:
    line, story = (
        "EMBARGOED UNTIL 00:01 GMT 5 March 2026",
        ["Harbour reopens", "The harbour reopens on Friday.", "The ferry calls there."],
    )
    for place in range(4):
        found = manuscript("\n\n".join([*story[:place], line, *story[place:]]))
        assert found.embargo.utc == MIDNIGHT
        assert "EMBARGO" not in found.release.to_json().decode().upper()


def test_the_kicker_may_share_the_line() -> None:
    found = manuscript(
        "Press release | EMBARGOED UNTIL 00:01 GMT 5 March 2026\n\nHarbour reopens\n\nIt reopens on Friday."
    )
    assert (found.release.kicker, found.embargo.utc) == ("Press release", MIDNIGHT)


def test_the_same_line_twice_is_one_and_none_is_left() -> None:
    found = embargo(
        "EMBARGOED UNTIL 00:01 GMT 5 March 2026\n\nUNDER EMBARGO\n\nEmbargo: 00:01 GMT, Thursday 5 March 2026"
    )
    assert (found.utc, found.ambiguous) == (MIDNIGHT, False)


@pytest.mark.parametrize("second", ["EMBARGOED UNTIL 00:01 GMT 6 March 2026", "FOR IMMEDIATE RELEASE"])
def test_two_lines_that_differ_settle_nothing(second: str) -> None:
    found = manuscript(
        f"EMBARGOED UNTIL 00:01 GMT 5 March 2026\n\n{second}\n\nHarbour reopens\n\nIt reopens on Friday."
    )
    assert (found.embargo.kind, found.embargo.ambiguous, found.embargo.utc) == ("until", True, None)
    assert "embargo-contradiction" in codes(found.findings)


def test_est_beside_an_australian_dateline_is_not_new_york() -> None:
    assert embargo(
        "EMBARGOED UNTIL 9am EST, January 15, 2027", body="SYDNEY — The harbour reopens on Friday."
    ).ambiguous


def test_tomorrow_is_settled_where_the_text_says_when_it_was_written() -> None:
    line, story = "EMBARGOED UNTIL TOMORROW, 00:01 GMT", "The harbour reopens on Friday."
    assert embargo(line, body=f"MERROWBY, 2 March 2026 — {story}").utc == "2026-03-03T00:01:00Z"
    assert [instant for instant, _ in embargo(line, body=story).choices] == ["2026-03-03T00:01:00Z"]


@given(
    st.text(max_size=60),
    st.sampled_from(["EMBARGOED UNTIL ", "Embargo: ", "Sperrfrist ", "sous embargo jusqu’au ", "Not before "]),
)
def test_nothing_is_settled_by_chance(words: str, marker: str) -> None:
    try:
        found = embargo(marker + words.replace("\n", " "))
    except UnreadableRelease:
        return  # it was taken for a paragraph where the headline should be
    assert found.utc is None or any(character.isdigit() for character in words)
