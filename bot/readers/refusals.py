"""What makes a file unreadable: each says what is wrong and what to do."""

from __future__ import annotations

from bot.core.errors import EmbargoError


class UnreadableRelease(EmbargoError):
    """{file} can't be read."""


class EmptyFile(UnreadableRelease):
    """{file} is empty. Give a file with a headline and a text."""


class TooLong(UnreadableRelease):
    """{file} has {size} of text; a release may have {limit}. Put long documents beside the release instead of into it."""


class LongParagraph(UnreadableRelease):
    """{file}, line {line}: one paragraph has {size} characters. Part it with blank lines, or save the file as plain text (.txt)."""


class NotText(UnreadableRelease):
    """{file} is {what}. Save it as plain text (.txt), Markdown (.md), a web page (.html) or a Word document (.docx)."""


class WrongEncoding(UnreadableRelease):
    """{file}, line {line}: {what}. Save the file as UTF-8 and try again."""


class NotWhatItSays(UnreadableRelease):
    """{file} is {what}, and its name says otherwise. Give its name the ending {ending}, or save it again."""


class TooManyBoxes(UnreadableRelease):
    """{file} is nested {depth} levels deep, which no release is. Copy its text into a new file and save that."""


class DamagedDocument(UnreadableRelease):
    """{file} can't be opened as a Word document: {problem}. Open it in Word, save it again as .docx, and try again."""


class OversizedDocument(UnreadableRelease):
    """{file} unfolds to more than a release can be: {problem}. Copy its text into a new document, without pictures, and save that."""


class ProtectedDocument(UnreadableRelease):
    """{file} is protected with a password. Take the protection off in Word (File > Info > Protect Document) and save it again."""


class MacroDocument(UnreadableRelease):
    """{file} has macros in it. Save it as a plain Word document (.docx) and try again."""


class TrackedChanges(UnreadableRelease):
    """{file} still has {count} tracked change(s), the first at "{words}": they would leak.
    Accept or reject all in Word (Review > Accept All Changes), save, and try again."""


class CommentsInside(UnreadableRelease):
    """{file} still has {count} comment(s), the first at "{words}": they would leak.
    Delete all in Word (Review > Delete All Comments), save, and try again."""


class NoTextInMail(UnreadableRelease):
    """{file} is a mail without a readable text{why}. Save the release as a file of its own and give that."""


class NoHeadline(UnreadableRelease):
    """{file}, line {line}: there is no headline before this paragraph. Put the headline on a line of its own at the top."""


class NothingButHeader(UnreadableRelease):
    """{file}, line {line}: there is no headline, only {what}. Put the headline on a line of its own, then the text."""


class UnclosedFrontMatter(UnreadableRelease):
    """{file}, line 1: the front matter opens with --- and never closes. Put --- on a line of its own after the last field."""


class BadFrontMatter(UnreadableRelease):
    """{file}, line {line}: the front matter can't be read: {problem}. Write each field as `name: value`."""
