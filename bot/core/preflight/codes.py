"""Every preflight finding's code with its sentence, in one place; docs/preflight.md explains each."""

from __future__ import annotations

from bot.core.release import Finding
from bot.core.saying import saying

SENTENCES = {
    "headline-long": "The headline has {length} characters. Over {limit}, search engines and news lists cut it. Shorten it.",
    "subject-long": "The subject has {length} characters; inboxes cut it after {limit}. Shorten it.",
    "subject-news-late": "The news in the subject begins after {seen} characters, where phones stop. Put it first.",
    "date-weekday": '"{words}" is not a {weekday}: {day} is a {right}.',
    "headline-day-word": 'The headline says "{words}", which {why}. Name the day itself.',
    "text-day-word": '"{words}" {why}. Name the day itself.',
    "placeholder": '"{words}" stands where something was to be filled in.',
    "word-doubled": '"{words}" says a word twice.',
    "quote-unbalanced": "The quotation marks do not pair, near {words}.",
    "name-two-ways": 'A name is spelt two ways: "{one}" here and "{other}" in {place}.',
    "link-private": 'Only this office can open "{address}". Give an address that readers can.',
    "picture-licence": (
        "Picture {number} is left out: it comes from an agency ({agency}) and no licence is recorded. "
        "Record one as `licence`, or by `embargo licence`."
    ),
    "picture-file": "Picture {number} is left out: only its caption came. Give the address of its file as `source`.",
    "picture-missing": 'Picture {number} is left out: beside the release there is no picture "{source}" that can be read.',
    "picture-broken": "Picture {number} is left out: {problem}. Save it again, as JPEG or PNG.",
    "picture-outside": (
        'Picture {number} is left out: "{source}" lies outside of the folder of the release. Copy it there, and name it from there.'
    ),
    "picture-unreachable": (
        "Picture {number} is left out: it can not be fetched ({why}). Mend its address, or put the file beside the release."
    ),
    "picture-moving": "Picture {number} moves. Only its first frame is sent.",
    "picture-alt-long": (
        "Picture {number} stays off {network}: its alternative text has {length} characters, and {limit} are taken there. Shorten it."
    ),
    "pictures-many": "{network} takes {limit} pictures with a post: the others are on the page alone.",
    "picture-alt": "Picture {number} is left out: it has no alternative text. Say in a sentence, as `alt`, what it shows.",
    "picture-alt-name": (
        'Picture {number} is left out: its alternative text "{alt}" is a file\'s name. Say in a sentence, as `alt`, what it shows.'
    ),
    "picture-alt-read": 'Picture {number} has the alternative text of its file: "{words}". Look whether it is right.',
    "picture-credit-read": 'The file of picture {number} asks to credit "{words}", and the release credits nobody. Add it as `credit`.',
    "picture-licence-read": "Picture {number} has the licence of its file: {words}. Look whether it is right.",
    "post-long": "It is too long for {network}: {weight} of {limit}. Shorten it, or it cannot be approved.",
    "post-empty": "It is empty, so that nothing can be approved for {network}. Write it, or take it out.",
    "contact-missing": "The release names nobody whom a journalist may ask, and neither does the office. Add a contact.",
    "contact-unreachable": '"{name}" has neither a phone number nor an address.',
    "contact-email": '"{words}" is no address that mail can reach.',
    "contact-phone": '"{words}" is no phone number that can be dialled.',
    "link-dead": 'Nothing is found at "{address}" ({answer}).',
    "link-unreachable": '"{address}" does not answer: {why}.',
    "file-tracked-changes": (
        "{name} has {count} tracked change(s): whoever downloads it can read them. Accept or reject all, and save it again."
    ),
    "file-comments": '{name} has {count} comment(s), the first "{words}". Delete them and save it again.',
    "file-hidden-sheets": "{name} has hidden sheets: {sheets}. Whoever downloads it can show them. Delete or show them.",
    "file-hidden-cells": "{name} has hidden rows or columns in {count} sheet(s). Delete or show them.",
    "file-hidden-slides": "{name} has {count} hidden slide(s). Delete or show them.",
    "file-notes": '{name} has speaker notes on {count} slide(s), the first "{words}". Delete them, unless they are meant for readers.',
    "file-hidden-text": '{name} has hidden text: "{words}". Delete or show it.',
    "file-inside": "{name} carries other files inside: {names}. Take them out, or send them as files of their own.",
    "file-author": "{name} names {people} in its properties. Take that out, unless everybody may know.",
    "file-place": "{name} says where it was taken ({where}). Save it without its location, unless everybody may know.",
    "file-unread": "{name} cannot be looked into for what is hidden in it: {why}. Look yourself.",
    "translation-quotes": "It has {other} quotations and the main text {main}. Look whether one was lost.",
    "translation-figures": "{here} has {figures} and {there} has not. Look whether both say the same.",
    "translation-date": "It is dated {other} and the main text {main}. A release has one day in all its languages.",
    "audience-unusual": (
        "{channel} goes to {people} people on the list {list}, {usual}. Look whether it is the right list, and complete."
    ),
    "silence-unknown": 'There is no finding "{code}" to silence{hint}.',
}
# What a channel's setter doubts once it is known which channels there are (bot/renditions).
AT_SETTING = frozenset(
    {
        "kicker-embargo",
        "notice-embargo",
        "text-embargo",
        "thread-refused",
        "thread-too-long",
        "thread-day-word",
        "posts-without-link",
        "posts-alike",
        "quote-without-speaker",
    }
)


def found(code: str, place: str = "", /, **facts: object) -> Finding:
    """A finding with its sentence filled in; `place` (of the finding) by position, as a sentence may name another."""
    return Finding(code, saying(SENTENCES[code], **facts), place=place)
