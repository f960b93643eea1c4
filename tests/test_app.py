"""The whole bot, built as `run` builds it: it starts whole or not at all, and finishes what runs."""

import asyncio
import re
import socket
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.integrations.slack import OPTIONAL, SCOPES
from bot.ports import Unreachable
from bot.preflight import missing_scopes
from bot.sandbox import company, demo
from bot.sandbox.server import Sandbox
from bot.settings import BadSettings, read
from store import incident as incidents
from store.sqlite import open_store
from tests.loopback import refusing

Env = dict[str, str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in a folder of its own, with a database in it."""
    monkeypatch.chdir(tmp_path)
    open_store(tmp_path / "t.db", create=True).close()
    return tmp_path


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Slack with a few people."""
    async with Sandbox(company.empty(), manifest=demo.manifest()) as running:
        yield running


@pytest.fixture
def env(sandbox: Sandbox) -> Env:
    """All that a start needs."""
    return demo.environment(sandbox, Path("t.db"), http=False)


async def starts(env: Env) -> None:
    """Start and stop."""
    async with App(read(env)):
        pass


REFUSED = [
    ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token"),
    ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN: Slack refused it (invalid_auth): copy the Bot"),
    ({"SLACK_APP_TOKEN": "xapp-wrong"}, "SLACK_APP_TOKEN: Slack refused it (invalid_auth): make an App-L"),
    ({"SLACK_APP_TOKEN": "xoxb-sandbox"}, "SLACK_APP_TOKEN does not begin with xapp-: make an App-Level"),
    ({"TOCSIN_DATABASE": "gone.db"}, "There is no database at gone.db. Run `tocsin init` to make one"),
    ({"TOCSIN_DATABASE": "."}, ". is not a Tocsin database; it was left as it is."),
    ({"TOCSIN_HTTP": "127.0.0.1"}, "TOCSIN_HTTP: '127.0.0.1' is not host:port"),
    ({"TOCSIN_HTTP": "nowhere.invalid:80"}, "Cannot listen on nowhere.invalid:80 ("),
    ({"TOCSIN_CONFIG": "gone.yaml"}, "TOCSIN_CONFIG: there is no file gone.yaml"),
    ({"GITHUB_INSTALLATION_ID": "x"}, "GITHUB_INSTALLATION_ID: is not a number"),
]


@pytest.mark.parametrize(("wrong", "said"), REFUSED)
async def test_what_is_wrong_ends_the_start_with_words(env: Env, wrong: Env, said: str) -> None:
    with pytest.raises(BadSettings) as raised:
        await starts(env | wrong)

    assert len(raised.value.problems) == 1
    assert raised.value.problems[0].startswith(said)


async def test_a_scope_that_is_missing_is_named_with_its_reason() -> None:
    manifest: dict[str, Any] = demo.manifest()
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [each for each in scopes if each != "pins:write"]
    async with Sandbox(company.empty(), manifest=manifest) as sandbox:
        with pytest.raises(BadSettings) as raised:
            await starts(demo.environment(sandbox, Path("t.db"), http=False))

    assert raised.value.problems == [
        "SLACK_BOT_TOKEN lacks the scope pins:write: pins the card. Add it under OAuth & Permissions and "
        "install the app again"
    ]


@pytest.mark.parametrize("path", ["", "/nowhere"])
async def test_where_no_slack_answers_it_is_unreachable(sandbox: Sandbox, env: Env, path: str) -> None:
    url = f"{sandbox.url}{path}" if path else refusing()

    with pytest.raises(Unreachable) as raised:
        await starts(env | {"SLACK_API_URL": f"{url}/"})

    assert str(raised.value).startswith(f"SLACK_API_URL: no Slack answers at {url} (")


async def test_what_is_wrong_here_is_told_although_slack_is_away(env: Env) -> None:
    url = refusing()

    with pytest.raises(BadSettings) as raised:
        await starts(env | {"SLACK_API_URL": url, "TOCSIN_DATABASE": "gone.db"})

    assert [line.split(" ")[0] for line in raised.value.problems] == ["There", "SLACK_API_URL:"]


@pytest.mark.parametrize("kind", ["server_error", "html", "drop"])
async def test_a_slack_in_trouble_is_unreachable_and_no_token_is_blamed(
    sandbox: Sandbox, env: Env, kind: str
) -> None:
    sandbox.faults.add({"match": "apps.connections.open", "kind": kind})

    with pytest.raises(Unreachable):
        await starts(env)


async def test_a_socket_that_slack_does_not_open_is_told_in_its_words(sandbox: Sandbox, env: Env) -> None:
    sandbox.faults.add({"match": "apps.connections.open", "kind": "error", "code": "socket_mode_is_off"})

    with pytest.raises(BadSettings) as raised:
        await starts(env)

    assert raised.value.problems == [
        "SLACK_APP_TOKEN: Slack refused it (socket_mode_is_off): make an App-Level Token with the scope "
        "connections:write, and turn Socket Mode on"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty. Run `tocsin init` to start anew"),
        (b"not a database at all" * 100, "is damaged (file is not a database); it was left as it is."),
    ],
)
async def test_a_file_that_is_not_ours_is_left_as_it_is(
    env: Env, folder: Path, content: bytes, said: str
) -> None:
    path = folder / "other.db"
    path.write_bytes(content)

    with pytest.raises(BadSettings, match=re.escape(said)):
        await starts(env | {"TOCSIN_DATABASE": str(path)})

    assert path.read_bytes() == content


async def test_a_newer_database_is_refused(env: Env) -> None:
    db = sqlite3.connect("t.db")
    db.execute("INSERT INTO migration VALUES (9001, '9001_future', '')")
    db.commit()
    db.close()

    with pytest.raises(
        BadSettings, match=r"was written by a newer Tocsin \(9001_future\); it was left as it is"
    ):
        await starts(env)


async def test_a_port_that_is_taken_is_told_and_one_that_was_let_go_is_taken_again(env: Env) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = env | {"TOCSIN_HTTP": f"127.0.0.1:{taken.getsockname()[1]}"}
        with pytest.raises(
            BadSettings, match=r"Cannot listen on .* \(Address already in use\)\. Set TOCSIN_HTTP"
        ):
            await starts(env)

    await starts(env)
    await starts(env)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({}, 0),
        ({"X-OAuth-Scopes": ""}, 0),
        ({"x-oauth-scopes": ", ".join(SCOPES)}, 0),
        ({"X-OAuth-Scopes": "commands"}, len(SCOPES) - len(OPTIONAL) - 1),
    ],
)
def test_scopes_are_missing_only_where_slack_says_which_there_are(told: dict[str, str], missing: int) -> None:
    assert len(missing_scopes(told)) == missing


# What it does while it runs -----------------------------------------------------------------------------


async def asked(app: App, path: str) -> tuple[int, Any]:
    """What the bot's HTTP answers."""
    url = f"http://127.0.0.1:{app.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def test_it_is_alive_at_once_and_ready_once_slack_has_greeted(env: Env) -> None:
    async with App(read(env)) as app:
        alive, early = await asked(app, "/healthz"), await asked(app, "/readyz")
        assert app.socket is not None
        await app.socket.connected.wait()
        ready = await asked(app, "/readyz")

    off = ["PagerDuty is off: set `PAGERDUTY_API_KEY`", "GitHub is off: set `GITHUB_TOKEN`"]
    assert alive == (200, {"ok": True})
    assert early[0] == (503 if early[1]["reasons"] == ["not connected to Slack"] else 200)
    assert ready == (200, {"ok": True, "reasons": [], "vendors": off})


async def test_what_runs_is_finished_before_the_store_closes(env: Env) -> None:
    done: list[int] = []

    async def work(app: App) -> None:
        await asyncio.sleep(0)
        done.append(await app.store.run(incidents.next_number))

    async with App(read(env)) as app:
        app.tasks.start(work(app), "work")

    assert done == [1]


async def test_a_part_that_ends_with_an_error_ends_the_whole(sandbox: Sandbox, env: Env) -> None:
    sandbox.faults.add(
        {"match": "apps.connections.open", "kind": "error", "code": "token_revoked", "skip": 1}
    )
    async with App(read(env)) as app:
        assert app.socket is not None
        await app.socket.connected.wait()
        await sandbox.deliveries.sockets.disconnect()

        with pytest.raises(BadSettings, match=r"SLACK_APP_TOKEN: Slack refused it \(token_revoked\)"):
            await app.until_stopped(asyncio.Event())


async def test_it_stops_when_it_is_told(env: Env) -> None:
    stop = asyncio.Event()
    async with App(read(env)) as app:
        stop.set()

        await app.until_stopped(stop)
