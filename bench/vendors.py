"""Row `pagerduty-sync`: how many requests a whole sync takes, counted at the twin."""

import time
from contextlib import aclosing

from aiohttp import web
from pydantic import SecretStr

from bench import measure
from bench.measure import Line, Size
from bot.integrations.pagerduty import PagerDuty
from bot.sandbox.company.big import catalog
from bot.sandbox.company.oncall import seed_pagerduty
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, routes

MOST = 1_000
GOAL = 0.02
FLOOR = 0.01
"""Pages of a hundred services, and nothing else."""


async def pagerduty(size: Size) -> list[Line]:
    """Services, policies, schedules, users, incidents and who is on call, of so many services."""
    services = min(MOST, size.services)
    faults = Faults()
    runner = web.AppRunner(web.Application(), access_log=None)
    runner.app.add_routes(routes(_account(services), faults))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/pagerduty"
        async with aclosing(PagerDuty(url, SecretStr(KEY))) as pager:
            begun = time.perf_counter()
            snapshot = await pager.snapshot()
            took = time.perf_counter() - begun
    finally:
        await runner.cleanup()
    asked = len(faults.calls.told("pagerduty", ""))
    assert len(snapshot.services) == services
    counts = f"{len(snapshot.people)} users, {len(snapshot.schedules)} schedules, {len(snapshot.spans)} spans"
    return [
        Line(
            "pagerduty-sync",
            f"requests of a sync of {services:,} services, {counts}",
            asked / services,
            max(GOAL, 7 / services),
            "services",
            f"{asked} requests, {measure.milli(took)}",
            f"{FLOOR * services:.0f} pages of services",
        )
    ]


def _account(services: int) -> PagerDutyTwin:
    """The big company's account, cut to so many services and to whoever is paged for them."""
    sheet = catalog()
    paged = [(name, each) for name, each in sheet["services"].items() if each.get("pagerduty")]
    kept = dict(paged[:services])
    while len(kept) < services:
        name, each = paged[len(kept) % len(paged)]
        kept[f"{name}-{len(kept)}"] = {**each, "pagerduty": f"PMORE{len(kept):05d}"}
    teams = {each["team"] for each in kept.values()}
    crews = [sheet["teams"][team] for team in teams]
    crew = {person for team in crews for person in (*team["members"], *team.get("leads", ()))}
    people = {name: each for name, each in sheet["people"].items() if name in crew}
    return seed_pagerduty({**sheet, "services": kept, "people": people})
