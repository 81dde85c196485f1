"""The record, as an auditor asks for it: in plain words, and with a fault named where somebody has been at the ledger."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import premises
from tests.acceptance import ledgers
from tests.acceptance.conftest import Office, furnished


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One release that was queued and approved."""
    with premises.sandbox(hooks=("partners", "archive")) as sandbox:
        made = furnished(tmp_path_factory.mktemp("office"), sandbox).set_up()
        made.approved("--until", "2030-03-05 00:01 Europe/London")
        yield made


@pytest.fixture
def office(untouched: Office, tmp_path: Path) -> Office:
    """The same, as a copy that may be tampered with."""
    shutil.copytree(untouched.folder, tmp_path, dirs_exist_ok=True)
    ledger = ledgers.copied(untouched.environment)
    return replace(untouched, folder=tmp_path, running=[], environment=untouched.environment | ledger)


def test_it_says_who_did_what_and_that_a_name_is_a_claim(office: Office) -> None:
    said = office.type("journal", "show", "cranes")
    queued, approved = said.out.splitlines()
    assert "Ann (name not verified): queued it for press, " in queued
    assert "until 2030-03-05T00:01:00Z" in queued
    assert "Ben (name not verified): approved it (sha256:" in approved


def test_for_scripts_it_is_one_object_a_line(office: Office) -> None:
    rows = [json.loads(line) for line in office.type("journal", "show", "cranes", "--json").out.splitlines()]
    assert [(row["number"], row["act"], row["verified"]) for row in rows] == [
        (1, "queue", False),
        (2, "approve", False),
    ]


def test_what_belongs_to_no_release_is_the_offices_own(office: Office) -> None:
    assert "imported into press: 3 added, 0 changed" in office.type("journal", "show").out


def test_a_whole_record_is_said_to_be_whole(office: Office) -> None:
    said = office.type("journal", "verify")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The record is whole: 3 rows of 1 release and the office, compared with 3 heads")


def test_a_cut_off_end_is_named_and_the_exit_code_says_so(office: Office) -> None:
    ledgers.change(
        office.folder,
        office.environment,
        "DELETE FROM store_journalrow WHERE act = 'approve'",
        "UPDATE store_release SET journal_rows = 1, journal_head = (SELECT mac FROM store_journalrow WHERE act = 'queue')",
    )
    said = office.type("journal", "verify")
    assert said.code == 1
    assert said.out.startswith("cranes: it ends at row 1; at 20")
    assert "The record is not whole: 1 fault in " in said.out


def test_an_older_copy_of_the_ledger_is_told_of_by_the_next_command(office: Office) -> None:
    ledgers.change(office.folder, office.environment, "DELETE FROM store_journalrow WHERE act = 'approve'")
    office.type("pause", "cranes")
    assert "an older copy was restored, or rows were removed" in office.type("status").out


def test_one_release_can_be_verified_alone_and_an_unknown_one_is_named(office: Office) -> None:
    assert office.type("journal", "verify", "cranes").code == 0
    said = office.type("journal", "verify", "ferries")
    assert said.code == 2
    assert 'no release "ferries"' in said.err


def test_a_copy_of_the_anchors_that_is_not_there_is_named(office: Office) -> None:
    said = office.type("journal", "verify", "--anchors", "elsewhere")
    assert (said.code, said.err) == (2, "elsewhere: there is no such file.\n")
