"""Whom a journalist may ask: names, roles, phones and addresses out of contact lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.release import Contact
from bot.readers.blocks import Block
from bot.readers.people import is_name

# Bounded as RFC 5321 (4.5.3.1) bounds addresses, so that a megabyte without an @ costs no more than its length.
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
PHONE = re.compile(
    r"(?<![\w/@.])(?:\+|\(?0|\(?\d{3}\)?[ .-])[\d\s().\u00a0/-]{5,20}\d(?:\s*(?:ext\.?|x)\s*\d{1,5})?(?![\w@])"
)
_LABEL = re.compile(
    r"\b(?:tel(?:ephone)?|tél(?:éphone)?|phone|mob(?:ile)?|cell|office|e-?mail|mail|courriel|correo|telefon|handy|teléfono|móvil|T|M|E|P)\s*[.:]\s*",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:for|more|further|information|interviews?|or|and|to|arrange|an|please|contact|call|email|on|at|via|by|"
    r"pour|plus|d['’]informations?|veuillez|contacter|ou|et|au|bitte|kontaktieren|sie|unter|oder|para|más|información|contacte|con|en|al)\b",
    re.IGNORECASE,
)
_MARKDOWN_MAIL = re.compile(r"\[([^\]]*)\]\((?:mailto:|tel:)([^)]*)\)")


@dataclass(slots=True)
class _Card:
    name: str | None = None
    role: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        return bool(self.emails or self.phones)


def read(blocks: list[Block]) -> tuple[list[Contact], list[Block]]:
    """Contacts out of a section of contact lines, and the blocks with words that are neither name, role, phone nor address."""
    cards: list[_Card] = []
    kept: list[Block] = []
    for block in blocks:
        rows = block.rows if block.kind in ("paragraph", "item", "title") else []
        used = bool(rows) and all(_is_contact_row(row) or _may_name(row) for row in rows)
        if not used:
            kept.append(block)
            for row in rows:
                cards += _cards_in_sentence(row)
            continue
        for number, row in enumerate(rows):
            _add(cards, row, apart=number == 0 and block.gap)
    return [contact for card in cards for contact in _contacts(card)], kept


def in_sentence(text: str) -> tuple[list[Contact], bool]:
    """Contacts of "For more information contact X on …", and whether the sentence says nothing else."""
    contacts = [contact for card in _cards_in_sentence(text) for contact in _contacts(card)]
    rest = _FILLER.sub(" ", _bare(text))
    for contact in contacts:
        for part in (contact.name, contact.role):
            rest = rest.replace(part or "\0", " ")
    return contacts, bool(contacts) and not re.search(r"\w", rest)


def is_contact_line(text: str) -> bool:
    """Whether a line holds an address or a phone number and little else."""
    return _is_contact_row(text) and len(text) < 200


def _is_contact_row(row: str) -> bool:
    return bool(EMAIL.search(row) or PHONE.search(row)) and len(_bare(row).split()) <= 14


def _may_name(row: str) -> bool:
    """A name, or name and role, or a role under a name: short and no sentence."""
    return (
        len(row.split()) <= 12
        and row[-1] not in ".!?:"
        and not re.search(r"\b(?:is|are|was|will|can|please|available)\b", row)
    )


def _add(cards: list[_Card], row: str, apart: bool) -> None:
    row = _MARKDOWN_MAIL.sub(lambda m: m[2] if m[1].strip() in ("", m[2]) else f"{m[1]} {m[2]}", row)
    emails, phones = tuple(EMAIL.findall(row)), tuple(_tidy(match[0]) for match in PHONE.finditer(EMAIL.sub(" ", row)))
    pieces = [piece for piece in re.split(r"\s*[,;|•·\t]\s*|\s+[–—-]\s+|:\s+", _bare(row)) if re.search(r"\w", piece)]
    pieces = [piece.strip(" ,.:()–—-") for piece in pieces]
    named = bool(pieces) and is_name(pieces[0])
    if (
        not cards
        or (cards[-1].reachable and (named or apart or (pieces and not emails and not phones)))
        or (named and cards[-1].name)
    ):
        cards.append(_Card())
    card = cards[-1]
    if pieces and card.name is None and (named or not card.role):
        card.name, pieces = pieces[0], pieces[1:]
    if pieces:
        card.role = ", ".join(filter(None, (card.role, *pieces)))
    card.emails += emails
    card.phones += phones


def _cards_in_sentence(text: str) -> list[_Card]:
    emails = tuple(EMAIL.findall(text))
    phones = tuple(_tidy(match[0]) for match in PHONE.finditer(EMAIL.sub(" ", text)))
    if not emails and not phones:
        return []
    pieces = re.split(
        r"\s*[,;:]\s*|\s+(?:on|at|or|and|via|au|unter|en)\s+", re.sub(r"\bcontact(?:er|e)?\b:?", ",", _bare(text))
    )
    names = [piece.strip(" .") for piece in pieces if is_name(piece.strip(" ."))]
    return [_Card(name=names[0] if len(names) == 1 else None, emails=emails, phones=phones)]


def _contacts(card: _Card) -> list[Contact]:
    first = Contact(card.name, next(iter(card.emails), None), " / ".join(card.phones) or None, card.role)
    return [first, *(replace(first, email=email, phone=None) for email in card.emails[1:])]


def _bare(text: str) -> str:
    """Without addresses, phone numbers and their labels."""
    return _LABEL.sub(" ", PHONE.sub(" ", EMAIL.sub(" ", text))).strip()


def _tidy(phone: str) -> str:
    return re.sub(r"\s+", " ", phone).strip(" .-/")
