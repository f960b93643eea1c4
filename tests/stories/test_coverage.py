"""Promise 21 over weeks: a third of the services has no owner; people see it and claim; the gate opens."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.domain.token import Scope
from bot.flows import token
from bot.flows.catalog import import_files
from bot.ports import By
from bot.sandbox import company
from tests.living import Night, living
from tests.stories.telling import asks

OWNED, ORPHANS = 14, 6
WEEK = timedelta(days=7)
HOUSE = "managers: [U0BO]\nreadiness: {report_in: general, target: Bronze}\n"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Night]:
    """Twenty services, of which six have no owner; it is Wednesday noon, and nobody knows yet."""
    catalog, house = tmp_path / "town.yaml", tmp_path / "tocsin.yaml"
    services = [
        f"  s{n:02d}: {{title: Service {n:02d}, tier: 2{', team: city' if n < OWNED else ''}}}"
        for n in range(OWNED + ORPHANS)
    ]
    people = "people:\n  ana: {name: Ana Silva, slack: U0ANA}\n  bo: {name: Bo Lindqvist, slack: U0BO}\n"
    team = 'teams:\n  city: {title: City, channel: "#general", leads: [bo], members: [bo, ana]}\n'
    catalog.write_text(people + team + "services:\n" + "\n".join(services) + "\n")
    house.write_text(HOUSE)
    async with living(company.empty(), tmp_path, started=False) as night:
        await night.ana.do("clock", advance=_until_wednesday(night.sandbox.clock.now()))
        app = await night.start(TOCSIN_CONFIG=str(house))
        report = await import_files(app.store, [str(catalog)], False, night.sandbox.clock.now())
        assert report.faults == ()
        yield night


def _until_wednesday(now: datetime) -> float:
    """Seconds until the next Wednesday, noon UTC: people work, and the week's report is due."""
    days = (2 - now.weekday()) % 7 or 7
    noon = datetime(now.year, now.month, now.day, 12, tzinfo=UTC) + timedelta(days=days)
    return (noon - now).total_seconds()


async def later(night: Night, text: str, *, seconds: float = 61) -> str:
    """What `/ready` says once it says the text, a minute and more having gone by."""
    await night.ana.do("clock", advance=seconds)

    async def told() -> bool:
        return text in await asks(night.bo, "#general", "/ready")

    await night.until(told)
    return await asks(night.ana, "#general", "/ready")


async def gate(night: Night, secret: str, service: str) -> tuple[bool, str]:
    """What a release asks: whether the service is at Bronze, and what is said."""
    assert night.app is not None
    url = f"http://127.0.0.1:{night.app.port}/api/v1/readiness/{service}?level=Bronze"
    headers = {"Authorization": f"Bearer {secret}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        told = await answer.json()
    return told["ok"], told["said"]


@pytest.mark.slow
async def test_owners_are_found_missing_claimed_by_button_and_the_gate_opens(town: Night) -> None:
    assert town.app is not None
    now = town.sandbox.clock.now()
    secret = await token.add(town.app.store, "gate", Scope.READ, None, By("bo", now, "terminal"))
    shown = await later(town, "*Bronze* 14 · *Basic* 6")
    helps = await asks(town.ana, "#general", "/ready what-if owner")
    blocked = await gate(town, secret, "s14")
    await town.ana.do("clock", advance=901)
    await town.ana.sees("#general", "weekly report")

    for _ in range(ORPHANS - 1):
        await asks(town.ana, "#general", "/svc orphans")
        await town.ana.click("Claim for City", channel="#general")
    await later(town, "*Bronze* 19 · *Basic* 1")
    opened = await gate(town, secret, "s14")
    await town.ana.do("clock", advance=WEEK.total_seconds())
    report = (await town.ana.sees("#general", "coverage 70 % → 95 %"))["rendered"]

    assert "nobody owns it" in shown
    assert "*owner* takes 6 services to Bronze; 6 miss it now." in helps
    assert not blocked[0]
    assert re.search(
        r"Service 14: Basic \d/9, Bronze is not reached; missing: owner\n  owner \(Bronze\)", blocked[1]
    )
    assert opened[0]
    assert "Bronze is reached" in opened[1]
    assert "19 of 20 services (95 %) are at Bronze" in report
    assert "↑ 5 rose: Service 14" in report
    files = [file for message in await town.ana.messages("#general") for file in message["files"]]
    assert len(files) == 2
