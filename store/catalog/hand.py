"""Rows of what people said of services by hand."""

from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Any

from bot.domain.by_hand import as_declared, settle
from bot.domain.catalog import ByHand, Service
from store.catalog import owning
from store.catalog.rows import of_ids
from store.moments import at, ms

HAND = "SELECT h.service, h.field, h.value, h.said_by, h.said_at, h.how, h.declared FROM by_hand h "


def give(db: Connection, service: Service, said: ByHand) -> Service:
    """Keep what a person said, unless the source says it already; returns the service as it is then."""
    from store.catalog.saving import bump, write_services  # noqa: PLC0415  (each needs the other)

    others = [each for each in service.by_hand if each.field != said.field]
    settled = settle(as_declared(service), (*others, said)).service
    keep(db, (settled,))
    write_services(db, (settled,), None)
    owning.renew(db, (settled, *owning.parts_of(db, [settled.id])))
    bump(db)
    return settled


def laid_over(db: Connection, services: Iterable[Service]) -> tuple[Service, ...]:
    """Services as their sources have them, with what people said laid over; what they agree on is let go."""
    wanted = tuple(services)
    said = _said(db, [each.id for each in wanted])
    settled = _settled(wanted, said)
    keep(db, [each for each in settled if each.id in said])
    return settled


def over(db: Connection, services: Sequence[Service]) -> tuple[Service, ...]:
    """As `laid_over`, and nothing is written."""
    return _settled(services, _said(db, [each.id for each in services]))


def _settled(services: Sequence[Service], said: dict[str, list[ByHand]]) -> tuple[Service, ...]:
    return tuple(settle(each, said[each.id]).service if each.id in said else each for each in services)


def keep(db: Connection, services: Iterable[Service]) -> None:
    """Write what people said of services, as the services hold it."""
    for each in services:
        db.execute("DELETE FROM by_hand WHERE service = :id", {"id": each.id})
        db.executemany(
            """INSERT INTO by_hand (service, field, value, declared, how, said_by, said_at)
               VALUES (:service, :field, :value, :declared, :how, :by, :at)""",
            [
                {
                    "service": each.id,
                    "field": said.field,
                    "value": said.value,
                    "declared": said.declared,
                    "how": said.how,
                    "by": said.by,
                    "at": ms(said.at),
                }
                for said in each.by_hand
            ],
        )


def disagreements(db: Connection) -> tuple[tuple[str, ByHand], ...]:
    """(service id, what a person said) wherever its source says something else."""
    rows = db.execute(HAND + "WHERE h.declared <> '' ORDER BY h.service, h.field")
    return tuple((row[0], _of(row)) for row in rows)


def _said(db: Connection, ids: list[str]) -> dict[str, list[ByHand]]:
    if db.execute("SELECT 1 FROM by_hand LIMIT 1").fetchone() is None:
        return {}
    held = of_ids(db, "SELECT DISTINCT h.service FROM by_hand h WHERE h.service IN ", ids)
    return {
        row[0]: [_of(each) for each in db.execute(HAND + "WHERE h.service = :id", {"id": row[0]})]
        for row in held
    }


def _of(row: Sequence[Any]) -> ByHand:
    _, field, value, by, said_at, how, declared = row
    return ByHand(field, value, by, at(said_at), how, declared)
