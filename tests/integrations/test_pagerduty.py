"""The real pdpyras against the twin: whole snapshots, one kind of error per cause, and never the key."""

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from bot.integrations.pagerduty import PagerDuty, PagerDutySettings, build
from bot.ports import PagerPerson, PagerService, Rejected, Unreachable
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, Service, User, routes
from tests.loopback import refusing, serving

MONDAY = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  (a schedule starts by the clock on the wall)


def account(services: int = 2) -> PagerDutyTwin:
    """A small account: one policy, Ana and Bo in turns, Maya behind them."""
    twin = PagerDutyTwin()
    twin.users = {
        "PANA": User("PANA", "Ana Silva", "ana@acme.example", "Europe/Lisbon", ("+351 5550101",)),
        "PBO": User("PBO", "Bo Lindqvist", "bo@acme.example"),
        "PMAYA": User("PMAYA", "Maya Okafor", "maya@acme.example"),
    }
    twin.schedules = {"S1": Schedule("S1", "Payments", "Europe/London", MONDAY, ("PANA", "PBO"))}
    twin.policies = {"E1": Policy("E1", "Payments", (("S1",), ("PMAYA",)))}
    twin.services = {f"P{n}": Service(f"P{n}", f"service {n}", "E1") for n in range(services)}
    return twin


@asynccontextmanager
async def calling(twin: PagerDutyTwin, faults: Faults, **how: Any) -> AsyncIterator[PagerDuty]:
    """A client of the twin, on loopback."""
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), **how)) as pager,
    ):
        yield pager


@pytest.fixture
def twin() -> PagerDutyTwin:
    return account()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def pager(twin: PagerDutyTwin, faults: Faults) -> AsyncIterator[PagerDuty]:
    async with calling(twin, faults) as pager:
        yield pager


def asked(faults: Faults, path: str = "") -> int:
    return len(faults.calls.told("pagerduty", path))


async def test_a_snapshot_holds_services_people_with_phones_and_who_is_on_call(pager: PagerDuty) -> None:
    now = datetime.now(UTC)

    snapshot = await pager.snapshot()

    address = "https://acme.pagerduty.example"
    assert snapshot.services == tuple(
        PagerService(f"P{n}", f"service {n}", "E1", f"{address}/service-directory/P{n}") for n in range(2)
    )
    assert snapshot.people[0] == PagerPerson(
        "PANA", "Ana Silva", "ana@acme.example", ("+351 5550101",), "Europe/Lisbon", f"{address}/users/PANA"
    )
    rotation = [span for span in snapshot.spans if span.level == 1]
    assert [(s.start, s.end, s.person) for s in snapshot.spans if s.level == 2] == [(None, None, "PMAYA")]
    assert {span.person for span in rotation} == {"PANA", "PBO"}
    assert rotation[0].start is not None and rotation[0].start <= now
    assert rotation[-1].end is not None and rotation[-1].end >= now + timedelta(days=14)
    assert all(a.end == b.start for a, b in pairwise(rotation))
    assert (rotation[0].schedule, rotation[0].schedule_name) == ("S1", "Payments")


async def test_a_large_account_is_read_whole_in_pages_of_a_hundred(
    pager: PagerDuty, twin: PagerDutyTwin, faults: Faults
) -> None:
    twin.services = {f"P{n}": Service(f"P{n}", f"s{n}", "E1") for n in range(1_234)}

    snapshot = await pager.snapshot()

    assert [each.id for each in snapshot.services] == [f"P{n}" for n in range(1_234)]
    assert asked(faults, "/services") == 13
    assert asked(faults) <= 0.02 * 1_234


async def test_a_list_longer_than_pagerduty_gives_out_is_refused_rather_than_cut(
    pager: PagerDuty, twin: PagerDutyTwin
) -> None:
    twin.services = {f"P{n}": Service(f"P{n}", f"s{n}", "E1") for n in range(10_001)}

    with pytest.raises(Rejected) as refused:
        await pager.snapshot()

    assert refused.value.code == "too_many"


async def test_a_page_that_fails_twice_fails_the_whole_snapshot(
    pager: PagerDuty, twin: PagerDutyTwin, faults: Faults
) -> None:
    twin.services = {f"P{n}": Service(f"P{n}", f"s{n}", "E1") for n in range(300)}
    faults.add({"vendor": "pagerduty", "match": "/services", "kind": "server_error", "skip": 2})

    with pytest.raises(Unreachable, match="PagerDuty answered 500"):
        await pager.snapshot()


@pytest.mark.parametrize("kind", ["server_error", "html", "refuse", "drop"])
async def test_a_page_that_fails_once_is_read_again(pager: PagerDuty, faults: Faults, kind: str) -> None:
    faults.add({"vendor": "pagerduty", "match": "/users", "kind": kind, "times": 1})

    snapshot = await pager.snapshot()

    assert len(snapshot.people) == 3


FAULTS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"kind": "server_error"}, Unreachable, "PagerDuty answered 500"),
    ({"kind": "html"}, Unreachable, "PagerDuty answered 503"),
    ({"kind": "html", "code": "200"}, Unreachable, "PagerDuty answered with something that is not JSON"),
    ({"kind": "refuse"}, Unreachable, "PagerDuty could not be reached (ConnectionError)"),
    ({"kind": "slow", "seconds": 30}, Unreachable, "PagerDuty did not answer within 0.2 s"),
    ({"kind": "error", "code": "403"}, Rejected, "PagerDuty answered 403 403"),
]


@pytest.mark.parametrize(("fault", "kind", "text"), FAULTS)
async def test_each_trouble_has_its_words(fault: dict[str, Any], kind: type[Exception], text: str) -> None:
    faults = Faults()
    faults.add({"vendor": "pagerduty", **fault})
    async with calling(account(), faults, deadline=0.2 if "seconds" in fault else 5.0) as pager:
        with pytest.raises(kind) as trouble:
            await pager.snapshot()

    assert str(trouble.value).startswith(text)


async def test_a_rate_limit_says_how_long_to_wait_and_is_not_pressed(
    pager: PagerDuty, twin: PagerDutyTwin, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "kind": "rate_limited", "retry_after": 17})

    with pytest.raises(Unreachable) as trouble:
        await pager.ping()

    assert trouble.value.retry_after == 17
    assert asked(faults) == 1


async def test_a_refused_connection_is_told_without_pdpyras_own_patience() -> None:
    async with aclosing(PagerDuty(refusing(), SecretStr(KEY))) as pager:
        with pytest.raises(Unreachable, match="PagerDuty could not be reached"):
            await pager.snapshot()


async def test_a_hanging_vendor_cannot_hold_a_snapshot_beyond_its_patience(
    twin: PagerDutyTwin, faults: Faults
) -> None:
    faults.add({"vendor": "pagerduty", "match": "/services", "kind": "slow", "seconds": 30})
    async with calling(twin, faults, deadline=0.5, patience=0.2) as pager:
        with pytest.raises(Unreachable, match=r"PagerDuty was not read within 0\.2 s"):
            await pager.snapshot()


def speaking(status: int, text: str, headers: dict[str, str] | None = None) -> list[web.RouteDef]:
    """Something at PagerDuty's address that always says the same."""

    async def say(request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers=headers)

    return [web.get("/{path:.*}", say)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "PagerDuty answered without "),
        ("[]", "PagerDuty answered without "),
        (
            '{"services": [{}], "users": [], "schedules": [], "incidents": []}',
            "PagerDuty answered in an unknown shape (KeyError)",
        ),
        (
            '{"services": [], "users": [], "schedules": [], "incidents": [{"id": "Q1", "service": 1}]}',
            "PagerDuty answered in an unknown shape (AttributeError)",
        ),
    ],
)
async def test_an_answer_in_an_unknown_shape_is_no_snapshot(text: str, said: str) -> None:
    async with (
        serving(speaking(200, text)) as url,
        aclosing(PagerDuty(url, SecretStr(KEY))) as pager,
    ):
        with pytest.raises(Unreachable) as trouble:
            await pager.snapshot()

    assert str(trouble.value).startswith(said)


@pytest.mark.parametrize(("headers", "wait"), [({"ratelimit-reset": "23"}, 23), ({}, 60)])
async def test_a_rate_limit_without_retry_after_is_waited_out_too(
    headers: dict[str, str], wait: float
) -> None:
    async with (
        serving(speaking(429, "{}", headers)) as url,
        aclosing(PagerDuty(url, SecretStr(KEY))) as pager,
    ):
        with pytest.raises(Unreachable) as trouble:
            await pager.snapshot()

    assert trouble.value.retry_after == wait


async def test_pages_are_followed_even_where_nobody_counts_them() -> None:
    async def say(request: web.Request) -> web.Response:
        offset = int(request.query["offset"])
        services = [{"id": f"P{offset + n}"} for n in range(100)] if "/services" in request.path else []
        others: dict[str, list[Any]] = {"users": [], "schedules": [], "incidents": []}
        page = {"services": services, "more": bool(services) and offset < 200} | others
        return web.json_response(page)

    async with (
        serving([web.get("/{path:.*}", say)]) as url,
        aclosing(PagerDuty(url, SecretStr(KEY))) as pager,
    ):
        snapshot = await pager.snapshot()

    assert [each.id for each in snapshot.services] == [f"P{n}" for n in range(300)]


async def test_a_wrong_key_is_rejected_and_neither_told_nor_logged(
    pager: PagerDuty, twin: PagerDutyTwin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twin.key = "another"

    with pytest.raises(Rejected) as refused:
        await pager.ping()

    assert refused.value.code == "401"
    told = f"{refused.value!r} {refused.value.__cause__!r} {caplog.text}"
    assert KEY not in told
    assert KEY[-4:] not in str(refused.value)


async def test_a_netrc_of_the_machine_does_not_replace_the_key(
    pager: PagerDuty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    assert await pager.ping() == "PagerDuty account key, 4 abilities"


async def test_ping_names_the_key_s_user(pager: PagerDuty, twin: PagerDutyTwin) -> None:
    twin.owner = "PANA"

    assert await pager.ping() == "PagerDuty user Ana Silva"


async def test_ping_knows_a_key_of_the_whole_account(pager: PagerDuty) -> None:
    assert await pager.ping() == "PagerDuty account key, 4 abilities"


async def test_the_fortnight_begins_by_the_clock_that_was_handed_in(
    twin: PagerDutyTwin, faults: Faults
) -> None:
    clock = SandboxClock(offset=400 * 86_400)
    async with calling(twin, faults, clock=clock) as pager:
        spans = (await pager.snapshot()).spans

    starts = [span.start for span in spans if span.start]
    assert starts[0] <= clock.now() < starts[1]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"api_key": "two words"}, "must be one line of plain ASCII without spaces; copy it again"),
        (
            {"api_key": "k", "api_url": "api.pagerduty.com"},
            "must be an address such as https://api.example.com",
        ),
    ],
)
def test_settings_that_cannot_work_are_named(fields: dict[str, str], problem: str) -> None:
    with pytest.raises(ValidationError) as invalid:
        PagerDutySettings.model_validate(fields)

    assert [each["msg"] for each in invalid.value.errors()] == [problem]
    assert "two words" not in str(invalid.value)


@pytest.mark.parametrize("key", [None, "", "  "])
def test_without_a_key_pagerduty_is_off(key: str | None) -> None:
    assert build(PagerDutySettings.model_validate({"api_key": key})) is None


def test_the_european_region_is_a_matter_of_one_setting() -> None:
    settings = PagerDutySettings.model_validate({"api_key": "k ", "api_url": "https://api.eu.pagerduty.com/"})

    assert settings.api_url == "https://api.eu.pagerduty.com"
    assert build(settings) is not None
