"""A thread is a chain of replies: what may stand in its way, and how it grows post by post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.channels.options import readable_on_the_way
from bot.core.delivery import Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.measure import Measure
from bot.core.rendition import Thread

Post = TypeVar("Post")  # what a network needs to know a post again: its id, its address
Failure = Retry | Rejected | Unconfirmed


def lengthened(
    out: list[Post],
    total: int,
    longer: Callable[[list[Post]], list[Post] | Failure],
    keep: Callable[[list[Post]], None],
) -> list[Post] | Failure:
    """The chain once it has `total` posts, or why it stopped before.

    `out` are the posts that are out; `longer` makes it longer by one post or more; `keep` commits how far it has come,
    and what it raises (LeaseLost) ends the thread.
    """
    while len(out) < total:
        result = longer(out)
        if not isinstance(result, list):
            place = f" Post {len(out) + 1} of {total}; out so far: {len(out)}." if total > 1 else ""
            return replace(result, because=f"{result.because.rstrip('.')}.{place}")
        out = result
        keep(out)
    return out


def removed(
    posts: Sequence[str], order: Order, remove: Callable[[str], Failure | None], keep: Callable[[dict[str, Any]], None]
) -> Sent | Failure:
    """Delete these posts, the last first; `remove` gives why one is still there, None once it is gone."""
    gone = [str(one) for one in order.progress.get("removed", ())]
    for post in reversed(posts):
        if post in gone:
            continue
        if failure := remove(post):
            return replace(
                failure, because=f"{failure.because.rstrip('.')}. Deleted so far: {len(gone)} of {len(posts)}."
            )
        gone.append(post)
        keep({"removed": gone})
    return Sent(f"deleted {len(posts)}")


def removed_again(order: Order) -> Repeat:
    """What a doubt about a deletion comes to: a post that is gone can be deleted once more."""
    return Repeat("A post that is deleted can be deleted again.", dict(order.progress))


def thread_doubts(thread: Thread, measure: Measure, base_url: str) -> list[str]:
    """What the network would refuse of this thread, or somebody could read on its way, one sentence each."""
    posts = thread.posts
    found = [] if posts or thread.removes or thread.deletes else ["The thread has no post."]
    for place, post in enumerate(posts, 1):
        if not post.text.strip():
            found.append(f"Post {place} is empty.")
        elif not measure.fits(post.text):
            length = f"{measure.weigh(post.text)} of {measure.limit}"
            found.append(f"Post {place} is too long for {measure.network}: {length}.")
    if measure.once and len({post.text for post in posts}) < len(posts):
        found.append(f"Two posts have the same words, and {measure.network} takes them only once.")
    if readable_on_the_way(base_url):
        found.append("base_url begins with http://, so that the text could be read on its way: use https://.")
    return found
