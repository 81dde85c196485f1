"""How a mail to journalists reads when it arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from bot.core.configuration import ChannelConfig
from bot.core.errors import EmbargoError
from bot.core.release import Contact, Part, Picture, Release
from bot.core.rendition import GREETING, UNSUBSCRIBE, Mail
from bot.renditions.setting import doubts, render
from tests.renditions.samples import PAGE, paragraph, quoted, release, sheet


def mail(**changes: object) -> Mail:
    return Mail.from_bytes(render("email", release(**changes), sheet()))


def words(html: str) -> str:
    body = html.partition("<body")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|<!--.*?-->", " ", "<" + body))


ORDER = [
    GREETING,
    "Harbour Air Group",
    "Press release",
    "4 March 2026",
    "Half of harbour workers breathe air",
    "Monitors at eleven ports",
    "ROTTERDAM, 4 March 2026",
    "More than half of the people",
    "Monitors took a reading",
    "We gave people a badge",
    "Tamsin Okoro, lead author",
    "53 per cent of shifts",
    "Background",
    "The limit for fine dust",
    "Notes to editors",
    "Interviews are available",
    "Contacts",
    "Ines Marlow",
    "You receive this because you are on the media list “press” of Harbour Air Group.",
    "Unsubscribe",
]


@pytest.mark.parametrize("part", [lambda mail: mail.text, lambda mail: words(mail.html)], ids=["text", "html"])
def test_everything_stands_in_its_order(part: Callable[[Mail], str]) -> None:
    shown = part(mail())
    places = []
    for wanted in ORDER:
        places.append(shown.index(wanted, places[-1] if places else 0))
    assert places == sorted(places)


def test_greeting_unsubscribe_and_the_page_stand_in_both_parts() -> None:
    made = mail()
    for part in (made.html, made.text):
        assert GREETING in part
        assert UNSUBSCRIBE in part
        assert PAGE in part


def test_the_subject_is_the_headline_on_one_line() -> None:
    assert (
        mail(headline="  Two\r\nBcc: all@example.org\u2028lines\x00 here ").subject
        == "Two Bcc: all@example.org lines here"
    )


def test_a_sender_with_a_line_break_is_refused() -> None:
    channel = ChannelConfig("press", "email", "smtp", options={"sender": "Press <a@example.org>\nBcc: b@example.org"})
    with pytest.raises(EmbargoError, match=r"\[channels.press\] sender: write it on one line"):
        render("email", release(), sheet(channel=channel))


def test_answers_go_to_the_office() -> None:
    made = mail()
    assert made.reply_to == "press@example.org"
    assert made.sender == "Harbour Air Group <press@example.org>"


def test_several_paragraphs_of_one_speaker_open_each_with_a_mark_and_close_once() -> None:
    assert (
        "“We gave people a badge to wear.\n\n“The law is good. The measuring was not.”\n\n— Tamsin Okoro" in mail().text
    )


@pytest.mark.parametrize(
    ("language", "opening", "closing"),
    [("en", "“", "”"), ("fr", "«\u00a0", "\u00a0»"), ("de", "„", "“"), ("es-MX", "«", "»")],
)
def test_quotation_marks_are_those_of_the_language(language: str, opening: str, closing: str) -> None:
    made = mail(language=language)
    for part in (made.text, made.html):
        assert f"{opening}I have worked" in part
        assert f"asked.{closing}" in part


@pytest.mark.parametrize(
    ("language", "contacts", "why", "day"),
    [
        ("en-US", "Contacts", "You receive this", "March 4, 2026"),
        ("fr", "Contacts", "Vous recevez ce message", "4 mars 2026"),
        ("de", "Kontakt", "Sie erhalten diese E-Mail", "4. März 2026"),
        ("es", "Contacto", "Recibe este mensaje", "4 de marzo de 2026"),
        ("xx", "Contacts", "You receive this", "4 March 2026"),
    ],
)
def test_labels_and_dates_are_in_the_language(language: str, contacts: str, why: str, day: str) -> None:
    text = mail(language=language).text
    assert f"\n{contacts}\n" in text
    assert why in text
    assert f"\n{day}\n" in text


def test_a_speaker_whom_the_text_has_just_named_is_not_named_again() -> None:
    body = (paragraph("Tamsin Okoro, the lead author, said:"), Part("quote", quote=0))
    assert "— Tamsin Okoro" not in mail(body=body, dateline=None).text


def test_paragraphs_of_the_plain_part_are_not_wrapped() -> None:
    long = "A word and another word " * 40 + "end."
    assert f"\n{long}\n" in mail(body=(paragraph(long),), dateline=None).text


def test_a_line_break_within_a_paragraph_is_a_space() -> None:
    assert "— One two" in mail(body=(paragraph("One\n two"),)).text


def test_links_are_links_in_html_and_spelt_out_in_text() -> None:
    made = mail()
    assert '<a href="https://example.org/method?a=1&amp;b=2">the method</a>' in made.html
    assert "the method (https://example.org/method?a=1&b=2)." in made.text


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//elsewhere.example"]
)
def test_an_address_of_another_kind_is_no_link(target: str) -> None:
    made = mail(body=(paragraph(f"Read [this]({target}) now."),))
    assert target not in made.html
    assert "Read this now." in made.html


def test_markup_in_a_release_is_text() -> None:
    made = mail(headline="<script>a & b</script>", kicker='"><img src=x>', body=(paragraph("{{ office.name }} <b>"),))
    assert "<script>" not in made.html
    assert "<img src=x" not in made.html
    assert "{{ office.name }} &lt;b&gt;" in made.html


def test_nothing_is_fetched_but_the_releases_own_pictures() -> None:
    html = mail().html
    assert re.findall(r'src="([^"]+)"', html) == ["https://example.org/p.jpg"]
    assert 'alt="A man on a quay"' in html
    assert not re.search(r"@import|url\(|<link\b", html)
    assert "Picture: A crane driver at work. (Harbour Air Group) https://example.org/p.jpg" in mail().text


def test_it_says_its_language_and_direction_and_knows_dark_mode() -> None:
    html = mail(language="ar").html
    assert '<html lang="ar" dir="rtl"' in html
    assert '<div dir="rtl">' in html
    assert "direction:rtl" in html
    assert re.search('<meta name="color-scheme" content="light dark" ?/?>', html)
    assert "prefers-color-scheme: dark" in html


def test_the_office_answers_where_the_release_names_nobody() -> None:
    made = mail(contacts=())
    assert "Duty press officer, +44 20 7946 0000, press@example.org" in made.text
    assert "Duty press officer" in made.html


def test_a_telephone_number_can_be_dialled() -> None:
    assert 'href="tel:+442079460123"' in mail().html


def test_the_notice_stands_above_the_headline() -> None:
    text = mail(notice="Check against delivery").text
    assert text.index("Check against delivery") < text.index("Half of harbour")


def test_nothing_speaks_of_an_embargo() -> None:
    made = mail(kicker="EMBARGOED press release", notice="Embargoed until 00:01")
    assert "embargo" not in (made.subject + made.html + made.text).lower()


def test_a_date_is_the_releases_own_else_that_of_the_lift_else_none() -> None:
    bare = Release(headline="A headline", body=(paragraph("A lede."),))
    assert "5 March 2026" in Mail.from_bytes(render("email", bare, sheet())).text
    assert "2026" not in Mail.from_bytes(render("email", bare, sheet(lift_date=None))).text.replace(PAGE, "")


def test_no_dateline_is_invented() -> None:
    assert "\nMore than half" in mail(dateline=None).text


def test_a_release_of_a_headline_alone_can_be_set() -> None:
    bare = Release(headline="A headline")
    made = Mail.from_bytes(render("email", bare, sheet(list_title="")))
    assert "You receive this because you are on a media list of Harbour Air Group." in made.text
    assert "Contacts" in made.text


def test_a_contact_may_lack_anything() -> None:
    made = mail(contacts=(Contact(email="night@example.org"), Contact(name="Night desk")))
    assert "\nnight@example.org\n" in made.text
    assert "\nNight desk\n" in made.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"headline": "A " * 40}, "subject-long"),
        (
            {"headline": "Statement of the chair on the second day of the conference: ships must stop"},
            "subject-news-late",
        ),
        ({"kicker": "Under embargo"}, "kicker-embargo"),
        ({"notice": "Embargo lifts at nine"}, "notice-embargo"),
        ({"body": (paragraph("EMBARGOED UNTIL 00:01 on 5 March"),)}, "text-embargo"),
        ({"body": (paragraph("The group meets tomorrow."),)}, "text-day-word"),
        ({"pictures": (Picture("x", "A / AFP", "x", "https://example.org/x.jpg"),)}, "picture-licence"),
    ],
)
def test_what_may_be_wrong_is_said_before_it_is_signed(changes: dict[str, object], code: str) -> None:
    assert code in [finding.code for finding in doubts("email", release(**changes), sheet())]


def test_a_sound_release_raises_no_doubt() -> None:
    assert doubts("email", release(), sheet()) == []


def test_a_trade_embargo_in_the_news_is_no_doubt() -> None:
    text = "The Union extended its arms embargo on the islands for a year."
    assert doubts("email", release(body=(paragraph(text),)), sheet()) == []


def test_a_day_word_that_is_true_at_the_lift_is_no_doubt() -> None:
    changed = release(body=(paragraph("The group meets today."),))
    assert doubts("email", changed, sheet(lift_date=date(2026, 3, 4))) == []


def test_the_demo_anatomy_reads_in_order() -> None:
    body = (paragraph("Ahead of a meeting, Tamsin Okoro said:"), Part("quote", quote=0))
    text = mail(body=body, quotes=(quoted("One.", "Two."),), dateline=None).text
    assert "said:\n\n“One.\n\n“Two.”\n\nPicture:" in text
