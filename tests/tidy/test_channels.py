"""Adding a channel touches its file, its templates, its test and one registry line: none may be missing."""

from __future__ import annotations

import ast
from importlib import import_module
from itertools import permutations

import grimp
import pytest

from bot.channels.registry import PROVIDERS
from bot.core.configuration import KINDS
from tests.tidy.source import ROOT, modules, told

LINES = [
    pytest.param(kind, provider, target, id=f"{kind}-{provider}") for (kind, provider), target in PROVIDERS.items()
]


@pytest.mark.parametrize(("kind", "provider", "target"), LINES)
def test_a_registry_line_leads_to_the_class_it_names(kind: str, provider: str, target: str) -> None:
    module, _, name = target.partition(":")
    channel = getattr(import_module(module), name)
    assert (channel.kind, channel.provider) == (kind, provider)


@pytest.mark.parametrize(("kind", "provider", "target"), LINES)
def test_a_channel_has_a_file_of_its_own_name_and_a_test_beside_it(kind: str, provider: str, target: str) -> None:
    assert target.partition(":")[0] == f"bot.channels.{provider}"
    assert (ROOT / "bot" / "channels" / f"{provider}.py").is_file()
    assert (ROOT / "tests" / "channels" / f"test_{provider}.py").is_file()


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in PROVIDERS}))
def test_a_kind_has_templates(kind: str) -> None:
    folder = ROOT / "templates" / kind
    assert [path for path in folder.glob("*") if path.is_file()], f"templates/{kind}/ is empty"


def test_every_channel_in_the_folder_is_in_the_registry() -> None:
    registered = set(PROVIDERS.values())
    there = {
        f"{path.removesuffix('.py').replace('/', '.')}:{node.name}"
        for path, tree in modules().items()
        if path.startswith("bot/channels/")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and {"kind", "provider"} <= _constants(node)
    }
    assert there <= registered


def test_the_configuration_knows_what_the_registry_has() -> None:
    assert {(kind, provider) for kind, providers in KINDS.items() for provider in providers} == set(PROVIDERS)


def test_no_channel_knows_another() -> None:
    graph = grimp.build_graph("bot", cache_dir=None)
    files = sorted({target.partition(":")[0] for target in PROVIDERS.values()})
    known = [f"{one} → {other}" for one, other in permutations(files, 2) if graph.find_shortest_chain(one, other)]
    assert not known, told(known, "what two channels share goes into a file of its own:")


def _constants(node: ast.ClassDef) -> set[str]:
    plain = {
        target.id
        for step in node.body
        if isinstance(step, ast.Assign)
        for target in step.targets
        if isinstance(target, ast.Name)
    }
    typed = {
        step.target.id
        for step in node.body
        if isinstance(step, ast.AnnAssign) and step.value is not None and isinstance(step.target, ast.Name)
    }
    return plain | typed
