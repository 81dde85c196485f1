"""The media lists: found, looked at before an import, taken out, and one reader's history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bot.core.audience import Because
from bot.core.roles import Role
from bot.desk.models import WaitingImport
from bot.newsroom.media_list import suppressing
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow, Reader
from tests import premises

SignIn = Callable[..., Client]
TABLE = "email,name,outlet\nida@example.org,Ida Holm,Harbour Post\nnobody,Nobody,\nreader1@example.org,Reader One,\n"


def page(client: Client, path: str = "/desk/lists/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def put_up(client: Client, table: str | bytes = TABLE, name: str = "press") -> str:
    """Where the look at the import is."""
    content = table if isinstance(table, bytes) else table.encode()
    file = SimpleUploadedFile("journalists.csv", content, "text/csv")
    answer = client.post("/desk/imports/", {"list": name, "table": file})
    return answer.headers["Location"]


def test_without_a_list_the_page_teaches_how_to_make_one(sign_in: SignIn) -> None:
    assert "There is no media list yet" in page(sign_in())


def test_a_list_shows_how_many_are_on_it_and_who_mails_it(sign_in: SignIn) -> None:
    premises.readers(3)
    assert "Mailed by" in page(sign_in())
    assert "3 journalists are on it" in page(sign_in(), "/desk/lists/press")


def test_somebody_is_found_by_a_part_of_name_or_address(sign_in: SignIn) -> None:
    premises.readers(12)
    premises.readers(1, "local")
    shown = page(sign_in(), "/desk/lists/?q=reader+12%40")
    assert "reader12@example.org" in shown and "reader11@example.org" not in shown
    assert page(sign_in(), "/desk/lists/?q=reader1%40").count("reader1@example.org</td>") == 2
    assert "Nobody was found" in page(sign_in(), "/desk/lists/press?q=zinnober")


def test_a_long_list_is_paged(sign_in: SignIn) -> None:
    premises.readers(60)
    client = sign_in()
    first = page(client, "/desk/lists/press")
    after = first.partition("?after=")[2].partition('"')[0]
    second = page(client, f"/desk/lists/press?after={after}")
    assert "reader60@" not in first and "reader60@" in second and "reader1@" not in second


def test_an_import_is_looked_at_before_it_is_done(sign_in: SignIn) -> None:
    premises.readers(1)
    client = sign_in()
    where = put_up(client)
    shown = page(client, where)
    assert "Nothing has been imported yet" in shown
    assert "Import 2 people" in shown  # one is new, one has another name
    assert "is not an email address" in shown or "address" in shown.partition("Line")[2]
    assert not Reader.objects.filter(email="ida@example.org").exists()
    done = client.post(where, {"do": "import"}, follow=True).content.decode()
    assert "1 added, 1 changed" in done
    assert Reader.objects.get(email="ida@example.org").outlet == "Harbour Post"
    assert not WaitingImport.objects.exists()


def test_an_import_that_is_dropped_changes_nothing(sign_in: SignIn) -> None:
    client = sign_in()
    where = put_up(client)
    client.post(where, {"do": "drop"})
    assert not Reader.objects.exists() and not WaitingImport.objects.exists()
    assert client.get(where).status_code == 404


def test_another_persons_import_is_not_there(sign_in: SignIn) -> None:
    where = put_up(sign_in())
    other = sign_in(Role.EDITOR, "Cleo Editor")
    assert other.get(where).status_code == 404
    assert "is not yours" in other.post(where, {"do": "import"}, follow=True).content.decode()
    assert not Reader.objects.exists()


def test_a_file_that_is_no_table_is_refused_in_a_sentence(sign_in: SignIn) -> None:
    client = sign_in()
    answer = client.post(
        "/desk/imports/",
        {"list": "press", "table": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"\0" * 99)},
        follow=True,
    )
    assert "not a table in text" in answer.content.decode()
    assert not WaitingImport.objects.exists()


def test_a_writer_imports_and_exports_nothing(sign_in: SignIn) -> None:
    premises.readers(1)
    client = sign_in(Role.WRITER, "Ann Writer")
    answer = client.post(
        "/desk/imports/", {"list": "press", "table": SimpleUploadedFile("a.csv", TABLE.encode())}, follow=True
    )
    assert "it takes an editor" in answer.content.decode()
    assert client.get("/desk/lists/press/export").status_code == 404
    assert "Import a table" not in page(client)


def test_an_export_is_the_table_and_on_record(sign_in: SignIn) -> None:
    premises.readers(2)
    answer = sign_in().get("/desk/lists/press/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="press.csv"'
    assert answer.content.decode().splitlines()[1].startswith("reader1@example.org,Reader 1")
    assert JournalRow.objects.filter(act="export", actor="Ben Editor", verified=True).exists()


def test_a_reader_whose_mail_came_back_is_written_to_again_only_with_a_reason(sign_in: SignIn, room: Newsroom) -> None:
    premises.readers(1)
    room.world.transact(lambda: suppressing.suppress(room, "reader1@example.org", Because.BOUNCE, "sendgrid"))
    one = Reader.objects.get()
    client = sign_in()
    assert "there is no such mailbox" in page(client, f"/desk/readers/{one.pk}")
    client.post(f"/desk/readers/{one.pk}/restoring", {"because": " "})
    assert Reader.objects.get().left_at is not None
    client.post(f"/desk/readers/{one.pk}/restoring", {"because": "They have a new mailbox"})
    assert Reader.objects.get().left_at is None


def test_erasing_asks_for_certainty(sign_in: SignIn) -> None:
    premises.readers(1)
    one = Reader.objects.get()
    client = sign_in()
    client.post(f"/desk/readers/{one.pk}/erasing")
    assert Reader.objects.get().email == "reader1@example.org"
    client.post(f"/desk/readers/{one.pk}/erasing", {"sure": "yes"})
    assert "@" not in Reader.objects.get().email
    assert client.get(f"/desk/readers/{one.pk}").status_code == 404


def test_a_reader_has_a_history(sign_in: SignIn, room: Newsroom) -> None:
    premises.lifted(room)
    one = Reader.objects.order_by("pk")[0]
    shown = page(sign_in(), f"/desk/readers/{one.pk}?all=1")
    assert "cranes" in shown


def test_a_script_in_a_readers_field_is_shown_and_not_run(sign_in: SignIn) -> None:
    client = sign_in()
    where = put_up(client, 'email,name\nida@example.org,"<script>alert(1)</script>"\n')
    assert "<script>alert" not in page(client, where)
    client.post(where, {"do": "import"})
    assert "<script>alert" not in page(client, "/desk/lists/press")


@pytest.mark.parametrize("path", ["/desk/lists/", "/desk/lists/press", "/desk/lists/press?q=reader"])
def test_the_lists_ask_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, django_assert_max_num_queries: Callable[..., object], path: str
) -> None:
    premises.readers(200)
    client = sign_in()
    with django_assert_max_num_queries(14):
        page(client, path)
