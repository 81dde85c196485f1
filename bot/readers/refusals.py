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
    """{file} is {what}, not plain text. Save it as plain text (.txt) or Markdown (.md)."""


class WrongEncoding(UnreadableRelease):
    """{file}, line {line}: {what}. Save the file as UTF-8 and try again."""


class NoHeadline(UnreadableRelease):
    """{file}, line {line}: there is no headline before this paragraph. Put the headline on a line of its own at the top."""


class NothingButHeader(UnreadableRelease):
    """{file}, line {line}: there is no headline, only {what}. Put the headline on a line of its own, then the text."""


class UnclosedFrontMatter(UnreadableRelease):
    """{file}, line 1: the front matter opens with --- and never closes. Put --- on a line of its own after the last field."""


class BadFrontMatter(UnreadableRelease):
    """{file}, line {line}: the front matter can't be read: {problem}. Write each field as `name: value`."""
