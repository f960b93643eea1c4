"""An impact as a table for a file, and in one line."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.domain.impact.harm import Harm, Hurt, Impact

HEAD = ("what", "id", "name", "harm", "tier", "region", "SLA", "contact", "why")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute."""


def csv_table(found: Impact) -> str:
    """Everybody hurt and everybody spared, a line each; what looks like a formula becomes text."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([_harmless(cell) for cell in row] for row in _rows(found))
    return made.getvalue()


def markdown_table(found: Impact) -> str:
    """The same as a Markdown table."""
    lines = [HEAD, ["---"] * len(HEAD), *([_cell(cell) for cell in row] for row in _rows(found))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def summary(found: Impact) -> str:
    """How many of what are hurt, in one plain line; "" where nobody is."""
    parts = (
        counted(found.customers, "customer"),
        counted(found.features, "feature"),
        _counted("service", found.services_total, found.services_degraded),
        counted(found.environments, "environment"),
    )
    return " · ".join(part for part in parts if part)


def counted(hurt: Sequence[Hurt], noun: str) -> str:
    """`3 customers (1 degraded)`; "" for none."""
    return _counted(noun, len(hurt), sum(each.harm is Harm.DEGRADED for each in hurt))


def _counted(noun: str, total: int, degraded: int) -> str:
    said = f"{total} {noun}{'s' if total > 1 else ''}" if total else ""
    return f"{said} ({degraded} degraded)" if degraded else said


def _rows(found: Impact) -> Iterable[tuple[str, ...]]:
    for each in found.all:
        cells = (each.tier, each.region, each.sla, each.contact)
        yield (each.noun, each.id, each.title, each.harm.value, *cells, "; ".join(each.why))
    for one in found.spared:
        yield (one.noun, one.id, one.title, "not hurt", "", "", "", "", one.why)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") or " "
