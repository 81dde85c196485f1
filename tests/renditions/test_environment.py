"""A template that fails is named, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.renditions.environment import TemplateFailed, TemplateMissing, fill
from bot.renditions.setting import render
from tests.renditions.samples import release, sheet


def own(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def failure(folder: Path, kind: str = "email") -> str:
    with pytest.raises(TemplateFailed) as caught:
        render(kind, release(), sheet(kind, templates=folder))
    return str(caught.value)


def test_an_offices_own_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    own(tmp_path, "x/headline.txt", "News: {{ story.headline }}\n{{ page_url }}")
    assert b"News: Half of harbour" in render("x", release(), sheet("x", templates=tmp_path))
    assert b"News:" not in render("x", release(), sheet("x"))


def test_an_unknown_name_is_named_with_file_and_line(tmp_path: Path) -> None:
    own(tmp_path, "email/mail.txt", "one\ntwo\n{{ story.headlin }}")
    assert failure(tmp_path).startswith("The template email/mail.txt fails at line 3: ")
    assert "headlin" in failure(tmp_path)


def test_a_slip_of_the_pen_is_named_with_file_and_line(tmp_path: Path) -> None:
    own(tmp_path, "email/foot.html", "one\n{% if story %}\n{{ }}")
    assert failure(tmp_path).startswith("The template email/foot.html fails at line 3: ")


def test_the_line_in_mjml_is_the_one_that_was_written(tmp_path: Path) -> None:
    mjml = "<mjml>\n<mj-body>\n<mj-section><mj-column>\n<mj-text>{{ nobody }}</mj-text>\n</mj-column></mj-section></mj-body></mjml>"
    own(tmp_path, "email/mail.mjml", mjml)
    assert failure(tmp_path).startswith("The template email/mail.mjml fails at line 4: ")


def test_mjml_that_is_none_is_named(tmp_path: Path) -> None:
    own(tmp_path, "email/mail.mjml", "<mjml><mj-body><mj-text>open")
    assert "The template email/mail.mjml fails at line 1: this is no sound MJML" in failure(tmp_path)


def test_an_error_deep_inside_names_the_template_it_happened_in(tmp_path: Path) -> None:
    own(tmp_path, "email/head.html", "{{ story.headline }}\n{{ 1 // 0 }}")
    assert failure(tmp_path).startswith("The template email/head.html fails at line 2: ")


def test_a_template_reaches_nothing_but_what_it_is_given(tmp_path: Path) -> None:
    own(tmp_path, "x/headline.txt", "{{ story.__class__.__mro__ }}")
    assert "x/headline.txt fails at line 1" in failure(tmp_path, "x")


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateMissing, match=r"There is no template email/none\.txt"):
        fill("email/none.txt", {}, tmp_path)


def test_mjml_fetches_no_fonts(tmp_path: Path) -> None:
    mjml = "<mjml><mj-body><mj-section><mj-column><mj-text font-family='Roboto'>x</mj-text></mj-column></mj-section></mj-body></mjml>"
    own(tmp_path, "email/mail.mjml", mjml)
    assert b"googleapis" not in render("email", release(), sheet(templates=tmp_path))
