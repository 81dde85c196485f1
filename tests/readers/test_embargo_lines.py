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
        ("EMBARGO UNTIL TOMORROW, 00:01 GMT", "2026-03-03T00:01:00Z"),
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
    ],
)
def test_a_line_that_leaves_anything_open_is_kept_back_with_the_reason(line: str, why: str) -> None:
    found = embargo(line)
    assert (found.kind, found.ambiguous, found.utc) == ("until", True, None)
    assert why in (found.reason or "")


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


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on arms sales must end by 5 March 2026, says UN",
        "Embargoed oil reached the port on 5 March 2026",
        "Embargo-free trade by 2027",
        "For immediate release of all prisoners, families march",
        "Immediate release of prisoners demanded",
        "For release of the hostages, families march on 5 March 2026",
    ],
)
def test_a_headline_that_speaks_of_another_embargo_is_left_alone(line: str) -> None:
    found = manuscript(f"{line}\n\nThe harbour of Merrowby reopens on Friday, the council said.")
    assert (found.embargo.kind, found.release.headline) == ("none", line)


@pytest.mark.parametrize(
    "sentence",
    [
        "The trade embargo was lifted on 5 March 2026 at 10:00 GMT, the minister said.",
        "Sin embargo, la ley fue aprobada el 5 de marzo de 2026 a las 10:00 GMT.",
        "Embargoed goods may not be sold until the court has ruled on 5 March 2026.",
        "The council called for the immediate release of the figures on 5 March 2026.",
    ],
)
def test_a_sentence_about_another_embargo_is_left_alone(sentence: str) -> None:
    found = manuscript(f"Harbour reopens\n\nThe harbour reopens on Friday.\n\n{sentence}")
    assert (found.embargo.kind, found.release.body[-1].text) == ("none", sentence)


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


def test_what_may_be_an_embargo_line_in_the_story_is_pointed_out() -> None:
    found = manuscript(
        "Harbour reopens\n\nIt reopens on Friday.\n\nPlease note that all of this is embargoed until the minister says so."
    )
    assert (found.embargo.kind, codes(found.findings)) == ("none", ["embargo-perhaps"])


def test_est_beside_an_australian_dateline_is_not_new_york() -> None:
    assert embargo(
        "EMBARGOED UNTIL 9am EST, January 15, 2027", body="SYDNEY — The harbour reopens on Friday."
    ).ambiguous


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
