"""Everything that stands, as the rules of impact take it: dependencies, titles, the whole estate."""

from sqlite3 import Connection

from bot.domain.graph import Graph, graph
from bot.domain.impact.estate import Estate, Parts, estate


def read_graph(db: Connection) -> Graph:
    """Who needs whom among the standing services, the highest tier first. A whole needs its parts."""
    standing = db.execute("SELECT id FROM service WHERE gone_at IS NULL ORDER BY tier IS NULL, tier, id")
    ids = [row[0] for row in standing]
    parts = db.execute(
        """SELECT l.target, l.id, 1 FROM catalog_link l JOIN service s ON s.id = l.id
           WHERE l.noun = 'service' AND l.kind = 'part_of' AND s.gone_at IS NULL"""
    ).fetchall()
    named = db.execute("SELECT service, needs, hard FROM dependency").fetchall()
    said = {(service, needs) for service, needs, _ in named}
    implied = [(whole, part, hard) for whole, part, hard in parts if (whole, part) not in said]
    return graph(ids, ((service, needs, bool(hard)) for service, needs, hard in (*named, *implied)))


def names_somebody(db: Connection) -> bool:
    """Whether the catalog names customers, features or environments at all."""
    found = db.execute(
        """SELECT EXISTS (SELECT 1 FROM catalog_entry
           WHERE noun IN ('customer', 'environment', 'feature') AND gone_at IS NULL)"""
    )
    return bool(found.fetchone()[0])


def read_estate(db: Connection, found: Graph) -> Estate:
    """Where services run, what they make possible and for whom."""
    from bot.domain.catalog.estate import Customer, Environment, Feature, Flag, Workload  # noqa: PLC0415  (5 ms)
    from store.catalog.entries import every  # noqa: PLC0415  (as above)

    rows = db.execute("SELECT id, title, tier FROM service WHERE gone_at IS NULL")
    return estate(
        found,
        Parts(
            {id: (title, tier) for id, title, tier in rows},
            every(db, Environment),
            every(db, Workload),
            every(db, Feature),
            every(db, Flag),
            every(db, Customer),
        ),
    )


def briefs(db: Connection, ids: list[str]) -> dict[str, tuple[str, int | None]]:
    """The title and the tier of services, by id."""
    from store.catalog.rows import of_ids  # noqa: PLC0415  (one place for it)

    rows = of_ids(db, "SELECT s.id, s.title, s.tier FROM service s WHERE s.id IN ", ids)
    return {row[0]: (row[1], row[2]) for row in rows}
