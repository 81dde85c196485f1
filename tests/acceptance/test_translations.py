"""What the commands say of a release in two languages, and what they refuse."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Office

FRENCH = """\
Communiqué de presse

Les grues du port s’arrêtent pour une semaine

4 mars 2020

Les grues rouges du vieux port seront à l’arrêt dès lundi, a annoncé la capitaine du port, Ida Holm :

« Il nous faut une semaine pour les rendre sûres. »

Contexte

Les grues datent de 1931.
"""
HOUR = ("--in", "1h")


@pytest.mark.long
def test_two_texts_are_queued_edited_and_approved_as_one_release(office: Office) -> None:
    office.set_up(readers=0)
    office.write("readers.csv", "email,language\nann@example.org,en\nluc@example.org,fr\nzoe@example.org,fr\n")
    assert office.type("audience", "import", "press", "readers.csv").code == 0
    office.write("fr.txt", FRENCH)
    said = office.type("queue", "release.txt", "--translation", "fr.txt", "--slug", "cranes", "--by", "Ann", *HOUR)
    assert said.code == 0, said.err
    assert "Translation fr" in said.out
    office.write("fr.txt", FRENCH.replace("1931", "1913"))
    said = office.type("edit", "cranes", "fr.txt", "--by", "Ann")
    assert "changed: sections in fr." in said.out
    assert "The main text has 1931 and the translation has not." in said.out
    said = office.type("approve", "cranes", "--by", "Ben")
    assert "press (email, en): 1 person on press" in said.out
    assert "press (email, fr): 2 people on press" in said.out
    assert [row["language"] for row in office.status()["deliveries"] if row["channel"] == "press"] == ["en", "fr"]


def test_a_translation_that_names_another_instant_stops_the_release_with_both_shown(office: Office) -> None:
    office.set_up(readers=0)
    office.write("fr.txt", "SOUS EMBARGO JUSQU’AU 6 mars 2031 à 00h01, heure de Paris\n\n" + FRENCH)
    until = ("--until", "2031-03-06 00:01 Europe/London")
    said = office.type("queue", "release.txt", "--translation", "fr.txt", "--slug", "cranes", *until)
    assert said.code == 2
    assert "2031-03-05 23:01 UTC" in said.err
    assert "2031-03-06 00:01:00 UTC" in said.err
    assert office.type("status", "cranes").code == 2
