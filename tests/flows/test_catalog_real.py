"""Real catalogs of other projects, each folder imported by itself; docs/catalog.md has the table.

`python -m tests.flows.test_catalog_real` writes the table anew.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.formats.joining import Kept, join
from bot.domain.formats.table import TITLES
from bot.flows.catalog.files import gather
from bot.flows.catalog.importing import import_files
from docs.generate import table
from store import catalog
from store.sqlite import Store
from tests.make import NOW
from tests.rules import ROOT

pytestmark = pytest.mark.real
CATALOGS = ROOT.parent / "shared" / "real" / "catalogs"
PAGE = ROOT / "docs" / "catalog.md"
PART = re.compile(r"(?<=<!-- real -->\n)[\s\S]*?(?=<!-- /real -->)")
HEAD = ("project", "format", "files", "declared", "taken", "left out, and why")

if not CATALOGS.is_dir():
    pytest.skip(f"{CATALOGS} is not here", allow_module_level=True)


def folders() -> list[Path]:
    return sorted(each for format in CATALOGS.iterdir() for each in format.iterdir())


def row(folder: Path) -> tuple[str, ...]:
    """What becomes of a folder."""
    gathered, basket = gather([str(folder)], "", None)
    draft = join(gathered, Kept())
    assert draft.faults == ()
    declared = sum(gathered.harvest.read.values())
    why = Counter(each.reason for each in gathered.harvest.remarks for _ in range(each.whole))
    left = ", ".join(f"{count} {reason}" for reason, count in sorted(why.items()))
    (format,) = set(basket.formats.values())
    files, taken = len(basket.formats), declared - why.total()
    return (
        folder.name.replace("__", "/"),
        TITLES[format],
        str(files),
        str(declared),
        str(taken),
        left or "nothing",
    )


def rows() -> Iterator[tuple[str, ...]]:
    found = [row(folder) for folder in folders()]
    yield from sorted(found, key=lambda each: (each[1], each[0].lower()))
    whole = [sum(int(each[n]) for each in found) for n in (2, 3, 4)]
    yield ("all", "", *map(str, whole), str(whole[1] - whole[2]))


def test_the_page_has_the_table_of_what_becomes_of_them() -> None:
    found = PART.search(PAGE.read_text("utf-8"))

    assert found is not None
    assert found[0].strip() == table(HEAD, rows())


async def test_all_of_them_come_in_at_once_and_a_second_time_change_nothing(rows: Store) -> None:
    first = await import_files(rows, [str(CATALOGS)], False, NOW)
    second = await import_files(rows, [str(CATALOGS)], False, NOW)

    assert first.faults == second.faults == ()
    assert {str(each.fate) for each in first.deltas} == {"added"}
    assert {str(each.fate) for each in second.deltas} == {"unchanged"}
    assert rows.read(catalog.counts).services == sum(each.noun == "service" for each in first.deltas)


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(PART.sub(lambda _: table(HEAD, rows()) + "\n", text), "utf-8")
