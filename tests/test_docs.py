"""The documents point at what is there: every link and every path that they name."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from handlers.jobs import JOBS
from tests.rules import ROOT, tracked

DOCUMENTS = [name for name in tracked() if name.endswith(".md")]
PLACES = re.compile(r"`((?:bot|handlers|store|tests|docs|bench|requirements|\.github|\.ci)/[\w./-]*)`")
FORMS = [name for name in tracked() if name.startswith(".github/ISSUE_TEMPLATE/")]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_is_there(document: str) -> None:
    named = set(PLACES.findall((ROOT / document).read_text()))

    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_in_a_document_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    linked = set(re.findall(r"\]\(([^)#\s]+)", (ROOT / document).read_text()))

    assert {link for link in linked if "://" not in link and not (folder / link).exists()} == set()


def test_the_documents_name_every_kind_of_job() -> None:
    text = (ROOT / "docs/architecture.md").read_text().partition("## The clockwork's jobs")[2]

    assert set(re.findall(r"`([a-z]+)`", text)) == set(JOBS)


@pytest.mark.parametrize("form", FORMS)
def test_an_issue_form_can_be_read(form: str) -> None:
    read = YAML(typ="safe").load(Path(ROOT / form).read_text())

    assert Path(form).name == "config.yml" or {"name", "description", "body"} <= set(read)


def test_the_changelog_begins_with_what_is_not_released() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "[Unreleased]"
