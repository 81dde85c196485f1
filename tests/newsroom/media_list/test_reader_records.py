"""A value between quotation marks may have line breaks; an open quotation mark swallows nobody."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.media_list.reader_records import MOST_LINES, records
from bot.newsroom.media_list.reader_tables import BadRow, Row, layout_in, read_row

HEAD = "email,name,note\n"


def read(text: str) -> list[tuple[int, Row | BadRow]]:
    lines = list(io.StringIO(text, newline=None))
    layout = layout_in(lines)
    return [(number, read_row(number, record, layout)) for number, record in records(lines, layout)]


def names(text: str) -> list[tuple[int, str, str]]:
    return [(line, row[0], row[1]) for line, row in read(text) if not isinstance(row, BadRow)]


def bad(text: str) -> list[int]:
    return [line for line, row in read(text) if isinstance(row, BadRow)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_record_over_several_lines_is_one_row_named_by_its_first(ending: str) -> None:
    table = HEAD + 'ann@example.org,Ann,"Harbour Herald\n1 Quay\n\nNordmeer"\nben@example.org,Ben,\n'
    assert names(table.replace("\n", ending)) == [(2, "ann@example.org", "Ann"), (6, "ben@example.org", "Ben")]


def test_a_line_break_within_a_name_is_a_space() -> None:
    assert names('name,email\n"Ann\nHolm",ann@example.org\n') == [(2, "ann@example.org", "Ann Holm")]


def test_a_line_break_within_an_address_is_no_address() -> None:
    assert bad('name,email\nAnn,"ann@\nexample.org"\nBen,ben@example.org\n') == [2]


def test_the_names_of_columns_may_have_line_breaks_too() -> None:
    assert names('"e-mail\naddress","full\nname"\nann@example.org,Ann\n') == [(4, "ann@example.org", "Ann")]


def test_without_a_head_line_the_first_row_may_be_over_several_lines() -> None:
    assert names('ann@example.org,"Ann\nHolm"\nben@example.org,Ben\n') == [
        (1, "ann@example.org", "Ann Holm"),
        (3, "ben@example.org", "Ben"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        'ann@example.org,"Ann,\nben@example.org,Ben,\n',
        'ann@example.org,"Ann,\nben@example.org,Ben",\n',
        'ann@example.org,Ann,"note\nben@example.org,Ben,note"\n',
        'ann@example.org,"Ann,\nben@example.org,Ben,\ncleo@example.org,"Cleo",""\n',
    ],
)
def test_an_open_quotation_mark_swallows_no_row_after_it(rows: str) -> None:
    assert bad(HEAD + rows) == [2]
    assert names(HEAD + rows)[0][:2] == (3, "ben@example.org")


def test_a_row_before_an_open_quotation_mark_is_not_swallowed_by_the_next_address() -> None:
    assert bad('name,email\n"Ann,ann@example.org\nBen",ben@example.org\n') == [2]


def test_a_quotation_without_an_end_is_looked_for_no_further_than_a_record_reaches() -> None:
    rows = "".join(f"reader{number}@example.org,R,\n" for number in range(2 * MOST_LINES))
    table = HEAD + 'ann@example.org,"Ann,\n' + rows
    assert bad(table) == [2]
    assert len(names(table)) == 2 * MOST_LINES


def test_an_address_in_a_note_is_nobodys_row() -> None:
    table = HEAD + 'ann@example.org,Ann,"was\nann.old@example.org\nbefore"\n'
    assert names(table) == [(2, "ann@example.org", "Ann")]


@given(st.lists(st.lists(st.text("ab \n\",'", max_size=8), min_size=2, max_size=2), max_size=6))
def test_whatever_a_program_writes_about_a_reader_is_read_as_one_row_each(cells: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [["email", "phone", "note"], *([f"r{number}@example.org", *row] for number, row in enumerate(cells))]
    )
    assert [row[0] for _, row in read(out.getvalue()) if not isinstance(row, BadRow)] == [
        f"r{number}@example.org" for number in range(len(cells))
    ]
