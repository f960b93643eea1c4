"""`tocsin doctor`: each thing that a start needs, well or not, and what to do about it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot import doctor
from bot.doctor import Line
from bot.domain.catalog import Catalog, Service
from bot.integrations.slack import OPTIONAL, SCOPES
from bot.ports import PagerPerson, PagerSnapshot
from bot.sandbox import company, demo
from bot.sandbox.server import Sandbox
from bot.settings import read
from store import catalog, change
from store.rota import save_snapshot
from store.sqlite import open_store
from tests.loopback import refusing
from tests.processes import ended

Env = dict[str, str]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Acme with its vendors."""
    async with Sandbox(company.acme(datetime.now(UTC)), manifest=demo.manifest()) as running:
        yield running


@pytest.fixture
def env(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Env:
    """Everything set, and all well."""
    monkeypatch.chdir(tmp_path)
    open_store(tmp_path / "t.db", create=True).close()
    return demo.environment(sandbox, tmp_path / "t.db", http=False)


async def looked(env: Env) -> list[tuple[str, str]]:
    """What each line is about, and how it is."""
    return [(line.what, line.state) for line in await doctor.check(env)]


WELL = [
    ("database", "ok"),
    ("disk", "ok"),
    ("Slack", "ok"),
    ("clock", "ok"),
    ("PagerDuty", "ok"),
    ("GitHub", "ok"),
    ("pages", "ok"),
]


async def test_github_s_permissions_and_its_freshness_are_told_one_by_one(env: Env, tmp_path: Path) -> None:
    store = open_store(tmp_path / "t.db")
    names = ("acme/payments-api", "acme/identity")  # the second withholds administration
    services = tuple(Service(name[5:], name, repository=name) for name in names)
    await store.run(catalog.save, Catalog(services=services[:1]), datetime.now(UTC))
    well = (await doctor.check(env | {"GITHUB_WEBHOOK_SECRET": ""}))[len(WELL) :]
    await store.run(catalog.save, Catalog(services=services), datetime.now(UTC))
    await store.run(change.hear, [""], datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    lacking = (await doctor.check(env | {"GITHUB_WEBHOOK_SECRET": "planted"}))[len(WELL) :]
    store.close()

    assert [(line.what, line.state, line.text) for line in well] == [
        ("GitHub's permissions", "ok", "all 8, tried on acme/payments-api"),
        ("GitHub, fresh", "off", "every 15 minutes; webhooks are off"),
    ]
    assert [(line.what, line.state) for line in lacking] == [
        ("GitHub's permission Administration: read", "off"),
        ("GitHub, fresh", "ok"),
    ]
    assert lacking[1].text == "by webhook, last at 2026-11-20 12:00 UTC, and every 15 minutes"


async def test_a_page_service_that_pagerduty_does_not_have_is_named(env: Env, tmp_path: Path) -> None:
    none = doctor.pages(read(env | {"PAGERDUTY_PAGE_SERVICE": ""}))
    store = open_store(tmp_path / "t.db")
    await store.run(save_snapshot, PagerSnapshot((), (), ()), datetime.now(UTC))
    store.close()
    (wrong,) = doctor.pages(read(env))

    assert [line.state for line in none] == ["off"]
    assert (wrong.state, wrong.text) == ("bad", "PagerDuty has no service PPAGES")
    assert doctor.pages(read(env | {"PAGERDUTY_API_KEY": ""})) == []


async def test_people_of_pagerduty_who_are_nobody_here_are_listed(env: Env, tmp_path: Path) -> None:
    store = open_store(tmp_path / "t.db")
    users = [PagerPerson(f"P{n}", f"User {n}", f"u{n}@acme.example") for n in range(12)]
    await store.run(save_snapshot, PagerSnapshot((), tuple(users), ()), datetime.now(UTC))
    store.close()

    (line,) = doctor.strangers(read(env))

    assert line.text.startswith(
        "12 of PagerDuty's people are nobody in the catalog: User 0 <u0@acme.example>"
    )
    assert line.text.endswith("User 7 <u7@acme.example> and 2 more (tocsin sync pagerduty --json)")
    assert doctor.strangers(read(env | {"TOCSIN_DATABASE": str(tmp_path / "none.db")})) == []


async def test_all_is_well(env: Env, tmp_path: Path) -> None:
    found = await doctor.check(env)

    assert [(line.what, line.state) for line in found] == WELL
    assert found[0].text == str(tmp_path / "t.db")
    assert found[2].text == "tocsin in Sandbox, over Socket Mode, 16 scopes"


async def test_over_http_no_socket_is_asked_for(env: Env) -> None:
    env["SLACK_APP_TOKEN"], env["SLACK_SIGNING_SECRET"] = "", "sandbox-signing-secret"

    found = await doctor.check(env)

    assert found[2].text.startswith("tocsin in Sandbox, over HTTP, ")


TROUBLES: list[tuple[Env, tuple[str, str], str]] = [
    ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, ("Slack", "bad"), "SLACK_BOT_TOKEN: Slack refused it (invalid_auth)"),
    ({"SLACK_APP_TOKEN": "xapp-wrong"}, ("Slack", "bad"), "SLACK_APP_TOKEN: Slack refused it (invalid_auth)"),
    (
        {"SLACK_API_URL": "http://127.0.0.1:1/"},
        ("Slack", "unreachable"),
        "SLACK_API_URL: no Slack answers",
    ),
    (
        {"TOCSIN_DATABASE": "gone.db"},
        ("database", "bad"),
        "There is no database at gone.db. Run `tocsin",
    ),
    ({"TOCSIN_DATABASE": "no/t.db"}, ("disk", "bad"), "there is no folder "),
    ({"PAGERDUTY_API_KEY": "wrong"}, ("PagerDuty", "bad"), ""),
    ({"PAGERDUTY_API_URL": "http://127.0.0.1:1"}, ("PagerDuty", "unreachable"), ""),
    ({"PAGERDUTY_API_KEY": ""}, ("PagerDuty", "off"), "PagerDuty is off"),
    ({"GITHUB_TOKEN": "ghp_wrong"}, ("GitHub", "bad"), ""),
    ({"GITHUB_API_URL": "http://127.0.0.1:1"}, ("GitHub", "unreachable"), ""),
    ({"GITHUB_TOKEN": ""}, ("GitHub", "off"), "GitHub is off"),
    ({"SLACK_BOT_TOKEN": ""}, ("settings", "bad"), "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth"),
    ({"TOCSIN_HTTP": "x"}, ("settings", "bad"), "TOCSIN_HTTP: 'x' is not host:port"),
]


@pytest.mark.parametrize(("wrong", "line", "said"), TROUBLES)
async def test_each_trouble_has_its_line_and_what_to_do(
    env: Env, wrong: Env, line: tuple[str, str], said: str
) -> None:
    found = await doctor.check(env | wrong)

    told = next(each for each in found if (each.what, each.state) == line)
    assert told.text.startswith(said)
    assert told.text
    assert told.remedy or ":" in told.text or "Run `tocsin" in told.text
    assert "wrong" not in told.text + told.remedy


async def test_settings_that_are_wrong_do_not_hide_the_rest(env: Env) -> None:
    found = await looked(env | {"TOCSIN_LOG": "x", "TOCSIN_HTTP": "x", "TOCSIN_DATABASE": "gone.db"})

    assert found == [("settings", "bad"), ("settings", "bad"), ("database", "bad"), *WELL[1:]]


async def test_without_slack_the_rest_is_looked_at(env: Env) -> None:
    found = await looked(env | {"SLACK_BOT_TOKEN": "xoxp-x", "SLACK_APP_TOKEN": ""})

    assert found == [("settings", "bad"), ("settings", "bad"), *WELL[:2], *WELL[4:]]


async def test_scopes_that_are_missing_have_a_line_each(tmp_path: Path) -> None:
    manifest: dict[str, Any] = demo.manifest()
    manifest["oauth_config"]["scopes"]["bot"] = ["commands", "chat:write", "users:read"]
    async with Sandbox(company.empty(), manifest=manifest) as sandbox:
        found = await doctor.slack(read(demo.environment(sandbox, tmp_path / "t.db", http=False)))

    assert len(found) == len(SCOPES) - len(OPTIONAL) - 3
    assert {line.state for line in found} == {"bad"}
    assert found[-1].text.startswith("SLACK_BOT_TOKEN lacks the scope reactions:read: sees 📌")


async def test_scopes_that_only_a_setting_needs_are_missed_where_it_is_set(tmp_path: Path) -> None:
    manifest: dict[str, Any] = demo.manifest()
    asked = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [each for each in asked if each not in OPTIONAL]
    house = tmp_path / "tocsin.yaml"
    house.write_text("rotas: {usergroups: true}\n")
    async with Sandbox(company.empty(), manifest=manifest) as sandbox:
        env = demo.environment(sandbox, tmp_path / "t.db", http=False)
        unset = await doctor.slack(read(env))
        found = await doctor.slack(read({**env, "TOCSIN_CONFIG": str(house)}))

    assert [line.state for line in unset] == ["ok", "ok"]
    assert (found[-1].what, found[-1].state) == ("user groups", "bad")
    assert found[-1].text == "the app lacks usergroups:read and usergroups:write"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, Line("clock", "off", "Slack did not say its time")),
        ({"Date": "yesterday"}, Line("clock", "off", "Slack did not say its time")),
        ({"date": timedelta()}, Line("clock", "ok", "+0 s from Slack's")),
        (
            {"Date": timedelta(minutes=6)},
            Line("clock", "bad", "-360 s from Slack's", "Set the machine's clock (NTP)."),
        ),
    ],
)
def test_a_clock_that_is_wrong_is_told(told: dict[str, Any], expected: Line) -> None:
    now = datetime.now(UTC)
    headers = {
        name: format_datetime(now + value) if isinstance(value, timedelta) else value
        for name, value in told.items()
    }

    found = doctor.clock(headers)

    near = found.text.replace("-359", "-360").replace("+1 s", "+0 s").replace("-0 s", "+0 s")
    assert Line(found.what, found.state, near, found.remedy) == expected


# In a terminal ------------------------------------------------------------------------------------------


async def test_well_is_a_yes_and_json_holds_each_line(env: Env, tmp_path: Path) -> None:
    found = await ended(tmp_path, env, "doctor", "--json")

    lines = json.loads(found.out)
    assert (found.code, found.err) == (0, "")
    assert [(line["what"], line["state"]) for line in lines] == WELL
    assert lines[0] == {"what": "database", "state": "ok", "text": str(tmp_path / "t.db"), "remedy": ""}


async def test_what_is_wrong_is_marked_with_its_remedy(tmp_path: Path) -> None:
    found = await ended(tmp_path, {"PYTHONIOENCODING": "ascii", "TOCSIN_DATABASE": "no/t.db"}, "doctor")

    assert (found.code, found.err) == (2, "")
    assert found.out.splitlines()[0].endswith(
        "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-?)"
        " from your app's page, OAuth & Permissions"
    )
    assert "    ? Make it, or set TOCSIN_DATABASE." in found.out


async def test_what_cannot_be_reached_has_a_code_of_its_own(env: Env, tmp_path: Path) -> None:
    found = await ended(tmp_path, env | {"GITHUB_API_URL": refusing(), "PAGERDUTY_API_KEY": ""}, "doctor")

    assert found.code == 3
    assert "✗ GitHub: " in found.out
    assert "– PagerDuty: PagerDuty is off\n    → Set PAGERDUTY_API_KEY" in found.out
