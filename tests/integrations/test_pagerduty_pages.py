"""Paging by the real pdpyras and by events v2, against the twin: one incident for each key."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.integrations.pagerduty import Home, PagerDuty, PagerDutySettings, build_alarm
from bot.ports import Alarm, PagerEntry, PageWish, Rejected, Unreachable
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, deeds, routes
from bot.sandbox.pagerduty.account import ROUTING_KEY
from tests.integrations.test_pagerduty import account
from tests.loopback import refusing, serving

WISH = PageWish("tocsin-1", "INC-12: replica lag", "Paged from Slack", "ana@acme.example", "P0")


@pytest.fixture
def twin() -> PagerDutyTwin:
    twin = account()
    twin.clock = SandboxClock()
    twin.policies["E1"] = replace(twin.policies["E1"], delay=timedelta(minutes=5))
    return twin


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def pager(twin: PagerDutyTwin, faults: Faults) -> AsyncIterator[PagerDuty]:
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY))) as pager,
    ):
        yield pager


async def test_one_incident_for_each_key(pager: PagerDuty, twin: PagerDutyTwin) -> None:
    first = await pager.page(WISH)
    again = await pager.page(WISH)

    assert again == first == await pager.find_page("tocsin-1")
    assert (first.title, first.service, first.status) == ("INC-12: replica lag", "P0", "triggered")
    assert len(twin.incidents) == 1
    assert await pager.find_page("tocsin-2") is None


async def test_a_policy_or_people_may_be_named(pager: PagerDuty, twin: PagerDutyTwin) -> None:
    person = await pager.page(replace(WISH, people=("PBO",)))
    team = await pager.page(replace(WISH, key="tocsin-2", policy="E1"))

    assert person.assignees == ("PBO",)
    assert twin.incidents[team.id].policy == "E1"


async def test_whoever_is_no_user_of_pagerduty_pages_in_the_name_of_the_house(
    pager: PagerDuty, twin: PagerDutyTwin
) -> None:
    nobody = replace(WISH, sender="")

    with pytest.raises(Rejected, match="The From header must be the email address of a valid user"):
        await pager.page(nobody)
    pager.home = Home("PPAGES", "maya@acme.example")
    made = await pager.page(nobody)

    assert twin.incidents[made.id].log[0].agent == "PMAYA"
    assert pager.page_service == "PPAGES"


async def test_what_becomes_of_an_incident_is_read_from_its_log(
    pager: PagerDuty, twin: PagerDutyTwin
) -> None:
    made = await pager.page(WISH)
    incident = twin.incidents[made.id]
    called = tuple(incident.assignees)
    twin.clock.advance(301)
    deeds.act(twin, incident, "acknowledged", "PMAYA")

    told = await pager.page_entries(made.id)

    assert [(each.kind, each.people) for each in told] == [
        ("paged", called),
        ("paged", ("PMAYA",)),
        ("acknowledged", ("PMAYA",)),
    ]
    assert told[1].at - told[0].at == timedelta(minutes=5)
    assert isinstance(told[0], PagerEntry)


async def test_an_attempt_that_may_have_come_through_is_said_to_be_uncertain(
    pager: PagerDuty, faults: Faults, twin: PagerDutyTwin
) -> None:
    faults.add({"vendor": "pagerduty", "match": "/incidents", "kind": "drop", "times": 1})

    with pytest.raises(Unreachable) as trouble:
        await pager.page(WISH)

    assert trouble.value.uncertain
    assert await pager.find_page(WISH.key) is not None


# Events -------------------------------------------------------------------------------------------------


def alarm(url: str) -> Alarm | None:
    return build_alarm(PagerDutySettings(events_url=SecretStr(url)))


@pytest.mark.parametrize(
    "path", [f"v2/enqueue?routing_key={ROUTING_KEY}", f"integration/{ROUTING_KEY}/enqueue"]
)
async def test_without_a_rest_key_a_page_is_an_event(twin: PagerDutyTwin, faults: Faults, path: str) -> None:
    async with serving(routes(twin, faults)) as url:
        found = alarm(f"{url}/pagerduty/{path}")
        assert found is not None
        await found.deliver(WISH)
        await found.deliver(WISH)

    (alert,) = twin.alerts
    assert (alert["dedup_key"], alert["payload"]["summary"]) == ("tocsin-1", "INC-12: replica lag")


async def test_events_that_are_refused_or_away_say_so_without_the_key(
    twin: PagerDutyTwin, faults: Faults
) -> None:
    async with serving(routes(twin, faults)) as url:
        wrong = build_alarm(
            PagerDutySettings(events_url=SecretStr(f"{url}/pagerduty/v2/enqueue?routing_key=x"))
        )
        assert wrong is not None
        with pytest.raises(Rejected, match="400"):
            await wrong.deliver(WISH)
        faults.add({"vendor": "pagerduty", "kind": "server_error"})
        with pytest.raises(Unreachable, match="answered 500"):
            await wrong.deliver(WISH)
    away = build_alarm(
        PagerDutySettings(events_url=SecretStr(f"{refusing()}/integration/secret-key/enqueue"))
    )
    assert away is not None
    with pytest.raises(Unreachable) as trouble:
        await away.deliver(WISH)

    assert "secret-key" not in str(trouble.value)


def test_with_a_rest_key_nothing_goes_to_events() -> None:
    both = PagerDutySettings(
        api_key=SecretStr("k"), events_url=SecretStr("https://events.pagerduty.com/v2/enqueue")
    )

    assert build_alarm(both) is None
    assert build_alarm(None) is None
