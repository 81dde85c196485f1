"""Where one sentence ends and the next begins, so that nothing is ever cut in its middle."""

from __future__ import annotations

import re

# After these a full stop ends nothing. Those that often do end a sentence (etc., Inc.) leave it to the next word.
_SHORTENED = re.compile(
    "Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Gen|Col|Maj|Capt|Cmdr|Lt|Sgt|Sen|Rep|Gov|Pres|St|Messrs|Fr|Br"
    "|vs|cf|ca|approx|est|dept|No|Nos|Nr|Vol|Fig|ed|eds|pp|ch"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun"
    "|Mme|Mlle|MM|Me|av|bd|env|bzw|Abs|Str|Mio|Mrd|Hr|inkl|vgl|Sra|Srta|Dña|Ud|Uds|pág|núm|aprox"
)
_PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]"}
_STOPS = ".!?…。！？؟۔"
_CLOSERS = "”’»\"')]"
_STOP = re.compile(
    rf"[{_STOPS}]+(?:[ \u00a0\u202f]»)?[{re.escape(_CLOSERS)}“]*(?:\[\d+\])?(?=\s+|$)|[。！？]+[”’」』]*"
)
_WORD_BEFORE = re.compile(r"[^\s(\[“«„\"'/-]+$")


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order, without the spaces between them."""
    return [text[start:end] for start, end in spans(text)]


def spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of one paragraph stand, as (start, end) offsets; between them is only white space.

    No break at initials (J. K.), shortened words (Dr., e.g., U.S.), figures (3.5), in addresses, or inside quotation
    marks and brackets. When in doubt there is no break: two sentences held together harm nobody, half of one does.
    """
    found: list[tuple[int, int]] = []
    start, limit = _trimmed(text, 0, len(text))
    for stop in _STOP.finditer(text):
        end = stop.end()
        rest = text[end:].lstrip()
        if end > start and balanced(text[start:end]) and (not rest or _ends(text[start : stop.start()], stop[0], rest)):
            found.append((start, end))
            start = _trimmed(text, end, limit)[0]
    if start < limit:
        found.append((start, limit))
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(before: str, stop: str, rest: str) -> bool:
    """Whether the stop after `before` ends a sentence when `rest` follows."""
    opener = rest.lstrip("“«„\"'‘’([¿¡—–- ")[:1]
    if opener.islower():
        return False
    if not stop.startswith(".") or len(stop.rstrip(_CLOSERS)) > 1:
        return True
    match = _WORD_BEFORE.search(before)
    word = match[0] if match else ""
    initial = len(word) == 1 and word.isalpha() and word != "I"
    dotted = "." in word and all(len(piece) <= 2 for piece in word.split("."))
    return not (initial or dotted or _SHORTENED.fullmatch(word) or (word.isdigit() and len(word) <= 2))


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket opened in `text` is closed in it. A lone ’ is an apostrophe."""
    waiting: list[str] = []
    german = "„" in text
    for letter in text:
        if german and letter == "„":
            waiting.append("“")
        elif waiting and letter == waiting[-1]:
            waiting.pop()
        elif letter in _PAIRS:
            waiting.append(_PAIRS[letter])
        elif letter in "”»)]":
            return False
    return not waiting and text.count('"') % 2 == 0
