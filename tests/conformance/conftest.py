"""What others' checkers say of our output. `make conformance` installs them and runs these; `make test` does not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from bot.channels.wire import Network
from tests.conformance.browser import Browser
from tests.conformance.sky import Pds, bluesky_server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder belongs to `make conformance`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.conformance)


def program(*names: str) -> str:
    """The path of the first of these programs that is installed; skips the test when none is."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or _left_out(f"{names[0]} is not installed: make conformance says how")


def node_module(path: str) -> Path:
    """A file of an npm package that `make conformance` installed; skips the test when it is not there."""
    places = [f"{prefix}node_modules/{path}" for prefix in ("servers/", "node/", "")]
    return _installed(next((place for place in places if (_folder() / place).is_file()), places[-1]))


def description(path: str) -> Path:
    """A provider's description of its API that `make conformance` fetched; skips the test when it is not there."""
    return _installed(f"descriptions/package/api/{path}")


def unpacked(path: str) -> Path:
    """The folder of Debian's packages that `make conformance` unpacked; skips the test when it has no such file."""
    _installed(f"debian/{path}")
    return _folder() / "debian"


def mastodon_mock() -> Path:
    """The command of mastodon-mock, which has an environment of its own; skips the test when it is not there."""
    return _installed("mastodon/bin/mastodon_mock")


def x_sdk() -> Path:
    """The folder with X's own SDK, to be put in the path of modules; skips the test when it is not there."""
    return _installed("x/xdk/client.py").parents[1]


def _installed(path: str) -> Path:
    if not (_folder() / path).is_file():
        _left_out(f"{path} is not there: run make conformance")
    return _folder() / path


def _left_out(reason: str) -> NoReturn:
    """Skips the test; where all of them have to run (WHOLE=yes, as in CI), it fails."""
    if os.environ.get("EMBARGO_CONFORMANCE_WHOLE"):
        pytest.fail(reason)
    pytest.skip(reason)


def _folder() -> Path:
    return Path(os.environ.get("EMBARGO_CONFORMANCE") or HERE.parents[1] / ".venv" / "conformance").absolute()


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    """Bluesky's own server."""
    modules = node_module("@atproto/pds/package.json").parents[2]
    with bluesky_server(node_module("node/bin/node"), modules, tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture
def wire() -> Network:
    """The network, as channels have it."""
    return Network(4)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with Browser.started(program("chromedriver"), program("chromium", "chromium-browser")) as started:
        yield started
