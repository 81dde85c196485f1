"""A file of readers from any program is read if it can be; else it is told which line stands in the way, and nothing is imported."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from typing import BinaryIO

import pytest

from bot.core.errors import EmbargoError
from bot.newsroom.media_list import reader_files
from bot.newsroom.media_list.importing import Imported, import_file
from bot.newsroom.media_list.reader_columns import NamelessColumns, NoEmailColumn
from bot.newsroom.media_list.reader_files import NoTable, TooLarge, UnreadableLine, look_through
from bot.newsroom.newsroom import Newsroom
from bot.store.models import MediaList, Reader
from tests import premises

pytestmark = pytest.mark.django_db
TABLE = "email,name,outlet\nzoe@example.org,Zoë Müller,Journal de Genève\nben@example.org,Ben Hold,Herald\n"


def given(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def load(room: Newsroom, content: bytes) -> Imported:
    return import_file(room, "press", given(content), "Ann")


def people() -> list[tuple[str, str, str]]:
    return list(Reader.objects.order_by("pk").values_list("email", "name", "outlet"))


ZOE = ("zoe@example.org", "Zoë Müller", "Journal de Genève")
BEN = ("ben@example.org", "Ben Hold", "Herald")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_it_is_read_in_the_encoding_that_it_has(room: Newsroom, encoding: str) -> None:
    load(room, TABLE.encode(encoding))
    assert people() == [ZOE, BEN]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_its_columns_may_be_separated_by_anything_that_programs_write(
    room: Newsroom, separator: str, ending: str
) -> None:
    load(room, TABLE.replace(",", separator).replace("\n", ending).encode())
    assert people() == [ZOE, BEN]


def test_a_file_that_was_not_read_as_expected_says_how_it_was(room: Newsroom) -> None:
    told = load(room, TABLE.replace(",", ";").encode("latin-1")).read_as
    assert told == 'read as Windows-1252 (Latin-1); look whether "Zoë" is right; its columns separated by semicolons'
    assert load(room, TABLE.encode()).read_as == ""


def test_without_a_head_line_and_with_addresses_first_the_columns_are_in_their_usual_order(room: Newsroom) -> None:
    result = load(room, b"ann@example.org,Ann,Herald\nben@example.org,Ben,Herald\n")
    assert people()[0] == ("ann@example.org", "Ann", "Herald")
    assert (result.added, result.read_as) == (2, "without a head line, taken as email, name, outlet")


def test_without_a_head_line_a_name_before_an_address_is_a_name(room: Newsroom) -> None:
    load(room, "Zoë;zoe@example.org\n".encode())
    assert people() == [("zoe@example.org", "Zoë", "")]


def test_other_columns_without_a_head_line_are_nobodys_to_guess(room: Newsroom) -> None:
    with pytest.raises(NamelessColumns, match="Line 1 has addresses in column 3"):
        load(room, b"Ann,Herald,ann@example.org\n")
    assert not MediaList.objects.exists()


def test_excels_own_word_for_the_separator_is_understood(room: Newsroom) -> None:
    load(room, b"sep=;\r\nemail;name\r\nann@example.org;Holm, Ann\r\n")
    assert people() == [("ann@example.org", "Holm, Ann", "")]


@pytest.mark.parametrize("head", ["E-Mail", "Email Address", "email_address", "Courriel", "MAIL"])
def test_the_column_of_addresses_is_known_by_its_other_names(room: Newsroom, head: str) -> None:
    load(room, f"Nom;{head};Média\nAnn;ann@example.org;Herald\n".encode())
    assert people() == [("ann@example.org", "Ann", "Herald")]


def test_fifty_columns_are_read_by_the_names_of_six(room: Newsroom) -> None:
    head = [f"field {number}" for number in range(50)]
    values = [f"value {number}" for number in range(50)]
    head[7], head[31], values[7], values[31] = "Email", "Name", "ann@example.org", "Ann"
    load(room, (",".join(head) + "\n" + ",".join(values) + "\n").encode())
    assert people() == [("ann@example.org", "Ann", "")]


@pytest.mark.parametrize(
    ("domain", "kept"),
    [("bücher.example.org", "xn--bcher-kva.example.org"), ("пример.рф", "xn--e1afmkfd.xn--p1ai")],
)
def test_a_domain_in_another_script_is_kept_as_mail_servers_know_it(room: Newsroom, domain: str, kept: str) -> None:
    load(room, f"email\nann@{domain}\n".encode())
    assert [row[0] for row in people()] == [f"ann@{kept}"]


@pytest.mark.parametrize("address", ["\u0430nn@example.org", "ann@ex\u0430mple.org", "ann@e\u03c7ample.org"])
def test_an_address_in_two_scripts_is_named_and_spoils_no_other(room: Newsroom, address: str) -> None:
    result = load(room, f"email\nben@example.org\n{address}\n".encode())
    assert [row[0] for row in people()] == ["ben@example.org"]
    assert (result.bad[0].line, "letters of two scripts" in result.bad[0].reason) == (3, True)


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (TABLE.encode() + b"caf\xe9@example.org\n", UnreadableLine, "Line 4 .* which the lines before it are"),
        (b"email,name\na@example.org,Ann\nb@example.org,\x81\n", UnreadableLine, "Line 3 "),
        ("email,name\na@example.org,Ann\nb@example.org,Иван\n".encode("cp1251"), UnreadableLine, "Line 3 "),
        ("email,name\na@example.org,Łukasz\n".encode("cp1250"), UnreadableLine, "Line 2 "),
        (b"\xff\xfe" + "email\na@example.org\n".encode("utf-16-le") + b"\x00\xd8\x00\x00", UnreadableLine, "Line 3 "),
        (b"PK\x03\x04 and so on", NoTable, "a workbook"),
        (b"\x00\x01\x02\x03" * 100, NoTable, "a binary file"),
        (b"name,outlet\nAnn,Herald\n", NoEmailColumn, "line 1"),
        (b"", NoEmailColumn, "line 1"),
    ],
)
def test_what_can_not_be_read_is_named_with_its_line_and_nothing_is_imported(
    room: Newsroom, content: bytes, error: type[EmbargoError], told: str
) -> None:
    with pytest.raises(error, match=told):
        load(room, content)
    assert not MediaList.objects.exists()
    assert not Reader.objects.exists()


class Endless(io.RawIOBase):
    """A gigabyte that is nowhere: made as it is read."""

    def __init__(self, line: bytes, size: int = 1_000_000_000) -> None:
        self._line, self._left = line, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        buffer[:count] = (self._line * (count // len(self._line) + 1))[:count]
        self._left -= count
        return count


@pytest.mark.parametrize(
    ("line", "error"),
    [(b"email,name\n" * 1000, TooLarge), (b"x" * 10_000, UnreadableLine), (b"caf\xe9;" * 1000, UnreadableLine)],
)
def test_a_gigabyte_is_refused_in_little_memory(line: bytes, error: type[EmbargoError]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(error):
            look_through(lambda: io.BufferedReader(Endless(line)))  # type: ignore[return-value]
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_how_far_it_has_come_is_told_up_to_the_end(room: Newsroom) -> None:
    told: list[tuple[int, int]] = []
    import_file(room, "press", given(TABLE.encode()), "Ann", lambda gone, whole: told.append((gone, whole)))
    assert told[-1] == (2 * len(TABLE.encode()), 2 * len(TABLE.encode()))


def test_the_line_after_a_piece_is_still_counted_right(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_files, "PIECE", 16)
    with pytest.raises(UnreadableLine, match="Line 4 "):
        load(room, "email,name\r\na@example.org,Ann\r\nb@example.org,Ben\r\nc@example.org,Иван\r\n".encode("cp1251"))


def test_what_a_file_has_no_column_for_stays_as_it_is(room: Newsroom) -> None:
    premises.readers(1)
    load(room, b"email,outlet\nreader1@example.org,Herald\nnew@example.org,Times\n")
    assert people() == [("reader1@example.org", "Reader 1", "Herald"), ("new@example.org", "", "Times")]
