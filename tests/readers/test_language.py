from __future__ import annotations

import pytest

from bot.readers.language import language_of
from tests.readers.manuscripts import codes, manuscript


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour is open and the ferry will call there.", "en"),
        ("Le port est ouvert et la navette y fera escale dans une semaine.", "fr"),
        ("Der Hafen ist offen und die Fähre wird dort halten.", "de"),
        ("El puerto está abierto y el ferry hará escala en una semana.", "es"),
        ("Гавань снова открыта после десяти лет.", "ru"),
        ("أعيد فتح الميناء بعد عشر سنوات", "ar"),
        ("港は十年ぶりに再開する。", "ja"),
        ("Merrowby 2026", None),
    ],
)
def test_a_text_tells_its_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_language_that_cannot_be_told_is_english_and_doubted() -> None:
    found = manuscript("Merrowby 2026\n\nMerrowby Osterby Hallin.")
    assert (found.release.language, codes(found.findings)) == ("en", ["language-unsure"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "La bibliothèque de Vaucelin rouvre la nuit. À propos de la ville de Vaucelin : la maire de la ville l’a dit.",
        ),
        (
            "es",
            "El faro de Punta Larga se encenderá tras doce años. Sobre la alcaldesa de Punta Larga: un faro de la ciudad.",
        ),
    ],
)
def test_words_that_french_and_spanish_share_settle_nothing_between_them(language: str, text: str) -> None:
    assert language_of(text) == language
