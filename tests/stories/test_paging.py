"""Paging somebody: who is called in 3 s, and in the same message who answered after how long."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import company, demo
from bot.sandbox.company import read as read_sheet
from bot.sandbox.pagerduty import PagerDutyTwin
from bot.sandbox.person import Person
from tests.living import Night, living
from tests.stories.telling import asks, declares, primary, read

Json = dict[str, Any]
WITHOUT = {"PAGERDUTY_API_KEY": "", "PAGERDUTY_API_URL": "", "PAGERDUTY_WEBHOOK_SECRET": ""}


@pytest.fixture
async def asleep(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme, its bot not started yet."""
    async with living(company.acme(datetime.now(UTC)), tmp_path, started=False) as found:
        yield found


def account(night: Night) -> PagerDutyTwin:
    twin: PagerDutyTwin = night.sandbox.company.pagerduty
    return twin


async def page_of(person: Person, room: str) -> Json:
    """The one message of the page in a room."""
    found = [m for m in await person.messages(room) if "Page for" in m["rendered"]]
    assert len(found) == 1, [m["rendered"] for m in found]
    return found[0]


async def test_a_page_says_who_answered_after_how_long(night: Night) -> None:
    await read(night, "pagerduty")
    room = await declares(night, "new payments down service:payments-api")
    first = primary(night, "payments-api")

    told = await night.ana.type(room, '/inc page payments-api "replica lag 400 s"')
    await night.ana.sees(room, f"replica lag 400 s\nPaging {first.name} (primary)…", within=3)
    posted = await page_of(night.ana, room)
    await night.until(lambda: _opened(night))
    await night.ana.do("clock", advance=42)
    await night.ana.do("pagerduty", do="acknowledge")

    answered = await night.ana.sees(room, f"{first.name} acknowledged after 4", within=10)
    assert told["ok"] and told["ms"] < 3000
    assert answered["ts"] == posted["ts"] == (await page_of(night.ana, room))["ts"]
    assert "replica lag 400 s" in answered["rendered"]
    (incident,) = account(night).incidents.values()
    assert (incident.service, incident.policy, incident.key[:7]) == ("PSVC001", incident.policy, "tocsin-")
    assert f"{first.name} acknowledged the page" in await asks(night.ana, room, "/inc timeline")


async def _opened(night: Night) -> bool:
    return bool(account(night).incidents)


@pytest.mark.slow
async def test_pagerduty_escalates_and_we_report_by_webhook_alone(asleep: Night) -> None:
    port = demo.free_port()
    await asleep.start(TOCSIN_HTTP=f"127.0.0.1:{port}")
    hook = f"http://127.0.0.1:{port}/webhooks/pagerduty"
    await asleep.ana.do("pagerduty", do="subscribe", url=hook, secrets=["old", demo.PAGERDUTY_WEBHOOKS])
    await read(asleep, "pagerduty")
    room = await declares(asleep, "new payments down service:payments-api")
    first = primary(asleep, "payments-api")
    await asleep.ana.type(room, "/inc page payments-api")
    await asleep.until(lambda: _opened(asleep))
    await asleep.fault("/incidents", "server_error", vendor="pagerduty")

    twin = account(asleep)
    bo = next(user for user in twin.users.values() if user.id != first.id)
    await asleep.ana.do("pagerduty", do="acknowledge", user=bo.id)

    await asleep.ana.sees(room, f"{bo.name} acknowledged after", within=10)
    assert twin.subscription is not None
    twin.subscription.send(twin.subscription.sent[-1])
    await asleep.until(lambda: _answers(asleep, 3))
    assert set(twin.subscription.answers) <= {200, 202}
    assert (await page_of(asleep.ana, room))["rendered"].count("acknowledged after") == 1


async def _answers(night: Night, count: int) -> bool:
    subscription = account(night).subscription
    return subscription is not None and len(subscription.answers) >= count


@pytest.mark.slow
async def test_without_an_answer_the_next_level_is_paged(night: Night) -> None:
    await read(night, "pagerduty")
    twin = account(night)
    policy = twin.services["PSVC001"].policy
    twin.policies[policy] = type(twin.policies[policy])(
        policy, "Payments", twin.policies[policy].levels, timedelta(minutes=5)
    )
    room = await declares(night, "new payments down service:payments-api")
    first = primary(night, "payments-api")
    await night.ana.type(room, "/inc page payments-api")
    await night.until(lambda: _opened(night))

    await night.ana.do("clock", advance=301)

    said = await night.ana.sees(room, "No answer in 5 min, ", within=10)
    assert f"Paging {first.name}" not in said["rendered"].partition("No answer")[2]
    assert "paged…" in said["rendered"]


@pytest.mark.slow
async def test_without_pagerduty_people_are_called_in_slack_level_by_level(asleep: Night) -> None:
    await asleep.start(**WITHOUT)
    room = await declares(asleep, "new shop is slow service:checkout")
    reply = await asks(asleep.ana, room, "/inc page checkout images are gone")
    await asleep.ana.sees(room, "images are gone\nPaging ", within=5)
    message = await page_of(asleep.ana, room)
    called = message["rendered"].partition("Paging ")[2].partition(" (primary)")[0]
    assert asleep.sandbox.company.catalog is not None
    people = read_sheet(asleep.sandbox.company.catalog)["people"].values()
    users = {each["name"]: each["slack"] for each in people}

    await asleep.ana.do("clock", advance=301)
    later = await asleep.ana.sees(room, "No answer in 5 min, ", within=10)
    second = later["rendered"].partition("No answer in 5 min, ")[2].partition(" (secondary)")[0]
    other = asleep.person(users[second])
    await other.sees("@bot", "pages you for", within=5)
    await other.click("Acknowledge", channel="@bot")

    answered = await asleep.ana.sees(room, f"{second} acknowledged after 5 min", within=10)
    assert f"Paging {called} (primary)…" in reply
    assert answered["ts"] == message["ts"]
    assert called != second


@pytest.mark.slow
async def test_where_nobody_can_be_reached_that_is_said_loudly_with_numbers(asleep: Night) -> None:
    await asleep.start(**WITHOUT)
    room = await declares(asleep, "new shop is slow service:checkout")
    await asleep.ana.type(room, "/inc page checkout")
    for _ in range(4):
        await asleep.ana.do("clock", advance=301)
        await asleep.settled()

    loud = await asleep.ana.sees(room, "nobody answered the page", within=10)

    assert "U0ANA" in loud["notified"]
    assert "Call them yourself" in loud["rendered"]
    assert "+" in loud["rendered"]
    assert "Nobody answered." in (await page_of(asleep.ana, room))["rendered"]


@pytest.mark.slow
async def test_nobody_is_paged_on_a_guess(asleep: Night) -> None:
    await asleep.start(**WITHOUT)

    answer = await asks(asleep.ana, "#general", "/inc page is blank for everyone")

    assert "nobody was paged" in answer
    assert 'Declare "page is blank for everyone"' in answer
    assert account(asleep).incidents == {}


@pytest.mark.slow
async def test_the_card_has_a_button_that_pages(asleep: Night) -> None:
    await asleep.start(**WITHOUT)
    room = await declares(asleep, "new shop is slow service:checkout")

    await asleep.ana.click("Page …", channel=room)
    await asleep.ana.submit({"why": "images are gone"})

    await asleep.ana.sees(room, "images are gone\nPaging ", within=5)
