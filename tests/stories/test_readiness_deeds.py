"""Promise 21, the deeds: waive a rule, bring a card in, see it drawn, hear when it gets worse."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import company
from tests.living import Night, living
from tests.rules import ROOT
from tests.stories.telling import asks

pytestmark = pytest.mark.slow
CARD = (ROOT / "tests/data/scorecard_port.json").read_text()
HOUSE = "managers: [U0BO, U0OMAR]\n"


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Night]:
    """Acme, where Bo and Omar manage the house."""
    house = tmp_path / "tocsin.yaml"
    house.write_text(HOUSE)
    async with living(company.acme(datetime.now(UTC)), tmp_path, started=False) as night:
        await night.start(TOCSIN_CONFIG=str(house))
        yield night


async def stands(night: Night, words: str, text: str) -> str:
    """The answer to `/ready …`, once it says the text."""

    async def told() -> bool:
        return text in await asks(night.ana, "#general", f"/ready {words}")

    await night.until(told)
    return await asks(night.ana, "#general", f"/ready {words}")


async def test_a_waiver_is_asked_in_a_form_and_granted_by_somebody_else(acme: Night) -> None:
    await stands(acme, "payouts", "Silver 7/9")
    await acme.ana.type("#general", "/ready waive payouts runbook")
    await acme.ana.submit({"rule": "runbook", "reason": "it is being written", "until": "2099-01-31"})
    await acme.ana.sees("#general", "lasts a year at most")
    until = f"{acme.sandbox.clock.now().year + 1}-01-15"

    await acme.ana.type("#general", "/ready waive payouts runbook")
    await acme.ana.submit({"rule": "runbook", "reason": "it is being written", "until": until})
    await acme.bo.sees("@bot", "asks to waive *runbook* for *Payouts*")
    await acme.bo.click("Grant", channel="@bot")
    shown = await stands(acme, "payouts", "Silver 8/9 — missing: SLO · waived: runbook")

    assert "*runbook* is waived until" in shown
    assert "it is being written (asked by @ana" in shown
    await acme.ana.sees("@bot", "granted by")


@pytest.mark.parametrize("way", ["text", "file"])
async def test_a_card_is_pasted_or_uploaded_looked_at_and_confirmed(acme: Night, way: str) -> None:
    await stands(acme, "payouts", "Silver 7/9")
    refused = await asks(acme.ana, "#general", "/ready import")
    await acme.bo.type("#general", "/ready import")
    form = await acme.bo.opens()
    given: dict[str, object] = {"text": CARD}
    if way == "file":
        room = await acme.bo.channel("@bot")
        shared = await acme.bo.do("upload", channel=room, name="card.json", content=CARD)
        given = {"file": [{"id": shared["id"]}]}
    await acme.bo.submit(given, view_id=form["id"])
    seen = (await acme.bo.sees("#general", "What it would change"))["rendered"]
    await acme.bo.click("Bring it in", channel="#general")
    await acme.bo.sees("#general", "brought in, every service is evaluated on it")
    after = await stands(acme, "card:serviceHealth payouts", "Service health")

    assert "Scorecards are for the house's managers to bring in. Ask @bo, @omar" in refused
    assert "undefined level" in seen
    assert "did you mean `oncall` or `pagerduty_oncall`?" in seen
    assert "in error: Touched this year, Touched this week, Reviews, Reviews" in after


async def test_a_chart_comes_as_a_picture_with_words(acme: Night) -> None:
    await stands(acme, "", "*Gold* 6")

    await acme.ana.click("Chart", channel="#general")

    def drawn(message: dict[str, object]) -> bool:
        return bool(message["files"])

    shown = await acme.ana.meets("@bot", drawn, "a picture")
    assert shown["files"][0]["name"] == "readiness.png"


async def test_lists_are_sorted_and_become_a_table(acme: Night) -> None:
    await stands(acme, "", "*Gold* 6")

    await acme.ana.click("By name", channel="#general")
    by_name = (await acme.ana.sees("#general", "by name"))["rendered"]
    await acme.ana.click("As a table", channel="#general")
    table = (await acme.ana.sees("#general", "Tier"))["rendered"]

    assert by_name.index("*Checkout*") < by_name.index("*E-mail relay*")
    assert "Payouts" in table
