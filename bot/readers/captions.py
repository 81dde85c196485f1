"""Pictures that came as words only: captions known by their credit, and whose the picture is."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.release import Picture
from bot.readers.blocks import Block
from bot.readers.cleaning import squeeze

_BY = r"(?:photo(?:graph)?|picture|image|foto|bild|crédit(?:s)?(?:\s+photo)?|credit|copyright|illustration|©)"
# "(Photo by X)", "[Photo: X]", "(© X)", "(Credit: X)" at the end of a paragraph, one or several.
_CREDIT_AT_END = re.compile(
    rf"\s*[(\[]\s*(?:{_BY}(?:\s+(?:credit|courtesy(?:\s+of)?|by|de|von))?\s*[:.]?\s*|©\s*)(?P<whose>[^()\[\]]{{2,120}})[)\]]\.?$",
    re.IGNORECASE,
)
_PLAIN_CREDIT_AT_END = re.compile(
    r"\s+(?:©\s*|(?:photo(?:\s+credit)?|credit|crédit photo|foto)\s*:\s*)(?P<whose>(?:[^.:]|(?<=\b\w)\.){2,80}?)\.?$",
    re.IGNORECASE,
)
_ONLY_CREDIT = re.compile(
    r"(?:©\s*|(?:photo|picture|image|foto|bild)\s+(?:by|credit|courtesy of)\s*:?\s*|credits?\s*:\s*|crédits?\s+photo\s*:?\s*|"
    r"bildnachweis\s*:\s*|copyright\s*:?\s*)(?P<whose>.{2,120})",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:photo|picture|image|caption|photo caption|picture caption|légende|bildunterschrift|foto|pie de foto)\s*:\s*",
    re.IGNORECASE,
)
# Word numbers its captions; the number counts pictures that the reader of a release does not see.
_NUMBERED = re.compile(
    r"(?:figure|fig\.|picture|photo|illustration|abbildung|abb\.|bild|figura|ilustración|imagen)\s*\d{1,3}\s*(?:[:.–—-]\s*|\b)",
    re.IGNORECASE,
)
# "Photo: Jo Lens / Example Trust": names and what joins them, and no sentence.
_NAMES = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*|for|and|via|by|et|und|y|[/&,|©])(?:\s*[/&,|]\s*|\s+|$)")


def take(blocks: list[Block]) -> tuple[list[Block], list[Picture]]:
    """The blocks without their pictures, and those in order; a credit alone belongs to the picture before it."""
    kept: list[Block] = []
    pictures: list[Picture] = []
    last_was_picture = False
    for block in blocks:
        if block.picture is not None:
            pictures.append(block.picture)
            last_was_picture = True
            continue
        picture = _read(block) if block.kind == "paragraph" and block.level == 0 else None
        if picture is None:
            kept.append(block)
        elif last_was_picture and pictures[-1].credit is None and picture.caption is None:
            pictures[-1] = replace(pictures[-1], credit=picture.credit)
        elif last_was_picture and pictures[-1].source and not (pictures[-1].caption or pictures[-1].credit):
            pictures[-1] = replace(pictures[-1], caption=picture.caption, credit=picture.credit)
        else:
            pictures.append(picture)
        last_was_picture = picture is not None
    return kept, pictures


def split_credit(text: str) -> tuple[str | None, str | None]:
    """(caption, credit) of a caption; a credit stated several times is one, in its fullest form."""
    text = squeeze(text)
    text = text[number.end() :] if (number := _NUMBERED.match(text)) else text
    credits: list[str] = []
    while match := _CREDIT_AT_END.search(text[-200:]):
        credits.insert(0, match["whose"].strip())
        text = text[: len(text) - len(text[-200:]) + match.start()].rstrip()
    if not credits and (match := _PLAIN_CREDIT_AT_END.search(text[-160:])):
        credits = [match["whose"].strip()]
        text = text[: len(text) - len(text[-160:]) + match.start()].rstrip()
    return text or None, one_credit(credits)


def one_credit(credits: list[str]) -> str | None:
    """`Ann LEE / AFP` and `ANN LEE/AFP via Getty Images` → `Ann LEE/AFP via Getty Images`; different ones stand side by side."""
    kept: list[str] = []
    for credit in credits:
        same = next(
            (index for index, other in enumerate(kept) if _within(credit, other) or _within(other, credit)), None
        )
        if same is None:
            kept.append(credit)
        else:
            fuller, other = (
                (credit, kept[same]) if len(_words(credit)) >= len(_words(kept[same])) else (kept[same], credit)
            )
            kept[same] = _in_known_case(fuller, other)
    return " / ".join(kept) or None


def _read(block: Block) -> Picture | None:
    text = block.flat
    if len(text) > 3000 or text.count("://"):
        return None
    if match := _ONLY_CREDIT.fullmatch(text):
        return Picture(credit=match["whose"].strip(" ."))
    label = _LABEL.match(text)
    if label and label[0].lower().startswith(("photo", "foto")) and _is_names(text[label.end() :]):
        return Picture(credit=text[label.end() :].strip(" ."))
    caption, credit = split_credit(text[label.end() :] if label else text)
    if label:
        return Picture(caption=caption, credit=credit)
    in_brackets = _CREDIT_AT_END.search(text[-200:]) is not None
    if credit and (in_brackets or text[-160:].rfind("©") >= 0):
        return Picture(caption=caption, credit=credit)
    return None


def _is_names(text: str) -> bool:
    return 2 <= len(text.split()) <= 8 and "".join(match[0] for match in _NAMES.finditer(text)) == text


def _words(credit: str) -> list[str]:
    return re.findall(r"\w+", credit.casefold())


def _within(part: str, whole: str) -> bool:
    words, others = _words(part), _words(whole)
    return any(others[start : start + len(words)] == words for start in range(len(others) - len(words) + 1))


def _in_known_case(fuller: str, other: str) -> str:
    """Words that the fuller statement shouts and the other one does not are taken from the other."""
    known = {word.casefold(): word for word in re.findall(r"\w+", other) if not word.isupper()}
    return re.sub(
        r"\w+", lambda match: known.get(match[0].casefold(), match[0]) if match[0].isupper() else match[0], fuller
    )
