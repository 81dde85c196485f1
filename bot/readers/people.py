"""People in a sentence: who speaks, and as what. Unsure is None, never a guess."""

from __future__ import annotations

import re

from bot.readers import people_abroad

_PARTICLE_WORDS = "de da do dos das del della di du la le van von der den ter ten zu bin ibn bint al el y e i af av"
_HONORIFIC_WORDS = """dr prof professor sir dame lord lady mr mrs ms miss rev sister brother mme m mlle maître herr frau señor señora
    sr sra don doña"""
# Capitalised words that are offices, bodies or the start of a phrase, and no surnames.
_OFFICE_WORDS = """director directeur directrice direktor direktorin directora manager minister ministre head chief chair chairman
    chairwoman chairperson president président présidente präsident präsidentin presidente presidenta secretary general officer
    директор президент министр председатель глава руководитель генеральный секретарь заместитель
    executive spokesperson spokesman spokeswoman coordinator researcher editor founder professor"""
_BODY_WORDS = """international trust council association university ministry department office institute foundation union committee
    commission society company group agency charity watch network alliance team fund federation authority stiftung verein fondation
    fundación"""
_OPENING_WORDS = """the this that a an in on at for from of and or but with monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december"""
_BODIES = frozenset(_BODY_WORDS.split())
_NO_NAMES = _BODIES | frozenset(_OFFICE_WORDS.split()) | frozenset(_OPENING_WORDS.split())
_PARTICLES, _HONORIFICS = frozenset(_PARTICLE_WORDS.split()), frozenset(_HONORIFIC_WORDS.split())
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s+\S")
_ROLE_STARTS_A_CLAUSE = re.compile(
    r"^(?:who|whose|which|that|speaking|adding|as|after|when|while|where|before|during|following|talking|referring|yesterday|today|"
    r"on|in|at|with|told|said|qui|dont|lors|der|die|das)\b(?! of\b)",
    re.IGNORECASE,
)
_SAID = (
    r"(?:said|says|added|adds|stated|states|commented|comments|explained|explains|continued|continues|concluded|concludes|noted|notes|"
    r"remarked|warned|warns|argued|insisted|"
    r"(?:a|ont)\s+(?:déclaré|dit|ajouté|expliqué|affirmé|souligné|conclu|commenté|indiqué)|déclare|dit|ajoute|explique|affirme|"
    r"souligne|conclut|commente|indique|estime|précise|rappelle|poursuit|"
    r"sagte|sagt|erklärte|erklärt|betonte|betont|kommentierte|kommentiert|ergänzte|ergänzt|unterstrich|unterstreicht|meinte|meint|so|"
    r"dijo|dice|afirmó|afirma|declaró|declara|señaló|señala|explicó|explica|añadió|añade|aseguró|asegura|subrayó|subraya|destacó|destaca|"
    r"(?:сказал|заявил|отметил|подчеркнул|добавил|пояснил|сообщил|рассказал|прокомментировал|указал|напомнил|объяснил)а?|говорит|считает|"
    r"отмечает|подчёркивает|подчеркивает|добавляет|"
    r"ha\s+(?:dicho|declarado|afirmado|señalado|explicado|añadido|asegurado|subrayado|destacado))"
)
_SAID_FIRST = re.compile(rf"^[,.;]?\s*(?:[—–-]+\s*)?{_SAID}\s*:?\s+(?P<person>[^:;]+?)[.:,;]?$")
_SAID_LAST = re.compile(rf"^[,.;]?\s*(?P<person>[^:;]+?)\s+{_SAID}[.:,;]?$")
_DASHED = re.compile(r"^[—–-]+\s*(?P<person>[^:;]+?)\.?$")
_LEADS_IN = re.compile(
    rf"(?P<before>.+?)\s+{_SAID}(?:\s+(?:today|in a statement|at the launch|dazu|hierzu|aujourd['’]hui|heute|hoy))?\s*:$",
    re.DOTALL,
)
# German writes the office before the name, as one word: "Verkehrsministerin Karla Thorwald".
_GERMAN_OFFICE = re.compile(
    r"(?:minister|präsident|sprecher|leiter|direktor|geschäftsführer|kommissar|sekretär|bürgermeister|kanzler|chef|vorstand)(?:in)?$|"
    r"(?:vorsitzende|beauftragte|abgeordnete)[rn]?$",
    re.IGNORECASE,
)
_LONGEST_ROLE = 16  # words

Person = tuple[str, str | None]


def attribution(words: str) -> Person | None:
    """(speaker, role) of words that stand behind a quotation: `said X, the Y.`, `X, Y, said.`, `— X, Y`. None when unsure."""
    words = words.strip()
    if len(words) > 300 or _NEXT_SENTENCE.search(words):
        return None
    for pattern in (_SAID_FIRST, _SAID_LAST, _DASHED):
        if match := pattern.match(words):
            return person(match["person"])
    return people_abroad.behind(words)


def lead_in(paragraph: str) -> Person | None:
    """(speaker, role) of a paragraph that ends in "…, X, the Y, said:"; None when it does not, or unsure."""
    match = _LEADS_IN.match(paragraph[-600:])
    if match is None:
        return people_abroad.before(paragraph[-600:])
    return _at_end(match["before"])


def only_lead_in(words: str) -> Person | None:
    """The same where the words are nothing but that: "X, the Y, said:"."""
    match = _LEADS_IN.match(words)
    if match is None:
        return people_abroad.before(words) if len(words) < 300 else None
    return person(match["before"].rstrip(",")) if len(words) < 300 else None


def introduces(paragraph: str) -> bool:
    """Whether a paragraph ends by handing the word to somebody ("… said:")."""
    if paragraph.endswith(":") and _LEADS_IN.match(paragraph[-600:]) is not None:
        return True
    return people_abroad.before(paragraph[-600:]) is not None


def person(words: str) -> Person | None:
    """`X, the Y` or `Y X` or `X` → (name, role or None)."""
    words = words.strip(" ,.")
    name, _, role = (part.strip(" ,") for part in words.partition(","))
    if is_name(name):
        return _with_role(name, role) if role else (name, None)
    if role and is_name(role) and not _looks_like_clause(name):
        return role, _plain_role(name)
    if (
        not role
        and (match := re.match(r"(?P<name>.+?)\s+(?:of|from|de|von|del)\s+(?P<body>.+)$", words))
        and is_name(match["name"])
    ):
        return match["name"], _plain_role(words[len(match["name"]) :])
    return _role_then_name(words) if not role else None


def names_a_body(words: str) -> bool:
    """Whether a title is that of an organisation: "MERROWBY HARBOUR TRUST"."""
    return words.split()[-1].lower() in _BODIES


def is_name(words: str) -> bool:
    """Two to six capitalised words with particles and initials between them, none an office or a body."""
    tokens = words.split()
    honoured = len(tokens) > 1 and tokens[0].lower().rstrip(".") in _HONORIFICS
    if honoured:
        tokens = tokens[1:]
    if not (1 if honoured else 2) <= len(tokens) <= 6 or len(words) > 60:
        return False
    if len(tokens) > 2 and _GERMAN_OFFICE.search(tokens[0]):
        return False
    if tokens[-1].lower() in _PARTICLES or not tokens[0][0].isupper():
        return False
    return all(_is_name_token(token) for token in tokens)


def _is_name_token(token: str) -> bool:
    if token.lower() in _PARTICLES:
        return True
    bare = token.strip(".'’()")
    if not bare or not bare[0].isupper() or bare.lower() in _NO_NAMES or token.endswith(("’s", "'s")):
        return False
    return all(character.isalpha() or character in ".-'’‑" for character in bare)


def _with_role(name: str, role: str) -> Person | None:
    if len(role.split()) > _LONGEST_ROLE or _looks_like_clause(role):
        return None
    return name, _plain_role(role)


def _looks_like_clause(words: str) -> bool:
    return (
        _ROLE_STARTS_A_CLAUSE.match(words) is not None
        or re.search(r"\b(?:who|which|told|has|have|was|were|is|are)\b", words) is not None
    )


def _plain_role(role: str) -> str:
    # "the director of the Fund" is set without its article; "the Fund’s director" needs it.
    return re.sub(r"^(?:the|a|an|of)\s+(?!(?:\S+\s+){0,2}\S+['’]s?\s)", "", role.strip(" ,"))


def _role_then_name(words: str) -> Person | None:
    """ "Harbour Watch director Ann Reader": the longest name at the end, behind a word that is none."""
    tokens = words.split()
    for count in (5, 4, 3, 2):
        name, role = " ".join(tokens[-count:]), tokens[:-count]
        if 0 < len(role) <= 8 and is_name(name) and _ends_before_a_name(role[-1]):
            return None if _looks_like_clause(" ".join(role)) else (name, _plain_role(" ".join(role)))
    return None


def _at_end(before: str) -> Person | None:
    """Who speaks at the end of a longer sentence: "Ahead of …, X, Y" (with a comma after it) or "…, X"."""
    with_role = before.endswith(",")
    pieces = [piece.strip() for piece in before.rstrip(" ,").split(",")]
    if not with_role:
        return person(pieces[-1]) or (person(", ".join(pieces[-2:])) if len(pieces) == 2 else None)
    for start in range(len(pieces) - 2, max(-1, len(pieces) - 6), -1):
        if name := _name_at_end(pieces[start]):
            return _with_role(name, ", ".join(pieces[start + 1 :]))
    return person(pieces[-1])


def _name_at_end(piece: str) -> str | None:
    if is_name(piece):
        return piece
    tokens = piece.split()
    for count in (4, 3, 2):
        name = " ".join(tokens[-count:])
        # "… the vote Ann Reader": only behind a small word, else the capitals before it may belong to the name;
        # and "a report by Ann Reader, director, said" is the report's word.
        if len(tokens) > count and is_name(name) and _ends_before_a_name(tokens[-count - 1]):
            return None if tokens[-count - 1] in {"and", "by", "with", "of", "to", "par", "von", "por"} else name
    return None


def _ends_before_a_name(word: str) -> bool:
    """Whether a name may begin behind this word: a small word or an office, and no particle of a longer name."""
    office = word.lower() in _NO_NAMES or _GERMAN_OFFICE.search(word) is not None
    return word.lower() not in _PARTICLES and (word.islower() or office or word.endswith("»"))
