"""What `check`, `queue`, `edit` and `approve` say is in doubt, and how it is kept quiet; and the look at all of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from tests import premises
from tests.acceptance.conftest import RELEASE, Office, furnished

DOUBTFUL = RELEASE.replace("from Monday", "from tomorrow, XX% of them,")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with premises.sandbox(hooks=("partners", "archive")) as sandbox:
        office = furnished(tmp_path_factory.mktemp("desk"), sandbox).set_up()
        office.write("doubtful.txt", DOUBTFUL)
        yield office


def test_check_says_what_is_in_doubt_and_where(desk: Office) -> None:
    said = desk.type("check", "doubtful.txt")
    assert said.code == 0
    assert 'Paragraph 1: "tomorrow" is true only if this leaves on 4 March 2020.' in said.out
    assert "[placeholder]" in said.out


def test_check_json_has_code_place_and_line(desk: Office) -> None:
    found = json.loads(desk.type("check", "doubtful.txt", "--json").out)["findings"]
    assert [(one["code"], one["place"], one["line"]) for one in found] == [
        ("text-day-word", "paragraph 1", None),
        ("placeholder", "paragraph 1", None),
    ]
    assert all(one["message"] for one in found)


def test_a_code_is_kept_quiet_where_somebody_says_so_and_a_slip_in_it_is_told(desk: Office) -> None:
    said = desk.type("check", "doubtful.txt", "--silence", "placeholder", "--silence", "text-day-wort")
    assert "[placeholder]" not in said.out.replace("1 finding [placeholder]", "")
    assert "did you mean text-day-word?" in said.out


def test_queue_edit_and_approve_say_it_and_what_was_silenced_stays_silent(desk: Office) -> None:
    queued = desk.type(
        "queue", "doubtful.txt", "--in", "9h", "--slug", "kept", "--by", "Ann", "--silence", "placeholder"
    )
    assert "[text-day-word]" in queued.out
    approved = desk.type("approve", "kept", "--by", "Ben")
    assert approved.code == 0, approved.err
    assert approved.out.count("[text-day-word]") == 1
    assert "Silenced    1 finding [placeholder]" in approved.out
    edited = desk.type("edit", "kept", "doubtful.txt", "--keep", "--by", "Ann")
    assert "changed: silenced" in edited.out
    assert "[placeholder]" in edited.out


def test_links_are_asked_for_only_on_request_and_never_at_a_private_address(desk: Office) -> None:
    desk.write("linked.txt", RELEASE + "\nSee http://nowhere.invalid/a for more.\n")
    assert "link-unreachable" not in desk.type("check", "linked.txt").out
    said = desk.type("check", "linked.txt", "--links")
    assert '"http://nowhere.invalid/a" does not answer: its name cannot be found.' in said.out


def test_a_preview_opens_side_by_side_only_when_asked(desk: Office) -> None:
    desk.write("browser.py", "import pathlib, sys\npathlib.Path('opened').write_text(sys.argv[1])\n")
    desk.type("queue", "doubtful.txt", "--in", "9h", "--slug", "looked", "--by", "Ann")
    assert desk.type("preview", "looked", "--out", "plain").code == 0
    assert not (desk.folder / "plain" / "side-by-side.html").exists()
    browser = f"{sys.executable} {desk.folder / 'browser.py'} %s"
    said = desk.type("preview", "looked", "--out", "shown", "--open", BROWSER=browser)
    assert said.code == 0, said.err
    opened = (desk.folder / "opened").read_text()
    assert opened == (desk.folder / "shown" / "side-by-side.html").resolve().as_uri()
    assert "Harbour cranes to stand still" in (desk.folder / "shown" / "side-by-side.html").read_text()
