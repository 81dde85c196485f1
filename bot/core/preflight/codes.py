"""Every preflight finding's code with its sentence, in one place; docs/preflight.md explains each."""

from __future__ import annotations

from bot.core.release import Finding

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
    "name-two-ways": 'A name is spelt two ways: "{one}" here and "{other}" in {where}.',
    "link-private": 'Only this office can open "{address}". Give an address that readers can.',
    "picture-licence": (
        "Picture {number} is left out: it comes from an agency ({agency}) and no licence is recorded. Record one as `licence`."
    ),
    "picture-file": "Picture {number} is left out: only its caption came. Give the address of its file as `source`.",
    "picture-address": (
        "Picture {number} is left out: its address is not an https one. Give one that journalists can open safely."
    ),
    "picture-alt": "Picture {number} is left out: it has no alternative text. Say in a sentence, as `alt`, what it shows.",
    "post-long": "It is too long for {network}: {weight} of {limit}. Shorten it, or it cannot be approved.",
    "post-empty": "It is empty, so that nothing can be approved for {network}. Write it, or take it out.",
    "contact-missing": "The release names nobody whom a journalist may ask, and neither does the office. Add a contact.",
    "contact-unreachable": '"{name}" has neither a phone number nor an address.',
    "contact-email": '"{words}" is no address that mail can reach.',
    "contact-phone": '"{words}" is no phone number that can be dialled.',
    "link-dead": 'Nothing is found at "{address}" ({answer}).',
    "link-unreachable": '"{address}" does not answer: {why}.',
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
    """A finding with its sentence filled in."""
    return Finding(code, SENTENCES[code].format(**facts), place=place)
