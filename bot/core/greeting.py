"""How a mail begins, in its own language."""

from __future__ import annotations

from collections.abc import Mapping

# language → (with a name, without one). None of them says whether the reader is a man or a woman: nobody is asked.
_GREETINGS: Mapping[str, tuple[str, str]] = {
    "en": ("Dear {name},", "Hello,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "es": ("Hola, {name}:", "Hola:"),
    "ar": ("تحية طيبة {name}،", "تحية طيبة،"),
    "ru": ("Здравствуйте, {name}!", "Здравствуйте!"),
    "ja": ("{name} 様", "報道関係者の皆様"),
}


def greetings(language: str) -> tuple[str, str]:
    """The greeting with a place for `{name}`, and the one without a name (BCP 47; English where there is no wording yet)."""
    return _GREETINGS.get(language.partition("-")[0].lower(), _GREETINGS["en"])


def greeting(language: str, name: str = "") -> str:
    """The greeting of somebody by name, or of anybody."""
    named, nameless = greetings(language)
    return named.format(name=name) if name else nameless
