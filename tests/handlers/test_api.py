"""The HTTP API: who may ask, how often, what the gate says; the example for GitHub Actions works as it is."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from ruamel.yaml import YAML

from bot.domain.catalog import Catalog, Service, Team
from bot.domain.refusal import Refusal
from bot.domain.token import Scope
from bot.flows import scorecard, token
from bot.ports import Bot, By, RepositoryFacts
from handlers import api
from store import catalog
from store import scorecard as rows_of
from store.sqlite import Store, open_store
from tests import make
from tests.make import NOW
from tests.rules import ROOT

BY = By("maya", NOW, "terminal")
SHOP = Service("shop", "Shop", team="payments", repository="acme/shop")
README = RepositoryFacts("acme/shop", {"readme": "README.md"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service that reaches Silver, evaluated."""
    path = tmp_path_factory.mktemp("house") / "tocsin.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    rows = open_store(path, create=True)
    await rows.run(catalog.save, Catalog(teams=(Team("payments", "Payments"),), services=(SHOP,)), NOW)
    await rows.run(rows_of.keep, [README], {}, NOW)
    made = make.bot(rows)
    await scorecard.evaluate_all(made)
    rows.close()


@pytest.fixture
def rows(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """Those rows, for one test."""
    store = open_store(shutil.copy(filled, tmp_path / "tocsin.db"))
    yield store
    store.close()


@pytest.fixture
def bot(rows: Store) -> Bot:
    """A house with one service that reaches Silver."""
    return make.bot(rows)


@asynccontextmanager
async def served(bot: Bot, ticks: list[float] | None = None) -> AsyncIterator[str]:
    """The API alone, on loopback; `ticks` is its clock."""
    app = web.Application()
    app.add_routes(api.routes(bot, (lambda: ticks[0]) if ticks else lambda: 0.0))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def secret(bot: Bot, name: str = "gate", days: int = 0) -> str:
    end = NOW + timedelta(days=days) if days else None
    return await token.add(bot.rows, name, Scope.READ, end, BY)


async def asked(url: str, path: str, bearer: str = "") -> tuple[int, Any, dict[str, str]]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/api/v1/{path}", headers=headers) as got,
    ):
        return got.status, await got.json(), dict(got.headers)


@pytest.mark.parametrize(
    ("query", "ok", "verdict", "in_the_way"),
    [
        ("?level=Silver", True, "reached", []),
        ("?level=bronze", True, "reached", []),
        ("", False, "fails", ["on-call rotation", "runbook", "SLO"]),
        ("?level=Gold&card=production_readiness", False, "fails", ["on-call rotation", "runbook", "SLO"]),
    ],
)
async def test_the_gate_says_which_rules_stand_in_the_way(
    bot: Bot, query: str, ok: bool, verdict: str, in_the_way: list[str]
) -> None:
    bearer = await secret(bot)

    async with served(bot) as url:
        status, told, headers = await asked(url, f"readiness/shop{query}", bearer)

    assert (status, told["ok"], told["verdict"], told["in_the_way"]) == (200, ok, verdict, in_the_way)
    assert headers["Content-Type"].startswith("application/json")
    assert "Set-Cookie" not in headers
    if not ok:
        gap = next(each for each in told["gaps"] if each["title"] == "runbook")
        assert gap["fix"].startswith("write down what to do at night")
        assert "runbook (Gold), for Payments: write down" in told["said"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("readiness/ghost", 404, "no service is called 'ghost'"),
        ("readiness/sho", 404, "near it are shop"),
        ("readiness/shop?level=Iron", 400, "'Iron' is no level of Production readiness; it has Basic"),
        ("readiness/shop?card=ghost", 400, "There is no card ghost"),
        ("readiness?team=ghosts", 404, "no team is called 'ghosts'"),
    ],
)
async def test_what_there_is_not_is_said(bot: Bot, path: str, status: int, said: str) -> None:
    bearer = await secret(bot)

    async with served(bot) as url:
        found = await asked(url, path, bearer)

    assert found[0] == status
    assert said in found[1]["error"]


async def test_all_services_come_the_worst_first(bot: Bot) -> None:
    bearer = await secret(bot)

    async with served(bot) as url:
        _, everything, _ = await asked(url, "readiness", bearer)
        _, of_team, _ = await asked(url, "readiness?team=payments&offset=1", bearer)

    assert (everything["total"], [each["service"] for each in everything["services"]]) == (1, ["shop"])
    assert (of_team["offset"], of_team["services"]) == (1, [])


async def test_a_gate_is_not_passed_by_what_is_gone_and_no_offset_is_too_long(bot: Bot) -> None:
    await bot.rows.run(catalog.mark_gone, "service", ["shop"], NOW)
    bearer = await secret(bot)
    async with served(bot) as url:
        gone = await asked(url, "readiness/shop?level=Basic", bearer)
        titled = await asked(url, "readiness?card=production%20readiness&team=PAYMENTS", bearer)
        far = await asked(url, f"readiness?offset={'9' * 5000}", bearer)

    assert gone[:2] == (404, {"error": "no service is called 'shop'"})
    assert (titled[0], titled[1]["scorecard"]) == (200, "production_readiness")
    assert (far[0], far[1]["services"]) == (200, [])


async def test_only_a_token_that_holds_opens_the_door(bot: Bot) -> None:
    ended, revoked = await secret(bot, "ended", days=1), await secret(bot, "revoked")
    await token.revoke(bot.rows, "revoked", BY)
    bot.clock.time = NOW + timedelta(days=2)  # type: ignore[attr-defined]

    async with served(bot) as url:
        found = [await asked(url, "readiness/shop", each) for each in ("", "tocsin_guess", ended, revoked)]

    assert [status for status, _, _ in found] == [401] * 4
    assert found[0][2]["WWW-Authenticate"] == "Bearer"
    assert "tocsin token add" in found[0][1]["error"]


async def test_a_secret_is_nowhere_in_the_database(bot: Bot, rows: Store) -> None:
    bearer = await secret(bot)

    kept = b"".join(path.read_bytes() for path in rows.path.parent.glob("tocsin.db*"))

    assert bearer.encode() not in kept
    assert rows.read(token.every)[0].name == "gate"


async def test_a_token_has_a_name_that_is_free_and_an_end_to_come(bot: Bot) -> None:
    await secret(bot)

    with pytest.raises(Refusal, match="There is a token gate already"):
        await secret(bot)
    with pytest.raises(Refusal, match="needs a name"):
        await secret(bot, " ")
    with pytest.raises(Refusal, match="a day to come"):
        await secret(bot, "late", days=-1)
    with pytest.raises(Refusal, match="No standing token is called ghost"):
        await token.revoke(bot.rows, "ghost", BY)


async def test_a_caller_who_asks_too_often_waits(bot: Bot) -> None:
    bearer, ticks = await secret(bot), [0.0]

    async with served(bot, ticks) as url:
        statuses = [(await asked(url, "readiness/shop", bearer))[0] for _ in range(api.A_MINUTE + 1)]
        strangers = [(await asked(url, "readiness/shop"))[0] for _ in range(api.A_MINUTE // 4 + 1)]
        refused = await asked(url, "readiness/shop", bearer)
        ticks[0] += 1.0
        later = await asked(url, "readiness/shop", bearer)

    assert (statuses.count(200), statuses[-1]) == (api.A_MINUTE, 429)
    assert (strangers[0], strangers[-1]) == (401, 429)
    assert (refused[2]["Retry-After"], later[0]) == ("1", 200)


async def test_the_api_describes_itself_to_whoever_asks(bot: Bot) -> None:
    async with served(bot) as url:
        status, told, _ = await asked(url, "openapi.json")

    paths = {route.path for route in api.routes(bot)} - {"/api/v1/openapi.json"}
    assert (status, set(told["paths"])) == (200, paths)
    assert told["security"] == [{"token": []}]


def test_callers_beyond_count_are_forgotten() -> None:
    limit = api.Limit(1)

    waits = [limit.wait(f"a{n}", 0.0) for n in range(api.MOST_KEPT + 2)]

    assert set(waits) == {0}
    assert limit.wait("a0", 0.0) == 0


# The example --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "code"), [("Silver", 0), ("Gold", 1)])
async def test_the_steps_of_the_example_gate_a_release(
    bot: Bot, tmp_path: Path, level: str, code: int
) -> None:
    job = YAML(typ="safe").load((ROOT / "docs/readiness-gate.yml").read_text())["jobs"]["readiness"]
    bearer = await secret(bot)

    async with served(bot) as url:
        known = {"TOCSIN_URL": url, "TOCSIN_TOKEN": bearer, "SERVICE": "shop", "LEVEL": level}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        for step in job["steps"]:
            process = await asyncio.create_subprocess_exec(
                *("bash", "-e", "-o", "pipefail", "-c", step["run"]),
                env={"PATH": path, **known},
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            out = (await process.communicate())[0].decode()

    assert set(known) == set(job["env"])
    assert process.returncode == code, out
    assert json.loads((tmp_path / "readiness.json").read_text())["wanted"] == level
    blocked = "::error title=runbook::write down what to do at night" in out
    assert blocked == bool(code)
