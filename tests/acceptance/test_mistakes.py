"""Mistakes made on purpose: each is answered in a plain sentence with exit code 2; nothing is stored, nothing sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import premises
from tests.acceptance.conftest import RELEASE, Office, furnished


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for every mistake that stores nothing: it stays as empty as it was."""
    with premises.sandbox(hooks=("partners", "archive")) as sandbox:
        office = furnished(tmp_path_factory.mktemp("office"), sandbox).set_up(readers=0)
        yield office
        assert '"releases": []' in office.type("status", "--json").out
        assert not sandbox.arrivals()


BAD_FILES = {
    "an empty file": (b"", "empty"),
    "only blank lines": (b"\n \n\n", "empty"),
    "a binary file": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "text"),
    "a wrong encoding": ("Größe".encode("utf-16-le") * 50, "UTF-8"),
    "five megabytes of text": (b"Words and words. " * 320_000, "MB"),
    "no headline": (b"---\nkicker: News\n---\n", "headline"),
    "front matter that is never closed": (b"---\nheadline: A\n\nText.\n", "front matter"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_is_no_release_is_refused_in_a_sentence(empty: Office, case: str) -> None:
    content, word = BAD_FILES[case]
    name = "bad.md" if b"---" in content else "bad.txt"
    empty.write(name, content)
    said = empty.type("queue", name, "--in", "1h")
    assert said.code == 2
    assert word in said.err and name in said.err
    assert len(said.err.strip().splitlines()) <= 2


WRONG_WORDS = {
    "an unknown channel": (["--in", "1h", "--channel", "pres"], "pres"),
    "two times": (["--in", "1h", "--now"], "several"),
    "no embargo at all": ([], "embargo"),
    "no zone": (["--until", "2031-03-05 00:01"], "zone"),
    "an unknown zone": (["--until", "2031-03-05 00:01 Europe/Lodnon"], "Europe/London"),
    "noon or midnight": (["--until", "2031-03-05 12:00 am Europe/London"], "midnight"),
    "a time that has passed": (["--until", "2020-03-05 00:01 Europe/London"], "passed"),
    "a time that does not exist": (["--until", "2031-03-30 01:30 Europe/London"], "does not exist"),
    "a time that happens twice": (["--until", "2031-10-26 01:30 Europe/London"], "twice"),
    "a slug with a space": (["--in", "1h", "--slug", "two words"], "slug"),
    "a line break in the name": (["--in", "1h", "--by", "Ann\nBcc: x@example.org"], "--by"),
}


@pytest.mark.parametrize("case", WRONG_WORDS)
def test_a_queue_that_is_not_clear_is_refused_in_a_sentence(empty: Office, case: str) -> None:
    words, told = WRONG_WORDS[case]
    said = empty.type("queue", "release.txt", *words)
    assert said.code == 2
    assert told in said.err


def test_a_slug_that_nobody_knows_is_refused(empty: Office) -> None:
    for verb in (
        ["approve", "nobody"],
        ["status", "nobody"],
        ["pause", "nobody"],
        ["cancel", "nobody"],
        ["lift", "nobody"],
        ["stop", "nobody"],
    ):
        said = empty.type(*verb)
        assert said.code == 2 and "nobody" in said.err, verb


def test_a_list_of_nobody_is_refused_at_approve(office: Office) -> None:
    office.set_up(readers=0)
    office.write("none.csv", "email,name\n")
    office.type("audience", "import", "press", "none.csv")
    office.type("queue", "release.txt", "--in", "1h", "--slug", "cranes", "--by", "Ann")
    said = office.type("approve", "cranes", "--by", "Ben")
    assert said.code == 2 and "press" in said.err
    assert office.status()["stage"] == "awaiting"


def test_missing_credentials_are_named_at_approve(office: Office) -> None:
    office.set_up()
    office.type("queue", "release.txt", "--in", "1h", "--slug", "cranes", "--by", "Ann")
    said = office.type("approve", "cranes", "--by", "Ben", SENDGRID_API_KEY="", X_API_SECRET="")
    assert said.code == 2 and "SENDGRID_API_KEY" in said.err
    assert office.status()["deliveries"] == []


def test_a_bad_row_is_told_with_its_line_and_spoils_no_other(office: Office) -> None:
    office.set_up(readers=0)
    office.write(
        "more.csv",
        'email,name\nok@example.org,One\n"two@example.org,three@example.org",Two\n"four@example\n.org",Four\nfive@example.org,Five\n',
    )
    said = office.type("audience", "import", "press", "more.csv")
    assert said.code == 0
    assert "2 added" in said.out and "line 3" in said.out and "line 4" in said.out


def test_a_template_that_fails_is_named_with_its_line(office: Office) -> None:
    office.set_up()
    own = office.folder / "templates" / "email"
    own.mkdir(parents=True)
    (own / "mail.txt").write_text("one\ntwo {{ no_such_thing }}\n")
    office.type("queue", "release.txt", "--in", "1h", "--slug", "cranes", "--by", "Ann")
    said = office.type("approve", "cranes", "--by", "Ben")
    assert said.code == 2
    assert "mail.txt" in said.err and "line 2" in said.err


def test_a_header_injected_through_the_headline_is_one_line_in_the_mail(office: Office) -> None:
    office.set_up(readers=1)
    office.write("evil.txt", RELEASE.replace("Harbour cranes", "Harbour\u2028Bcc: all@example.org\x0b cranes"))
    said = office.type("queue", "evil.txt", "--now", "--slug", "evil", "--by", "Ann")
    if said.code == 0:
        assert office.type("approve", "evil", "--by", "Ben").code == 0
        assert office.type("run", "--until-idle").code == 0
        subjects = {request.subject for request in office.sandbox.sendgrid.received}
        assert all(subject.isprintable() for subject in subjects)
    else:
        assert said.code == 2


def test_a_sender_with_a_line_break_is_a_mistake_in_the_configuration(office: Office) -> None:
    office.set_up()
    path = office.folder / "config" / "embargo.toml"
    path.write_text(path.read_text().replace("Press <press@example.org>", "Press\\r\\nBcc: x <press@example.org>"))
    office.type("queue", "release.txt", "--in", "1h", "--slug", "cranes", "--by", "Ann")
    said = office.type("approve", "cranes", "--by", "Ben")
    assert said.code == 2 and "sender" in said.err


def test_without_init_every_verb_says_what_to_do(office: Office) -> None:
    office.write("release.txt", RELEASE)
    said = office.type("status")
    assert said.code == 2 and "embargo init" in said.err


def test_a_key_that_others_can_read_is_refused(office: Office) -> None:
    office.set_up()
    (office.folder / "config" / "embargo.key").chmod(0o644)
    said = office.type("status")
    assert said.code == 2 and "chmod 600" in said.err
