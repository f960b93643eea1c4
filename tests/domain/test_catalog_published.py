"""The published JSON Schema: it is the code's own, and it takes what the importer takes."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from bot import yaml_text
from bot.domain.catalog_file.published import TOLD, schema
from bot.domain.catalog_file.sections import LISTED, SECTIONS
from tests.domain.test_catalog_file import ACME
from tests.domain.test_catalog_file import WHOLE as SERVICES
from tests.domain.test_catalog_sections import WHOLE

PUBLISHED = Path(__file__).parents[2] / "docs/catalog.schema.json"


@pytest.fixture(scope="module")
def published() -> Any:
    """The schema as it is published."""
    return json.loads(PUBLISHED.read_text("utf-8"))


def test_what_is_published_is_what_the_code_checks(published: Any) -> None:
    assert published == schema(), "python -m docs.generate writes it"


def test_every_section_has_its_words() -> None:
    assert {*TOLD} == {*SECTIONS, *LISTED}


@pytest.mark.parametrize("text", [WHOLE, SERVICES, ACME.read_text("utf-8")])
def test_an_editor_finds_no_fault_where_an_import_finds_none(published: Any, text: str) -> None:
    tree = json.loads(json.dumps(yaml_text.read("c.yaml", text).tree))

    found = [each.message for each in jsonschema.Draft202012Validator(published).iter_errors(tree)]

    assert found == []


@pytest.mark.parametrize(
    "tree",
    [
        {"servces": {}},
        {"services": {"a": {}}},
        {"services": {"a": {"title": "A", "tier": 9}}},
        {"services": {"a": {"title": "A", "repository": "mono"}}},
        {"services": {"a": {"title": "A", "depends_on": [{"service": "b", "kind": "weak"}]}}},
        {"freezes": [{"name": "X", "from": "2026-11-26"}]},
    ],
)
def test_an_editor_marks_what_an_import_refuses(published: Any, tree: Any) -> None:
    assert not jsonschema.Draft202012Validator(published).is_valid(tree)
