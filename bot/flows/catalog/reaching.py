"""How far a failure reaches: two hops of dependencies, and who is hurt; kept in memory while it is true."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from bot.domain.catalog import Brief, Neighbours
from bot.domain.graph import Graph, Reach, dependants, dependencies
from bot.domain.impact import Impact, impact
from bot.domain.impact.rules import Limits
from bot.domain.names import fold
from store import catalog
from store.catalog import edges

if TYPE_CHECKING:
    from datetime import datetime
    from sqlite3 import Connection

    from bot.domain.catalog import Service
    from bot.domain.impact import Estate
    from bot.ports import Rows

HOPS, PAGE = 2, 20
_GRAPHS: WeakKeyDictionary[Rows, tuple[int, Graph]] = WeakKeyDictionary()
_ESTATES: WeakKeyDictionary[Rows, tuple[int, Estate]] = WeakKeyDictionary()
_MAKING = Lock()


def graph_of(db: Connection, rows: Rows) -> Graph:
    """The dependencies as they stand, made anew only where a write came between; one at a time."""
    generation = catalog.generation(db)
    with _MAKING:
        kept = _GRAPHS.get(rows)
        if kept and kept[0] == generation:
            return kept[1]
        made = edges.read_graph(db)
        _GRAPHS[rows] = (generation, made)
        return made


def is_stale(rows: Rows) -> bool:
    """Whether dependencies are at hand that are no longer as they stand."""
    kept = _GRAPHS.get(rows)
    return kept is not None and kept[0] != rows.read(catalog.generation)


def impact_of(
    db: Connection, rows: Rows, service: str, now: datetime, limits: Limits | None = None
) -> Impact:
    """Who is hurt when a service is. Not for the loop."""
    return impact(_estate(db, rows), service, now, limits)


def environments(db: Connection, rows: Rows, text: str) -> tuple[str, ...]:
    """The ids of the environments that a text names, by id or title in whatever writing; all for ""."""
    standing = _estate(db, rows).environments
    if text in standing:
        return (text,)
    named = ((id, (fold(id), fold(each.title))) for id, each in standing.items())
    return tuple(id for id, names in named if not text or fold(text) in names)


def fresh_impact(db: Connection, service: str, now: datetime) -> Impact | None:
    """As `impact_of`, where nothing is kept in memory; None where the catalog names nobody to be hurt."""
    if not edges.names_somebody(db):
        return None
    return impact(edges.read_estate(db, edges.read_graph(db)), service, now)


def _estate(db: Connection, rows: Rows) -> Estate:
    found = graph_of(db, rows)
    generation = catalog.generation(db)
    kept = _ESTATES.get(rows)
    if kept and kept[0] == generation:
        return kept[1]
    made = edges.read_estate(db, found)
    _ESTATES[rows] = (generation, made)
    return made


def neighbours(db: Connection, rows: Rows, service: Service, offset: int = 0) -> Neighbours:
    """What a service needs and what needs it, over two hops; a page of each. Not for the loop."""
    found = graph_of(db, rows)
    needs, needed_by = dependencies(found, service.id, HOPS), dependants(found, service.id, HOPS)
    return Neighbours(
        service,
        *_page(db, needs, offset),
        *_page(db, needed_by, offset),
        offset=offset,
        limit=PAGE,
    )


def _page(db: Connection, reach: Reach, offset: int) -> tuple[tuple[Brief, ...], int, int]:
    """A page of what is reached in two hops, how many are one hop away, and how many there are."""
    page = reach.page(offset, PAGE)
    between = {id: reach.way(id)[1] for id, direct in page.items() if direct is None}
    named = edges.briefs(db, [*page, *between.values()])
    found = tuple(
        Brief(
            id,
            *named.get(id, (id, None)),
            reach.is_hard(id) if direct is None else direct,
            via=named.get(between[id], (between[id], None))[0] if id in between else "",
            known=id in named,
        )
        for id, direct in page.items()
    )
    return found, *reach.count()
