"""What `embargo doctor` asks a Mastodon instance: is the account well, what may it do, what does the instance allow?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.channels.answers import unwell
from bot.channels.limits import left_of, limits_in
from bot.core.delivery import Check, Rejected, Retry, Trouble, Unconfirmed
from bot.core.fit import LINK_WEIGHT
from bot.core.measure import MASTODON_CHARACTERS

USUAL = MASTODON_CHARACTERS
LEAST, MOST = 100, 1_000_000  # what else an instance could say is no limit to write by
# Group and name of a limit, and what Mastodon sets it to: https://docs.joinmastodon.org/entities/Instance/#configuration
PICTURES = (
    ("statuses", "max_media_attachments", 4, "it shows {:,} pictures in a post"),
    ("media_attachments", "description_limit", 1_500, "it takes {:,} characters of alt text"),
    ("media_attachments", "image_size_limit", 2_000_000, "it takes {:,} bytes of a picture"),
)
LIMITS = {"X-RateLimit": "requests in 5 minutes"}  # https://docs.joinmastodon.org/api/rate-limits/
Ask = Callable[[Callable[[], Any]], Any]  # what the library answers, or the outcome of what it raised
_Failure = Retry | Rejected | Unconfirmed


def checks(channel: str, account: Any, characters: int | None, ask: Ask) -> list[Check]:
    """All of them. `account` is the library's client, `characters` how long the office wants its posts to be at most."""
    me = ask(account.account_verify_credentials)
    told = account.session.told
    name = f"{channel}: Mastodon"
    if isinstance(me, _Failure):
        return [unwell(name, me)]
    if not me.get("id"):
        return [Check(name, False, "the instance did not say whose token this is", Trouble.UNREACHED)]
    if me.get("suspended"):
        return [Check(name, False, f"the instance has suspended @{me.get('acct')}: log in there", Trouble.REFUSED)]
    who = Check(name, True, f"posts as @{me.get('acct')}")
    found = [who, *left_of(channel, limits_in(told, LIMITS)), _reading(channel, account, me["id"], ask)]
    return [*found, *_rights(channel, account, ask), *_room(channel, account, characters, ask)]


def _reading(channel: str, account: Any, me: Any, ask: Ask) -> Check:
    """What is in doubt is found by reading the account's own posts."""
    name = f"{channel}: own posts"
    found = ask(lambda: account.account_statuses(me, limit=1))
    if isinstance(found, _Failure):
        because = found.because
        return Check(name, False, f"they can't be read, so that a doubt stays one ({because}). Give read:statuses.")
    return Check(name, True, "can be read, should an answer get lost")


def _rights(channel: str, account: Any, ask: Ask) -> list[Check]:
    """What the application may do (https://docs.joinmastodon.org/entities/Application/#scopes; older ones don't say)."""
    name = f"{channel}: rights"
    answer = ask(account.app_verify_credentials)
    scopes = None if isinstance(answer, _Failure) else answer.get("scopes")
    if not scopes or "write" in scopes:
        return []
    if "write:statuses" not in scopes:
        because = "the application may not post: tick write:statuses and write:media, then take its new token"
        return [Check(name, False, because, Trouble.REFUSED)]
    if "write:media" not in scopes:
        return [Check(name, False, "no picture can go: tick write:media as well, then take its new token")]
    return [Check(name, True, "posts and pictures")]


def _room(channel: str, account: Any, characters: int | None, ask: Ask) -> list[Check]:
    """What the instance allows in a post (https://docs.joinmastodon.org/entities/Instance/#max_characters)."""
    name = f"{channel}: length"
    answer = ask(account.instance_v2)
    if isinstance(answer, _Failure):
        return [Check(name, None, f"the instance does not say what it allows: {answer.because}")]
    try:
        allowed = answer["configuration"]["statuses"]
        most, link = int(allowed["max_characters"]), int(allowed["characters_reserved_per_url"])
    except (KeyError, TypeError, ValueError):
        most = link = 0
    if not LEAST <= most <= MOST:
        return [Check(name, None, f"the instance does not say what it allows; posts have up to {characters or USUAL}")]
    return [_length(name, most, link, characters), *_less(channel, answer["configuration"])]


def _length(name: str, most: int, link: int, characters: int | None) -> Check:
    if link > LINK_WEIGHT:
        return Check(name, False, f"it counts a link as {link}, not {LINK_WEIGHT}: lower `characters`")
    if characters is not None and most < characters:
        because = f"it allows {most}, less than {characters}: set characters = {most}, or take the setting out"
        return Check(name, False, because, Trouble.REFUSED)
    return Check(name, True, f"it allows {most} characters; posts have up to {characters or most}", characters=most)


def _less(channel: str, configuration: Any) -> list[Check]:
    """Where the instance takes less of pictures than every one does by itself."""
    found = []
    for group, key, usual, what in PICTURES:
        part = configuration.get(group) or {}
        told = part.get(key)
        if isinstance(told, int) and told < usual:
            found.append(f"{what.format(told)}, not {usual:,}")
    because = f"{'; '.join(found)}: a release with more of it is refused there"
    return [Check(f"{channel}: pictures", None, because)] if found else []
