from __future__ import annotations

import html.parser
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.correspondence import Correspondence, Personal, mailbox
from bot.core.delivery import Addressee
from bot.core.rendition import fill
from tests.channels.orders import MAIL, person


def personal(to: Addressee, language: str = "en", list_name: str = "press") -> Personal:
    return Correspondence(replace(MAIL, language=language), list_name).to(to)


@pytest.mark.parametrize(
    ("language", "named", "nameless"),
    [
        ("en", "Dear Ann Reader,", "Hello,"),
        ("fr", "Bonjour Ann Reader,", "Bonjour,"),
        ("de-CH", "Guten Tag Ann Reader,", "Guten Tag,"),
        ("ES", "Hola, Ann Reader:", "Hola:"),
        ("ar", "تحية طيبة Ann Reader،", "تحية طيبة،"),
        ("ru-RU", "Здравствуйте, Ann Reader!", "Здравствуйте!"),
        ("ja", "Ann Reader 様", "報道関係者の皆様"),
        ("eo", "Dear Ann Reader,", "Hello,"),
        ("", "Dear Ann Reader,", "Hello,"),
    ],
)
def test_the_greeting_is_in_the_mail_s_language(language: str, named: str, nameless: str) -> None:
    assert personal(person(1), language).greeting == named
    assert personal(person(1, name="  "), language).greeting == nameless


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann\r\nBcc: all@example.test", "Dear Ann Bcc: all@example.test,"),
        ("<b>Ann</b>", "Dear bAnn/b,"),
        ("Zoe\u0308  O’Neil", "Dear Zoë O’Neil,"),
        ("نیم\u200cفاصله", "Dear نیم\u200cفاصله,"),
        ("\u202eevil", "Dear evil,"),
        ("n" * 81, "Hello,"),
    ],
)
def test_a_name_is_one_line_that_means_nothing_else(name: str, shown: str) -> None:
    assert personal(person(1, name=name)).greeting == shown


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))


@given(st.text(), st.text())
def test_merging_adds_no_tag_and_no_attribute(name: str, link: str) -> None:
    filled = Tags()
    filled.feed(fill(MAIL.html, personal(replace(person(1, name=name), unsubscribe=link)).merge))
    approved = Tags()
    approved.feed(MAIL.html)
    assert filled.seen == approved.seen


@given(st.text(), st.text(), st.text())
def test_the_way_out_is_one_line_of_ascii(email: str, link: str, list_name: str) -> None:
    headers = personal(Addressee("1", email, unsubscribe=link), list_name=list_name).headers
    for value in headers.values():
        assert value.isascii()
        assert value.isprintable()


def test_without_a_link_one_can_leave_by_mail() -> None:
    nobody = replace(person(1), unsubscribe="")
    assert personal(nobody).unsubscribe.startswith("mailto:press@example.org?subject=unsubscribe")
    assert list(personal(nobody).headers) == ["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Press Office <press@example.org>", "press@example.org"),
        ("press@example.org", "press@example.org"),
        ('"Rights, Inc" <press@example.org>', "press@example.org"),
        ("Rights, Inc <press@example.org>", None),
        ("a@example.org, b@example.org", None),
        ("Office <press@example.org>\nBcc: b@example.org", None),
        ("Press Office", None),
        ("<>", None),
        ("", None),
    ],
)
def test_a_sender_is_one_mailbox(text: str, address: str | None) -> None:
    found = mailbox(text)
    assert (found.addr_spec if found else None) == address
