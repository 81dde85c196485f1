"""Anchoring: what the journal has grown by is put down outside the ledger, a few seconds after it was committed.

Each machine anchors all that it can see in the ledger, in a file of its own; no verb waits for it.
"""

from __future__ import annotations

from bot.newsroom.alerting import Alarm, clear_alerts, raised
from bot.newsroom.newsroom import Newsroom
from bot.store.anchors import OFFICE, Anchor, AnchorsBroken, appending
from bot.store.embargoes import utc_text
from bot.store.statements import Row
from bot.store.statements import rows as found

AT_ONCE = 5000
CODE = "journal"


def anchor(newsroom: Newsroom) -> tuple[Alarm, ...]:
    """Anchor the heads of the chains that have grown; alert, once, when that can't be, or the ledger is not the one anchored.

    The file is left alone then: it is the evidence.
    """
    if newsroom.anchors is None:
        return ()
    problem = ""
    try:
        with appending(newsroom.keyring, newsroom.anchors) as anchors:
            while problem == "" and (rows := _grown(anchors.last)):
                problem = _missing(anchors.last)
                if not problem:
                    anchors.append(_heads(rows, utc_text(newsroom.now())))
            problem = problem or _missing(anchors.last)
    except BlockingIOError:
        return ()  # another process of this machine is at it, and anchors all that it can see
    except (OSError, AnchorsBroken) as error:
        problem = f"the journal can't be anchored in {newsroom.anchors}: {error}"
    return _told(newsroom, problem)


def _grown(last: Anchor | None) -> list[Row]:
    """Key, release, slug, number and MAC of the rows since, in the order in which they came."""
    sql = (
        "SELECT j.id, j.release_id, r.slug, j.number, j.mac FROM store_journalrow j"
        " LEFT JOIN store_release r ON r.id = j.release_id WHERE j.id > %s ORDER BY j.id LIMIT %s"
    )
    return found(sql, last.row if last else 0, AT_ONCE)


def _heads(rows: list[Row], at: str) -> list[Anchor]:
    """The last row of each chain, in the order of the rows, so that who is interrupted goes on where it stopped."""
    heads = {release: (pk, slug, number, mac) for pk, release, slug, number, mac in rows}
    made = [
        Anchor(release or OFFICE, slug or "", number, mac, pk, at) for release, (pk, slug, number, mac) in heads.items()
    ]
    return sorted(made, key=lambda one: one.row)


def _missing(last: Anchor | None) -> str:
    """What is wrong when the row that was anchored last is not in the ledger any more."""
    if last is None or found("SELECT 1 FROM store_journalrow WHERE id = %s AND mac = %s", last.row, last.mac):
        return ""
    return (
        f"the ledger's journal does not have the row that was anchored at {last.at}: an older copy was restored, or rows "
        "were removed. `embargo journal verify` says where; docs/operating.md, what to do"
    )


def _told(newsroom: Newsroom, problem: str) -> tuple[Alarm, ...]:
    open_one = "SELECT 1 FROM store_alert WHERE release_id IS NULL AND code = %s AND cleared_at IS NULL LIMIT 1"
    if bool(found(open_one, CODE)) == bool(problem):
        return ()

    def work() -> tuple[Alarm, ...]:
        if problem:
            return tuple(raised(newsroom, None, CODE, f"{problem}."))
        clear_alerts(newsroom, None, CODE)
        return ()

    return newsroom.world.transact(work)
