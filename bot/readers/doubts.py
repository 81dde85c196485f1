"""What a reader may doubt: every finding's code with its sentence, in one place."""

from __future__ import annotations

from bot.core.release import Finding
from bot.core.saying import saying

SENTENCES = {
    "encoding": "This is not UTF-8; it was read as {encoding}. Check the accents and quotation marks.",
    "mojibake": 'Letters look spoilt by a wrong encoding ("{words}"). Copy the text again from its source.',
    "mojibake-repaired": 'Letters spoilt by a wrong encoding were put right in {count} line(s): "{before}" became "{after}".',
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
    "title-differs": 'The page calls itself "{words}"; its heading was taken for the headline.',
    "headline-from-title": "The text has no headline of its own; the page's title was taken.",
    "language-differs": 'The file says that its language is "{said}", and the text looks like "{found}"; the text was believed.',
    "article-unsure": "A good part of this page's text was taken for something else than the release. Check that nothing is missing.",
    "page-furniture": 'This was taken for a part of the website and left out: "{words}".',
    "hidden-text": 'There is text that nobody sees; it was left out: "{words}".',
    "struck-text": 'There is text that is struck out; it was left out: "{words}".',
    "table-as-lines": "A table was written out, a line for each row. Check how it reads.",
    "footnotes": "The footnotes were put into the notes to editors.",
    "picture-without-address": 'A picture has no public address and can\'t be sent ("{words}").',
    "picture-cropped": (
        'A picture is cropped in Word, which only hides the rest; it was left out ("{words}"). Choose Compress Pictures and '
        "Delete cropped areas, save it and try again."
    ),
    "picture-kind": "{name} is a picture of a kind that few can show; it was left out. Put it in as JPEG or PNG.",
    "alt-made-up": 'Word made up a picture\'s alt text itself ("{words}"); it was not taken. Say what the picture shows.',
    "text-box": 'Text boxes were read where they are anchored: "{words}". Check where they stand in the text.',
    "words-unread": 'Some words of the document could not be read, such as "{words}". Check charts, text in drawings and formulas.',
    "page-header": 'The page header or footer is not part of the release; it was left out: "{words}".',
    "author-metadata": "The file's properties name {words}. Nothing of that is passed on; do not attach the file itself.",
    "headline-from-subject": "The mail's text has no headline; its subject was taken.",
    "subject-differs": "The text's headline was taken; the mail's subject is \"{words}\".",
    "greeting-cut": 'The greeting was left out: "{words}".',
    "signature-cut": 'The mail\'s signature was left out: "{words}".',
    "reply-cut": 'An earlier mail below this one was left out: "{words}".',
    "forwarded": "This mail was forwarded; what was forwarded was read, and the words above it were left out.",
    "picture-from-mail": '"{name}" stood in the mail and was taken as a picture of the release. Check that it belongs to the story.',
    "picture-small": '"{name}" in the mail has the size of a logo and was left out. If it belongs to the story, add it as a picture.',
    "attached-release": '"{name}" is attached and was not read. If it is the release, save it and give that file.',
    "attachment": '"{name}" is attached and was left out.',
    "language-unsure": "The language could not be told from the text; it was taken to be English.",
}


def doubt(code: str, line: int | None = None, **facts: object) -> Finding:
    """A finding with its sentence filled in; `line` is 1-based in the file."""
    return Finding(code, saying(SENTENCES[code], **facts), line)
