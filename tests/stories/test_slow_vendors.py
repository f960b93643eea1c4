"""Promises in seconds: they hold with a slow Slack, with slow vendors, and with vendors that are gone."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import company
from bot.sandbox.person import Json, Person
from tests.living import Night, living
from tests.stories.telling import asks, primary, read

pytestmark = pytest.mark.slow

Fault = dict[str, Any]
VENDORS = ("pagerduty", "github")
TROUBLES: dict[str, Fault] = {
    "slow": {"kind": "slow", "seconds": 2},
    "refusing": {"kind": "refuse"},
    "500": {"kind": "server_error"},
    "401": {"kind": "error", "code": "401"},
    "429": {"kind": "rate_limited", "retry_after": 30},
}
ROOM = "#inc-6-payments-down"


@pytest.fixture
async def asleep(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme before the bot was ever started."""
    async with living(company.acme(datetime.now(UTC)), tmp_path, started=False) as found:
        yield found


async def troubled(night: Night, trouble: str) -> None:
    """Both vendors have that trouble from now on."""
    for vendor in VENDORS:
        await night.fault("*", vendor=vendor, **TROUBLES[trouble])


async def cards(person: Person, room: str) -> list[Json]:
    """Every message of a room that is a context card."""
    return [each for each in await person.messages(room) if "INC-6 payments down" in _first(each)]


def _first(message: Json) -> str:
    return str(message["rendered"]).partition("\n")[0] if message["bot"] else ""


async def declared_in_time(night: Night) -> Json:
    """Declare; the channel is there within 5 s, and the card within 6 s of the declaration."""
    told = await night.ana.type("#general", "/inc new payments down service:payments-api")
    assert told["ok"]
    assert told["ms"] < 3000
    await night.ana.sees("#general", f"*INC-6* declared → {ROOM}", within=5)
    return await night.ana.sees(ROOM, "INC-6 payments down\n", within=6)


async def test_a_slow_slack_keeps_the_promises(night: Night) -> None:
    await night.fault("*", "slow", seconds=0.2)

    card = await declared_in_time(night)
    await night.ana.type(ROOM, "/inc resolve rolled back #812")
    await night.ana.sees(ROOM, "sections filled", within=8)

    assert "Owner" in card["rendered"]
    assert [each["ts"] for each in await cards(night.ana, ROOM)] == [card["ts"]]
    await night.until(lambda: night.ana.files(ROOM), within=4)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_vendors_in_trouble_from_the_start_keep_nothing_waiting(asleep: Night, trouble: str) -> None:
    await troubled(asleep, trouble)
    await asleep.start()

    card = await declared_in_time(asleep)
    await asleep.ana.type(ROOM, "/inc resolve rolled back #812")
    await asleep.ana.sees(ROOM, "sections filled", within=8)

    for known in ("catalog as of", "Payments (Maya Okafor)", "Open the runbook", "availability", "Ledger"):
        assert known in card["rendered"]


@pytest.mark.parametrize("trouble", ["refusing", "500", "401", "429"])
async def test_what_the_card_lacks_is_filled_in_later_in_the_same_message(
    asleep: Night, trouble: str
) -> None:
    await troubled(asleep, trouble)
    await asleep.start()
    card = await declared_in_time(asleep)
    await asleep.ana.sees(ROOM, "GitHub", within=10)
    await asleep.ana.sees(ROOM, "PagerDuty could not be reached", within=10)

    asleep.sandbox.faults.clear()
    minutes = [await _a_minute_later(asleep, "merged by", "*Primary:*") for _ in range(3)]

    assert any(minutes)
    assert "merged by" not in card["rendered"]
    assert [each["ts"] for each in await cards(asleep.ana, ROOM)] == [card["ts"]]


async def _a_minute_later(night: Night, *parts: str) -> bool:
    """Whether the card holds the parts within the next minute, which lasts two seconds at most here."""
    await night.ana.do("clock", advance=61)

    def whole(message: Json) -> bool:
        return all(part in message["rendered"] for part in parts)

    async def standing() -> bool:
        return any(whole(each) for each in await cards(night.ana, ROOM))

    with contextlib.suppress(TimeoutError):
        await night.until(standing, within=2)
    return await standing()


async def test_a_slow_answer_of_a_vendor_completes_the_card_by_itself(asleep: Night) -> None:
    await troubled(asleep, "slow")
    await asleep.start()
    card = await declared_in_time(asleep)

    whole = await asleep.ana.sees(ROOM, "merged by", within=20)

    assert whole["ts"] == card["ts"]
    assert len(await cards(asleep.ana, ROOM)) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_who_is_on_call_is_known_from_what_was_learned(night: Night, trouble: str) -> None:
    await read(night, "pagerduty")
    await troubled(night, trouble)
    await night.ana.do("clock", advance=7 * 60)

    told = await night.ana.type("#general", "/oncall payments-api")

    answer = await night.ana.sees("#general", "On call: Payments API", within=2)
    assert told["ok"]
    first = primary(night, "payments-api")
    for part in (first.name, first.phones[0], "until ", "cached 7 min ago"):
        assert part in answer["rendered"]


async def test_who_is_on_call_where_pagerduty_never_answered(asleep: Night) -> None:
    await troubled(asleep, "refusing")
    await asleep.start()

    async def failing() -> bool:
        return "could not be reached" in await asks(asleep.ana, "#general", "/tocsin health")

    await asleep.until(failing)
    answer = await asks(asleep.ana, "#general", "/oncall payments-api")
    assert "PagerDuty was never read. PagerDuty could not be reached since" in answer
    assert "`tocsin doctor` says why" in answer
    assert "Maya Okafor" in answer


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_changes_are_told_at_once_from_the_store(night: Night, trouble: str) -> None:
    await read(night, "github")
    await troubled(night, trouble)
    await night.ana.do("clock", advance=7 * 60)

    told = await night.ana.type("#general", "/changes payments-api 24h")

    answer = await night.ana.sees("#general", "changes of Payments API", within=2)
    assert told["ok"]
    assert "merged by" in answer["rendered"]
    assert "GitHub, as of 7 min ago" in answer["rendered"]
