"""The second look at a table finds what the first found good, whether it reads a record again or takes it as it stands."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.media_list.reader_looks import first_look, second_look
from bot.newsroom.media_list.reader_records import records
from bot.newsroom.media_list.reader_tables import BadRow, layout_in, read_row

HEADS = ["email,name", "name,phone,email,beat", "email,name,outlet,beat,language,zone", "zone;email"]
CELL = st.sampled_from(
    ["Ann", " Ann ", "'=1+1", '"Holm, Ann"', "ann@example.org", "BEN@example.org", "", "Europe/London", "a;b", "\x07"]
)


def lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline=None)


@given(st.sampled_from(HEADS), st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=8))
def test_both_looks_find_the_same(head: str, cells: list[list[str]]) -> None:
    separator = ";" if ";" in head else ","
    text = "\n".join([head, *(separator.join(row) for row in cells)]) + "\n"
    layout = layout_in(lines(text))
    looked = first_look(lines(text), layout)
    left_out = {row.line for row in looked.bad}
    read = ((line, read_row(line, record, layout)) for line, record in records(lines(text), layout))
    whole = [(line, row) for line, row in read if line not in left_out]
    assert not any(isinstance(row, BadRow) for _, row in whole)
    assert list(second_look(lines(text), looked)) == whole


def test_what_was_changed_between_the_looks_is_read_again() -> None:
    before, after = "email,name\nann@example.org,Ann\n", "email,name\nann@example.org\x07,Ann\nben@example.org,Ben\n"
    looked = first_look(lines(before), layout_in(lines(before)))
    assert [row[0] for _, row in second_look(lines(after), looked)] == ["ben@example.org"]


def test_most_rows_are_taken_as_they_stand() -> None:
    text = "name,email\n" + "".join(f"Reader {number},reader{number}@example.org\n" for number in range(50))
    assert 0 not in first_look(lines(text), layout_in(lines(text))).as_they_stand
