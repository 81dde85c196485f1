"""One page shows every rendition, loads nothing and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from bot.core.release import Part
from bot.renditions.setting import render
from bot.renditions.side_by_side import Caption, Laid, side_by_side
from tests.renditions.samples import paragraph, release, sheet

CHANNELS = {
    "press": "email",
    "x": "x",
    "toots": "mastodon",
    "sky": "bluesky",
    "partners": "webhook",
    "chat": "notify",
    "": "pressroom",
}
CAPTION = Caption("2026-03-05-k7qd", "Harbour Air & Sons", ("Thursday 5 March 2026, 00:01",), ('"XX" <stands>',))
MERGE = {
    "greeting": "Dear Tom & Ann,",
    "unsubscribe": "https://press.example.org/u/1?a=1&b=2",
    "lift": "2026-03-05T00:01:00Z",
}
LOADING = {"src", "href", "poster", "data", "action", "background"}


class Seen(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def page(channels: dict[str, str] = CHANNELS, **changes: Any) -> str:
    made = release(**changes)
    laid = [Laid(name, kind, render(kind, made, sheet(kind))) for name, kind in channels.items()]
    return side_by_side(made, laid, CAPTION, MERGE).decode()


def frames(html: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in Seen(html).elements if tag == "iframe"]


def test_every_rendition_is_there_under_its_channels_name() -> None:
    shown = page()
    for name in ("press", "x", "toots", "sky", "partners", "chat"):
        assert f">{name} <span>" in shown
    for words in ("82 / 280", "&#34;versionCreated&#34;", "Plain text", "press room"):
        assert words in shown


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    shown = page()
    for tag, attributes in Seen(shown).elements:
        assert tag not in {"script", "link", "img", "object", "embed", "form"}
        for name in LOADING & attributes.keys():
            assert (attributes[name] or "").startswith("#"), f"{tag} {name}"
    assert "default-src &#39;none&#39;" in shown or "default-src 'none'" in shown
    assert "url(" not in re.sub(r'srcdoc="[^"]*"', "", shown)


def test_mail_and_page_stand_in_closed_frames_as_they_will_leave() -> None:
    mail, on_phone, wide, narrow = frames(page())
    for frame in (mail, on_phone, wide, narrow):
        assert frame["sandbox"] == ""
        assert "src" not in frame
    assert "Dear Tom &amp; Ann," in (mail["srcdoc"] or "")
    assert "u/1?a=1&amp;b=2" in (mail["srcdoc"] or "")
    assert mail["srcdoc"] == on_phone["srcdoc"]


def test_a_text_that_looks_like_markup_stays_text() -> None:
    evil = '</iframe><script>alert("1")</script>'
    shown = page(headline=evil, body=(paragraph(evil), Part("quote", quote=0)), subhead=evil)
    assert "<script" not in re.sub(r'srcdoc="[^"]*"', "", shown)
    assert len(frames(shown)) == 4


def test_what_is_in_doubt_and_when_it_lifts_stand_above() -> None:
    shown = page()
    assert "&#34;XX&#34; &lt;stands&gt;" in shown
    assert "Thursday 5 March 2026, 00:01" in shown
    assert "Harbour Air &amp; Sons" in shown


def test_one_channel_can_be_shown_alone() -> None:
    assert frames(page({"x": "x"})) == []
    assert len(frames(page({"press": "email"}))) == 2


def test_no_place_for_a_merge_field_is_left_open() -> None:
    assert "\u241e" not in page()
