from __future__ import annotations

import json
from dataclasses import replace

from bot.core.release import File
from bot.readers.report import as_check_json
from tests.readers.manuscripts import manuscript

TEXT = """Press release

EMBARGOED UNTIL {time} Thursday 5 March 2026

Harbour reopens

LONDON, 4 March 2026 — The harbour reopens on Friday.

The quay. (Photo by Ann Lee)

“It works,” said Ann Reader, director.

Background

It was closed in 2016.

Contact
Ann Reader, ann@fund.example
"""


def test_the_fields_are_those_of_the_contract() -> None:
    found = as_check_json(manuscript(TEXT.format(time="00:01 GMT")), "story.txt")
    assert json.loads(json.dumps(found)) == {
        "file": "story.txt",
        "language": "en",
        "kicker": "Press release",
        "headline": "Harbour reopens",
        "subhead": None,
        "dateline": "LONDON, 4 March 2026",
        "release_date": "2026-03-04",
        "embargo": {
            "kind": "until",
            "wording": "EMBARGOED UNTIL 00:01 GMT Thursday 5 March 2026",
            "wall": "2026-03-05T00:01",
            "zone": "Europe/London",
            "utc": "2026-03-05T00:01:00Z",
            "ambiguous": False,
            "reason": None,
            "choices": [],
        },
        "quotes": [{"speaker": "Ann Reader", "role": "director", "text": "It works."}],
        "sections": [{"title": "Background", "text": "It was closed in 2016."}],
        "pictures": [{"caption": "The quay.", "credit": "Ann Lee", "alt": None}],
        "files": [],
        "contacts": [{"name": "Ann Reader", "email": "ann@fund.example", "phone": None}],
        "findings": [],
    }


def test_an_ambiguous_embargo_has_no_utc_and_its_choices() -> None:
    found = as_check_json(manuscript(TEXT.format(time="00:01 BST")), "story.txt")
    assert (found["embargo"]["ambiguous"], found["embargo"]["utc"]) == (True, None)
    assert {"utc", "why"} == set(found["embargo"]["choices"][0])
    assert [(one["code"], one["line"]) for one in found["findings"]] == [("embargo-unsettled", 3)]


def test_a_file_beside_it_comes_with_its_hash() -> None:
    made = manuscript(TEXT.format(time="00:01 GMT"))
    file = File("data/cranes.csv", "Cranes", "cranes.csv", "text/csv", 18, "sha256:1")
    found = as_check_json(replace(made, release=replace(made.release, files=(file,))), "story.txt")
    assert found["files"] == [
        {"title": "Cranes", "name": "cranes.csv", "media_type": "text/csv", "size": 18, "digest": "sha256:1"}
    ]
