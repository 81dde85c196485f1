"""A token, an account or an app that a network takes no more is told apart from a network that can't be reached."""

from __future__ import annotations

import pytest

from bot.channels.wire import Network as Wire
from bot.core.delivery import Rejected, Trouble
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.networks import BLUESKY, MASTODON, NETWORKS, Network, X, asked
from tests.channels.orders import ACCOUNT, FEDIVERSE, SKY, channel, sent

STANDINGS = [
    (X, "revoked", "does not accept the credentials in X_…: wrong, expired or revoked"),
    (X, "suspended", "The account of X_… is suspended: log in at x.com"),
    (X, "locked", "The account of X_… is locked: log in at x.com to unlock it"),
    (X, "read-only", "The app of X_… may only read"),
    (X, "no credits", "The app of X_… has no credits left"),
    (MASTODON, "revoked", "The access token in MASTODON_TOKEN was revoked: make a new one"),
    (MASTODON, "expired", "The access token in MASTODON_TOKEN has expired: make a new one"),
    (MASTODON, "suspended", "The account of MASTODON_TOKEN is suspended"),
    (MASTODON, "unconfirmed", "has not confirmed its mail address"),
    (MASTODON, "no account", "The access token in MASTODON_TOKEN belongs to no account"),
    (MASTODON, "read-only", "The access token in MASTODON_TOKEN may not do this: tick write:statuses"),
    (BLUESKY, "taken down", "The account of BLUESKY_PASSWORD was taken down"),
    (BLUESKY, "deactivated", "The account of BLUESKY_PASSWORD is deactivated"),
    (BLUESKY, "second factor", "BLUESKY_PASSWORD holds the account's own password: make an app password"),
]
UNSEEN_AHEAD = {"no credits"}  # X tells it of a post alone
each = pytest.mark.parametrize(("network", "standing", "words"), STANDINGS, ids=lambda one: str(one)[:20])


def set_standing(sandbox: Sandbox, network: Network, standing: str) -> None:
    if network is X:
        sandbox.x.standings[ACCOUNT.username] = standing
    elif network is MASTODON:
        sandbox.mastodon.standings[FEDIVERSE.username] = standing
    else:
        sandbox.bluesky.standings[SKY.handle] = standing


@each
def test_at_a_lift_it_is_rejected_with_what_to_do(
    sandbox: Sandbox, wire: Wire, network: Network, standing: str, words: str
) -> None:
    set_standing(sandbox, network, standing)
    outcome = sent(network.open(sandbox), asked(), wire)
    assert isinstance(outcome, Rejected)
    assert words in outcome.because
    assert network.posted(sandbox) == []


@each
def test_ahead_of_a_lift_it_is_seen_as_a_refusal(
    sandbox: Sandbox, wire: Wire, network: Network, standing: str, words: str
) -> None:
    set_standing(sandbox, network, standing)
    troubles = {check.trouble for check in network.open(sandbox).check(wire)} - {None}
    assert troubles == (set() if standing in UNSEEN_AHEAD else {Trouble.REFUSED})


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize(
    "fault", [Fault("drop_before"), Fault("status", status=503), Fault("status", status=429), Fault("hang", seconds=1)]
)
def test_a_network_in_trouble_says_nothing_of_the_credentials(
    sandbox: Sandbox, wire: Wire, network: Network, fault: Fault
) -> None:
    sandbox.faults.add(network.name, fault)
    (check,) = network.open(sandbox).check(wire)
    assert check.ok is False
    assert check.trouble is Trouble.UNREACHED


@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_a_network_that_nobody_reaches_says_nothing_of_the_credentials(
    sandbox: Sandbox, wire: Wire, network: Network
) -> None:
    options = dict(network.open(sandbox).config.options)
    gone = channel(network.name, network.name, base_url="http://127.0.0.1:9", options=options)
    assert [check.trouble for check in gone.check(wire)] == [Trouble.UNREACHED]
