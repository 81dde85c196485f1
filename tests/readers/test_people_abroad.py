"""Who speaks, in the languages that are set and not read at full depth: what the sentence's own form settles, and no more."""

from __future__ import annotations

import pytest

from tests.readers.manuscripts import release

_LEDES = {
    "ru": "Порт открывается\n\nПорт Мерроуби откроется в пятницу после десяти лет работ.\n\n",
    "ja": "港が再開\n\nメロービー港は10年の工事を経て金曜日に再開する。\n\n",
    "ar": "الميناء يفتح أبوابه\n\nيفتح ميناء ميروبي أبوابه يوم الجمعة بعد عشر سنوات من العمل.\n\n",
}


def speakers(language: str, body: str) -> list[tuple[str, str | None, str | None]]:
    read = release(_LEDES[language] + body)
    assert read.language == language
    return [(one.text, one.speaker, one.role) for one in read.quotes]


@pytest.mark.parametrize(
    ("language", "body", "spoken"),
    [
        (
            "ru",
            "«Мы ждали десять лет», — сказала Анна Петрова, директор порта.",
            ("Мы ждали десять лет", "Анна Петрова", "директор порта"),
        ),
        (
            "ru",
            "Председатель совета Ольга Ильина заявила:\n\n«Это праздник для города».",
            ("Это праздник для города", "Ольга Ильина", "Председатель совета"),
        ),
        (
            "ja",
            "「10年待ちました」と、港湾財団の山田花子館長は述べた。",
            ("10年待ちました", "山田花子", "港湾財団館長"),
        ),
        ("ja", "「安全です」と田中一郎氏は語りました。", ("安全です", "田中一郎", None)),
        ("ja", "佐藤健一市長は次のように述べた。\n\n「市民の祝日です。」", ("市民の祝日です。", "佐藤健一", "市長")),
        (
            "ar",
            "«انتظرنا عشر سنوات»، قالت منى الحداد، مديرة الصندوق.",
            ("انتظرنا عشر سنوات", "منى الحداد", "مديرة الصندوق"),
        ),
        ("ar", "وقال أحمد علي، رئيس المجلس:\n\n«إنه عيد للمدينة».", ("إنه عيد للمدينة", "أحمد علي", "رئيس المجلس")),
    ],
)
def test_a_speaker_whom_the_sentence_names_is_recorded(
    language: str, body: str, spoken: tuple[str, str, str | None]
) -> None:
    assert speakers(language, body) == [spoken]


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ar", "«هذا مهم»، قال مدير الميناء سامي خوري."),  # where the office ends and the name begins nobody can tell
        ("ja", "「安全です」と港湾当局は発表した。"),
        ("ru", "«Это праздник», — гласит плакат у входа."),
    ],
)
def test_who_is_not_settled_is_nobody(language: str, body: str) -> None:
    assert [speaker for _, speaker, _ in speakers(language, body) if speaker] == []


@pytest.mark.parametrize(
    "body", ["あ" * 5000 + "は述べた。", "قالت " * 3000 + ":", "「" + "山田" * 4000 + "」と山田は述べた。"]
)
def test_long_texts_take_no_long_time(body: str) -> None:
    assert release(_LEDES["ja"] + body).headline == "港が再開"
