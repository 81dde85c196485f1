"""Text that would be a script: on no page of the desk does it run, whoever looks at it and wherever it is shown."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Sits
from tests.browser.desks import Desk

pytestmark = pytest.mark.timeout(240)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RELEASE = f"""\
• Press Release

Harbour cranes {SCRIPT} to stand still

March 4, 2020

The cranes will stand still {SCRIPT} from Monday, said [the office](javascript:alert(3)).

“We need {SCRIPT} a week,” said Ida Holm {SCRIPT}.
"""
LOOKED_AT = (
    "",
    "calendar/",
    "journal/",
    "releases/{}",
    "releases/{}/approval",
    "releases/{}/lift",
    "releases/{}/after",
)


def test_a_script_in_a_release_runs_nowhere(sits: Sits, open_desk: Desk) -> None:
    """What Chromium refuses or runs of it would be in the seat's list of what is wrong."""
    office = open_desk.office
    office.write("scripted.txt", RELEASE)
    office.write("people.csv", f'email,name\nida@example.org,"{SCRIPT}"\n')
    assert office.type("audience", "import", "press", "people.csv", "--by", f"Ann {SCRIPT}").code == 0
    said = office.type("queue", "scripted.txt", "--slug", "scripted", "--in", "2h", "--by", f"Ann {SCRIPT}")
    assert said.code == 0, said.err
    with sits("Edda Editor") as edda:
        for path in (*LOOKED_AT, "releases/{}/approval/renditions", "lists/press", "lists/?q=ida"):
            answer = edda.page.goto(f"{edda.desk}{path.format('scripted')}")
            edda.page.wait_for_load_state("networkidle")
            assert answer is not None and answer.status < 500, path
            assert edda.page.evaluate("document.querySelectorAll('img[src=x], a[href^=javascript]').length") == 0, path
    assert "alert(1)" in edda_text(sits)


def edda_text(sits: Sits) -> str:
    """The headline stands on the page as it was written."""
    with sits("Edda Editor") as edda:
        edda.go("releases/scripted/approval")
        return edda.text()
