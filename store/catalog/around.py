"""What stands around one service: freezes, initiatives, vendors, where it runs."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection
from typing import TYPE_CHECKING

from bot.domain.catalog import Around, Service, Team

if TYPE_CHECKING:
    from bot.domain.catalog.estate import Workload

KEPT = (
    "SELECT EXISTS (SELECT 1 FROM catalog_entry WHERE noun IN ('freeze', 'initiative', 'vendor', 'workload'))"
)
NOTHING = Around()
LEAST = 9
"""Where the criticality of an environment is not said."""


def around(db: Connection, service: Service, owners: Sequence[Team]) -> Around:
    """What is around a service; where there is nothing of the kind, nothing is loaded for it."""
    if not service.vendors and not db.execute(KEPT, {"id": service.id}).fetchone()[0]:
        return NOTHING
    from bot.domain.catalog.estate import Freeze, Initiative, Vendor, Workload  # noqa: PLC0415  (5 ms)
    from bot.domain.freeze import holding  # noqa: PLC0415  (as above)
    from store.catalog import entries  # noqa: PLC0415  (as above)

    teams = [each.id for each in owners]
    naming = {each.id: each for each in entries.naming(db, Vendor, "service", service.id)}
    named = [entries.entry(db, Vendor, id) for id in service.vendors if id not in naming]
    return Around(
        freezes=holding(entries.every(db, Freeze), service.id, teams),
        initiatives=holding(entries.every(db, Initiative), service.id, teams, everywhere=False),
        vendors=(*(each for each in named if each and each.gone_at is None), *naming.values()),
        workloads=_placed(db, entries.naming(db, Workload, "service", service.id)),
    )


def _placed(db: Connection, workloads: Sequence[Workload]) -> tuple[Workload, ...]:
    """Where it runs: the most critical environment first."""
    if not workloads:
        return ()
    from bot.domain.catalog.estate import Environment  # noqa: PLC0415  (as above)
    from store.catalog import entries  # noqa: PLC0415  (as above)

    found = {each.environment: entries.entry(db, Environment, each.environment) for each in workloads}
    rank = {id: (here.criticality or LEAST) if here else LEAST for id, here in found.items()}
    return tuple(sorted(workloads, key=lambda each: (rank[each.environment], each.environment)))
