from __future__ import annotations

import mailbox
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from bot.channels.base import Collects
from bot.channels.bounce_box import NoMailbox
from bot.channels.smtp import Smtp
from bot.channels.wire import Network
from bot.core.errors import ConfigurationError
from tests.channels.imap_server import ImapServer, Mailbox
from tests.channels.orders import channel

SET = {"host": "127.0.0.1", "port": 9, "tls": "none"}
LOGIN = {"bounces_user_env": "BOUNCES_USER", "bounces_password_env": "BOUNCES_PASSWORD", "bounces_tls": "none"}
SECRETS = {"BOUNCES_USER": "bounces", "BOUNCES_PASSWORD": "correct horse"}
MAILS = [b"Subject: one\r\n\r\nOne\r\n", b"Subject: two\r\n\r\nTwo\r\n"]


def smtp(secrets: dict[str, str] | None = None, **options: object) -> Smtp:
    made = channel("email", "smtp", SECRETS if secrets is None else secrets, timeout=2.0, options=SET | options)
    return cast(Smtp, made)


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(mails=list(MAILS))


@pytest.fixture
def over_imap(box: Mailbox) -> Iterator[Smtp]:
    with ImapServer(box) as server:
        yield smtp(bounces_host="127.0.0.1", bounces_port=server.port, **LOGIN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = mailbox.Maildir(tmp_path / "bounces")
    for mail in MAILS:
        made.add(mail)
    return tmp_path / "bounces"


@pytest.fixture(params=["imap", "maildir"])
def collecting(request: pytest.FixtureRequest) -> Smtp:
    if request.param == "imap":
        return cast(Smtp, request.getfixturevalue("over_imap"))
    return smtp(bounces_maildir=str(request.getfixturevalue("folder")))


def subjects(channel: Smtp, wire: Network, then: Callable[[], None] = lambda: None) -> list[bytes]:
    found: list[bytes] = []

    def take(mail: bytes) -> None:
        found.append(mail.split()[1])
        then()

    channel.collect(wire, take)
    return sorted(found)


def test_every_new_mail_is_read_once(collecting: Smtp, wire: Network) -> None:
    assert isinstance(collecting, Collects) and collecting.collects
    assert subjects(collecting, wire) == [b"one", b"two"]
    assert subjects(collecting, wire) == []


def test_what_could_not_be_put_on_record_is_read_again(collecting: Smtp, wire: Network) -> None:
    class DiskFull(Exception):
        pass

    def fail() -> None:
        raise DiskFull

    with pytest.raises(DiskFull):
        subjects(collecting, wire, fail)
    assert subjects(collecting, wire) == [b"one", b"two"]


def test_doctor_looks_into_the_mailbox_and_marks_nothing(collecting: Smtp, wire: Network) -> None:
    assert [check.ok for check in collecting.check(wire)][1:] == [True]
    assert subjects(collecting, wire) == [b"one", b"two"]


def test_nothing_is_deleted(folder: Path, wire: Network) -> None:
    subjects(smtp(bounces_maildir=str(folder)), wire)
    assert len(mailbox.Maildir(folder)) == 2


def test_a_wrong_password_is_told_and_not_shown(box: Mailbox, over_imap: Smtp, wire: Network) -> None:
    box.password = "another"
    with pytest.raises(NoMailbox, match="does not accept the user and password in BOUNCES_USER") as caught:
        subjects(over_imap, wire)
    assert "correct horse" not in str(caught.value)


def test_a_folder_that_is_not_there_is_told(box: Mailbox, wire: Network) -> None:
    with ImapServer(box) as server:
        elsewhere = smtp(bounces_host="127.0.0.1", bounces_port=server.port, bounces_folder="Bounces", **LOGIN)
        with pytest.raises(NoMailbox, match="no folder Bounces"):
            subjects(elsewhere, wire)


def test_a_server_that_is_not_there_is_told(wire: Network) -> None:
    with pytest.raises(NoMailbox, match="could not be reached"):
        subjects(smtp(bounces_host="127.0.0.1", bounces_port=9, **LOGIN), wire)


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path, wire: Network) -> None:
    with pytest.raises(NoMailbox, match="no Maildir"):
        subjects(smtp(bounces_maildir=str(tmp_path)), wire)


def test_a_missing_login_is_named() -> None:
    assert smtp({}, bounces_host="127.0.0.1", **LOGIN).missing() == ["BOUNCES_USER", "BOUNCES_PASSWORD"]


@pytest.mark.parametrize(
    "options",
    [
        {"bounces_host": "imap.example.org"},
        {"bounces_host": "imap.example.org", **LOGIN},
        {"bounces_maildir": "/var/mail/bounces", "bounces_host": "imap.example.org"},
        {"bounces_folder": 'IN"BOX', "bounces_host": "127.0.0.1", **LOGIN},
        {"bounces_address": "two, addresses"},
    ],
)
def test_a_bad_setting_is_named(options: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] bounces_"):
        smtp(**options)
