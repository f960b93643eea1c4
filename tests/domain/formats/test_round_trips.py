"""What was given out comes back: our own format whole, the others all that they can express."""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot import yaml_text, yaml_written
from bot.domain.catalog import Catalog
from bot.domain.catalog_file import read, writing
from bot.domain.formats import backstage, port
from bot.domain.formats.joining import Gathered, Kept, join
from bot.domain.formats.node import top
from tests.domain.formats.catalogs import Json, catalog_of, trees

WHOLE = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
"""An example is large, and made smaller only slowly; the difference says enough."""
QUICK = settings(WHOLE, max_examples=6, derandomize=True)
LONG = settings(WHOLE, max_examples=60)


def told(catalog: Catalog, sections: Sequence[str]) -> dict[str, Any]:
    """What a catalog says, without where that stands; facts in the order of their names."""
    found = {}
    for section in sections:
        held = [replace(each, source="", line=0) for each in getattr(catalog, section)]
        if section == "services":
            held = [replace(each, facts=tuple(sorted(each.facts)), places="") for each in held]
        found[section] = sorted(held, key=lambda each: each.id)
    return found


EVERYTHING = [field.name for field in fields(Catalog)]


def ours(tree: Json) -> None:
    """Our own text says the same."""
    catalog = catalog_of(tree)

    text = yaml_written.document(writing.tree(catalog))
    draft = read(yaml_text.documents("out.yaml", text))

    assert draft.faults == ()
    assert told(draft.catalog, EVERYTHING) == told(catalog, EVERYTHING)


def of_backstage(tree: Json) -> None:
    """Entities say all but vendors of what Backstage has a kind for."""
    catalog = catalog_of(tree)
    text = "".join(yaml_written.documents(backstage.entities(catalog)))

    found, said = _back(backstage.read, text)

    sections = ("people", "teams", "domains", "systems", "services")
    without = replace(catalog, services=tuple(replace(each, vendors=()) for each in catalog.services))
    assert said == []
    assert told(found, sections) == told(without, sections)


def of_port(tree: Json) -> None:
    """An export says all but rotas and past incidents."""
    catalog = catalog_of(tree)
    text = json.dumps(port.export(catalog), ensure_ascii=False)

    found, said = _back(port.read, text)

    assert said == []
    assert told(found, EVERYTHING) == told(catalog, EVERYTHING)


def _back(reader: Callable[..., Any], text: str) -> tuple[Catalog, list[str]]:
    harvest = reader([top(each) for each in yaml_text.documents("out.yaml", text)], {})
    draft = join(Gathered((), harvest), Kept())
    assert draft.faults == ()
    return draft.catalog, [str(each) for each in harvest.remarks]


TRIPS = (ours, of_backstage, of_port)


@pytest.mark.parametrize("trip", TRIPS)
@QUICK
@given(tree=trees())
def test_what_goes_out_comes_back(trip: Callable[[Json], None], tree: Json) -> None:
    trip(tree)


@pytest.mark.slow
@pytest.mark.parametrize("trip", TRIPS)
@LONG
@given(tree=trees())
def test_what_goes_out_comes_back_always(trip: Callable[[Json], None], tree: Json) -> None:
    trip(tree)
