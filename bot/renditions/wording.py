"""The few words that a rendition adds to a release, and its dates and quotation marks, in the release's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

_FALLBACK = "en"

# `why` is followed by the list's title in quotation marks, `why_any` stands where the list has none.
LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "contacts": "Contacts",
        "notes": "Notes to editors",
        "picture": "Picture",
        "files": "Files",
        "online": "Read it online",
        "languages": "Other languages",
        "why": "You receive this because you are on the media list {list} of {office}.",
        "why_any": "You receive this because you are on a media list of {office}.",
        "unsubscribe": "Unsubscribe",
        "preferences": "Preferences",
    },
    "fr": {
        "contacts": "Contacts",
        "notes": "Notes aux rédactions",
        "picture": "Photo",
        "files": "Fichiers",
        "online": "Lire en ligne",
        "languages": "Autres langues",
        "why": "Vous recevez ce message parce que vous figurez sur la liste de presse {list} de {office}.",
        "why_any": "Vous recevez ce message parce que vous figurez sur une liste de presse de {office}.",
        "unsubscribe": "Se désabonner",
        "preferences": "Préférences",
    },
    "de": {
        "contacts": "Kontakt",
        "notes": "Hinweise für die Redaktion",
        "picture": "Bild",
        "files": "Dateien",
        "online": "Online lesen",
        "languages": "Weitere Sprachen",
        "why": "Sie erhalten diese E-Mail, weil Sie im Presseverteiler {list} von {office} stehen.",
        "why_any": "Sie erhalten diese E-Mail, weil Sie in einem Presseverteiler von {office} stehen.",
        "unsubscribe": "Abmelden",
        "preferences": "Einstellungen",
    },
    "es": {
        "contacts": "Contacto",
        "notes": "Notas para la redacción",
        "picture": "Imagen",
        "files": "Archivos",
        "online": "Leer en línea",
        "languages": "Otros idiomas",
        "why": "Recibe este mensaje porque figura en la lista de prensa {list} de {office}.",
        "why_any": "Recibe este mensaje porque figura en una lista de prensa de {office}.",
        "unsubscribe": "Darse de baja",
        "preferences": "Preferencias",
    },
    "ar": {
        "contacts": "للتواصل",
        "notes": "ملاحظات للمحررين",
        "picture": "صورة",
        "files": "ملفات",
        "online": "القراءة على الموقع",
        "languages": "لغات أخرى",
        "why": "تصلك هذه الرسالة لأنك مدرج في القائمة الصحفية {list} لدى {office}.",
        "why_any": "تصلك هذه الرسالة لأنك مدرج في قائمة صحفية لدى {office}.",
        "unsubscribe": "إلغاء الاشتراك",
        "preferences": "تفضيلاتك",
    },
    "ja": {
        "contacts": "お問い合わせ先",
        "notes": "報道関係者の皆様へ",
        "picture": "写真",
        "files": "資料",
        "online": "ウェブで読む",
        "languages": "他の言語",
        "why": "{office}の報道関係者リスト{list}に登録されている方にお送りしています。",
        "why_any": "{office}の報道関係者リストに登録されている方にお送りしています。",
        "unsubscribe": "配信を停止する",
        "preferences": "配信の設定",
    },
    "ru": {
        "contacts": "Контакты",
        "notes": "Примечания для редакций",
        "picture": "Фото",
        "files": "Файлы",
        "online": "Читать на сайте",
        "languages": "На других языках",
        "why": "Вы получили это письмо, потому что состоите в списке рассылки для прессы {list} ({office}).",
        "why_any": "Вы получили это письмо, потому что состоите в списке рассылки для прессы ({office}).",
        "unsubscribe": "Отписаться",
        "preferences": "Настройки рассылки",
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
    "ja": Marks("「", "」"),
    "no": _GUILLEMETS,
    "pl": Marks("„", "”"),
    "ru": _GUILLEMETS,
    "uk": _GUILLEMETS,
}


def labels(language: str) -> Mapping[str, str]:
    """The labels of a language tag (`fr-CA` → French); English where there are none."""
    return spoken(LABELS, language)


def spoken(words: Mapping[str, Mapping[str, str]], language: str) -> Mapping[str, str]:
    """Of words by language those of a language tag; English ones where there are none."""
    return words.get(_base(language), words[_FALLBACK])


def marks(language: str) -> Marks:
    """The quotation marks of a language tag; English ones where they are not known."""
    return MARKS.get(_base(language), MARKS[_FALLBACK])


def own_name(language: str) -> str:
    """What a language calls itself, for those who read it: Français, العربية; its code where that is not known."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:] if name else language


def long_date(day: date, language: str, zone: str) -> str:
    """The day as readers write it: 4 March 2020, 4 mars 2020; English of an American office March 4, 2020."""
    return format_date(day, "long", _locale(language, zone))


def time_words(at: datetime, language: str, zone: str) -> str:
    """The minute as readers write it, where the office is: 5 March 2020, 10:12 GMT. `at`: aware."""
    there = at.astimezone(ZoneInfo(zone))
    name = there.tzname() or ""
    if not name.isalpha():
        name = f"UTC{name[:3]}:{name[3:] or '00'}"
    return f"{long_date(there.date(), language, zone)}, {there:%H:%M} {name}"


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _locale(language: str, zone: str) -> Locale:
    if language == "en":
        language = "en-US" if zone.startswith(("America/", "US/")) else "en-GB"
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
