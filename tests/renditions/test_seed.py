"""A release as staff paste it from the web reads as the rules say. Its text stays outside the repository."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.core.fit import LIMIT, weighted_length
from bot.core.release import Part, Picture, Quote, Release, Section
from bot.core.rendition import Mail, Thread
from bot.renditions.setting import doubts, render
from tests.renditions.samples import KINDS, sheet


@pytest.fixture(scope="module")
def seed(shared: Path) -> Release:
    """Built by hand from the file's lines, so that this does not depend on the readers."""
    files = sorted((shared / "seed").glob("000_*.txt"))
    if not files:
        pytest.skip("the seed release is not here")
    lines = [line for line in files[0].read_text("utf-8").splitlines() if line.strip()]
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


def test_its_thread_is_the_headline_and_the_quotes_that_fit(seed: Release) -> None:
    posts = [post.text for post in Thread.from_bytes(render("x", seed, sheet("x"))).posts]
    quote = seed.quotes[0]
    kept = [quote.paragraphs[number] for number in (0, 1, 3, 4)]
    assert posts[0].startswith(seed.headline)
    assert posts[1] == f"“{kept[0]}”\n— {quote.speaker}, {quote.role}"
    assert posts[2:] == [f"“{text}”\n— {quote.speaker}" for text in kept[1:]]
    assert all(weighted_length(post) <= LIMIT for post in posts)


def test_its_plain_mail_can_be_copied_as_it_stands(seed: Release) -> None:
    text = Mail.from_bytes(render("email", seed, sheet())).text
    said = "\n\n".join("“" + part for part in seed.quotes[0].paragraphs) + "”"
    assert f"{seed.lede}\n\n{said}\n\nBackground\n\n" in text


def test_its_agency_picture_goes_nowhere(seed: Release) -> None:
    for kind in KINDS:
        rendition = render(kind, seed, sheet(kind)).decode()
        assert "Getty" not in rendition
        assert "Grand National Assembly" not in rendition
        assert "picture-licence" in [finding.code for finding in doubts(kind, seed, sheet(kind))]


def test_all_its_renditions_together_take_under_60_ms(seed: Release) -> None:
    for kind in KINDS:
        render(kind, seed, sheet(kind))
    before = time.process_time()
    for kind in KINDS:
        render(kind, seed, sheet(kind))
    assert time.process_time() - before < 0.06
