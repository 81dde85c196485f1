from __future__ import annotations

import pytest

from bot.core.release import Manuscript, Release
from bot.readers.refusals import EmptyFile, NoHeadline, TooLong, TooManyBoxes, WrongEncoding
from tests.readers.documents import page
from tests.readers.manuscripts import codes, manuscript

LEDE = "The harbour of Merrowby reopens on Friday after ten years of work, the council said."
MORE = "The ferry will call there again, and the market comes back to the quay in the first week of May."


def read(html: str, name: str = "story.html") -> Manuscript:
    return manuscript(html, name)


def told(body: str) -> Release:
    return read(f"<h1>Harbour reopens</h1><p>{LEDE}</p>{body}").release


def texts(release: Release) -> list[str]:
    return [part.text for part in release.body]


FURNISHED = page(
    f"""<header><a href="/">Example Trust</a></header><nav><a href="/news">News</a> <a href="/jobs">Jobs</a></nav>
    <div id="cookie-banner">We use cookies on this website to make it work as you would wish, and to count who reads what.</div>
    <main><article><p>Press release</p><h1>Harbour reopens</h1><div class="shareButtons"><a href="#">Share this</a></div>
    <p>{LEDE}</p><p>{MORE}</p></article></main>
    <aside>Another story that has nothing to do with it</aside><div class="related-links"><p>See also our other stories</p></div>
    <script>track("everybody")</script><footer>© Example Trust, all rights reserved</footer>""",
    "<title>Harbour reopens | Example Trust</title><style>p { color: red }</style>",
)


def test_the_article_is_found_and_the_website_stays_behind() -> None:
    found = read(FURNISHED)
    assert (found.release.kicker, found.release.headline) == ("Press release", "Harbour reopens")
    assert texts(found.release) == [LEDE, MORE]
    assert found.findings == ()


def test_without_an_article_the_box_with_nearly_all_text_is_it() -> None:
    menu = "".join(f'<li><a href="/{number}">Page {number}</a></li>' for number in range(30))
    body = (
        f'<div><ul>{menu}</ul><div class="has-sidebar"><h1>Harbour reopens</h1><p>{LEDE}</p><p>{MORE}</p></div></div>'
    )
    assert texts(read(page(body)).release)[-2:] == [LEDE, MORE]


def test_a_headline_outside_the_article_is_its_headline() -> None:
    found = read(
        page(f"<header><h1>Harbour reopens</h1></header><article><p>{LEDE}</p><p>{MORE}</p></article>")
    ).release
    assert (found.headline, texts(found)) == ("Harbour reopens", [LEDE, MORE])


def test_a_page_that_is_one_form_is_read() -> None:
    assert read(page(f"<form><h1>Harbour reopens</h1><p>{LEDE}</p></form>")).release.lede == LEDE


def test_text_in_a_box_of_the_website_is_told_when_it_is_left_out() -> None:
    body = f'<article><h1>Harbour reopens</h1><p>{LEDE}</p><div class="promo"><p>{MORE}</p></div></article>'
    found = read(page(body))
    assert texts(found.release) == [LEDE]
    assert codes(found.findings) == ["page-furniture"]


def test_much_text_elsewhere_is_told() -> None:
    others = "".join(f"<article><p>{MORE} {number}</p></article>" for number in range(3))
    found = read(page(f"<article><h1>Harbour reopens</h1><p>{LEDE * 4}</p></article>{others}"))
    assert texts(found.release) == [LEDE * 4]
    assert "article-unsure" in codes(found.findings)


@pytest.mark.parametrize(
    "title", ["Harbour reopens | Example Trust", "Example Trust – Harbour reopens", "Harbour reopens"]
)
def test_without_a_heading_the_line_that_the_title_repeats_is_the_headline(title: str) -> None:
    found = read(
        page(f"<p>News from the coast</p><p><b>Harbour reopens</b></p><p>{LEDE}</p>", f"<title>{title}</title>")
    )
    assert (found.release.headline, found.findings) == ("Harbour reopens", ())


def test_without_any_headline_the_title_is_taken_and_told() -> None:
    found = read(page(f"<p>{LEDE} {MORE}</p>", "<title>Harbour reopens | Example Trust</title>"))
    assert (found.release.headline, codes(found.findings)) == ("Harbour reopens", ["headline-from-title"])


def test_a_title_that_says_something_else_is_pointed_out() -> None:
    found = read(
        page(f"<h1>Harbour reopens</h1><p>{LEDE}</p>", '<meta property="og:title" content="Harbour stays closed">')
    )
    assert (found.release.headline, codes(found.findings)) == ("Harbour reopens", ["title-differs"])


def test_a_fragment_without_title_or_headline_is_refused() -> None:
    with pytest.raises(NoHeadline):
        read(f"<p>{LEDE} {MORE}</p>")


def test_headings_open_sections_and_lists_are_lists() -> None:
    found = told(
        "<ul><li>One<ul><li>Two</li></ul></li><li><p>Three</p><p>goes on</p></li></ul>"
        "<ol><li>A</li><li>B</li></ol><h2>Background</h2><p>It was closed.</p>"
    )
    assert [(part.items, part.ordered) for part in found.body[1:]] == [
        (("One", "Two", "Three goes on"), False),
        (("A", "B"), True),
    ]
    assert [(section.title, section.text) for section in found.sections] == [("Background", "It was closed.")]


def test_a_blockquote_is_a_quotation_signed_in_its_footer() -> None:
    found = told(
        "<blockquote><p>It works.</p><p>We tried it.</p><footer>Ann Reader, director of the Fund</footer></blockquote>"
    )
    assert [(one.paragraphs, one.speaker, one.role) for one in found.quotes] == [
        (["It works.", "We tried it."], "Ann Reader", "director of the Fund")
    ]


def test_quotations_are_found_in_paragraphs_as_well() -> None:
    assert told("<p>&ldquo;It works,&rdquo; said Ann Reader, director.</p>").quotes[0].speaker == "Ann Reader"


def test_a_figure_has_alt_text_address_caption_and_credit() -> None:
    found = told(
        '<figure><img src="https://press.example.org/a.jpg" alt="Ships"><figcaption>The quay. (Photo by Ann Lee)</figcaption></figure>'
    )
    assert [(one.alt, one.source, one.caption, one.credit) for one in found.pictures] == [
        ("Ships", "https://press.example.org/a.jpg", "The quay.", "Ann Lee")
    ]
    assert texts(found) == [LEDE]


@pytest.mark.parametrize(
    "source", ["photos/a.jpg", "../a_files/photo.jpg", "data:image/png;base64,AAAA", "file:///C:/photo.jpg", "cid:1"]
)
def test_a_picture_without_a_public_address_is_noted(source: str) -> None:
    found = read(f'<h1>Harbour reopens</h1><p>{LEDE}</p><img src="{source}" alt="Ships">')
    assert [(one.alt, one.source) for one in found.release.pictures] == [("Ships", None)]
    assert codes(found.findings) == ["picture-without-address"]


@pytest.mark.parametrize("source", ["./Harbour%20reopens_files/photo.jpg", "Harbour reopens_files/photo.jpg"])
def test_a_picture_that_the_browser_saved_beside_the_page_is_looked_for_there(source: str) -> None:
    head = '<link rel="canonical" href="https://press.example.org/harbour">'
    found = read(f'{head}<h1>Harbour reopens</h1><p>{LEDE}</p><img src="{source}" alt="Ships">')
    assert [one.source for one in found.release.pictures] == ["Harbour reopens_files/photo.jpg"]
    assert found.findings == ()


def test_icons_and_decoration_are_no_pictures() -> None:
    assert (
        told(
            '<img src="https://a.example.org/i.png" width="16"><img src="https://a.example.org/line.png" alt="">'
        ).pictures
        == ()
    )


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ('<a href="https://quay.example.org/a_(b)">the quay</a>', "[the quay](https://quay.example.org/a_%28b%29)"),
        ('<a href="/report">the report</a>', "[the report](https://press.example.org/report)"),
        ('<a href="mailto:ann@example.org?subject=x">Ann</a>', "[Ann](mailto:ann@example.org)"),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="javascript:alert(1)">the page</a>', "the page"),
        ('<a href="file:///etc/passwd">the page</a>', "the page"),
        ('<a href="#top">the page</a>', "the page"),
        ('<a href="tel:+44">+44 20 7946 0001</a>', "+44 20 7946 0001"),
    ],
)
def test_links_are_kept_where_they_lead_anywhere(link: str, words: str) -> None:
    canonical = '<link rel="canonical" href="https://press.example.org/news/harbour">'
    assert (
        texts(read(page(f"<h1>Harbour reopens</h1><p>{LEDE}</p><p>See {link} here.</p>", canonical)).release)[1]
        == f"See {words} here."
    )


@pytest.mark.parametrize(
    "how", ["hidden", 'style="display: none"', 'style="font-size:0"', 'class="sr-only"', 'style="mso-hide:all"']
)
def test_what_nobody_sees_is_left_out_and_told(how: str) -> None:
    found = read(f"<h1>Harbour reopens</h1><p>{LEDE}</p><p {how}>Not for you.</p><p {how}></p>")
    assert texts(found.release) == [LEDE]
    assert [(one.code, "Not for you" in one.message) for one in found.findings] == [("hidden-text", True)]


@pytest.mark.parametrize(
    "struck", ["<del>never</del>", "<s>never</s>", '<span style="text-decoration: line-through">never</span>']
)
def test_what_is_struck_out_is_left_out_and_told(struck: str) -> None:
    found = read(f"<h1>Harbour reopens</h1><p>{LEDE} It opens {struck} today.</p>")
    assert found.release.lede.endswith("It opens today.")
    assert "struck-text" in codes(found.findings)


def test_an_embargo_in_a_table_is_found() -> None:
    found = read(
        f"<table><tr><th>Embargo</th><td>00:01 GMT, 5 March 2026</td></tr></table><h1>Harbour reopens</h1><p>{LEDE}</p>"
    )
    assert (found.embargo.utc, found.release.headline) == ("2026-03-05T00:01:00Z", "Harbour reopens")


def test_a_table_of_figures_is_written_row_by_row_and_told() -> None:
    found = read(
        f"<h1>Harbour reopens</h1><p>{LEDE}</p>"
        "<table><tr><td>Year</td><td>Ships</td><td>Cars</td></tr><tr><td>2024</td><td>10</td><td>7</td></tr></table>"
    )
    assert texts(found.release)[1:] == ["Year | Ships | Cars", "2024 | 10 | 7"]
    assert codes(found.findings) == ["table-as-lines"]


def test_a_table_that_only_places_things_is_read_cell_by_cell() -> None:
    found = read(
        f"<table><tr><td><p>Logo</p></td><td><h1>Harbour reopens</h1><p>{LEDE}</p><p>{MORE}</p></td></tr></table>"
    ).release
    assert texts(found) == [LEDE, MORE]


def test_lines_that_are_only_broken_are_lines() -> None:
    found = told("<p>Contact<br>Ann Reader<br>Press officer<br>ann@fund.example</p>")
    assert [(one.name, one.role, one.email) for one in found.contacts] == [
        ("Ann Reader", "Press officer", "ann@fund.example")
    ]


@pytest.mark.parametrize(("said", "language"), [("en-GB", "en-GB"), ("de", "en"), ("", "en"), ("x y", "en")])
def test_the_pages_language_is_believed_unless_its_words_are_anothers(said: str, language: str) -> None:
    found = read(page(f"<h1>Harbour reopens</h1><p>{LEDE}</p>", language=said))
    assert found.release.language == language
    assert ("language-differs" in codes(found.findings)) == (said == "de")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("iso-8859-1", "cp1252"),
        ("Shift_JIS", "cp932"),
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
    ],
)
def test_the_pages_own_charset_is_used_where_it_fits(charset: str, encoding: str) -> None:
    words = {"cp1251": "Гавань снова открыта", "cp932": "港が再開"}.get(encoding, "L’été à Genève")
    raw = f'<html><head><meta charset="{charset}"></head><body><h1>{words}</h1><p>{words}, x.</p></body></html>'.encode(
        encoding
    )
    found = manuscript(raw, "story.htm")
    assert found.release.headline == words
    assert "encoding" not in codes(found.findings)


def test_an_encoding_that_nothing_names_and_no_letter_settles_is_refused() -> None:
    with pytest.raises(WrongEncoding):
        manuscript("<h1>Гавань</h1><p>Открыта.</p>".encode("cp1251"), "story.html")


@pytest.mark.parametrize("html", ["<html></html>", "<p> &nbsp; </p>", "<script>1</script>", "<!-- x -->"])
def test_a_page_without_words_is_empty(html: str) -> None:
    with pytest.raises(EmptyFile):
        read(html)


def test_a_page_may_be_large_if_its_text_is_not() -> None:
    padding = f"<script>{'x' * 2_000_000}</script>"
    assert read(page(f"<h1>Harbour reopens</h1><p>{LEDE}</p>{padding}")).release.lede == LEDE
    with pytest.raises(TooLong):
        read(page(f"<h1>Harbour reopens</h1><p>{'word ' * 300_000}</p>"))
    with pytest.raises(TooLong):
        read("<p>" + "x" * 5_100_000)


@pytest.mark.parametrize(
    "nested", ["<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<b>", "<figure>", "<a href=x>"]
)
@pytest.mark.timeout(30)
def test_deep_nesting_is_read_or_refused_at_once(nested: str) -> None:
    found = read(f"<h1>Harbour reopens</h1><p>{LEDE}</p>" + nested * 200 + "It ends.")
    assert "It ends." in (
        *texts(found.release),
        *(quote.text for quote in found.release.quotes),
        *found.release.body[-1].items,
    )
    with pytest.raises(TooManyBoxes):
        read(f"<h1>Harbour reopens</h1><p>{LEDE}</p>" + nested * 100_000)
