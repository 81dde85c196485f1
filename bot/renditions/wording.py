"""The few words that a rendition adds to a release, and its dates and quotation marks, in the release's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

_FALLBACK = "en"

# `why` is followed by the list's title in quotation marks, `why_any` stands where the list has none.
LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "contacts": "Contacts",
        "notes": "Notes to editors",
        "picture": "Picture",
        "online": "Read it online",
        "why": "You receive this because you are on the media list {list} of {office}.",
        "why_any": "You receive this because you are on a media list of {office}.",
        "unsubscribe": "Unsubscribe",
    },
    "fr": {
        "contacts": "Contacts",
        "notes": "Notes aux rédactions",
        "picture": "Photo",
        "online": "Lire en ligne",
        "why": "Vous recevez ce message parce que vous figurez sur la liste de presse {list} de {office}.",
        "why_any": "Vous recevez ce message parce que vous figurez sur une liste de presse de {office}.",
        "unsubscribe": "Se désabonner",
    },
    "de": {
        "contacts": "Kontakt",
        "notes": "Hinweise für die Redaktion",
        "picture": "Bild",
        "online": "Online lesen",
        "why": "Sie erhalten diese E-Mail, weil Sie im Presseverteiler {list} von {office} stehen.",
        "why_any": "Sie erhalten diese E-Mail, weil Sie in einem Presseverteiler von {office} stehen.",
        "unsubscribe": "Abmelden",
    },
    "es": {
        "contacts": "Contacto",
        "notes": "Notas para la redacción",
        "picture": "Imagen",
        "online": "Leer en línea",
        "why": "Recibe este mensaje porque figura en la lista de prensa {list} de {office}.",
        "why_any": "Recibe este mensaje porque figura en una lista de prensa de {office}.",
        "unsubscribe": "Darse de baja",
    },
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What opens and closes a quotation."""

    opening: str
    closing: str

    def around(self, text: str) -> str:
        return f"{self.opening}{text}{self.closing}"

    def paragraphs(self, texts: list[str]) -> list[str]:
        """One speaker's paragraphs: each opens with a mark, only the last closes."""
        *earlier, last = texts
        return [self.opening + text for text in earlier] + [self.around(last)]


_ENGLISH = Marks("“", "”")
_GUILLEMETS = Marks("«", "»")
_LOW_HIGH = Marks("„", "“")
# The no-break spaces inside French guillemets belong to the marks.
MARKS: Mapping[str, Marks] = {
    "en": _ENGLISH,
    "fr": Marks("«\u00a0", "\u00a0»"),
    "de": _LOW_HIGH,
    "es": _GUILLEMETS,
    "ar": _GUILLEMETS,
    "bg": _LOW_HIGH,
    "cs": _LOW_HIGH,
    "it": _GUILLEMETS,
    "no": _GUILLEMETS,
    "pl": Marks("„", "”"),
    "ru": _GUILLEMETS,
    "uk": _GUILLEMETS,
}


def labels(language: str) -> Mapping[str, str]:
    """The labels of a language tag (`fr-CA` → French); English where there are none."""
    return LABELS.get(_base(language), LABELS[_FALLBACK])


def marks(language: str) -> Marks:
    """The quotation marks of a language tag; English ones where they are not known."""
    return MARKS.get(_base(language), MARKS[_FALLBACK])


def long_date(day: date, language: str, zone: str) -> str:
    """The day as readers write it: 4 March 2020, 4 mars 2020; English of an American office March 4, 2020."""
    return format_date(day, "long", _locale(language, zone))


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _locale(language: str, zone: str) -> Locale:
    if language == "en":
        language = "en-US" if zone.startswith(("America/", "US/")) else "en-GB"
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
