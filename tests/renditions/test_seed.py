"""A release as staff paste it from the web reads as the rules say. Its text stays outside the repository."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.core.measure import BLUESKY, Measure, X, mastodon
from bot.core.release import Part, Picture, Quote, Release, Section
from bot.core.rendition import Mail, Thread
from bot.core.sentences import sentences
from bot.readers.opening import read
from bot.renditions.setting import doubts, render
from tests.renditions.samples import KINDS, OFFICE, PAGE, sheet

NETWORKS = {"x": X, "mastodon": mastodon(), "bluesky": BLUESKY}
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
LABELS = "Contacts"
AROUND_A_PAGE = "Press room All releases Atom JSON Feed"
AROUND_A_MAIL = (
    "Read it online You receive this because you are on the media list press of Preferences Unsubscribe greeting"
)


@pytest.fixture(scope="module")
def lines(shared: Path) -> list[str]:
    files = sorted((shared / "seed").glob("000_*.txt"))
    if not files:
        pytest.skip("the seed release is not here")
    return [line for line in files[0].read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module", params=["by hand", "by the reader"])
def seed(request: pytest.FixtureRequest, lines: list[str]) -> Release:
    """Once built from the file's lines, so that this does not depend on the readers, and once as they read it."""
    if request.param == "by the reader":
        return read("seed.txt", "\n\n".join(lines).encode(), date(2020, 3, 4), "Europe/London").release
    said = "\n\n".join(line.strip("“”") for line in lines[5:10])
    speaker, role = "Lynn Maalouf", lines[4].partition("Maalouf, ")[2].removesuffix(", said:")
    return Release(
        headline=lines[1],
        kicker=lines[0].lstrip("• "),
        release_date="2020-03-04",
        body=(Part("paragraph", lines[4]), Part("quote", quote=0)),
        quotes=(Quote(said, speaker, role),),
        sections=(Section(lines[10], tuple(Part("paragraph", line) for line in lines[11:])),),
        pictures=(Picture(caption=lines[3], credit="Adem ALTAN / AFP via Getty Images"),),
    )


@pytest.fixture(scope="module")
def own(lines: list[str]) -> Counter[str]:
    """Every word of the release as often as it stands there, the picture's caption apart."""
    return counted(*lines[:3], *lines[4:])


def counted(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(text))


def seen(html: str, within: str = "body") -> str:
    """The words of a page as they are seen, blocks apart."""
    tree = LexborHTMLParser(html)
    for hidden in tree.css("script, style, head, template"):
        hidden.decompose()
    found = tree.css_first(within)
    assert found is not None
    return found.text(separator=" ")


def test_the_plain_mail_has_every_word_of_it_and_no_other_but_the_offices(seed: Release, own: Counter[str]) -> None:
    text = Mail.from_bytes(render("email", seed, sheet())).text
    office = counted(
        OFFICE.name, OFFICE.contact, OFFICE.name, LABELS, AROUND_A_MAIL, PAGE, "unsubscribe", "unsubscribe preferences"
    )
    assert counted(text) == own + office


def test_the_mail_as_a_page_has_every_word_of_it_and_no_other_but_the_offices(seed: Release, own: Counter[str]) -> None:
    text = seen(Mail.from_bytes(render("email", seed, sheet())).html)
    assert counted(text) == own + counted(OFFICE.name, OFFICE.contact, OFFICE.name, LABELS, AROUND_A_MAIL)


def test_the_page_has_every_word_of_it_and_no_other_but_the_offices(seed: Release, own: Counter[str]) -> None:
    text = seen(render("pressroom", seed, sheet("pressroom")).decode())
    address = sheet("pressroom").page_url  # which a printed page has below it
    assert counted(text) == own + counted(OFFICE.name, OFFICE.contact, LABELS, AROUND_A_PAGE, address)


def test_the_webhook_has_every_word_of_it_in_text_and_in_html(
    seed: Release, own: Counter[str], lines: list[str]
) -> None:
    item = json.loads(render("webhook", seed, sheet("webhook")))
    head = [one["value"] for one in item["headlines"]]
    plain, html = (one["value"] for one in item["bodies"])
    assert item["contentCreated"].startswith("2020-03-04T")
    for body in (plain, seen(f"<body>{html}")):
        assert counted(*head, body) == own - counted(lines[2])


def test_what_is_quoted_is_what_she_said_and_nobody_else_says_anything(seed: Release, lines: list[str]) -> None:
    said = [line.strip("“”") for line in lines[5:10]]
    item = json.loads(render("webhook", seed, sheet("webhook")))
    pages = (render("pressroom", seed, sheet("pressroom")).decode(), item["bodies"][1]["value"])
    for page in pages:
        (quotation,) = LexborHTMLParser(page).css("blockquote")
        assert [part.text().strip().strip("“”") for part in quotation.css("p")] == said
    assert [(who["name"], who["rel"]) for who in item["people"]] == [("Lynn Maalouf", "speaker")]


def test_its_plain_mail_can_be_copied_as_it_stands(seed: Release) -> None:
    text = Mail.from_bytes(render("email", seed, sheet())).text
    said = "\n\n".join("“" + part for part in seed.quotes[0].paragraphs) + "”"
    assert f"{seed.lede}\n\n{said}\n\nBackground\n\n" in text


def test_its_thread_is_the_headline_and_the_quotes_that_fit(seed: Release) -> None:
    posts = [post.text for post in Thread.from_bytes(render("x", seed, sheet("x"))).posts]
    quote = seed.quotes[0]
    kept = [quote.paragraphs[number] for number in (0, 1, 3, 4)]
    assert posts[0].startswith(seed.headline)
    assert posts[1] == f"“{kept[0]}”\n— {quote.speaker}, {quote.role}"
    assert posts[2:] == [f"“{text}”\n— {quote.speaker}" for text in kept[1:]]


@pytest.mark.parametrize(("kind", "measure"), NETWORKS.items(), ids=NETWORKS)
def test_every_post_fits_and_is_whole_sentences_of_hers_in_their_order(
    seed: Release, kind: str, measure: Measure
) -> None:
    thread = Thread.from_bytes(render(kind, seed, sheet(kind)))
    first, *rest = [post.text for post in thread.posts]
    assert first.startswith(seed.headline) and len(rest) <= 5 and rest
    assert PAGE in first or (thread.card and thread.card.url == PAGE)
    assert all(measure.fits(post.text) for post in thread.posts)
    quote = seed.quotes[0]
    all_of_them = [one for paragraph in quote.paragraphs for one in sentences(paragraph)]
    told = []
    for number, post in enumerate(rest):
        said, by = post.rsplit("\n— ", 1)
        assert by == (f"{quote.speaker}, {quote.role}" if number == 0 else quote.speaker)
        assert said.startswith("“") and said.endswith("”")
        told += sentences(said.strip("“”"))
    assert told == [one for one in all_of_them if one in told]


def test_its_agency_picture_goes_nowhere(seed: Release) -> None:
    for kind in KINDS:
        rendition = render(kind, seed, sheet(kind)).decode()
        for sign in ("Getty", "ALTAN", "AFP", "Grand National Assembly", "<img", "og:image", "illustration"):
            assert sign not in rendition, f"{sign} in what {kind} carries"
        assert "picture-licence" in [finding.code for finding in doubts(kind, seed, sheet(kind))]
