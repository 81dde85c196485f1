"""Signing up: whoever asks for a list is written to first, and is on it only when they say, from their mailbox, that it was them.

Whatever address is asked for, the answer is the same and takes the same work: what becomes of it is decided by the engine,
where nobody who asked can see it (`newsroom.media_list.confirming`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.configuration import Configuration
from bot.core.errors import EmbargoError
from bot.core.list_settings import ListConfig
from bot.core.signing import opened, token
from bot.newsroom.media_list.preferences import BadPreference
from bot.newsroom.media_list.reader_tables import value_fault
from bot.newsroom.media_list.suppressing import address_key, changed, read_address, suppressed
from bot.newsroom.newsroom import Newsroom
from bot.store.models import MediaList, Reader, SignUp

LIFETIME = timedelta(hours=48)
"""How long a link that confirms is good for."""
KEPT = timedelta(days=7)
"""How long it is remembered who asked; longer than any link lives."""
AGAIN = timedelta(minutes=10)
"""Within this, an address is not written to twice."""
MOST_A_DAY = 4
"""Mails to one address in a day, whoever asks for them."""


class NotPublic(EmbargoError):
    """There is no list "{name}" to sign up for."""


class TooManyNow(EmbargoError):
    """Too many people are signing up just now. Try again in an hour."""


class LinkOver(EmbargoError):
    """This link is no longer good. Sign up again to get a new one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A link that confirms, as it was opened: whose, and how long it is good for."""

    sign_up: SignUp
    until: datetime


def public_list(config: Configuration, name: str) -> ListConfig:
    """Raises NotPublic for one that is not, whether there is one or not."""
    found = config.lists.get(name)
    if found is None or not found.public:
        raise NotPublic(name=name)
    return found


def ask(newsroom: Newsroom, name: str, email: str, person: str = "", language: str = "") -> None:
    """Put on record that somebody asked for a list. Nothing that comes back tells whether the address is known.

    Raises NotPublic, NotAnAddress, BadPreference, or TooManyNow, which counts everybody alike.
    """
    config = public_list(newsroom.config, name)
    address, called = read_address(email), " ".join(person.split())
    for column, value in (("name", called), ("language", language)):
        if fault := value_fault(column, value):
            raise BadPreference(problem=fault[:1].upper() + fault[1:])

    def work() -> None:
        now, key = newsroom.now(), address_key(newsroom, address)
        if (
            SignUp.objects.filter(list__name=name, asked_at__gt=now - timedelta(hours=1)).count()
            >= config.sign_ups_an_hour
        ):
            raise TooManyNow()
        media_list, _ = MediaList.objects.get_or_create(name=name)
        written = SignUp.objects.filter(address=key).exclude(state="nothing")
        often = written.filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY
        just_now = written.filter(asked_at__gt=now - AGAIN).exists()
        SignUp.objects.create(
            id=newsroom.world.new_id(),
            list=media_list,
            email=address,
            name=called,
            language=language,
            address=key,
            asked_at=now,
            state="nothing" if often or just_now else "waiting",
        )

    newsroom.world.transact(work)


def confirmation_link(newsroom: Newsroom, sign_up: SignUp) -> str:
    """The last part of the link that confirms; it ends with LIFETIME."""
    until = int((sign_up.asked_at + LIFETIME).timestamp())
    return token(newsroom.keyring.derived("sign-up"), "s", sign_up.pk, str(until))


def asked_by(newsroom: Newsroom, link: str) -> Asked | None:
    """Whose confirmation a link is, or None when it is nobody's. Raises LinkOver when it was good once."""
    parts = opened(newsroom.keyring.derived("sign-up"), link)
    if parts is None or len(parts) != 3 or parts[0] != "s" or not parts[2].isdigit():
        return None
    until = datetime.fromtimestamp(int(parts[2]), newsroom.now().tzinfo)
    sign_up = SignUp.objects.select_related("list").filter(pk=parts[1]).first()
    if sign_up is None or newsroom.now() > until:
        raise LinkOver()
    return Asked(sign_up, until)


def confirm(newsroom: Newsroom, asked: Asked) -> Reader:
    """Put whoever holds the link on the list. A second time changes nothing, and brings nobody back who left since.

    Raises LinkOver.
    """
    public_list(newsroom.config, asked.sign_up.list.name)

    def work() -> Reader:
        now, sign_up = newsroom.now(), asked.sign_up
        first = SignUp.objects.filter(pk=sign_up.pk, confirmed_at=None).update(confirmed_at=now) == 1
        known = Reader.objects.select_related("list").filter(list=sign_up.list_id, email=sign_up.email).first()
        if known is not None and known.left_at is None:
            return known
        if not first or suppressed(newsroom, [sign_up.email]):
            raise LinkOver()
        reader = _joined(sign_up, known, now)
        changed([reader])
        newsroom.record(None, "reader", "sign-up", list=sign_up.list.name, reader=reader.pk)
        return reader

    return newsroom.world.transact(work)


def _joined(sign_up: SignUp, known: Reader | None, now: datetime) -> Reader:
    """A new row, or that of somebody who left and wants to be back."""
    if known is None:
        given = {"email": sign_up.email, "name": sign_up.name, "language": sign_up.language}
        return Reader.objects.create(list=sign_up.list, joined_at=now, **given)
    Reader.objects.filter(pk=known.pk).update(
        left_at=None, left_because="", paused_at=None, joined_at=now, name=sign_up.name or known.name
    )
    known.refresh_from_db()
    return known
