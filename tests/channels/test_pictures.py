"""Pictures on X, Mastodon and Bluesky: with the first post, with their words, put up once, and never before the lift."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network as Wire
from bot.core.delivery import LeaseLost, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.rendition import Card
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.networks import BLUESKY, MASTODON, NETWORKS, PICTURES, WORDS, Network, X, asked, illustrated
from tests.channels.orders import THREAD, Kept, sent

ALTS = [picture.alt for picture in PICTURES]
everywhere = pytest.mark.parametrize("network", NETWORKS, ids=str)


@pytest.fixture
def account(network: Network, sandbox: Sandbox) -> Channel:
    return network.open(sandbox)


@everywhere
def test_they_go_with_the_first_post_as_approved(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    assert isinstance(sent(account, illustrated(), wire), Sent)
    first, *others = network.posts(sandbox)
    assert [picture.content for picture in first.media] == [picture.content for picture in PICTURES]
    assert [picture.alt_text for picture in first.media] == ALTS
    assert [picture.kind for picture in first.media] == ["image/png", "image/jpeg"]
    assert [post.media for post in others] == [(), ()]
    assert network.posted(sandbox) == WORDS


@everywhere
def test_nothing_is_put_up_by_building_checking_or_looking(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    account.build(illustrated())
    account.check(wire)
    account.reconcile(illustrated(), wire)
    assert not network.pictures(sandbox)


@everywhere
def test_each_is_kept_as_it_comes_and_forgotten_once_it_is_shown(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    keep = Kept()
    sent(account, illustrated(), wire, keep)
    assert [len(kept.get(network.uploads, ())) for kept in keep.all] == [1, 2, 0, 0, 0]
    assert [len(kept[network.ids]) for kept in keep.all] == [0, 0, 1, 2, 3]


@everywhere
def test_a_thread_that_stops_after_its_pictures_goes_on_without_putting_them_up_again(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    skip = network.before + network.each * 2
    sandbox.faults.add(network.name, Fault("status", skip=skip, status=429, retry_after=60))
    keep, first = Kept(), illustrated()
    assert isinstance(sent(account, first, wire, keep), Retry)
    uploads = dict(network.pictures(sandbox))
    assert isinstance(sent(account, replace(first, progress=keep.last, attempt=2), wire), Sent)
    assert network.pictures(sandbox) == uploads
    assert [picture.alt_text for picture in network.posts(sandbox)[0].media] == ALTS
    assert network.posted(sandbox) == WORDS


@everywhere
def test_a_thread_that_stops_half_way_through_its_pictures_puts_up_only_the_rest(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before + network.each, status=429))
    keep, first = Kept(), illustrated()
    outcome = sent(account, first, wire, keep)
    assert isinstance(outcome, Retry)
    assert "Picture 2 of 2" in outcome.because
    assert isinstance(sent(account, replace(first, progress=keep.last, attempt=2), wire), Sent)
    assert len(network.pictures(sandbox)) == 2
    assert network.posted(sandbox) == WORDS


@everywhere
@pytest.mark.parametrize(
    "fault", [Fault("drop_before"), Fault("drop_after"), Fault("hang", seconds=1.5), Fault("status", status=502)]
)
def test_an_upload_that_is_in_doubt_has_posted_nothing_and_is_made_again(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire, fault: Fault
) -> None:
    sandbox.faults.add(network.name, replace(fault, skip=network.before))
    first = illustrated()
    outcome = sent(account, first, wire)
    assert isinstance(outcome, Retry)
    assert "Nothing was posted" in outcome.because
    assert network.posted(sandbox) == []
    assert isinstance(sent(account, first, wire), Sent)
    assert len(network.posts(sandbox)[0].media) == 2
    assert network.posted(sandbox) == WORDS


@everywhere
@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_post_whose_picture_is_refused_is_not_posted_without_it(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire, status: int
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before, status=status))
    outcome = sent(account, illustrated(), wire)
    assert isinstance(outcome, Rejected)
    assert "Picture 1 of 2" in outcome.because
    assert "without it the post is not what was approved" in outcome.because
    assert network.posted(sandbox) == []


@everywhere
def test_what_the_network_takes_for_no_picture_is_refused_by_it(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    no_picture = replace(PICTURES[0], content=b"<html>", media_type="text/html")
    outcome = sent(account, replace(illustrated(), pictures=(no_picture,)), wire)
    assert isinstance(outcome, Rejected)
    assert network.posted(sandbox) == []


@everywhere
def test_a_picture_that_is_too_large_is_refused_by_the_network(network: Network, sandbox: Sandbox, wire: Wire) -> None:
    much = {"x": 5 * 2**20 + 1, "mastodon": 16 * 2**20 + 1, "bluesky": 2_000_001}[network.name]
    large = replace(PICTURES[0], content=PICTURES[0].content.ljust(much, b"\0"))
    outcome = sent(network.open(sandbox, 10), replace(illustrated(), pictures=(large,)), wire)
    assert isinstance(outcome, Rejected), outcome
    assert network.posted(sandbox) == []


@everywhere
def test_pictures_that_the_network_has_forgotten_are_put_up_again(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("status", skip=network.before + network.each * 2, status=429))
    keep, first = Kept(), illustrated()
    assert isinstance(sent(account, first, wire, keep), Retry)
    for picture in network.pictures(sandbox).values():
        picture.at -= timedelta(days=2)
    assert isinstance(sent(account, replace(first, progress=keep.last, attempt=2), wire), Sent)
    assert [picture.alt_text for picture in network.posts(sandbox)[0].media] == ALTS
    assert network.posted(sandbox) == WORDS


@everywhere
@pytest.mark.parametrize("fault", ["drop_after", "hang"])
def test_a_first_post_with_pictures_whose_answer_got_lost_is_found(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire, fault: str
) -> None:
    sandbox.faults.add(network.name, Fault(fault, skip=network.before + network.each * 2, seconds=1.5))
    keep, first = Kept(), illustrated()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last, at=datetime.now(UTC)), wire)
    assert isinstance(found, Repeat)
    assert isinstance(sent(account, replace(first, progress=found.progress or {}, attempt=2), wire), Sent)
    assert network.posted(sandbox) == WORDS


@everywhere
def test_a_first_post_with_pictures_that_never_arrived_shows_those_that_are_there(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.faults.add(network.name, Fault("drop_before", skip=network.before + network.each * 2))
    keep, first = Kept(), illustrated()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    uploads = dict(network.pictures(sandbox))
    found = account.reconcile(replace(first, progress=keep.last), wire)
    assert isinstance(found, Repeat)
    assert isinstance(sent(account, replace(first, progress=found.progress or {}, attempt=2), wire), Sent)
    assert network.pictures(sandbox) == uploads
    assert network.posted(sandbox) == WORDS


@everywhere
def test_a_lost_lease_ends_it_between_two_pictures(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    def lost() -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        sent(account, illustrated(), wire, Kept(lost))
    assert len(network.pictures(sandbox)) == 1
    assert network.posted(sandbox) == []


@pytest.mark.parametrize("network", [X], ids=str)
def test_x_refusing_the_words_of_a_picture_refuses_the_post(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    wordy = replace(PICTURES[0], alt="x" * 1001)
    outcome = sent(account, replace(illustrated(), pictures=(wordy,)), wire)
    assert isinstance(outcome, Rejected)
    assert network.posted(sandbox) == []


@pytest.mark.parametrize("network", [MASTODON], ids=str)
def test_mastodon_is_waited_for_while_it_works_on_a_picture(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    sandbox.mastodon.media.looks = 2
    assert isinstance(sent(account, illustrated(), wire), Sent)
    assert network.posted(sandbox) == WORDS
    assert len(network.posts(sandbox)[0].media) == 2


@pytest.mark.parametrize("network", [MASTODON], ids=str)
def test_mastodon_is_not_waited_for_without_end(
    network: Network, sandbox: Sandbox, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.mastodon.LOOKS", (0.01,))
    sandbox.mastodon.media.looks = 5
    account, keep, first = network.open(sandbox, 10), Kept(), illustrated()
    outcome = sent(account, first, wire, keep)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert network.posted(sandbox) == []
    for _ in range(10):
        outcome = sent(account, replace(first, progress=keep.last), wire, keep)
        if isinstance(outcome, Sent):
            break
    assert network.posted(sandbox) == WORDS
    assert len(network.pictures(sandbox)) == 2


@pytest.mark.parametrize("network", [BLUESKY], ids=str)
def test_on_bluesky_they_stand_in_the_place_of_the_card_and_have_their_shape(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    carded = replace(THREAD, card=Card("https://press.example.org/rivers", "Rivers", ""))
    sent(account, replace(asked(carded), pictures=PICTURES), wire)
    first = sandbox.bluesky.received[0]
    assert first.card is None
    ratios = [image["aspectRatio"] for image in first.value["embed"]["images"]]
    assert [(ratio["width"], ratio["height"]) for ratio in ratios] == [(1200, 800), (900, 1200)]
    assert first.value["facets"]  # the link stays one


@pytest.mark.parametrize("network", [BLUESKY], ids=str)
def test_on_bluesky_a_repeat_of_everything_changes_nothing(
    network: Network, sandbox: Sandbox, account: Channel, wire: Wire
) -> None:
    first = illustrated()
    outcome = sent(account, first, wire)
    received = list(sandbox.bluesky.received)
    assert sent(account, first, wire) == outcome  # as if nothing had been kept
    assert sandbox.bluesky.received == received
