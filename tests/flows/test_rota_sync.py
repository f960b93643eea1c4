"""The sync with PagerDuty, through the real pdpyras; and rota files from the disk."""

import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.domain.catalog import Person
from bot.domain.refusal import Refusal
from bot.domain.rota import BadRota, who
from bot.domain.syncing import Tally
from bot.flows import rota
from bot.integrations.pagerduty import PagerDuty
from bot.ports import Bot
from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import KEY, PagerDutyTwin, Policy, Schedule, User, routes
from bot.sandbox.pagerduty import Service as TwinService
from store import rota as rows_of
from store.sqlite import Store
from tests import make
from tests.loopback import serving
from tests.make import NOW
from tests.oncall import (
    ANA,
    API,
    keep,
)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def synced(rows: Store, faults: Faults) -> AsyncIterator[Bot]:
    """A bot whose PagerDuty is the twin, through the real pdpyras."""
    twin = PagerDutyTwin()
    twin.users = {"PANA": User("PANA", "Ana Silva", "ana@acme.example", "Europe/Lisbon", ("+351 5550101",))}
    start = datetime(2026, 1, 5, 9)  # noqa: DTZ001  (a schedule starts by the clock on the wall)
    twin.schedules = {"S1": Schedule("S1", "Payments", "Europe/London", start, ("PANA",))}
    twin.policies = {"PPOL1": Policy("PPOL1", "Payments", (("S1",),))}
    twin.services = {"PSVC1": TwinService("PSVC1", "Payments API", "PPOL1")}
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(PagerDuty(f"{url}/pagerduty", SecretStr(KEY), deadline=3.0)) as pager,
    ):
        yield make.bot(rows, pager=pager)


async def test_a_sync_brings_who_is_on_call_into_the_store(synced: Bot, rows: Store) -> None:
    await keep(rows, ANA, API)

    report = await rota.sync_pagerduty(synced)

    one = Tally(added=1)
    tallies = {"services": one, "people": one, "policies": one, "schedules": one}
    assert report == rota.SyncReport("ok", tallies, report.spans)
    assert [
        each.people[0].name for each in rota.oncall_for_service(rows, API, datetime.now(NOW.tzinfo)).levels
    ] == ["Ana Silva"]


async def test_a_pagerduty_that_goes_away_is_logged_once_and_once_when_it_is_back(
    synced: Bot, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin.pagerduty")
    faults.add({"vendor": "pagerduty", "match": "*", "kind": "server_error"})

    failed = [await rota.sync_pagerduty(synced) for _ in range(2)]
    faults.clear()
    back = [await rota.sync_pagerduty(synced) for _ in range(2)]

    assert [report.outcome for report in failed + back] == ["failed", "failed", "ok", "ok"]
    assert failed[0].error == "PagerDuty answered 500"
    lines = [record.getMessage() for record in caplog.records if record.name == "tocsin.pagerduty"]
    assert lines == [
        "PagerDuty does not answer; on-call answers stay as last learned: PagerDuty answered 500",
        "PagerDuty answers again, after 0:00:00",
    ]


async def test_what_is_fresh_is_not_asked_for_again(synced: Bot, faults: Faults) -> None:
    clock = synced.clock
    assert isinstance(clock, make.StillClock)

    first = await rota.freshen(synced)
    second = await rota.freshen(synced)
    clock.time += timedelta(minutes=2)
    third = await rota.freshen(synced)

    assert [first and first.outcome, second, third and third.outcome] == ["ok", None, "ok"]


async def test_a_dry_run_says_what_would_change_and_changes_nothing(synced: Bot, rows: Store) -> None:
    told: list[tuple[int, int, str]] = []

    dry = await rota.sync_pagerduty(synced, dry=True, progress=lambda *how: told.append(how))

    assert (dry.outcome, dry.tallies["services"], dry.strangers) == ("ok", Tally(added=1), ())
    assert rows.read(rows_of.sync_state) is None
    assert told[-1][:2] == (3, 3)


async def test_people_are_matched_by_address_only(synced: Bot, rows: Store) -> None:
    await keep(rows, Person("ana", "Ana Silva", "ana.silva@acme.example"))

    report = await rota.sync_pagerduty(synced)

    assert [each.id for each in report.strangers] == ["PANA"]


async def test_without_a_key_there_is_nothing_to_sync(rows: Store) -> None:
    bot = make.bot(rows)

    assert [await rota.sync_pagerduty(bot), await rota.freshen(bot)] == [rota.SyncReport("off")] * 2


# A file -------------------------------------------------------------------------------------------------

YAML = """
layers:
  - {timezone: Europe/London, start: 2026-01-05T09:00:00, every: {n: 1, unit: week}, members: [no, bo]}
overrides:
  - {id: o1, start: 2026-01-06T00:00:00Z, end: 2026-01-07T00:00:00Z, user: bo, created: 2026-01-01T00:00:00Z}
"""


def test_a_yaml_file_is_read_as_1_2_and_its_times_as_text(tmp_path: Path) -> None:
    path = tmp_path / "rota.yaml"
    path.write_text(YAML)

    found = rota.read_file(str(path))

    days = [datetime(2026, 1, day, 12, tzinfo=NOW.tzinfo) for day in (5, 6, 7)]
    assert [who(found, day) for day in days] == [("no",), ("bo",), ("no",)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("rota.yaml", b"layers: [", "rota.yaml:1:10: this is not YAML: "),
        ("rota.yaml", b"a: 1\na: 2\n", "rota.yaml:2:1: `a` stands twice (first on line 1)"),
        ("rota.json", b"[" * 9_000, "rota.json: is nested too deeply"),
        ("rota.yaml", b"[" * 1_000, "rota.yaml:1:1: this is not YAML: it is nested too deeply"),
        ("rota.json", b"{", "rota.json: is not JSON: "),
        ("rota.yaml", b"\xff\xfe\xfa", "rota.yaml: is not UTF-8 text"),
        ("rota.yaml", b"#" * (1 << 20) + b"##", "rota.yaml: larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, name: str, text: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(text)

    with pytest.raises(Refusal) as refused:
        rota.read_file(str(tmp_path / name))

    assert expected in refused.value.text


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No such file"):
        rota.read_file(str(tmp_path / "none.yaml"))


def test_a_file_that_is_no_rota_names_the_field(tmp_path: Path) -> None:
    (tmp_path / "rota.json").write_text('{"layers": []}')

    with pytest.raises(BadRota) as refused:
        rota.read_file(str(tmp_path / "rota.json"))

    assert refused.value.path == "layers"
