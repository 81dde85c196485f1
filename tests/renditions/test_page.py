"""The release's page tells everything of the release and nothing else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from bot.core.release import Part, Picture
from bot.core.rendition import LIFT
from bot.renditions.setting import render
from tests.renditions.samples import PAGE, paragraph, release, sheet


def page(**changes: Any) -> str:
    return render("pressroom", release(**changes), sheet("pressroom")).decode()


def article(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_news_comes_first_then_the_rest_in_its_order() -> None:
    html = page().partition("<body>")[2]
    order = [
        "Half of harbour",
        "Monitors at eleven",
        "4 March 2026",
        "More than half",
        "p.jpg",
        "Harbour Air Group)",
        "Monitors took",
        "We gave people",
        "Background",
        "Notes to editors",
        "Contacts",
        "Ines Marlow",
    ]
    places = [html.index(words) for words in order]
    assert places == sorted(places)


def test_every_tag_is_closed() -> None:
    void = {"meta", "link", "img", "br"}

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.waiting: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in void:
                self.waiting.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.waiting.pop() == tag

    reader = Reader()
    reader.feed(page())
    assert reader.waiting == []
    assert page().startswith("<!doctype html>\n<html lang=")


def test_machines_read_a_news_article() -> None:
    data = article(page())
    assert (data["@type"], data["headline"]) == (
        "NewsArticle",
        "Half of harbour workers breathe air above the legal limit",
    )
    assert f'"datePublished": "{LIFT}"' in page()
    assert data["mainEntityOfPage"] == PAGE
    assert data["image"] == ["https://example.org/p.jpg"]
    assert data["publisher"]["name"] == "Harbour Air Group"


def test_it_has_one_address_and_a_card() -> None:
    html = page()
    assert f'<link rel="canonical" href="{PAGE}">' in html
    assert '<meta property="og:title" content="Half of harbour' in html
    assert '<meta property="og:image" content="https://example.org/p.jpg">' in html
    assert "og:image" not in page(pictures=())


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({}, "Monitors at eleven ports measured what inspectors never have"),
        (
            {"subhead": None},
            "More than half of the people who load ships work in air that breaks the law, a survey finds.",
        ),
        ({"subhead": None, "body": (paragraph("She said:"),)}, "“We gave people a badge to wear.” — Tamsin Okoro"),
        ({"subhead": None, "body": (), "quotes": ()}, "Half of harbour workers breathe air above the legal limit"),
    ],
)
def test_its_summary_tells_the_news(changes: dict[str, Any], summary: str) -> None:
    assert article(page(**changes))["description"] == summary


def test_markup_in_a_release_is_text_even_for_machines() -> None:
    html = page(headline="</script><script>alert(1)</script>", body=(paragraph("<b>bold</b>"),))
    assert "<script>alert" not in html
    assert "&lt;b&gt;bold" in html
    assert article(html)["headline"] == "</script><script>alert(1)</script>"


def test_it_fetches_nothing_and_links_nothing_but_the_releases_own_and_the_press_room() -> None:
    html = page()
    assert set(re.findall(r'(?:src|href)="([^"]+)"', html)) == {
        "https://press.example.org/",
        "https://press.example.org/feed.atom",
        "https://press.example.org/feed.json",
        PAGE,
        "https://example.org/p.jpg",
        "https://example.org/p-full.jpg",
        "https://example.org/method?a=1&amp;b=2",
        "tel:+442079460123",
        "mailto:ines@example.org",
    }
    assert not re.search(r"@import|url\(", html)


def test_it_reads_from_right_to_left_where_the_language_does() -> None:
    assert '<html lang="he" dir="rtl">' in page(language="he")


def test_headings_never_skip_a_level() -> None:
    body = (paragraph("Lede."), Part("heading", "Findings"), paragraph("Text."))
    levels = [int(level) for level in re.findall(r"<h(\d)", page(body=body))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_lede_that_introduces_a_quotation_is_not_parted_from_it() -> None:
    body = (paragraph("Tamsin Okoro said:"), Part("quote", quote=0), paragraph("More."))
    html = page(body=body, dateline=None, pictures=(Picture(alt="Quay", source="https://example.org/q.jpg"),))
    places = [html.index(words) for words in ("Okoro said:", "<blockquote>", "<figure>", "<p>More.</p>")]
    assert places == sorted(places)


def test_networks_find_a_card_with_headline_summary_and_picture() -> None:
    html = page()
    for name in ("og:title", "twitter:title"):
        assert f'="{name}" content="Half of harbour workers breathe air above the legal limit"' in html
    for name in ("og:description", "twitter:description"):
        assert f'="{name}" content="Monitors at eleven ports measured what inspectors never have"' in html
    for name in ("og:image", "twitter:image"):
        assert f'="{name}" content="https://example.org/p.jpg"' in html
    assert '="twitter:card" content="summary_large_image"' in html


def test_a_page_leads_to_the_index_and_the_feeds() -> None:
    html = page()
    assert '<a class="office" href="https://press.example.org/">Harbour Air Group</a>' in html
    assert (
        '<link rel="alternate" type="application/atom+xml" title="Harbour Air Group · Atom" href="https://press.example.org/feed.atom">'
        in html
    )
    assert "All releases" in html and "Tous les communiqués" in page(language="fr")


def test_machines_read_what_it_is_about() -> None:
    assert article(page(beats=("climate", "harbours")))["keywords"] == ["climate", "harbours"]
    assert "keywords" not in article(page())
