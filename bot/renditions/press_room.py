"""The words around the releases in the press room, in the language that the office set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

_ENGLISH: Mapping[str, str] = {
    "room": "Press room",
    "all": "All releases",
    "search": "Search releases",
    "find": "Search",
    "found": "Found for “{words}”",
    "nothing": "Nothing is found for “{words}”.",
    "empty": "There is no release yet.",
    "beats": "Beats",
    "archive": "Archive",
    "languages": "Languages",
    "sign_up": "Get our press releases",
    "follow": "Follow",
    "newer": "Newer",
    "older": "Older",
    "pages": "Pages",
    "updated": "Updated",
    "also": "Also in",
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": {
        "room": "Espace presse",
        "all": "Tous les communiqués",
        "search": "Chercher un communiqué",
        "find": "Chercher",
        "found": "Résultats pour « {words} »",
        "nothing": "Rien n’a été trouvé pour « {words} ».",
        "empty": "Il n’y a pas encore de communiqué.",
        "beats": "Thèmes",
        "archive": "Archives",
        "languages": "Langues",
        "sign_up": "Recevoir nos communiqués",
        "follow": "Suivre",
        "newer": "Plus récents",
        "older": "Plus anciens",
        "pages": "Pages",
        "updated": "Mis à jour",
        "also": "Aussi en",
    },
    "de": {
        "room": "Presse",
        "all": "Alle Mitteilungen",
        "search": "Mitteilungen durchsuchen",
        "find": "Suchen",
        "found": "Gefunden zu „{words}“",
        "nothing": "Zu „{words}“ ist nichts zu finden.",
        "empty": "Noch gibt es keine Mitteilung.",
        "beats": "Themen",
        "archive": "Archiv",
        "languages": "Sprachen",
        "sign_up": "Unsere Pressemitteilungen erhalten",
        "follow": "Abonnieren",
        "newer": "Neuere",
        "older": "Ältere",
        "pages": "Seiten",
        "updated": "Geändert",
        "also": "Auch auf",
    },
    "es": {
        "room": "Sala de prensa",
        "all": "Todos los comunicados",
        "search": "Buscar comunicados",
        "find": "Buscar",
        "found": "Resultados de «{words}»",
        "nothing": "No se ha encontrado nada sobre «{words}».",
        "empty": "Aún no hay comunicados.",
        "beats": "Temas",
        "archive": "Archivo",
        "languages": "Idiomas",
        "sign_up": "Recibir nuestros comunicados",
        "follow": "Seguir",
        "newer": "Más recientes",
        "older": "Anteriores",
        "pages": "Páginas",
        "updated": "Actualizado",
        "also": "También en",
    },
    "ar": {
        "room": "الغرفة الصحفية",
        "all": "جميع البيانات",
        "search": "البحث في البيانات",
        "find": "بحث",
        "found": "نتائج البحث عن «{words}»",
        "nothing": "لا توجد نتائج لـ«{words}».",
        "empty": "لا توجد بيانات بعد.",
        "beats": "المواضيع",
        "archive": "الأرشيف",
        "languages": "اللغات",
        "sign_up": "تلقي بياناتنا الصحفية",
        "follow": "متابعة",
        "newer": "الأحدث",
        "older": "الأقدم",
        "pages": "الصفحات",
        "updated": "تم التحديث",
        "also": "متوفر أيضًا بـ",
    },
    "ja": {
        "room": "プレスルーム",
        "all": "すべてのリリース",
        "search": "リリースを検索",
        "find": "検索",
        "found": "「{words}」の検索結果",
        "nothing": "「{words}」は見つかりませんでした。",
        "empty": "リリースはまだありません。",
        "beats": "分野",
        "archive": "アーカイブ",
        "languages": "言語",
        "sign_up": "プレスリリースの配信登録",
        "follow": "フォロー",
        "newer": "新しい",
        "older": "古い",
        "pages": "ページ",
        "updated": "更新",
        "also": "他の言語：",
    },
    "ru": {
        "room": "Пресс-центр",
        "all": "Все сообщения",
        "search": "Поиск по сообщениям",
        "find": "Найти",
        "found": "Найдено по запросу «{words}»",
        "nothing": "По запросу «{words}» ничего не найдено.",
        "empty": "Сообщений пока нет.",
        "beats": "Темы",
        "archive": "Архив",
        "languages": "Языки",
        "sign_up": "Получать наши пресс-релизы",
        "follow": "Подписка",
        "newer": "Новее",
        "older": "Раньше",
        "pages": "Страницы",
        "updated": "Обновлено",
        "also": "Также:",
    },
}


def public_labels(language: str) -> Mapping[str, str]:
    """The labels of a language tag (`fr-CA` → French); English where there are none."""
    return _LABELS.get(language.replace("_", "-").split("-")[0].lower(), _ENGLISH)


def month_name(first: date, language: str) -> str:
    """A month as readers write it: March 2020, mars 2020."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return format_skeleton("yMMMM", first, locale=locale)
