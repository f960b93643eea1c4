"""A small house that is on call: Payments through PagerDuty, Storefront through a rota of its own."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.catalog import Catalog, Level, Person, Rota, Service, Team
from bot.domain.oncall import OnCallLevel
from bot.ports import PagerPerson, PagerService, PagerSnapshot, PagerSpan
from store import catalog
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.make import NOW

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)

ANA = Person("ana", "Ana Silva", "ana@acme.example", slack="U0ANA", pagerduty="PANA", phone="+351 1")
BO = Person("bo", "Bo Lindqvist", "bo@acme.example", slack="U0BO")
MAYA = Person("maya", "Maya Okafor", slack="U0MAYA")
PAYMENTS = Team("payments", "Payments", members=("ana", "bo"))
STOREFRONT = Team(
    "storefront",
    "Storefront",
    oncall=(Level(rota="storefront-primary"), Level(person="maya")),
)
API = Service("payments-api", "Payments API", aliases=("payments",), team="payments", pagerduty="PSVC1")
CHECKOUT = Service("checkout", "Checkout", team="storefront")
PRIMARY = Rota("storefront-primary", make.rota_layers(members=["bo", "ana"]), "catalog.yaml")

USERS = (
    PagerPerson("PANA", "Ana in PagerDuty", "someone-else@acme.example", ("+351 999",)),
    PagerPerson("PBO", "Bo in PagerDuty", "BO@acme.example", ("+46 8",)),
    PagerPerson("PZED", "Zed Out", "zed@contractor.example", ("+1 555",)),
)
SERVICES = (PagerService("PSVC1", "Payments API", "PPOL1"),)


async def keep(rows: Store, *things: Any) -> None:
    """Bring teams, people, services and rotas into the catalog."""
    kinds: dict[type, list[Any]] = {Person: [], Team: [], Service: [], Rota: []}
    for each in things:
        kinds[type(each)].append(replace(each, source="catalog.yaml"))
    brought = Catalog(tuple(kinds[Person]), tuple(kinds[Team]), tuple(kinds[Service]))
    await rows.run(catalog.save, brought, NOW)
    for each in kinds[Rota]:
        await rows.run(rows_of.save, each, NOW)


async def paged(rows: Store, *spans: PagerSpan, at: datetime = NOW, **more: Any) -> None:
    """What a sync with PagerDuty brought at that time; `more`: its policies and schedules."""
    await rows.run(rows_of.save_snapshot, PagerSnapshot(SERVICES, USERS, spans, **more), at)


def named(levels: tuple[OnCallLevel, ...]) -> list[tuple[int, list[str]]]:
    return [(level.number, [person.name for person in level.people]) for level in levels]
