"""`/svc sources`: every value with the file, the person or the vendor that says so, and its age."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.catalog import ByHand
from bot.flows.catalog import showing, tracing
from bot.flows.catalog.importing import import_files
from bot.flows.scorecard import gathering
from bot.ports import RepositoryFacts
from store import catalog
from store import scorecard as facts
from store.sqlite import Store
from tests import make
from tests.make import NOW

Write = Callable[[str, str], str]
BACKSTAGE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: web
  annotations: {github.com/project-slug: acme/web}
spec: {type: service, lifecycle: production}
"""
OWN = "people: {ana: {name: Ana, slack: U0ANA}}\nteams: {shop: {title: Shop, members: [ana]}}\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file; returns its path."""

    def write_file(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return write_file


@pytest.fixture
async def merged(rows: Store, write: Write) -> Store:
    """A service whose owner stands in CODEOWNERS, and whose repository GitHub has told of."""
    files = [
        write("catalog-info.yaml", BACKSTAGE),
        write("service.datadog.yaml", "schema-version: v2.2\ndd-service: web\ntier: '2'\nteam: shop\n"),
        write("own.yaml", OWN),
    ]
    report = await import_files(rows, files, False, NOW - timedelta(hours=3))
    assert report.faults == ()
    told = RepositoryFacts("acme/web", {"languages": ("go", "sql"), "last_push": "2026-11-20"})
    await rows.run(facts.keep, [told], {}, NOW - timedelta(minutes=5))
    return rows


async def test_each_value_names_its_file_its_person_or_its_vendor(merged: Store) -> None:
    service = merged.read(catalog.service, "web")
    assert service is not None
    await merged.run(catalog.give, service, ByHand("channel", "#web", "U0ANA", NOW))

    told = (await tracing.sources(make.bot(merged), "web")).blocks

    lines = [
        line for block in told if block["type"] == "section" for line in block["text"]["text"].split("\n")
    ]
    day = "<!date^1795176000^{date_short_pretty} {time}|2026-11-20 12:00 UTC>"
    assert [line.replace(str(merged.path.parent), "") for line in lines] == [
        "• *owner*: Shop (" + lines[0].partition("(")[2],
        "• *tier*: 2 (" + lines[1].partition("(")[2],
        "• *lifecycle*: production (" + lines[2].partition("(")[2],
        "• *type*: service (" + lines[3].partition("(")[2],
        "• *repository*: acme/web (" + lines[4].partition("(")[2],
        f"• *channel*: #web (edited by <@U0ANA> on {day})",
        "• *languages*: go, sql (GitHub, 5 min ago)",
        "• *last push*: 2026-11-20 (GitHub, 5 min ago)",
    ]
    wheres = [line.partition("(")[2].split("/")[-1] for line in lines[:5]]
    assert wheres == [
        "service.datadog.yaml:4, 3 h ago)",
        "service.datadog.yaml:3, 3 h ago)",
        "catalog-info.yaml:6, 3 h ago)",
        "catalog-info.yaml:6, 3 h ago)",
        "catalog-info.yaml:5, 3 h ago)",
    ]


async def test_the_card_says_in_a_line_what_other_files_gave(merged: Store) -> None:
    card = await showing.show(make.bot(merged), "web")

    [grey] = [block for block in card.blocks if block["type"] == "context"]
    assert grey["elements"][0]["text"] == (
        "From catalog-info.yaml:1, read 3 h ago · team from service.datadog.yaml:4, "
        "tier from service.datadog.yaml:3"
    )


async def test_scorecards_name_the_line_of_the_value(merged: Store) -> None:
    service = merged.read(catalog.service, "web")
    assert service is not None

    found = merged.read(gathering.gather, service, NOW)

    told = {name: found[name].source for name in ("tier", "$team", "lifecycle", "$title")}
    assert told == {
        "tier": "service.datadog.yaml, line 3",
        "$team": "service.datadog.yaml, line 4",
        "lifecycle": "catalog-info.yaml, line 6",
        "$title": "catalog-info.yaml, line 1",
    }


async def test_a_name_that_fits_several_is_a_choice(merged: Store) -> None:
    told = await tracing.sources(make.bot(merged), "wbe")

    assert "web" in str(told.blocks)
