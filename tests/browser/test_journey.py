"""One release from a paste to its withdrawal: a new writer, two editors and a third who may not, each in a browser of their own."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import Seat
from tests.browser.conftest import Sits
from tests.browser.desks import PASSWORD, Desk, address
from tests.conftest import ROOT

pytestmark = pytest.mark.timeout(300)
READERS = {f"reader{number}@example.org" for number in range(1, 13)}
AHEAD = 25.0  # seconds to the embargo when the writer puts it up
TO_THE_LIFT = 60_000  # milliseconds
MANY_TABS = 250
_OWN_FORM = """async seen => {
    const page = await (await fetch('/desk/releases/new')).text();
    const token = new DOMParser().parseFromString(page, 'text/html').querySelector('[name=csrfmiddlewaretoken]').value;
    const answer = await fetch(location.href, {method: 'POST', body: new URLSearchParams({csrfmiddlewaretoken: token, seen})});
    return {status: answer.status, text: await answer.text()};
}"""


def text_to_paste() -> str:
    """The seed release where it is there, else a shipped example."""
    shared = Path(os.environ.get("EMBARGO_SHARED") or ROOT.parent / "shared") / "seed"
    return next(iter(sorted(shared.glob("*.txt"))), ROOT / "examples" / "harbour-report.txt").read_text(
        encoding="utf-8"
    )


def sign_in_by_keyboard(seat: Seat, name: str) -> None:
    page = seat.go()
    reach(page, page.locator("input[name=login]"))
    page.keyboard.type(address(name))
    reach(page, page.locator("input[name=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()


def reach(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus."""
    for _ in range(MANY_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} can't be reached by keyboard")


def press(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def slug_of(page: Page) -> str:
    found = re.search(r"/desk/releases/([\w-]+)", page.url)
    assert found is not None
    return found[1]


def written(wren: Seat) -> str:
    """Pasted, embargoed and put up; its slug."""
    page = wren.page
    wren.go("releases/new")
    page.locator("#pasted").fill(text_to_paste())
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#body")).to_be_visible()
    assert page.locator("#headline").input_value()
    instant = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=AHEAD)
    page.locator("#kind-until").check()
    page.locator("#day").fill(f"{instant:%Y-%m-%d}")
    page.locator("#time").fill(f"{instant:%H:%M:%S}")
    page.locator("#zone").fill("UTC")
    expect(page.locator("#echo")).to_contain_text("Nothing leaves before")
    page.get_by_role("button", name="Put up for approval").click()
    page.wait_for_url(re.compile(r"/approval|/lift|/releases/[\w-]+$"))
    return slug_of(page)


def approved_by_keyboard(edda: Seat, slug: str) -> None:
    page = edda.go(f"releases/{slug}/approval")
    press(page, page.get_by_role("button", name="Approve", exact=True))
    page.wait_for_url(f"**/{slug}/lift")


def refused_as_a_writer(third: Seat, slug: str, seen: str) -> None:
    """The page offers no button, and a form of one's own making, with what an editor's has in it, is refused in a sentence."""
    page = third.go(f"releases/{slug}/approval")
    assert page.get_by_role("button", name="Approve").count() == 0
    expect(page.locator("main")).to_contain_text("you are a writer")
    sent = page.evaluate(_OWN_FORM, seen)
    assert "it takes an editor" in sent["text"], sent


def followed(edda: Seat, emil: Seat, slug: str, kind: str, fields: dict[str, str]) -> None:
    """A correction or a withdrawal: put up by one, approved by the other."""
    page = edda.go(f"releases/{slug}/{kind}")
    for field, value in fields.items():
        page.locator(f"#{field}").fill(value)
    page.locator("form.follow-up").get_by_role("button").last.click()
    page.wait_for_url(f"**/{slug}/a*")
    page = emil.go(f"releases/{slug}/approval")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.wait_for_url(f"**/{slug}/lift")


def test_from_a_paste_to_a_withdrawal(sits: Sits, open_desk: Desk) -> None:
    with sits() as wren, sits() as edda, sits("Emil Editor") as emil, sits("Theo Third") as third:
        sign_in_by_keyboard(wren, "Wren Writer")
        sign_in_by_keyboard(edda, "Edda Editor")
        slug = written(wren)
        assert open_desk.office.status(slug)["stage"] == "awaiting"
        seen = edda.go(f"releases/{slug}/approval").locator("input[name=seen]").get_attribute("value")
        refused_as_a_writer(third, slug, seen or "")
        assert open_desk.office.status(slug)["stage"] == "awaiting"
        approved_by_keyboard(edda, slug)

        wren.go(f"releases/{slug}/lift")
        for seat in (wren, edda):
            expect(seat.page.locator("#lift-state")).to_contain_text("Finished", timeout=TO_THE_LIFT)
            expect(seat.page.locator("#lift-state")).to_contain_text("on time")
        assert {one for mail in open_desk.sandbox.sendgrid.received for one in mail.recipients} == READERS
        assert [hook.verified for hook in open_desk.sandbox.hooks.received] == [True]

        passage = open_desk.office.status(slug)["headline"]
        assert passage
        was = wren.go(f"releases/{slug}/correction").locator(".standing-text p").first.inner_text().split(". ")[0][:200]
        followed(edda, emil, slug, "correction", {"was": was, "now-reads": f"{was} (this is what was meant)"})
        expect(emil.page.locator("#lift-state")).to_contain_text("Finished", timeout=TO_THE_LIFT)
        followed(edda, emil, slug, "withdrawal", {"reason": "The figures do not hold."})
        open_desk.office.wait_for(lambda: open_desk.office.status(slug)["stage"] == "withdrawn")

        journal = edda.go(f"journal/?release={slug}")
        expect(journal.locator("tbody")).to_contain_text("approved it")
        assert "name not verified" not in journal.locator("tbody").inner_text()
