from __future__ import annotations

from pathlib import Path

from bot.renditions.setting import preview_files, render
from tests.renditions.samples import OFFICE, PAGE, release, sheet


def test_a_notice_is_the_headline_and_the_link() -> None:
    made = release()
    assert render("notify", made, sheet("notify")).decode() == f"{OFFICE.name}: {made.headline}\n{PAGE}"


def test_a_notice_that_the_release_brings_wins() -> None:
    own = release(posts=(("notify", ("Call us: +44 20 7946 0000. {link}",)),))
    assert render("notify", own, sheet("notify")).decode() == f"Call us: +44 20 7946 0000. {PAGE}"


def test_an_office_can_word_it_itself(tmp_path: Path) -> None:
    (tmp_path / "notify").mkdir()
    (tmp_path / "notify" / "notice.txt").write_text("Lifted: {{ story.headline|words }} {{ page_url }}\n")
    made = release()
    assert render("notify", made, sheet("notify", templates=tmp_path)).decode() == f"Lifted: {made.headline} {PAGE}"


def test_it_is_previewed_as_it_will_be_sent() -> None:
    assert preview_files("notify", b"Rivers\nhttps://x.test", "chat", {}) == {"chat.txt": b"Rivers\nhttps://x.test\n"}
