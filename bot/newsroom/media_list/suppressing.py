"""Suppressing: an address that bounced, complained or was erased is written to on no list, until a person lifts that.

The ledger keeps the address's MAC alone, so that who was erased is still not brought back by an import.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import F

from bot.core.audience import SUPPRESSING, Because
from bot.core.delivery import Person
from bot.core.errors import EmbargoError
from bot.core.events import no_mailbox
from bot.core.signing import mac
from bot.newsroom.media_list.reader_addresses import BadAddress, mail_address
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Delivery, MediaList, Reader, Suppression
from bot.store.statements import rows

_AT_ONCE = 500
_FEW, _SHARE = 5, 0.1  # refusals of one delivery that may all be true
WORDS: Mapping[str, str] = {
    Because.READER: "left the list",
    Because.BOUNCE: "mail to it came back: there is no such mailbox",
    Because.COMPLAINT: "its owner called a mail of ours spam",
    Because.OFFICE: "the office took it off",
    Because.ERASED: "its owner asked for everything about them to be erased",
}


class NotAnAddress(EmbargoError):
    """{problem}. Give one address, like ann@example.org."""


class NotSuppressed(EmbargoError):
    """Nothing keeps {email} off the lists: import it, or let its owner sign up."""


class OnNoList(EmbargoError):
    """{email} is not on {where}."""


class NeedsReason(EmbargoError):
    """Say why, in a few words: it goes on record."""


def read_address(text: str) -> str:
    """An address as a person wrote it, in the form that the lists have. Raises NotAnAddress."""
    try:
        return mail_address(text.strip())
    except BadAddress as fault:
        raise NotAnAddress(problem=str(fault)) from None


def address_key(newsroom: Newsroom, email: str) -> str:
    """What finds an address without telling it: 64 hexadecimal digits."""
    return mac(newsroom.keyring.derived("address"), email.encode())


def suppressed(newsroom: Newsroom, emails: Collection[str]) -> dict[str, str]:
    """Those of `emails` that nothing is sent to → why. Where nobody is suppressed it costs one look."""
    if not emails or not Suppression.objects.exists():
        return {}
    keys = {address_key(newsroom, email): email for email in emails}
    listed, found = list(keys), dict[str, str]()
    for start in range(0, len(listed), _AT_ONCE):
        some = tuple(listed[start : start + _AT_ONCE])
        found |= dict(rows("SELECT address, because FROM store_suppression WHERE address IN %s", some))
    return {keys[key]: because for key, because in found.items()}


def suppress(newsroom: Newsroom, email: str, because: Because, by: str) -> int:
    """Within a transaction: nothing more is sent to an address, on any list; on how many it was. A repeat changes nothing."""
    key = address_key(newsroom, email)
    _, made = Suppression.objects.get_or_create(
        address=key, defaults={"because": because, "at": newsroom.now(), "by": by[:120]}
    )
    gone = take_off(newsroom, everywhere(email), because)
    if made or gone:
        newsroom.record(None, by, "suppress", because=str(because), readers=[reader.pk for reader in gone])
    return len(gone)


def forget_the_gone(newsroom: Newsroom, row: Delivery, people: Iterable[Person]) -> None:
    """Within a settlement: addresses that a mail server refused as no mailbox. When it says so of many at once, it is the server
    that is not well, and a person has to look.
    """
    gone = [one.email for one in people if one.state == "rejected" and no_mailbox(one.detail)]
    if len(gone) > max(_FEW, row.recipients * _SHARE):
        return
    for email in gone:
        suppress(newsroom, email, Because.BOUNCE, row.channel)


def restore(newsroom: Newsroom, email: str, by: str, because: str) -> int:
    """Lift a suppression, and the leaving that it was; on how many lists the reader is again. Who left by themselves stays off.

    Raises NotAnAddress, NeedsReason or NotSuppressed.
    """
    newsroom.allow("restore")
    address, reason = read_address(email), " ".join(because.split())
    if not reason:
        raise NeedsReason()

    def work() -> int:
        if not Suppression.objects.filter(address=address_key(newsroom, address)).delete()[0]:
            raise NotSuppressed(email=address)
        back = [one for one in everywhere(address) if one.left_because in SUPPRESSING]
        Reader.objects.filter(pk__in=[one.pk for one in back]).update(
            left_at=None, left_because="", joined_at=newsroom.now()
        )
        changed(back)
        newsroom.record(None, by, "restore", readers=[one.pk for one in back], because=reason[:300])
        return len(back)

    return newsroom.world.transact(work)


def remove(newsroom: Newsroom, email: str, by: str, name: str | None = None) -> list[str]:
    """Take somebody off a list, or off all, who asked for it; the lists. An import does not bring them back, they themselves can.

    Raises NotAnAddress or OnNoList.
    """
    newsroom.allow("remove")
    address = read_address(email)

    def work() -> list[str]:
        gone = take_off(newsroom, [one for one in everywhere(address) if name in (None, one.list.name)], Because.OFFICE)
        if not gone:
            raise OnNoList(email=address, where=f'the list "{name}"' if name else "any list")
        for one in gone:
            newsroom.record(None, by, "leave", list=one.list.name, reader=one.pk)
        return [one.list.name for one in gone]

    return newsroom.world.transact(work)


def everywhere(email: str) -> list[Reader]:
    """The rows of an address on every list, those who left among them."""
    lists = list(MediaList.objects.values_list("pk", flat=True))  # by the index over list and address
    return list(Reader.objects.select_related("list").filter(list__in=lists, email=email).order_by("pk"))


def take_off(newsroom: Newsroom, readers: Iterable[Reader], because: Because) -> list[Reader]:
    """Within a transaction: those of them who are still on their list leave it; gives them."""
    now, gone = newsroom.now(), []
    for reader in readers:
        if Reader.objects.filter(pk=reader.pk, left_at=None).update(left_at=now, left_because=because):
            gone.append(reader)
    changed(gone)
    return gone


def changed(readers: Iterable[Reader]) -> None:
    """Within a transaction: their lists have other people on them than before."""
    for pk in {reader.list_id for reader in readers}:
        MediaList.objects.filter(pk=pk).update(revision=F("revision") + 1)
