"""A bad row is named with its line and spoils no other; who left stays off; what was imported can be exported."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UnknownList
from bot.newsroom.media_list import audience
from bot.newsroom.media_list.audience import reader_of
from bot.newsroom.media_list.importing import BadListName, Imported
from bot.newsroom.media_list.reader_addresses import BadAddress, mail_address
from bot.newsroom.media_list.reader_columns import NoEmailColumn
from bot.newsroom.media_list.reader_tables import BadRow, layout_in, read_row, written
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow, MediaList, Reader
from bot.store.sealing import Keyring
from tests import premises

pytestmark = pytest.mark.django_db


def load(room: Newsroom, text: str, name: str = "press") -> Imported:
    return premises.imported(room, name, text, "Ann")


def emails(name: str = "press") -> list[str]:
    return list(Reader.objects.filter(list__name=name, left_at=None).order_by("pk").values_list("email", flat=True))


def test_every_column_is_taken(room: Newsroom) -> None:
    result = load(
        room, "email,name,outlet,beat,language,zone\nann@example.org,Ann,Herald,Ports,pt-BR,America/Sao_Paulo\n"
    )
    assert result == Imported(added=1)
    reader = Reader.objects.get()
    assert (reader.name, reader.outlet, reader.beat) == ("Ann", "Herald", "Ports")
    assert (reader.language, reader.zone) == ("pt-BR", "America/Sao_Paulo")


def test_columns_may_come_in_any_order_and_with_others_that_are_left_alone(room: Newsroom) -> None:
    load(room, "Phone, Name , EMAIL\n123,Ann,ann@example.org\n")
    assert (Reader.objects.get().email, Reader.objects.get().name) == ("ann@example.org", "Ann")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_table_from_any_program_is_read(room: Newsroom, ending: str) -> None:
    load(room, "\ufeff" + ending.join(["email,name", "ann@example.org,Ann", "", "ben@example.org,Ben", ""]))
    assert emails() == ["ann@example.org", "ben@example.org"]


def test_a_name_with_a_comma_stands_in_quotation_marks(room: Newsroom) -> None:
    load(room, 'email,name\nann@example.org,"Holm, Ann ""Harbour"""\n')
    assert Reader.objects.get().name == 'Holm, Ann "Harbour"'


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("not an address", "is not an email address"),
        ("ann@localhost", "is not an email address"),
        ("ann@@example.org", "is not an email address"),
        ("añn@example.org", "is not an email address"),
        (",Ann", "has no email"),
        ('"a@example.org,b@example.org",Ann', "a comma or a semicolon; give one address a row"),
        ("a@example.org;b@example.org,Ann", "a comma or a semicolon; give one address a row"),
        ("a@example.org,Ann,Herald", "more columns than the head line"),
        ("a@example.org,Ann\x07", "the name has a line break or a control character"),
        ("a@example.org\x0b,Ann", "a line break or a control character"),
        ("a@example.org," + "A" * 201, "longer than 200"),
        ('"a@example.org,Ann', "can't be read"),
        ('a@example.org,"Ann', "can't be read"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_spoils_no_other(room: Newsroom, row: str, reason: str) -> None:
    result = load(room, f"email,name\nfirst@example.org,First\n{row}\nlast@example.org,Last\n")
    assert emails() == ["first@example.org", "last@example.org"]
    (bad,) = result.bad
    assert bad.line == 3
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("zone", "Europe/Londn", "is not a time zone"), ("language", "English", "is not a language code")],
)
def test_a_zone_or_language_that_there_is_not_is_named(room: Newsroom, column: str, value: str, reason: str) -> None:
    (bad,) = load(room, f"email,{column}\nann@example.org,{value}\n").bad
    assert bad.line == 2
    assert f'"{value}" {reason}' in bad.reason


def test_an_address_that_stands_twice_is_taken_once_whatever_its_case(room: Newsroom) -> None:
    result = load(room, "email,name\nann@example.org,Ann\nben@example.org,Ben\nANN@Example.org,Ann again\n")
    assert emails() == ["ann@example.org", "ben@example.org"]
    assert result.bad == [BadRow(4, "ann@example.org stands in line 2 already")]


def test_a_second_import_changes_what_changed_and_nothing_else(room: Newsroom) -> None:
    load(room, "email,name\nann@example.org,Ann\nben@example.org,Ben\n")
    result = load(room, "email,name\nann@example.org,Ann Holm\nben@example.org,Ben\ncleo@example.org,Cleo\n")
    assert (result.added, result.changed, result.same) == (1, 1, 1)
    assert Reader.objects.get(email="ann@example.org").name == "Ann Holm"


def test_nobody_who_left_is_brought_back(room: Newsroom) -> None:
    load(room, "email\nann@example.org\nben@example.org\n")
    audience.leave(room, Reader.objects.get(email="ann@example.org"))
    result = load(room, "email,name\nAnn@example.org,Ann\nben@example.org,\n")
    assert emails() == ["ben@example.org"]
    assert (result.left_before, result.same) == (1, 1)


def test_leaving_twice_is_leaving_once(room: Newsroom, world: premises.QuietWorld) -> None:
    load(room, "email\nann@example.org\n")
    ann = Reader.objects.get()
    audience.leave(room, ann)
    left_at = room.now()
    world.clock.forward(days=1)
    audience.leave(room, ann)
    ann.refresh_from_db()
    assert ann.left_at == left_at
    assert JournalRow.objects.filter(act="leave").count() == 1


def test_a_list_is_counted_with_those_who_left_it(room: Newsroom) -> None:
    premises.readers(3)
    audience.leave(room, Reader.objects.all()[0])
    assert (audience.show("press").readers, audience.show("press").left) == (2, 1)


@pytest.mark.parametrize("name", ["", "press list", "präss", "../press", "x" * 81])
def test_what_can_not_name_a_list_is_refused_and_makes_none(room: Newsroom, name: str) -> None:
    with pytest.raises(BadListName):
        load(room, "email\nann@example.org\n", name)
    assert not MediaList.objects.exists()


@pytest.mark.parametrize("text", ["", "\n", "name,outlet\nAnn,Herald\n"])
def test_a_table_without_a_column_of_addresses_is_refused_and_makes_no_list(room: Newsroom, text: str) -> None:
    with pytest.raises(NoEmailColumn, match="Its first line must name the columns"):
        load(room, text)
    assert not MediaList.objects.exists()


@pytest.mark.parametrize("ask", [audience.show, audience.export])
def test_an_unknown_list_is_named(ask: object) -> None:
    with pytest.raises(UnknownList, match="embargo audience import nothing"):
        ask("nothing")  # type: ignore[operator]


def test_an_export_imported_elsewhere_is_the_same_list(room: Newsroom) -> None:
    table = [
        ["email", "name", "outlet", "beat", "language", "zone"],
        ["ann@example.org", 'Holm, Ann "Harbour"', "Herald", "Ports", "pt-BR", "America/Sao_Paulo"],
        ["ben@example.org", "Ærø", "", "", "", ""],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(table)
    load(room, out.getvalue())
    exported = "".join(audience.export("press"))
    load(room, exported, "other")
    assert "".join(audience.export("other")) == exported
    assert list(csv.reader(io.StringIO(exported))) == table


def test_an_export_leaves_out_those_who_left(room: Newsroom) -> None:
    load(room, "email\nann@example.org\nben@example.org\n")
    audience.leave(room, Reader.objects.get(email="ann@example.org"))
    assert "ann@" not in "".join(audience.export("press"))


def test_an_import_is_on_record_with_its_counts_and_no_address(room: Newsroom) -> None:
    load(room, "email\nann@example.org\nbad\n")
    row = JournalRow.objects.get(release=None, act="import")
    assert (row.actor, row.facts) == ("Ann", {"list": "press", "added": 1, "changed": 0, "bad": 1})


@pytest.mark.timeout(30)
def test_five_thousand_rows_keep_nobody_waiting(room: Newsroom) -> None:
    text = "email,name\n" + "".join(f"reader{number}@example.org,Reader {number}\n" for number in range(5000))
    assert load(room, text).added == 5000


@given(st.text(max_size=40))
def test_an_address_that_is_taken_can_carry_no_header_and_no_second_address(address: str) -> None:
    with suppress(BadAddress):
        mail_address(address)
        assert not set(address) & set("\r\n,; <>\"'()\t\0") - {"'"}
        assert address.count("@") == 1
        assert address.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org\nBcc: eve@example.org",
        "ann@example.org\r\n",
        "ann\u2028@example.org",
        "ann@example.org,ben@example.org",
    ],
)
def test_an_address_with_a_line_break_or_a_comma_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        mail_address(address)


def test_a_link_is_its_readers_alone(room: Newsroom) -> None:
    premises.readers(2)
    one, other = Reader.objects.order_by("pk")
    link = audience.unsubscribe_token(room, one.pk, room.now())
    assert reader_of(room, link) == one
    assert link != audience.unsubscribe_token(room, other.pk, room.now())


@pytest.mark.parametrize("link", ["", "x", "AAAA", "é", "dQE", "=" * 9])
def test_a_forged_link_is_nobodys(room: Newsroom, link: str) -> None:
    premises.readers(1)
    assert reader_of(room, link) is None


def test_a_link_made_with_another_key_is_nobodys(room: Newsroom) -> None:
    premises.readers(1)
    other = Newsroom(room.config, Keyring((("00000001", b"x" * 32),)), room.environment, room.world)
    assert reader_of(room, audience.unsubscribe_token(other, Reader.objects.get().pk, room.now())) is None


def test_a_link_outlives_a_change_of_keys(room: Newsroom) -> None:
    premises.readers(1)
    link = audience.unsubscribe_token(room, Reader.objects.get().pk, room.now())
    rotated = Keyring((("00000002", b"n" * 32), *room.keyring.keys))
    later = Newsroom(room.config, rotated, room.environment, room.world)
    assert reader_of(later, link) == Reader.objects.get()


def test_the_zones_of_a_list_are_told_by_how_many_live_there(room: Newsroom) -> None:
    rows = ["a@example.org,Asia/Tokyo", "b@example.org,Asia/Tokyo", "c@example.org,Europe/Paris", "d@example.org,"]
    load(room, "email,zone\n" + "\n".join(rows))
    assert audience.zones(["press"]) == ["Asia/Tokyo", "Europe/Paris"]


FORMULAS = [
    "=1+1",
    "+44 20 7946 0000",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org")',
    "'=1",
    "''+2",
    "'quoted'",
]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_written_so_that_no_spreadsheet_runs_it_and_comes_back_as_it_was(
    room: Newsroom, name: str
) -> None:
    media_list = MediaList.objects.create(name="press")
    Reader.objects.create(list=media_list, email="+tag@example.org", name=name, outlet=name)
    exported = "".join(audience.export("press"))
    (_, row) = csv.reader(io.StringIO(exported))
    assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell]
    load(room, exported, "other")
    back = Reader.objects.get(list__name="other")
    assert (back.email, back.name, back.outlet) == ("+tag@example.org", name, name)


@given(st.text(max_size=30).map(lambda text: " ".join(text.split())))
def test_every_cell_that_is_exported_is_read_as_it_was(cell: str) -> None:
    table = ["email,name\n", written(("ann@example.org", cell)).replace("\r\n", "\n")]
    row = read_row(2, table[1], layout_in(table))
    assert isinstance(row, BadRow) or row[1] == cell.strip()


def test_several_beats_in_a_cell_are_set_alike(room: Newsroom) -> None:
    load(
        room,
        'email,beat\na@example.org,climate;energy\nb@example.org,"Climate, climate , ports"\nc@example.org,sea|fish\n',
    )
    assert list(Reader.objects.order_by("pk").values_list("beat", flat=True)) == [
        "climate; energy",
        "Climate; ports",
        "sea; fish",
    ]
