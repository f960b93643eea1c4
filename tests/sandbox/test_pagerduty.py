"""The PagerDuty twin by plain HTTP: pages, refusals, and who is on call across a change of clocks."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import (
    KEY,
    Incident,
    PagerDutyTwin,
    Policy,
    Schedule,
    Service,
    User,
    deeds,
    routes,
)
from bot.sandbox.pagerduty.account import turns
from tests.loopback import serving

START = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001  (a schedule starts by the clock on the wall)


@pytest.fixture
def twin() -> PagerDutyTwin:
    twin = PagerDutyTwin(clock=SandboxClock())
    twin.users = {name: User(name, f"Name of {name}", f"{name}@acme.example") for name in ("PA", "PB", "PC")}
    twin.users["PA"] = User("PA", "Ana", "ana@acme.example", "Europe/Lisbon", ("+351 555 01",))
    twin.schedules = {"S1": Schedule("S1", "Weekly", "Europe/London", START, ("PA", "PB"))}
    twin.policies = {
        "E1": Policy("E1", "Payments", (("S1",), ("PC",))),
        "E2": Policy("E2", "Others", (("PB",),)),
    }
    twin.services = {f"P{n}": Service(f"P{n}", f"service {n}", "E1") for n in range(5)}
    return twin


@pytest.fixture
async def web(twin: PagerDutyTwin) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Token token={KEY}"}
    async with (
        serving(routes(twin, Faults())) as url,
        aiohttp.ClientSession(f"{url}/pagerduty/", headers=headers) as session,
    ):
        yield session


async def ask(
    web: aiohttp.ClientSession, path: str, *params: tuple[str, str], **headers: str
) -> tuple[int, Any]:
    async with web.get(path, params=list(params), headers=headers) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("params", "ids", "more", "total"),
    [
        ([], [0, 1, 2, 3, 4], False, None),
        ([("limit", "2")], [0, 1], True, None),
        ([("limit", "2"), ("offset", "4")], [4], False, None),
        ([("limit", "2"), ("offset", "3"), ("total", "true")], [3, 4], False, 5),
        ([("limit", "2"), ("offset", "3"), ("total", "True")], [3, 4], False, None),
    ],
)
async def test_lists_come_in_pages(
    web: aiohttp.ClientSession, params: list[tuple[str, str]], ids: list[int], more: bool, total: int | None
) -> None:
    status, page = await ask(web, "services", *params)

    assert status == 200
    assert [each["id"] for each in page["services"]] == [f"P{n}" for n in ids]
    assert (page["more"], page["total"]) == (more, total)


async def test_no_page_is_longer_than_a_hundred(web: aiohttp.ClientSession, twin: PagerDutyTwin) -> None:
    twin.services = {f"P{n}": Service(f"P{n}", "s", "E1") for n in range(150)}

    _, page = await ask(web, "services", ("limit", "500"))

    assert (len(page["services"]), page["limit"], page["more"]) == (100, 100, True)


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("services", [("offset", "9950"), ("limit", "100")], 400, 2001),
        ("services", [("limit", "many")], 400, 2001),
        ("oncalls", [("since", "yesterday")], 400, 2001),
        ("oncalls", [("since", "2026-05-01T00:00Z"), ("until", "2026-04-01T00:00Z")], 400, 2001),
        ("oncalls", [("since", "2026-01-01T00:00Z"), ("until", "2026-12-01T00:00Z")], 400, 2001),
        ("users/me", [], 400, 2001),
        ("maintenance_windows", [], 404, 2100),
    ],
)
async def test_what_pagerduty_refuses_is_refused_in_its_shape(
    web: aiohttp.ClientSession, path: str, params: list[tuple[str, str]], status: int, code: int
) -> None:
    answered, body = await ask(web, path, *params)

    assert (answered, body["error"]["code"]) == (status, code)


@pytest.mark.parametrize("given", ["", "Token token=wrong", f"Bearer {KEY}"])
async def test_another_key_is_unauthorized(web: aiohttp.ClientSession, given: str) -> None:
    status, body = await ask(web, "services", Authorization=given)

    assert (status, body) == (401, {"error": {"message": "Unauthorized", "code": 2006}})


async def test_includes_turn_references_into_things(web: aiohttp.ClientSession) -> None:
    _, short = await ask(web, "users")
    _, long = await ask(web, "users", ("include[]", "contact_methods"))
    _, services = await ask(web, "services", ("include[]", "escalation_policies"))

    assert [each["type"] for each in short["users"][0]["contact_methods"]] == [
        "email_contact_method_reference",
        "phone_contact_method_reference",
        "sms_contact_method_reference",
    ]
    phone = long["users"][0]["contact_methods"][1]
    assert (phone["type"], phone["country_code"], phone["address"]) == ("phone_contact_method", 351, "55501")
    rules = services["services"][0]["escalation_policy"]["escalation_rules"]
    assert [[target["id"] for target in rule["targets"]] for rule in rules] == [["S1"], ["PC"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], {("E1", 1, "PA"), ("E1", 2, "PC"), ("E2", 1, "PB")}),
        ([("escalation_policy_ids[]", "E2")], {("E2", 1, "PB")}),
        ([("schedule_ids[]", "S1")], {("E1", 1, "PA")}),
        ([("user_ids[]", "PB"), ("user_ids[]", "PC")], {("E1", 2, "PC"), ("E2", 1, "PB")}),
    ],
)
async def test_on_calls_are_filtered(
    web: aiohttp.ClientSession, filters: list[tuple[str, str]], expected: set[tuple[str, int, str]]
) -> None:
    at = ("since", "2026-03-03T00:00:00Z"), ("until", "2026-03-03T00:00:00Z")

    _, page = await ask(web, "oncalls", *at, *filters)

    assert {
        (each["escalation_policy"]["id"], each["escalation_level"], each["user"]["id"])
        for each in page["oncalls"]
    } == expected


async def test_without_a_time_the_clock_of_the_sandbox_decides(
    web: aiohttp.ClientSession, twin: PagerDutyTwin
) -> None:
    _, before = await ask(web, "oncalls", ("schedule_ids[]", "S1"))

    twin.clock.advance(7 * 86_400)

    _, after = await ask(web, "oncalls", ("schedule_ids[]", "S1"))
    assert before["oncalls"][-1]["user"]["id"] != after["oncalls"][-1]["user"]["id"]


def test_hand_offs_keep_their_hour_on_the_wall_when_the_clocks_change(twin: PagerDutyTwin) -> None:
    since, until = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 5, tzinfo=UTC)

    found = [turn for turn in turns(twin, since, until) if turn.schedule == "S1"]

    assert [(turn.user, f"{turn.start:%m-%d %H:%M}") for turn in found] == [
        ("PA", "03-16 09:00"),
        ("PB", "03-23 09:00"),
        ("PA", "03-30 08:00"),
    ]


def test_before_its_start_nobody_is_on_a_schedule(twin: PagerDutyTwin) -> None:
    before = datetime(2026, 2, 1, tzinfo=UTC)

    assert [turn.user for turn in turns(twin, before, before)] == ["PC", "PB"]


# Writing ------------------------------------------------------------------------------------------------

ANA = {"From": "ana@acme.example"}
SERVICE = {"id": "P1", "type": "service_reference"}
UNKNOWN = "There is no such policy, or no such user."
GOOD = {"type": "incident", "title": "It burns", "service": SERVICE, "incident_key": "k"}


@pytest.mark.parametrize(
    ("headers", "incident", "reason"),
    [
        ({}, GOOD, "The From header must be the email address of a valid user"),
        ({"From": "nobody@acme.example"}, GOOD, "The From header must be the email address of a valid user"),
        (ANA, {**GOOD, "service": {"id": "PX"}}, "Service and title cannot be empty."),
        (ANA, {**GOOD, "title": ""}, "Service and title cannot be empty."),
        (
            ANA,
            {**GOOD, "escalation_policy": {"id": "E2"}, "assignments": [{"assignee": {"id": "PB"}}]},
            "Assign to people or to a policy, not to both.",
        ),
        (
            ANA,
            {**GOOD, "assignments": [{"assignee": {"id": "PX"}}]},
            "There is no such policy, or no such user.",
        ),
    ],
)
async def test_an_incident_that_cannot_be_is_refused(
    web: aiohttp.ClientSession, headers: dict[str, str], incident: dict[str, Any], reason: str
) -> None:
    async with web.post("incidents", json={"incident": incident}, headers=headers) as response:
        body = await response.json()

    assert (response.status, body["error"]["errors"]) == (400, [reason])


async def test_a_key_is_open_once_and_free_again_when_it_is_resolved(
    web: aiohttp.ClientSession, twin: PagerDutyTwin
) -> None:
    statuses = []
    for _ in range(2):
        async with web.post("incidents", json={"incident": GOOD}, headers=ANA) as response:
            statuses.append(response.status)
    (incident,) = twin.incidents.values()
    deeds.act(twin, incident, "resolved", "PA")
    async with web.post("incidents", json={"incident": GOOD}, headers=ANA) as response:
        statuses.append(response.status)
    _, first = await ask(web, f"incidents/{incident.id}/log_entries", ("limit", "1"))
    _, open_ones = await ask(web, "incidents", ("statuses[]", "triggered"))

    assert statuses == [201, 400, 201]
    assert first["log_entries"][0]["type"] == "resolve_log_entry"
    assert [each["id"] for each in open_ones["incidents"]] == ["Q00002"]


async def test_a_policy_that_nobody_answers_is_exhausted(twin: PagerDutyTwin) -> None:
    twin.policies["E1"] = replace(twin.policies["E1"], loops=1)
    incident = Incident("Q1", 1, "It burns", "P1", twin.clock.now())
    deeds.open_incident(twin, incident, "", ())

    twin.clock.advance(5 * 1800)
    deeds.settle(twin)
    deeds.settle(twin)

    assert [entry.kind for entry in incident.log if entry.kind != "notify_log_entry"] == [
        "trigger_log_entry",
        "assign_log_entry",
        *["escalate_log_entry"] * 3,
        "exhaust_escalation_path_log_entry",
    ]


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("GET", "schedules/SX", None, 404),
        ("GET", "v3/schedules", None, 400),
        ("GET", "v3/schedules/S1", None, 400),
        ("GET", "schedules/S1?since=2026-03-01T00:00Z&until=2026-02-01T00:00Z", None, 400),
        ("GET", "schedules/S1?since=soon", None, 400),
        ("GET", "schedules/S1/overrides", None, 400),
        ("POST", "schedules/S1/overrides", {"overrides": []}, 400),
        ("PUT", "schedules/S1", {"schedule": {"time_zone": "Mars/Olympus", "schedule_layers": []}}, 400),
        ("PUT", "schedules/S1", {"schedule": {"time_zone": "UTC", "schedule_layers": []}}, 400),
        ("PUT", "schedules/S1", {"schedule": {"time_zone": "UTC", "schedule_layers": [{"users": 1}]}}, 400),
        ("DELETE", "schedules/S1/overrides/O1", None, 404),
        ("GET", "incidents/Q1", None, 404),
        ("POST", "v2/enqueue", {"routing_key": "wrong"}, 400),
    ],
)
async def test_what_a_schedule_cannot_be_asked_is_refused(
    web: aiohttp.ClientSession, verb: str, path: str, body: Any, status: int
) -> None:
    async with web.request(verb, path, json=body) as response:
        assert response.status == status


EARLY = {"X-Early-Access": "flexible-schedules-early-access"}


async def test_schedules_of_shifts_are_listed_as_references_without_a_total(
    web: aiohttp.ClientSession, twin: PagerDutyTwin
) -> None:
    twin.schedules["S9"] = replace(twin.schedules["S1"], id="S9", name="By shifts", api="v3", overrides=[])

    async with web.get("v3/schedules?total=true", headers=EARLY) as response:
        told = await response.json()

    assert sorted(told) == ["limit", "more", "offset", "schedules"]
    assert told["limit"] == 100
    assert [(each["type"], sorted(each)) for each in told["schedules"]] == [
        ("schedule_v3_reference", ["html_url", "id", "self", "summary", "type"])
    ]


async def test_a_schedule_of_shifts_says_where_nobody_is_on_call(
    web: aiohttp.ClientSession, twin: PagerDutyTwin
) -> None:
    begins = twin.clock.now().replace(microsecond=0)
    layer = replace(twin.schedules["S1"].layers[0], start=begins + timedelta(hours=1))
    twin.schedules["S9"] = replace(twin.schedules["S1"], id="S9", api="v3", layers=(layer,), overrides=[])
    asked = {"since": begins.isoformat(), "until": (begins + timedelta(hours=2)).isoformat()}

    async with web.get("v3/schedules/S9", params=asked | {"include[]": "final_schedule"}) as response:
        told = (await response.json())["schedule"]

    final = told["final_schedule"]
    assert (told["type"], told["rotations"][0]["type"]) == ("schedule_v3", "schedule_rotation")
    assert (final["type"], final["rendered_coverage_percentage"]) == ("final_schedule", 50.0)
    assert [(each["type"], each["member"]["type"]) for each in final["computed_shift_assignments"]] == [
        ("computed_shift_assignment", "empty_member"),
        ("computed_shift_assignment", "user_member"),
    ]
