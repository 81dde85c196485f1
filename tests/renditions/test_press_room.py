"""The words around the releases are there in every language that the others are."""

from __future__ import annotations

from datetime import date

import pytest

from bot.renditions.press_room import month_name, public_labels
from bot.renditions.wording import LABELS


@pytest.mark.parametrize("language", sorted(LABELS))
def test_every_language_has_every_label_with_its_places(language: str) -> None:
    labels, english = public_labels(language), public_labels("en")
    assert labels.keys() == english.keys()
    assert language == "en" or labels["room"] != english["room"]
    for name in ("found", "nothing"):
        assert labels[name].count("{words}") == 1


def test_a_language_without_words_of_its_own_has_english_ones() -> None:
    assert public_labels("xx") == public_labels("en")
    assert public_labels("fr-CA") == public_labels("fr")


def test_a_month_is_named_as_readers_write_it() -> None:
    first = date(2020, 3, 1)
    assert [month_name(first, one) for one in ("en", "fr", "de", "xx-none")] == [
        "March 2020",
        "mars 2020",
        "März 2020",
        "March 2020",
    ]
