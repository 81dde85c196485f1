from __future__ import annotations

import pytest

from bot.core.release import Manuscript
from bot.readers.refusals import EmptyFile, NoHeadline, NoTextInMail, NotText, TooLong
from tests.readers.documents import mail
from tests.readers.manuscripts import codes, manuscript

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."
TEXT = f"Harbour reopens\n\n{LEDE}\n\n“It works,” said Ann Reader, director.\n"


def read(raw: bytes) -> Manuscript:
    return manuscript(raw, "story.eml")


def test_the_text_of_a_mail_is_the_release() -> None:
    found = read(mail("Harbour reopens", TEXT))
    assert (found.release.headline, found.release.lede) == ("Harbour reopens", LEDE)
    assert (found.release.quotes[0].speaker, found.findings) == ("Ann Reader", ())


def test_the_subject_is_the_headline_where_the_text_has_none() -> None:
    found = read(mail("Press release: L’été – Harbour reopens", f"{LEDE} It was closed.\n"))
    assert (found.release.headline, found.release.lede) == ("L’été – Harbour reopens", f"{LEDE} It was closed.")
    assert codes(found.findings) == ["headline-from-subject"]


def test_a_subject_that_says_something_else_is_pointed_out() -> None:
    found = read(mail("Ferry closes", TEXT))
    assert (found.release.headline, codes(found.findings)) == ("Harbour reopens", ["subject-differs"])


@pytest.mark.parametrize(
    "subject",
    [
        "EMBARGOED until 00:01 GMT 5 March 2026: Harbour reopens",
        "Fwd: EMBARGO: 00:01 GMT, 5 March 2026 | Harbour reopens",
        "[EMBARGOED UNTIL 00:01 GMT 5 March 2026] Harbour reopens",
        "Harbour reopens – EMBARGOED until 00:01 GMT 5 March 2026",
        "Sperrfrist: 5. März 2026, 00:01 GMT - Harbour reopens",
    ],
)
def test_an_embargo_in_the_subject_is_found_and_taken_out_of_the_headline(subject: str) -> None:
    for text in (TEXT, f"{LEDE} It was closed.\n"):
        found = read(mail(subject, text))
        assert (found.embargo.utc, found.release.headline) == ("2026-03-05T00:01:00Z", "Harbour reopens")


def test_a_subject_that_contradicts_the_text_settles_nothing() -> None:
    found = read(mail("FOR IMMEDIATE RELEASE: Harbour reopens", f"EMBARGOED UNTIL 00:01 GMT 5 March 2026\n\n{TEXT}"))
    assert found.embargo.ambiguous


def test_plain_text_goes_before_html_unless_that_is_clearly_fuller() -> None:
    html = f"<h1>Harbour reopens</h1><p>{LEDE}</p><p>Set in type.</p>"
    assert read(mail("x", TEXT, html)).release.body[-1].kind == "quote"
    found = read(mail("Harbour reopens", "Your program shows no HTML.", html))
    assert [part.text for part in found.release.body] == [LEDE, "Set in type."]


def test_html_lines_in_boxes_are_read_as_lines() -> None:
    html = f"<div><b>Harbour reopens</b></div><div><br></div><div>{LEDE}</div><div>“It works,” said Ann Reader, director.</div>"
    found = read(mail("Harbour reopens", html=html))
    assert (found.release.headline, found.release.lede, found.findings) == ("Harbour reopens", LEDE, ())


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-15"])
def test_the_charset_of_a_part_is_honoured(charset: str) -> None:
    found = read(mail("Été", "L’été à Genève\n\nIl fait très beau.".replace("’", "'"), charset=charset))
    assert found.release.headline == "L'été à Genève"


def test_quoted_printable_and_flowed_lines_are_undone() -> None:
    raw = (
        b"Subject: x\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"Harbour reopens\r\n\r\nThe caf=C3=A9 on the=20\r\nquay is =\r\nopen. It was=20\r\nclosed.\r\n"
    )
    assert read(raw).release.lede == "The café on the quay is open. It was closed."


def test_greeting_and_signature_are_cut_off_and_told() -> None:
    found = read(mail("Harbour reopens", f"Dear colleagues,\n\n{TEXT}\n-- \nBob Builder\n+44 20 7946 0001\n"))
    assert (found.release.headline, found.release.contacts) == ("Harbour reopens", ())
    assert sorted(codes(found.findings)) == ["greeting-cut", "signature-cut"]


@pytest.mark.parametrize(
    "reply",
    [
        "On Mon, 2 Mar 2026 at 10:00, Bob <bob@example.org> wrote:\n> When is it?\n> Tell me.",
        "Am 2. März 2026 schrieb Bob:\n> Wann?",
        "> When is it?\n>\n> Tell me.",
        "-----Original Message-----\nFrom: Bob\nSubject: When?\n\nWhen is it?",
    ],
)
def test_earlier_mails_are_cut_off_and_told(reply: str) -> None:
    text = (
        f"{TEXT}\nThe ferry will call there again, and the market comes back to the quay in May. "
        + "It was closed. " * 10
    )
    found = read(mail("Harbour reopens", f"{text}\n\n{reply}\n"))
    assert "?" not in str(found.release)
    assert codes(found.findings) == ["reply-cut"]


def test_a_forwarded_release_is_unwrapped() -> None:
    fields = "From: Ann <ann@example.org>\nDate: Mon, 2 Mar 2026\nSubject: Harbour reopens\nTo: <a@example.org>"
    wrapped = f"FYI\n\n---------- Forwarded message ---------\n{fields}\n\n"
    found = read(mail("Fwd: Harbour reopens", f"{wrapped}{LEDE} It was closed.\n"))
    assert (found.release.headline, found.release.lede) == ("Harbour reopens", f"{LEDE} It was closed.")
    assert sorted(codes(found.findings)) == ["forwarded", "headline-from-subject"]


def test_a_forwarded_release_in_html_is_unwrapped() -> None:
    html = (
        '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ann<br>'
        f"Subject: Harbour reopens<br>To: Bob</div><p>Press release</p><p>Harbour reopens</p><p>{LEDE}</p></div>"
    )
    found = read(mail("Fwd: Harbour reopens", html=html))
    assert (found.release.kicker, found.release.headline, found.release.lede) == (
        "Press release",
        "Harbour reopens",
        LEDE,
    )


def test_attachments_are_named_and_not_read() -> None:
    found = read(mail("Harbour reopens", TEXT, attached=["Release final.docx", "../../quay.xlsx"]))
    assert [one.code for one in found.findings] == ["attached-release", "attachment"]
    assert '"Release final.docx"' in found.findings[0].message and '"quay.xlsx"' in found.findings[1].message


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: =?utf-8?q?Harbour_reopens=0D=0ABcc=3A_all=40example.org?=",
        b"Subject: Harbour reopens\r\n\tBcc: all@example.org",
        b"Subject: =?utf-8?b?SGFyYm91ciByZW9wZW5zDQpCY2M6IGFsbEBleGFtcGxlLm9yZw==?=",
        b"Subject: Harbour reopens\x00\x0b Bcc: all@example.org",
    ],
)
def test_no_header_can_be_slipped_in_through_the_subject(header: bytes) -> None:
    found = read(header + b"\r\n\r\n" + f"{LEDE} It was closed.\n".encode())
    assert not any(ord(character) < 32 for character in found.release.headline)
    assert found.release.headline.startswith("Harbour reopens")


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", EmptyFile),
        (b"Harbour reopens\n\nText.", NotText),
        (mail("Harbour reopens", attached=["release.docx"]), NoTextInMail),
        (mail("", f"{LEDE} It was closed."), NoHeadline),
        (b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA\n", NoTextInMail),
        (b"Subject: x\n" + b"X: y\n" * 50_000 + b"\nText\n", TooLong),
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n"
            + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 300,
            TooLong,
        ),
        (b"Subject: x\n\n" + b"x" * 20_000_001, TooLong),
    ],
)
def test_what_is_no_readable_mail_is_refused_with_a_sentence(raw: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match=r"^story\.eml.*\.$"):
        read(raw)


def test_nested_parts_are_read_in_their_order() -> None:
    inner = b"--b\nContent-Type: text/plain\n\nHarbour reopens\n--b\nContent-Type: text/plain\n\nIt was closed for ten years.\n--b--\n"
    raw = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/related; boundary=b\n\n"
        + inner
        + b"--a--\n"
    )
    found = read(raw).release
    assert (found.headline, found.lede) == ("Harbour reopens", "It was closed for ten years.")


_OUTLOOK = ("From: Ann <ann@example.org>", "Sent: Monday, 2 March 2026 10:00", "To: All", "Subject: Harbour reopens")


def _as_html(above: str, below: str) -> str:
    fields = "<br>".join(_OUTLOOK).replace("<ann@example.org>", "")
    lines = "".join(f"<p>{row}</p>" for row in below.split("\n") if row)
    return f'<p>{above}</p><div style="border-top:solid"><p>{fields}</p></div>{lines}'


@pytest.mark.parametrize("ruled", ["", "________________________________\n"])
def test_a_release_that_outlook_forwarded_is_unwrapped(ruled: str) -> None:
    fields = "\n".join(_OUTLOOK)
    plain = read(mail("FW: Harbour reopens", f"Please queue.\n\n{ruled}{fields}\n\n{TEXT}"))
    html = read(mail("FW: Harbour reopens", html=_as_html("Please queue.", TEXT)))
    for found in (plain, html):
        assert (found.release.headline, found.release.lede) == ("Harbour reopens", LEDE)
        assert codes(found.findings) == ["forwarded"]


def test_an_earlier_mail_that_outlook_marks_by_its_fields_alone_is_cut_off() -> None:
    text = f"{TEXT}\n" + "It was closed for long. " * 20
    earlier = "\n".join((*_OUTLOOK, "", "When is it?"))
    plain = read(mail("Harbour reopens", f"{text}\n\n{earlier}\n"))
    html = f"<p>Harbour reopens</p><p>{LEDE}</p><p>{'It was closed for long. ' * 20}</p>"
    page = read(mail("Harbour reopens", html=_as_html("", "When is it?").replace("<p></p>", html)))
    for found in (plain, page):
        assert "When is it" not in str(found.release) and "Ann" not in str(found.release.contacts)
        assert codes(found.findings) == ["reply-cut"]


def test_a_release_that_is_quoted_below_a_few_words_is_the_release() -> None:
    quoted = "".join(f"> {row}\n" for row in f"EMBARGOED UNTIL 00:01 GMT 5 March 2026\n\n{TEXT}".splitlines())
    found = read(
        mail("Re: Harbour reopens", f"Please queue.\n\nOn Mon, 2 Mar 2026, Ann <ann@example.org> wrote:\n{quoted}")
    )
    assert (found.release.headline, found.release.lede) == ("Harbour reopens", LEDE)
    assert (found.embargo.utc, codes(found.findings)) == ("2026-03-05T00:01:00Z", ["forwarded"])
