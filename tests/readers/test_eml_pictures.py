"""Pictures in the text of a mail are the release's; a signature's and a logo are not."""

from __future__ import annotations

import io
from collections.abc import Sequence
from email.message import EmailMessage

import pytest
from PIL import Image

from bot.core.enclosure import digest_of
from bot.core.release import Manuscript
from tests.readers.manuscripts import codes, manuscript

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."
TITLE = "<p><b>Harbour reopens</b></p>"
SHOWN = '<p><img src="cid:quay@example.org" alt="Ships at the quay"></p>'
PLAIN = f"Harbour reopens\n\n{LEDE}\n\n[image: quay.png]\n\nIt opens at six.\n"


def drawn(width: int = 800, height: int = 600, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind)
    return file.getvalue()


QUAY = drawn()


def mail(
    html: str, pictures: Sequence[tuple[str, bytes]] = (("quay", QUAY),), plain: str = "", subtype: str = "png"
) -> bytes:
    """A mail as Outlook and Gmail write it: alternatives, of which the HTML has its pictures beside it."""
    message = EmailMessage()
    message["From"], message["Subject"] = "press@example.org", "Harbour reopens"
    message.set_content(plain or "x")
    message.add_alternative(html, subtype="html")
    page = message.get_payload()[-1]  # type: ignore[index]
    assert isinstance(page, EmailMessage)
    for name, content in pictures:
        cid = f"<{name}@example.org>"
        page.add_related(content, "image", subtype, cid=cid, filename=f"{name}.{subtype}", disposition="inline")
    return message.as_bytes()


def read(html: str, pictures: Sequence[tuple[str, bytes]] = (("quay", QUAY),), plain: str = "") -> Manuscript:
    return manuscript(mail(html, pictures, plain), "story.eml")


def test_a_picture_in_the_text_is_the_releases_picture_with_its_bytes() -> None:
    found = read(f"{TITLE}<p>{LEDE}</p>{SHOWN}<p>The quay at dawn. (Photo: Jo Lens)</p><p>It opens at six.</p>")
    assert [(one.alt, one.source, one.digest, one.caption, one.credit) for one in found.release.pictures] == [
        ("Ships at the quay", "quay.png", digest_of(QUAY), "The quay at dawn.", "Jo Lens")
    ]
    assert [(one.place, one.name, one.content) for one in found.enclosures] == [("picture 1", "quay.png", QUAY)]
    assert [(one.code, one.line) for one in found.findings] == [("picture-from-mail", 3)]


def test_a_mail_whose_plain_text_says_as_much_is_read_with_its_pictures() -> None:
    found = read(f"{TITLE}<p>{LEDE}</p>{SHOWN}<p>It opens at six.</p>", plain=PLAIN)
    assert (found.release.headline, len(found.enclosures)) == ("Harbour reopens", 1)
    assert [part.text for part in found.release.body] == [LEDE, "It opens at six."]


@pytest.mark.parametrize("mark", ["[cid:quay@example.org]", "[image: quay.png]", "[Image: quay.png]"])
def test_what_stands_for_a_picture_in_plain_text_is_no_part_of_it(mark: str) -> None:
    found = read("<p>Little.</p>", plain=PLAIN.replace("[image: quay.png]", mark))
    assert [part.text for part in found.release.body] == [LEDE, "It opens at six."]
    assert [(one.code, "quay.png" in one.message) for one in found.findings] == [("attachment", True)]


@pytest.mark.parametrize("sides", [(200, 60), (1200, 200), (60, 900), (120, 120)])
def test_a_logo_and_a_letterhead_stay_behind_and_are_told(sides: tuple[int, int]) -> None:
    found = read(f"{SHOWN}{TITLE}<p>{LEDE}</p>", [("quay", drawn(*sides))])
    assert (found.release.pictures, found.enclosures, codes(found.findings)) == ((), (), ["picture-small"])


def test_a_picture_that_the_mail_shows_small_is_a_logo() -> None:
    found = read(f'{TITLE}<p>{LEDE}</p><img width="120" height="90" src="cid:quay@example.org">')
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-small"])


def test_a_signatures_picture_and_an_earlier_mails_stay_behind() -> None:
    signature = f'<div class="gmail_signature">Ann{SHOWN}</div>'
    earlier = f'<div class="gmail_quote">On Monday Bob wrote:{SHOWN}</div>'
    long = "It was closed. " * 20
    found = read(f"{TITLE}<p>{LEDE} {long}</p>{signature}{earlier}")
    assert (found.release.pictures, found.enclosures) == ((), ())
    assert sorted(codes(found.findings)) == ["attachment", "reply-cut", "signature-cut"]


def test_a_forwarded_release_keeps_its_pictures() -> None:
    html = (
        '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ann<br>'
        f"Subject: Harbour reopens<br>To: Bob</div><p>Harbour reopens</p><p>{LEDE}</p>{SHOWN}</div>"
    )
    found = read(html)
    assert [one.digest for one in found.release.pictures] == [digest_of(QUAY)]
    assert codes(found.findings) == ["forwarded", "picture-from-mail"]


def test_a_picture_that_stands_twice_is_one() -> None:
    assert len(read(f"{TITLE}<p>{LEDE}</p>{SHOWN}<p>It opens.</p>{SHOWN}").release.pictures) == 1


def test_an_alt_text_that_outlook_made_up_is_not_taken() -> None:
    made_up = SHOWN.replace("Ships at the quay", "A boat&#10;&#10;Description automatically generated")
    found = read(f"{TITLE}<p>{LEDE}</p>{made_up}")
    assert [one.alt for one in found.release.pictures] == [None]
    assert codes(found.findings) == ["alt-made-up", "picture-from-mail"]


def test_a_picture_of_a_kind_that_few_can_show_is_told() -> None:
    raw = mail(f"{TITLE}<p>{LEDE}</p>{SHOWN}", [("quay", drawn(kind="TIFF"))], subtype="tiff")
    found = manuscript(raw, "story.eml")
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-kind"])


def test_a_picture_that_is_not_in_the_mail_is_told() -> None:
    found = read(f"{TITLE}<p>{LEDE}</p>{SHOWN}", [])
    assert (found.enclosures, codes(found.findings)) == ((), ["picture-without-address"])


def test_pictures_between_the_lines_of_a_plain_mail_are_named() -> None:
    message = EmailMessage()
    message["Subject"] = "Harbour reopens"
    message.set_content(f"Harbour reopens\n\n{LEDE}\n")
    message.add_attachment(QUAY, "image", "png", filename="quay.png", disposition="inline")
    message.add_attachment(drawn(100, 30), "image", "png", filename="logo.png", disposition="inline")
    found = manuscript(message.as_bytes(), "story.eml")
    assert [(one.code, "quay.png" in one.message) for one in found.findings] == [("attachment", True)]
