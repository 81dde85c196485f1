"""A press office in the middle of its day, with nothing in it but examples: what its pages show."""

from __future__ import annotations

from collections.abc import Mapping

from tests.browser.desks import Desk
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
OUT, NEXT, WAITS = "sea-wall", "clean-water", "reading-room"
READERS = """\
email,name,outlet,beat,language,zone
ida.holm@example.org,Ida Holm,The Harbour Post,harbours; climate,en,Europe/London
jonas.weber@example.org,Jonas Weber,Nordmeer Zeitung,climate,de,Europe/Berlin
claire.martin@example.org,Claire Martin,Le Quotidien du Port,harbours,fr,Europe/Paris
sam.okoro@example.org,Sam Okoro,Coastal Radio,,en,America/New_York
"""
FURTHER = """\
email,name,outlet,beat,language,zone
ida.holm@example.org,Ida Holm,The Harbour Post,harbours,en,Europe/London
mara.lind@example.org,Mara Lind,Kystavisen,climate,en,Europe/Oslo
nobody,No Address,Coastal Radio,,,
lee.tan@example.org,Lee Tan,Strait Times Online,trade,en,Mars/Olympus
"""
PAGES: Mapping[str, str] = {
    "queue": "",
    "calendar": "calendar/",
    "lists": "lists/",
    "list": "lists/press",
    "channels": "channels/",
    "channel": "channels/partners",
    "journal": "journal/",
    "people": "people/",
    "account": "account/",
    "new-release": "releases/new",
    "release": f"releases/{WAITS}",
    "approval": f"releases/{WAITS}/approval",
    "hold": f"releases/{NEXT}/hold",
    "lift": f"releases/{NEXT}/lift",
    "lift-out": f"releases/{OUT}/lift",
    "after": f"releases/{OUT}/after",
    "correction": f"releases/{OUT}/correction",
    "withdrawal": f"releases/{OUT}/withdrawal",
    "rehearsal": f"releases/{WAITS}/rehearsal",
    "standstill": "stop/",
}
"""Each page by the name of its picture."""


def a_day(desk: Desk) -> None:
    """One release is out, one is approved for later, one waits to be approved, and the list has people on it."""
    office = desk.office
    office.write("press.csv", READERS)
    assert office.type("audience", "import", "press", "press.csv", "--by", "Edda Editor").code == 0
    for name in ("sea-wall.md", "reading-room.html", "clean-water.md"):
        # Its own line says 2030: for a countdown it has to be sooner.
        text = (EXAMPLES / name).read_text(encoding="utf-8").replace("embargo: 2030-03-22 00:01 Europe/London\n", "")
        office.write(name, text)
    for folder in ("sea-wall", "clean-water"):
        (office.folder / folder).mkdir()
        for file in (EXAMPLES / folder).iterdir():
            office.write(f"{folder}/{file.name}", file.read_bytes())
    said = office.type("queue", "sea-wall.md", "--slug", OUT, "--in", "4s", "--by", "Wren Writer")
    assert said.code == 0, said.err
    said = office.type("approve", OUT, "--by", "Edda Editor")
    assert said.code == 0, said.err
    said = office.type("queue", "reading-room.html", "--slug", WAITS, "--by", "Wren Writer")
    assert said.code == 0, said.err
    said = office.type("queue", "clean-water.md", "--slug", NEXT, "--in", "3h", "--by", "Wren Writer")
    assert said.code == 0, said.err
    said = office.type("approve", NEXT, "--by", "Edda Editor")
    assert said.code == 0, said.err
    office.wait_for(lambda: set(office.states(OUT)) == {"sent"})
