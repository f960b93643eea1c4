"""Promise 12 with PagerDuty in trouble: what a lead changes is kept, said to wait, and brought there once."""

from typing import Any

import pytest

from bot.sandbox.pagerduty import PagerDutyTwin, Schedule
from bot.sandbox.person import Person
from tests.living import Night
from tests.stories.telling import asks, read

MAYA = "U0MAYA"
TROUBLES: dict[str, dict[str, Any]] = {
    "500": {"kind": "server_error"},
    "429": {"kind": "rate_limited", "retry_after": 30},
    "401": {"kind": "error", "code": "401"},
    "slow": {"kind": "slow", "seconds": 3},
    "lost answers": {"kind": "drop"},
}
AWAY = ("500", "429", "401")
"""Troubles in which nothing comes through until they are over."""
LONG = [pytest.param(each, marks=pytest.mark.slow) for each in ("500", "429", "401", "slow")]
LONGEST_WAIT = 76
"""Seconds within which whatever failed is tried again."""
FORM = {"day": "mon", "clock": "09:00", "zone": "Europe/London", "length": "1 week", "begins": ""}
WAITS = "kept, and not yet in PagerDuty"


@pytest.fixture(params=["lost answers", *LONG])
async def trouble(night: Night, request: pytest.FixtureRequest) -> str:
    """PagerDuty was read, and has that trouble from now on."""
    await read(night, "pagerduty")
    await night.settled()
    await night.fault("*", vendor="pagerduty", **TROUBLES[request.param])
    return str(request.param)


def schedule(night: Night) -> Schedule:
    """The payments' first schedule as PagerDuty has it."""
    twin: PagerDutyTwin = night.sandbox.company.pagerduty
    return next(each for each in twin.schedules.values() if each.name == "Payments primary")


def writes(night: Night) -> list[str]:
    """What has changed that schedule in PagerDuty: the verbs of the calls that went through."""
    path = f"/schedules/{schedule(night).id}"
    asked = night.sandbox.faults.calls.told("pagerduty")
    return [
        each["verb"] for each in asked if each["ok"] and each["method"].startswith(path) and _is_write(each)
    ]


def _is_write(call: dict[str, Any]) -> bool:
    return call["verb"] in ("PUT", "POST", "DELETE")


async def edits(lead: Person, people: str) -> None:
    """A lead proposes other people in the first rota, and applies it."""
    await asks(lead, "#general", "/oncall edit payments")
    await lead.click("Payments, primary", channel="#general")
    await lead.opens()
    told = await lead.submit({**FORM, "people": people})
    assert told["ok"], told
    await lead.sees("#general", "Proposed for Payments, primary")
    await lead.click("Apply", channel="#general")
    await lead.sees("#general", WAITS)


async def overrides(lead: Person, user: str) -> None:
    """A lead puts somebody on call for two hours."""
    await asks(lead, "#general", "/oncall override payments")
    await lead.click("Payments, primary", channel="#general")
    await lead.opens()
    await lead.submit({"user": user, "since": "in 1h", "until": "in 3h", "instead": ""})
    await lead.sees("#general", "is on call for Payments, primary")


async def answered(night: Night, trouble: str) -> str:
    """What `/oncall` says seven minutes later, within two seconds."""
    await night.ana.do("clock", advance=7 * 60 if trouble in AWAY else 0)
    told = await night.ana.type("#general", "/oncall payments-api")
    answer = await night.ana.sees("#general", "On call: Payments API", within=2)
    assert told["ok"]
    assert told["ms"] < 2000
    return str(answer["rendered"])


async def recovers(night: Night, trouble: str) -> None:
    """A quarter of an hour passes, in which everything is tried again and again; then PagerDuty is well."""
    for _ in range(15 if trouble in AWAY else 0):
        await night.ana.do("clock", advance=61)
        await night.settled()
    night.sandbox.faults.clear()
    await night.ana.do("clock", advance=LONGEST_WAIT)


async def comes_to_rest(night: Night) -> None:
    """Time passes in which a second delivery would show."""
    for _ in range(2):
        await night.ana.do("clock", advance=61)
        await night.settled()


async def test_what_a_lead_changes_waits_for_pagerduty_and_gets_there_exactly_once(
    night: Night, trouble: str
) -> None:
    maya, before = night.person(MAYA), schedule(night).layers

    await overrides(maya, "U0CY")
    await edits(maya, "cy\nana")
    answer, kept = await answered(night, trouble), schedule(night).layers
    await recovers(night, trouble)

    async def there() -> bool:
        return schedule(night).everybody == ("PCY0001", "PANA001") and bool(schedule(night).overrides)

    await night.until(there)
    if trouble in AWAY:
        await maya.sees("@bot", "is in PagerDuty now")
    await comes_to_rest(night)
    assert trouble not in AWAY or kept == before
    assert trouble not in AWAY or ("cached 7 min ago" in answer and "not yet in PagerDuty" in answer)
    assert writes(night) == ["POST", "PUT"]
    assert [each.user for each in schedule(night).overrides] == ["PCY0001"]
    assert "not yet in PagerDuty" not in await asks(night.ana, "#general", "/oncall payments-api")
