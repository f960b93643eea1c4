"""Promise 21: how ready a service is, what is missing, who fixes it how; on card and document too."""

import pytest

from tests.living import Night
from tests.stories.telling import asks, declares, document

STANDING = "Silver 7/9 — missing: runbook, SLO"


async def ready(night: Night, words: str = "") -> str:
    """The answer to `/ready …`, once GitHub was looked at."""

    async def known() -> bool:
        return STANDING in await asks(night.bo, "#general", "/ready payouts")

    await night.until(known, within=15)
    return await asks(night.ana, "#general", f"/ready {words}".strip())


async def listed(night: Night, words: str, line: str) -> str:
    """A list of `/ready …`, once it has caught up so far that it says the line."""

    async def caught_up() -> bool:
        return line in await asks(night.bo, "#general", f"/ready {words}".strip())

    await ready(night, "payouts")
    await night.ana.do("clock", advance=61)
    await night.until(caught_up, within=15)
    return await asks(night.ana, "#general", f"/ready {words}".strip())


async def test_a_service_says_its_level_its_gaps_and_who_closes_them(night: Night) -> None:
    shown = await ready(night, "settlements")

    lines = shown.splitlines()
    assert lines[:2] == ["Payouts: Silver 7/9", f"{STANDING}. Next: Gold."]
    gaps = {line.strip() for line in lines if "Owner:" in line}
    assert gaps == {
        "Owner: Payments (Maya Okafor). Fix: write down what to do at night and add `runbook: https://…` to "
        "payouts in acme.yaml, line 61, then `tocsin import` it.",
        "Owner: Payments (Maya Okafor). Fix: agree on an objective and add `slos:` to payouts in acme.yaml, "
        "line 61, then `tocsin import` it.",
    }


async def test_every_rule_says_what_was_found_where_and_what_was_wanted(night: Night) -> None:
    await ready(night, "payouts")

    await night.ana.click("Every rule", channel="#general")

    shown = (await night.ana.sees("#general", "required_approvals_for_pr"))["rendered"]
    assert "✗ *runbook* (Gold)\n     `runbook` is there: nothing · acme.yaml, line 61, " in shown
    assert "✓ *branch protection* (Gold)\n     `required_approvals_for_pr` is over 0: 1 · GitHub, " in shown
    assert "✓ *freshness under 90 days* (Gold)\n     `freshness` is under 90: 0 · GitHub, " in shown


async def test_the_same_gaps_are_on_the_card(night: Night) -> None:
    await ready(night, "payouts")

    room = await declares(night, "merchants unpaid service:payouts")

    card = await night.ana.sees(room, "[Resolve]")
    assert STANDING in card["rendered"]


@pytest.mark.slow
async def test_the_same_gaps_are_in_the_document(night: Night) -> None:
    await ready(night, "payouts")
    room = await declares(night, "merchants unpaid service:payouts")

    await asks(night.ana, room, "/inc resolve paid by hand")

    gaps = (await document(night, room)).partition("Readiness gaps that hurt")[2].partition("\n## ")[0]
    assert STANDING in gaps
    assert "Missing: runbook. Owner: Payments (Maya Okafor)." in gaps
    assert "Missing: SLO. Owner: Payments (Maya Okafor)." in gaps


async def test_all_services_come_the_worst_first_with_a_way_on(night: Night) -> None:
    shown = await listed(night, "", "*Gold* 6 · *Silver* 5 · *Bronze* 1 · *Basic* 1")

    names = [line.partition("* ·")[0].lstrip("*") for line in shown.splitlines() if "* · tier" in line]
    assert names[:4] == ["Warehouse feed", "Search", "E-mail relay", "Identity"]
    assert len(names) == 10
    await night.ana.click("and 3 more", channel="#general")
    rest = (await night.ana.sees("#general", "*Product catalog*"))["rendered"]
    assert "*Search*" not in rest


async def test_a_team_sees_its_own_services(night: Night) -> None:
    shown = await listed(night, "team:messaging", "*E-mail relay* · tier 3\nSilver 4/9 — missing: ")

    assert "Readiness: Messaging" in shown
    assert "Payouts" not in shown


async def test_a_right_that_tocsin_lacks_is_no_data_and_not_the_team_s_fault(night: Night) -> None:
    shown = await ready(night, "identity")

    assert "Silver 7/9 — no data: branch protection, CI required" in shown
    assert "no data: token lacks Administration: read" in shown
    assert (
        "Owner: whoever runs Tocsin. Fix: give Tocsin's GitHub credential Administration: read on " in shown
    )
    assert "missing" not in shown
