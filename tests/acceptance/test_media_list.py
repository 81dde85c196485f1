"""Media lists by the command: tables from any program in, defused ones out, and one person everywhere."""

from __future__ import annotations

import json

from tests.acceptance.conftest import Office


def test_a_table_from_another_program_comes_in_and_goes_out_defused(office: Office) -> None:
    office.set_up(readers=0)
    office.write("list.csv", "Nom;E-Mail;Média\nZoë;zoe@example.org;=1+1\nBen;ben@@example.org;\n".encode("latin-1"))
    said = office.type("audience", "import", "press", "list.csv")
    assert (said.code, "1 added" in said.out, "line 3: left out" in said.out) == (0, True, True)
    assert 'look whether "Média" is right' in said.out
    assert office.type("audience", "export", "press").out.splitlines()[1] == "zoe@example.org,Zoë,'=1+1,,,"


def test_a_file_that_can_not_be_read_is_refused_with_its_line_and_makes_no_list(office: Office) -> None:
    office.set_up(readers=0)
    office.write("list.csv", "email,name\nann@example.org,Zoë\n".encode() + b"ben@example.org,caf\xe9\n")
    said = office.type("audience", "import", "press", "list.csv")
    assert (said.code, "Line 3 can't be read" in said.err) == (2, True)
    assert office.type("audience", "show", "press").code == 2


def test_one_person_is_told_taken_off_and_erased(office: Office) -> None:
    office.set_up()
    told = json.loads(office.type("audience", "person", "reader1@example.org").out)
    assert [one["list"] for one in told["lists"]] == ["press"]
    assert "1 list: press" in office.type("audience", "remove", "reader2@example.org", "--by", "Ben").out
    assert office.type("audience", "erase", "reader1@example.org", "--by", "Ben").code == 0
    said = office.type("audience", "import", "press", "readers.csv")
    assert "1 left the list before" in said.out and "nothing is sent to reader1@example.org" in said.out
    assert office.type("audience", "restore", "reader1@example.org", "--because", "they want it again").code == 0
    said = office.type("audience", "show", "press")
    assert said.out.startswith("press: 1 reader; 2 left it (1 erased, 1 taken off).")
    assert office.type("audience", "remove", "nobody@example.org").code == 2
