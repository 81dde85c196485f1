from __future__ import annotations

import pytest

from bot.core.release import Contact, File, Picture
from bot.readers.refusals import BadFrontMatter, NoHeadline
from tests.readers.manuscripts import codes, manuscript

BODY = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."


def under(fields: str, body: str = BODY):  # type: ignore[no-untyped-def]
    return manuscript(f"---\n{fields}\n---\n\n{body}\n", "story.md")


def test_every_field_is_read() -> None:
    found = under(
        "kicker: Press release\nheadline: Harbour reopens\nsubhead: Ferry to call twice a day\ndateline: LONDON\n"
        "date: 4 March 2026\nlanguage: en-GB\nnotice: Check against delivery\nembargo: 2026-03-05 00:01 Europe/London"
    )
    told = found.release
    assert (told.kicker, told.headline, told.subhead) == (
        "Press release",
        "Harbour reopens",
        "Ferry to call twice a day",
    )
    assert (told.dateline, told.release_date, told.language) == ("LONDON", "2026-03-04", "en-GB")
    assert (told.notice, told.lede, found.findings) == ("Check against delivery", BODY, ())


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-05 00:01 Europe/London", "2026-03-05T00:01:00Z"),
        ("2026-03-05T00:01:00Z", "2026-03-05T00:01:00Z"),
        ("2026-03-05T00:01:00+01:00", "2026-03-04T23:01:00Z"),
        ('"2026-03-05 00:01 Europe/London"', "2026-03-05T00:01:00Z"),
        ("00:01 GMT, Thursday 5 March 2026", "2026-03-05T00:01:00Z"),
        ("EMBARGOED UNTIL 00:01 GMT 5 March 2026", "2026-03-05T00:01:00Z"),
    ],
)
def test_the_embargo_keeps_its_words_and_is_read_like_a_line(written: str, utc: str) -> None:
    found = under(f"headline: Harbour reopens\nembargo: {written}").embargo
    assert (found.wording, found.utc) == (written.strip('"'), utc)


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "2026-03-05 00:01", "2026-03-05 00:01:00", "next week", "1741132860", "2026-06-05 00:01 BST"],
)
def test_an_embargo_that_is_not_settled_is_ambiguous_and_never_yamls_guess(written: str) -> None:
    found = under(f"headline: Harbour reopens\nembargo: {written}")
    assert (found.embargo.wording, found.embargo.ambiguous, found.embargo.utc) == (written, True, None)
    assert ("embargo-unsettled", 3) in [(finding.code, finding.line) for finding in found.findings]


@pytest.mark.parametrize(
    ("written", "kind"), [("immediate", "immediate"), ("none", "none"), ("", "none"), ("~", "none")]
)
def test_the_embargo_may_be_none(written: str, kind: str) -> None:
    assert under(f"headline: Harbour reopens\nembargo: {written}").embargo.kind == kind


def test_an_embargo_that_the_text_contradicts_is_kept_back() -> None:
    body = f"EMBARGOED UNTIL 00:01 GMT 6 March 2026\n\n{BODY}"
    found = under("headline: Harbour reopens\nembargo: 2026-03-05 00:01 Europe/London", body)
    assert (found.embargo.ambiguous, found.embargo.utc) == (True, None)
    assert "embargo-contradiction" in codes(found.findings)


def test_what_yaml_would_convert_stays_as_it_was_written() -> None:
    found = under("headline: 2026-03-05\nkicker: no\nsubhead: 0x1F\ncontacts:\n  - name: Null\n    phone: 0044207946")
    assert (found.release.headline, found.release.kicker, found.release.subhead) == ("2026-03-05", "no", "0x1F")
    assert found.release.contacts[0].phone == "0044207946"


def test_contacts_and_pictures_are_lists_of_maps_or_lines() -> None:
    found = under(
        "headline: Harbour reopens\ncontacts:\n  - name: Ann Reader\n    role: director\n    email: ann@fund.example\n"
        "  - Ben Smith, +44 20 7946 0001\npictures:\n  - caption: The quay\n    credit: Ann Lee\n    alt: A quay\n"
        "    source: https://press.example.org/a.jpg\n    licence: CC BY 4.0"
    ).release
    assert found.contacts == (
        Contact("Ann Reader", "ann@fund.example", None, "director"),
        Contact("Ben Smith", None, "+44 20 7946 0001"),
    )
    assert found.pictures == (Picture("The quay", "Ann Lee", "A quay", "https://press.example.org/a.jpg", "CC BY 4.0"),)


def test_posts_are_kept_by_channel_with_their_lines() -> None:
    found = under(
        "headline: Harbour reopens\nposts:\n  x:\n    - One.\n    - |\n      Two.\n      Three.\n  partners: Four."
    )
    assert found.release.posts == (("x", ("One.", "Two.\nThree.")), ("partners", ("Four.",)))


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ("headlin: Harbour", "did you mean headline?"),
        ("colour: red", '"colour" is not known;'),
        ("contacts:\n  - nam: Ann", "did you mean name?"),
    ],
)
def test_an_unknown_field_is_told_and_not_used(fields: str, hint: str) -> None:
    found = under(f"headline: Harbour reopens\n{fields}")
    assert codes(found.findings) == ["front-matter-unknown"]
    assert hint in found.findings[0].message


@pytest.mark.parametrize(
    "fields", ["subhead: [one, two]", "kicker: {a: b}", "language: Klingonish", "contacts: call us"]
)
def test_a_value_of_the_wrong_kind_is_told_and_not_used(fields: str) -> None:
    assert codes(under(f"headline: Harbour reopens\n{fields}").findings) == ["front-matter-value"]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("headline: Harbour\nkicker: [a", 3),
        ("headline: Harbour\n\tkicker: a", 3),
        ("headline: Harbour\nheadline: Other", 3),
        ("headline: Harbour: reopens", 2),
        ("headline: &a Harbour\nkicker: *a", 2),
        ("- Harbour\n- reopens", 2),
        ("headline: Harbour\nkicker 'a", 3),
        ("just words", 2),
        ("headline: !!python/object:os.system Harbour\nembargo: {a: [}", 3),
        ("headline: " + "[" * 5000, 2),
    ],
)
def test_bad_yaml_is_refused_with_its_line(fields: str, line: int) -> None:
    with pytest.raises(BadFrontMatter, match=f"line {line}:"):
        under(fields)


def test_without_a_headline_in_the_fields_the_text_must_have_one() -> None:
    assert under("kicker: Press release", f"# Harbour reopens\n\n{BODY}").release.headline == "Harbour reopens"
    with pytest.raises(NoHeadline, match="line 5"):
        under("kicker: Press release")


def test_a_headline_that_the_text_repeats_is_not_said_twice() -> None:
    found = under("headline: Harbour reopens", f"# Harbour reopens\n\n{BODY}")
    assert (found.release.lede, found.release.sections, found.findings) == (BODY, (), ())
    assert codes(under("headline: Harbour reopens", f"# Ferry returns\n\n{BODY}").findings) == ["headline-differs"]


def test_a_line_break_cannot_get_into_the_headline() -> None:
    assert under('headline: "Harbour\\r\\nBcc: all@example.org"').release.headline == "Harbour Bcc: all@example.org"


def test_codes_to_silence_are_a_list_or_one() -> None:
    assert under("headline: Harbour reopens\nsilence: [subject-long, picture-alt]").release.silenced == (
        "subject-long",
        "picture-alt",
    )
    assert under("headline: Harbour reopens\nsilence: subject-long").release.silenced == ("subject-long",)


def test_beats_are_a_list_or_one_each_once() -> None:
    assert under("headline: Harbour reopens\nbeats: [climate, harbours, climate]").release.beats == (
        "climate",
        "harbours",
    )
    assert under("headline: Harbour reopens\nbeats: climate").release.beats == ("climate",)
    assert under("headline: Harbour reopens\nbeats:").release.beats == ()


def test_files_are_paths_with_or_without_a_title() -> None:
    found = under(
        "headline: Harbour reopens\nfiles:\n  - report.pdf\n  - source: data/cranes.csv\n    title: Cranes by year"
    )
    assert found.release.files == (File("report.pdf"), File("data/cranes.csv", "Cranes by year"))
    assert found.findings == ()


def test_a_file_without_a_path_is_told_and_not_used() -> None:
    found = under("headline: Harbour reopens\nfiles:\n  - title: Cranes by year")
    assert (found.release.files, codes(found.findings)) == ((), ["front-matter-value"])
