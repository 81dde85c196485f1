from __future__ import annotations

import pytest

from bot.core.errors import EmbargoError
from bot.readers.decoding import LIMIT
from bot.readers.refusals import (
    BadFrontMatter,
    EmptyFile,
    LongParagraph,
    NoHeadline,
    NothingButHeader,
    NotText,
    NotWhatItSays,
    TooLong,
    UnclosedFrontMatter,
    WrongEncoding,
)
from tests.readers.manuscripts import codes, manuscript, release

PARAGRAPH = (
    "The harbour of Merrowby was closed for ten years. It reopens on Friday, and the ferry will call there again."
)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", EmptyFile),
        (b" \r\n\t\n", EmptyFile),
        ("\ufeff\u200b\n".encode(), EmptyFile),
        (b"PK\x03\x04rest of a docx", NotText),
        (b"%PDF-1.7", NotText),
        (bytes(range(256)) * 20, NotText),
        (b"\x01\x02\x03\x04" * 50, NotText),
        (b"<!DOCTYPE html><p>Harbour</p>", NotWhatItSays),
        ("Harbour reopens".encode("utf-16-le"), WrongEncoding),
        ("Гавань открыта снова после десяти лет".encode("cp1251"), WrongEncoding),
        (b"Caf\x81\xe9 reopens in the harbour", WrongEncoding),
        (b"\xff\xfea", WrongEncoding),
        (b"a" * (LIMIT + 1), TooLong),
        (PARAGRAPH.encode(), NoHeadline),
        (b"Press release\n\n4 March 2026\n", NothingButHeader),
        (b"---\nheadline: Harbour\n\nNo end\n", UnclosedFrontMatter),
        (b"---\nheadline: [Harbour\n---\n", BadFrontMatter),
        (b"# Harbour\n\n" + b"[" * 40_000, LongParagraph),
    ],
)
def test_bad_input_is_refused_with_a_sentence_that_names_the_file(raw: bytes, refusal: type[EmbargoError]) -> None:
    with pytest.raises(refusal, match=r"^story\.md\b.*\.$"):
        manuscript(raw, "story.md")


@pytest.mark.parametrize("ending", ["DOC", "docm", "odt", "msg", "mht", "pdf", "rtf"])
def test_a_format_that_is_not_plain_text_is_named_and_not_read_as_prose(ending: str) -> None:
    with pytest.raises(NotText, match=rf"story\.{ending} is an? "):
        manuscript("Harbour reopens\n\nText.", f"story.{ending}")


@pytest.mark.parametrize("name", ["story", "story.txt", "story.TEXT", "story.press", "folder.md/story"])
def test_an_unknown_ending_is_read_as_plain_text(name: str) -> None:
    assert release("Harbour reopens\n\nText *as typed*.", name).lede == "Text *as typed*."


@pytest.mark.parametrize("name", ["story.md", "story.markdown", "story.MD"])
def test_markdown_is_known_by_its_ending(name: str) -> None:
    assert release("# Harbour reopens\n\nText *as meant*.", name).lede == "Text as meant."


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(NoHeadline, match="line 4"):
        manuscript(f"\nPress release\n\n{PARAGRAPH}")
    with pytest.raises(BadFrontMatter, match="line 3"):
        manuscript("---\nkicker: Press release\nheadline: 'Harbour\n---\nText", "story.md")


def test_five_megabytes_are_refused_at_once() -> None:
    raw = b"Harbour " * 700_000
    with pytest.raises(TooLong, match=r"5\.6 MB"):
        manuscript(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_by_its_byte_order_mark(encoding: str) -> None:
    found = manuscript("L’été à Genève\n\nIl fait beau.".encode(encoding))
    assert found.release.headline == "L’été à Genève"
    assert "encoding" not in codes(found.findings)


def test_windows_1252_is_read_and_pointed_out() -> None:
    found = manuscript("Harbour\n\n“The café is open,” the mayor said.".encode("cp1252"))
    assert found.release.lede == "“The café is open,” the mayor said."
    assert [(f.code, f.line) for f in found.findings if f.code == "encoding"] == [("encoding", 3)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Гавань открыта\n\nСовет города сообщил, что паром будет ходить каждый день, и пригласил всех жителей.",
            "cp1251",
        ),
        (
            "Гавань открыта\n\nСовет города сообщил, что паром будет ходить каждый день, и пригласил всех жителей.",
            "koi8_r",
        ),
        (
            "Le port rouvre à l’été\n\nLa ville a décidé d’ouvrir le port de nouveau après dix années, a dit la maire.",
            "mac_roman",
        ),
        (
            "Port zostanie otwarty\n\nPort zostanie otwarty po dziesięciu latach. Mieszkańcy będą mogli korzystać z łodzi. Źródło.",
            "cp1250",
        ),
    ],
)
def test_another_encoding_is_read_where_its_letters_settle_it_and_told(text: str, encoding: str) -> None:
    found = manuscript(text.encode(encoding))
    assert found.release.headline == text.split("\n")[0]
    assert "encoding" in codes(found.findings)


def test_an_encoding_that_could_be_two_is_refused_with_both() -> None:
    text = (
        "Přístav se po deseti letech znovu otevře, řekl starosta města. "
        "Lodě budou jezdit každý den a všichni obyvatelé jsou srdečně zváni."
    )
    with pytest.raises(WrongEncoding, match=r"Windows-1250 \(Central European\) or "):
        manuscript(text.encode("iso8859_2"))


def test_letters_that_two_conversions_spoilt_are_put_right_and_those_that_are_lost_pointed_out() -> None:
    found = manuscript("Harbour reopens\n\nThe cafÃ© isnâ€™t shut.\n\nA GroÃ?e StraÃŸe.")
    assert found.release.lede == "The café isn’t shut."
    assert [(one.code, one.line) for one in found.findings if "moji" in one.code] == [
        ("mojibake-repaired", 3),
        ("mojibake", 5),
    ]
