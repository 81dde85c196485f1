"""What a reader may doubt: every finding's code with its sentence, in one place."""

from __future__ import annotations

from bot.core.release import Finding

SENTENCES = {
    "encoding": "This is not UTF-8; it was read as {encoding}. Check the accents and quotation marks.",
    "mojibake": 'Letters look spoilt by a wrong encoding ("{words}"). Copy the text again from its source.',
    "replacement-character": "A letter was lost in an earlier conversion (\N{REPLACEMENT CHARACTER}). Put it back.",
    "control-characters": "{count} invisible control character(s) were taken out.",
    "bidi-override": "{count} character(s) that turn the direction of reading were taken out; the text may have looked different.",
    "no-body": "There is a headline and nothing after it.",
    "headline-sentence": "The first line was taken for the headline although it ends with a full stop.",
    "date-ambiguous": '"{words}" can be read as {readings}; the release has no date until it is written out.',
    "date-weekday": '"{words}" is not a {weekday}: {right} is.',
    "date-year": '"{words}" has no year; it was read as {reading}.',
    "dates-differ": "The text names two release dates, {first} and {second}; the first was taken.",
    "date-unreadable": '"{words}" is not a date this understands; write it as 2026-03-05.',
    "wire-mark": '"{words}" is a wire service\'s mark and was left out of the dateline.',
    "quote-unclosed": "A quotation opens here and is never closed.",
    "speaker-unsure": "It is not certain who speaks here; no speaker was recorded.",
    "embargo-perhaps": '"{words}" may be an embargo line; it was left in the text. Check it.',
    "embargo-unsettled": "The embargo is not settled: {reason}",
    "embargo-contradiction": 'The text names its embargo twice and differently: "{first}" and "{second}".',
    "embargo-past": "The embargo in the text ({wall}) is before today.",
    "raw-html": "HTML in the text is not passed on; only its words are kept.",
    "link-kept-as-words": 'The link "{address}" is no public address; only its words are kept.',
    "front-matter-unknown": 'The field "{name}" is not known{hint}; it was not used.',
    "front-matter-value": 'The field "{name}" was not used: {problem}.',
    "headline-differs": 'The front matter\'s headline was taken; the text has "{words}".',
    "language-unsure": "The language could not be told from the text; it was taken to be English.",
}


def doubt(code: str, line: int | None = None, **facts: object) -> Finding:
    """A finding with its sentence filled in; `line` is 1-based in the file."""
    return Finding(code, SENTENCES[code].format(**facts), line)
