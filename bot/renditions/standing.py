"""What a release says of itself after the lift: that it was corrected, updated, withdrawn, or not meant for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.measure import Measure
from bot.core.release import Release
from bot.core.rendition import REVISED, SINCE
from bot.core.standing import After, Note, Standing
from bot.renditions.environment import fill
from bot.renditions.inline import words
from bot.renditions.sheet import Sheet
from bot.renditions.story import one_line
from bot.renditions.wording import marks, spoken, time_words

# What stands before a headline, what a note is called, and its sentences. Languages that are not here get English ones.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "correction": "Correction",
        "update": "Update",
        "withdrawal": "Withdrawn",
        "recall": "Please disregard",
        "colon": ":",
        "was": "We said: {was}",
        "now": "It should say: {now}",
        "withdrawn": "We have withdrawn the release {headline}. Please do not use it any more.",
        "because": "The reason: {because}",
        "recalled": "Our mail {headline} was not meant for you and was sent to you by mistake. Please disregard it, and do not"
        " publish or pass on what it says.",
    },
    "fr": {
        "correction": "Rectificatif",
        "update": "Actualisation",
        "withdrawal": "Retiré",
        "recall": "Ne pas tenir compte",
        "colon": "\u00a0:",
        "was": "Nous avions écrit\u00a0: {was}",
        "now": "Il faut lire\u00a0: {now}",
        "withdrawn": "Nous avons retiré le communiqué {headline}. Merci de ne plus l’utiliser.",
        "because": "La raison\u00a0: {because}",
        "recalled": "Notre message {headline} ne vous était pas destiné et vous a été envoyé par erreur. Merci de ne pas en tenir"
        " compte et de n’en rien publier ni transmettre.",
    },
    "de": {
        "correction": "Korrektur",
        "update": "Aktualisierung",
        "withdrawal": "Zurückgezogen",
        "recall": "Bitte nicht beachten",
        "colon": ":",
        "was": "Wir schrieben: {was}",
        "now": "Richtig ist: {now}",
        "withdrawn": "Wir haben die Mitteilung {headline} zurückgezogen. Bitte verwenden Sie sie nicht mehr.",
        "because": "Der Grund: {because}",
        "recalled": "Unsere E-Mail {headline} war nicht für Sie bestimmt und ging irrtümlich an Sie. Bitte beachten Sie sie nicht,"
        " und veröffentlichen Sie nichts daraus.",
    },
    "es": {
        "correction": "Corrección",
        "update": "Actualización",
        "withdrawal": "Retirado",
        "recall": "Por favor, no lo tenga en cuenta",
        "colon": ":",
        "was": "Decíamos: {was}",
        "now": "Debe decir: {now}",
        "withdrawn": "Hemos retirado el comunicado {headline}. Por favor, no lo utilice.",
        "because": "El motivo: {because}",
        "recalled": "Nuestro mensaje {headline} no era para usted y se le envió por error. Por favor, no lo tenga en cuenta ni"
        " publique o difunda su contenido.",
    },
}


@dataclass(frozen=True, slots=True)
class Told:
    """`title` as "Correction", `prefix` as "CORRECTION:", `lines` a paragraph each; `iso` and `when`: since when, on the page."""

    standing: str
    title: str
    prefix: str
    lines: tuple[str, ...]
    iso: str = ""
    when: str = ""


def told(release: Release, sheet: Sheet) -> Told | None:
    """What a rendition after the lift says above its text; None where it says nothing."""
    after = sheet.after
    if after is None or after.standing == Standing.FIX:
        return None
    return _told(after.standing, after.note, release)


def marks_on_page(release: Release, sheet: Sheet) -> list[Told]:
    """The dated notes of a page, the newest first; REVISED and SINCE stand where the newest one's time comes."""
    found = []
    for mark in sheet.after.marks if sheet.after else ():
        made = _told(mark.standing, mark.note, release)
        iso = mark.at.isoformat() if mark.at else REVISED
        when = time_words(mark.at, release.language, sheet.office.zone) if mark.at else SINCE
        found.append(Told(made.standing, made.title, made.prefix, made.lines, iso, when))
    return found


def post(release: Release, sheet: Sheet, after: After, measure: Measure) -> str:
    """The one post that follows a thread: as much of what is to be said as fits, never cut in the middle; its link last."""
    made, headline = _told(after.standing, after.note, release), one_line(words(release.headline))
    for said in (*filter(None, (" ".join(made.lines), *reversed(made.lines), headline)), ""):
        values = {"prefix": made.prefix, "said": words(said), "page_url": sheet.page_url, "office": sheet.office}
        text = fill(f"{measure.kind}/standing.txt", values, sheet.templates).strip()
        if measure.fits(text):
            return text
    return text


def headlined(headline: str, release: Release, sheet: Sheet) -> str:
    """The headline with what it is called after the lift before it: `CORRECTION: …`."""
    made = told(release, sheet)
    return f"{made.prefix} {headline}" if made else headline


def since(at: datetime, language: str, zone: str) -> dict[str, str]:
    """The values for a page's REVISED and SINCE. `at`: aware UTC; `zone`: the office's."""
    return {"revised": at.isoformat(), "since": time_words(at, language, zone)}


def _told(standing: Standing, note: Note, release: Release) -> Told:
    wording, around = spoken(WORDS, release.language), marks(release.language).around
    lines: list[str] = []
    headline = around(one_line(words(release.headline)))
    if standing == Standing.WITHDRAWAL:
        lines += [wording["withdrawn"].format(headline=headline)]
        lines += [wording["because"].format(because=note.because)] if note.because else []
    elif standing == Standing.RECALL:
        lines += [wording["recalled"].format(headline=headline), note.because]
    elif change := note.change_in(release.language):
        lines += [wording["was"].format(was=around(change.was)), wording["now"].format(now=around(change.now_reads))]
    else:
        lines += [note.because]
    title = wording[standing]
    return Told(standing, title, title.upper() + wording["colon"], tuple(line for line in lines if line))
