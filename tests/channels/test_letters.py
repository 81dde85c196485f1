from __future__ import annotations

import email.policy
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.letters import Letters
from bot.core.delivery import Addressee
from bot.core.rendition import Mail
from tests.channels.orders import MAIL, order, person

LIFT = {"lift": "2020-03-05T00:01:00Z"}


def letter(mail: Mail = MAIL, to: Addressee | None = None, delivery: str = "d-1") -> bytes:
    return Letters(order(mail.to_bytes(), merge=LIFT, delivery=delivery), "press").written_to(to or person(1))


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, EmailMessage, policy=email.policy.default)  # type: ignore[arg-type]


def body(raw: bytes, kind: str) -> str:
    part = parsed(raw).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")  # on the way lines end in CRLF: RFC 2045, section 6.8


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200)
TEXTS = st.lists(LINES, min_size=1).map(lambda lines: "\n".join(lines) + "\n")


@given(TEXTS)
def test_what_goes_in_comes_out(text: str) -> None:
    raw = letter(replace(MAIL, text=text, html=text))
    assert body(raw, "plain") == text
    assert body(raw, "html") == text


@given(TEXTS)
def test_every_line_is_short_seven_bit_and_ended_by_crlf(text: str) -> None:
    raw = letter(replace(MAIL, text=text))
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300))
def test_no_subject_can_add_a_header(subject: str) -> None:
    assert parsed(letter(replace(MAIL, subject=subject))).keys() == parsed(letter()).keys()


def test_an_attempt_gives_the_same_bytes_as_the_one_before() -> None:
    assert letter() == letter()


def test_the_message_id_is_the_delivery_s_and_the_person_s() -> None:
    ids = {parsed(raw)["Message-ID"] for raw in (letter(), letter(to=person(2)), letter(delivery="d-2"))}
    assert len(ids) == 3
    assert all(one.endswith("@example.org>") for one in ids)


def test_its_date_is_the_lift_s() -> None:
    assert parsed(letter())["Date"] == "Thu, 05 Mar 2020 00:01:00 +0000"


def test_a_long_way_out_stays_a_link() -> None:
    """Python alone would hide it in an encoded word."""
    link = "https://press.example.org/unsubscribe/" + "t" * 200
    raw = letter(to=replace(person(1), unsubscribe=link))
    assert f"List-Unsubscribe: <{link}>,\r\n <mailto:".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_other_scripts_are_packed_tightly() -> None:
    assert b"base64" in letter(replace(MAIL, text="Реки стали чище.\n" * 50))
    assert b"base64" not in letter()


@pytest.mark.parametrize(
    "address", ["a@example.test, b@example.test", "a@example.test\nBcc: b@example.test", "Ann", ""]
)
def test_only_one_address_can_be_written_to(address: str) -> None:
    with pytest.raises(ValueError, match="not one mail address"):
        letter(to=replace(person(1), email=address))


def test_a_name_in_other_letters_is_written_as_it_is() -> None:
    """RFC 6532; the mail server is asked first whether it takes that."""
    assert "jürgen@example.test".encode() in letter(to=person(1, "jürgen@example.test"))


def test_a_domain_in_other_letters_is_written_in_its_own_ascii() -> None:
    assert "xn--bcher-kva.example" in parsed(letter(to=person(1, "ann@bücher.example")))["To"]
