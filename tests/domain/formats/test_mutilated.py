"""Mutilated documents: whatever a foreign file holds, reading it ends in a draft and remarks."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import yaml_text
from bot.domain.formats import codeowners, table
from bot.domain.formats.entry import Harvest
from bot.domain.formats.joining import Gathered, Kept, join
from bot.domain.formats.node import top
from tests.domain.formats import (
    test_backstage,
    test_cortex,
    test_datadog,
    test_opslevel,
    test_port,
)

SEEDS: dict[str, str] = {
    "backstage": test_backstage.COMPONENT,
    "datadog": test_datadog.V3,
    "opslevel": test_opslevel.SERVICE,
    "cortex": test_cortex.SERVICE,
    "port": json.dumps(test_port.EXPORT),
}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(allow_nan=False),
    st.sampled_from(["", " ", "a:b/c:d", "../..", "@", "https://", "${{ x }}", "x" * 3000, "\x00", "🧯"]),
    st.text(max_size=8),
    st.lists(st.text(max_size=4), max_size=2),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)
Spot = tuple[Any, Any]


def spots(tree: object) -> list[Spot]:
    """(container, key) of every value inside."""
    found: list[Spot] = []
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        found += [(tree, key), *spots(value)]
    return found


def mutilated(seed: str, draw: st.DataObject) -> str:
    """The document with some of its values replaced by odd ones, as JSON, which YAML reads too."""
    tree = yaml_text.documents("seed", seed)[0].tree
    for _ in range(draw.draw(st.integers(1, 4))):
        inside = spots(tree)
        container, key = inside[draw.draw(st.integers(0, len(inside) - 1))]
        container[key] = draw.draw(ODD)
        if not spots(tree):
            break
    return json.dumps(tree)


@pytest.mark.parametrize("format", SEEDS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(draw=st.data())
def test_a_mutilated_document_ends_in_remarks(format: str, draw: st.DataObject) -> None:
    read_through(format, mutilated(SEEDS[format], draw))


@pytest.mark.slow
@pytest.mark.parametrize("format", SEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_many_mutilated_documents_end_in_remarks(format: str, draw: st.DataObject) -> None:
    read_through(format, mutilated(SEEDS[format], draw))


def read_through(format: str, text: str) -> None:
    nodes = [top(each) for each in yaml_text.documents("a.yaml", text)]
    harvest = table.FORMATS[format].read(nodes, {})

    draft = join(Gathered((), harvest), Kept())

    assert draft.faults == ()
    assert all(each.line >= 1 and each.what for each in harvest.remarks)
    assert sum(each.whole for each in harvest.remarks) <= sum(harvest.read.values())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text("*/[]!@#ab \\^\n?{}~", max_size=60), st.text("ab/ *", max_size=8))
def test_any_text_is_a_codeowners_file(text: str, path: str) -> None:
    owners = codeowners.parse("CODEOWNERS", text)

    owners.of(path)
    join(Gathered((), Harvest(), (owners,), {"CODEOWNERS": "a/b"}), Kept())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text("-:{}[]'\"ab \n#&*!%|>", max_size=50))
def test_any_text_is_documents_or_faults(text: str) -> None:
    for each in yaml_text.documents("a.yaml", text):
        assert all(fault.line >= 1 for fault in each.faults)
