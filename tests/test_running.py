"""`tocsin run|init|sync` as real processes: it starts whole or not at all, and says all that is wrong."""

import json
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import company, demo
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from store.sqlite import open_store
from tests.loopback import refusing
from tests.processes import ended, running, start, up

Env = dict[str, str]
LINE = "tocsin doctor checks all of it."


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Any Slack, with a few people."""
    async with Sandbox(company.empty(), manifest=demo.manifest()) as running:
        yield running


@pytest.fixture
def env(sandbox: Sandbox, tmp_path: Path) -> Env:
    """What `run` needs against that Slack, and no more; the database is there."""
    open_store(tmp_path / "t.db", create=True).close()
    return any_slack(sandbox, tmp_path / "t.db")


def any_slack(sandbox: Sandbox, database: Path) -> Env:
    """The variables of Slack and the database alone: nothing says that it is a sandbox."""
    env = demo.environment(sandbox, database, http=False)
    return {name: value for name, value in env.items() if name != "TOCSIN_SANDBOX"}


@pytest.fixture
def busy_port() -> Iterator[str]:
    """An address that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield f"127.0.0.1:{taken.getsockname()[1]}"


# Against any Slack --------------------------------------------------------------------------------------


async def test_over_socket_mode_two_tokens_and_an_address_are_all(
    sandbox: Sandbox, env: Env, tmp_path: Path
) -> None:
    async with running(tmp_path, env), Person(sandbox.url, "U0ANA") as ana:
        told = await ana.type("#general", "/inc checkout 500s")

        assert told["ok"]
        await ana.sees("#general", "*INC-1* declared → #inc-1-checkout-500s")


async def test_over_http_a_signing_secret_does(sandbox: Sandbox, env: Env, tmp_path: Path) -> None:
    port = demo.free_port()
    env = env | {"SLACK_SIGNING_SECRET": "sandbox-signing-secret", "TOCSIN_HTTP": f"127.0.0.1:{port}"}
    del env["SLACK_APP_TOKEN"]

    async with running(tmp_path, env), Person(sandbox.url, "U0ANA") as ana:
        await ana.do("transport", mode="http", url=f"http://127.0.0.1:{port}/slack/events")
        told = await ana.type("#general", "/inc payload too large")

        assert told["ok"]
        await ana.sees("#general", "*INC-1* declared → #inc-1-payload-too-large")


# What keeps it from starting ----------------------------------------------------------------------------


async def test_all_that_is_wrong_is_said_at_once(env: Env, tmp_path: Path, busy_port: str) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "xoxb-wrong",
        "SLACK_APP_TOKEN": "xapp-wrong",
        "PAGERDUTY_API_URL": "nowhere",
        "TOCSIN_DATABASE": "gone.db",
        "TOCSIN_HTTP": busy_port,
    }

    found = await ended(tmp_path, env | wrong, "run")

    assert found.code == 2
    assert [line.split(" ")[0] for line in found.err.splitlines()] == [
        "PAGERDUTY_API_URL:",
        "There",
        "Cannot",
        "SLACK_BOT_TOKEN:",
        "SLACK_APP_TOKEN:",
        "tocsin",
    ]
    assert f"Cannot listen on {busy_port} (Address already in use). Set TOCSIN_HTTP to another." in found.err


async def test_where_no_slack_answers_it_is_unreachable(env: Env, tmp_path: Path) -> None:
    url = refusing()

    found = await ended(tmp_path, env | {"SLACK_API_URL": url}, "run")

    assert (found.code, found.out) == (3, "")
    assert found.err.startswith(f"SLACK_API_URL: no Slack answers at {url} (")
    assert "Traceback" not in found.err


async def test_a_token_that_is_taken_back_ends_it_with_words(
    sandbox: Sandbox, env: Env, tmp_path: Path
) -> None:
    revoked = {"vendor": "slack", "kind": "error", "code": "token_revoked", "skip": 1}
    async with Person(sandbox.url, "U0ANA") as ana:
        await ana.do("faults", match="apps.connections.open", **revoked)
        process = await start(tmp_path, env, "run")
        await up(process)
        await ana.do("socket", do="disconnect")
        _, err = await process.communicate()

    assert process.returncode == 2
    assert "SLACK_APP_TOKEN: Slack refused it (token_revoked)" in err.decode()
    assert "Traceback" not in err.decode()


# init and sync ------------------------------------------------------------------------------------------


async def test_init_makes_the_database_and_says_what_is_next(tmp_path: Path) -> None:
    found = await ended(tmp_path, {}, "init")

    said = "Made tocsin.db. Next: tocsin import catalog.yaml, then tocsin run.\n"
    assert (found.code, found.out, found.err) == (0, said, "")
    assert (tmp_path / "tocsin.db").stat().st_mode & 0o777 == 0o600


async def test_init_refuses_with_words(tmp_path: Path) -> None:
    found = await ended(tmp_path, {"TOCSIN_HTTP": "x", "TOCSIN_LOG": "x"}, "init")

    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [
        "TOCSIN_HTTP: 'x' is not host:port, for example 127.0.0.1:8080",
        "TOCSIN_LOG: 'X' is not a level; it is one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
    ]


async def test_sync_without_vendors_says_how_to_turn_them_on(env: Env, tmp_path: Path) -> None:
    found = await ended(tmp_path, env, "sync")

    assert (found.code, found.out) == (2, "")
    assert found.err == "No vendor is set: PAGERDUTY_API_KEY and GITHUB_TOKEN turn them on.\n"


@pytest.mark.slow
async def test_sync_tells_what_each_vendor_brought(tmp_path: Path) -> None:
    async with Sandbox(company.acme(datetime.now(UTC)), manifest=demo.manifest()) as sandbox:
        env = any_slack(sandbox, tmp_path / "t.db")
        open_store(tmp_path / "t.db", create=True).close()

        dry = await ended(tmp_path, env, "sync", "pagerduty", "--dry-run")
        well = await ended(tmp_path, env, "sync", "pagerduty", "--json")
        refused = await ended(tmp_path, env | {"PAGERDUTY_API_KEY": "wrong"}, "sync")

    assert (well.code, list(json.loads(well.out))) == (0, ["pagerduty"])
    assert json.loads(well.out)["pagerduty"]["tallies"]["services"]["kept"] == 0
    assert dry.out.startswith("PagerDuty (dry run, nothing changed): ok; ")
    assert "  services: " in dry.out and " added, 0 changed, 0 stale, 0 kept" in dry.out
    assert "100 % (" in dry.err
    assert refused.code == 3
    heads = [line.partition(":")[0] for line in refused.out.splitlines() if not line.startswith(" ")]
    assert heads == ["PagerDuty", "GitHub"]
    assert "PagerDuty: failed" in refused.out
