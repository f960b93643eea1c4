"""Promise 2's impact, and what people do with the catalog: ask who is hurt, claim, edit, bring files in."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows.catalog.importing import import_files
from store import audit
from tests.living import Night
from tests.stories.telling import asks, declares, read

ORPHAN = "services:\n  receipts: {title: Receipts, tier: 3}\n"


async def brings(night: Night, folder: Path, text: str, name: str = "more.yaml") -> None:
    """Whoever runs Tocsin brings another file in."""
    file = folder / name
    file.write_text(text, "utf-8")
    assert night.app is not None
    report = await import_files(night.app.store, [str(file)], False, night.sandbox.clock.now())
    assert report.faults == ()


async def test_the_card_says_who_is_hurt_and_who_knows_the_service(night: Night) -> None:
    room = await declares(night, "payments down service:payments-api")

    card = (await night.ana.sees(room, "*Who is hurt*"))["rendered"]

    assert "3 customers · 2 features · 1 service · 5 environments" in card
    assert "🔴 *Globex* · Enterprise · Europe · SLA 99.95 % a month" in card
    assert "*Knows it*\n@cy (wrote the retries" in card
    assert "*Acquira (card acquirer)*: +44 20 5550 0199, day and night, tell them merchant 884-1207" in card


async def test_who_is_hurt_is_told_with_the_reasons(night: Night) -> None:
    answer = await asks(night.ana, "#general", "/svc impact payments-api")

    assert "*3 customers · 2 features · 1 service · 5 environments*" in answer
    assert "uses feature One-click checkout, entitled by plan Pro, in environment us-1;" in answer
    assert "hard dependency: checkout → payments-api" in answer
    assert "Kiwi Crafts: flag one-click-button is off in ap-1 (feature One-click checkout)" in answer
    assert "Northwind: not entitled to Card payments, One-click checkout" in answer


async def test_what_nobody_owns_is_claimed_with_a_button(night: Night, tmp_path: Path) -> None:
    await brings(night, tmp_path, ORPHAN)
    await asks(night.ana, "#general", "/svc orphans")

    await night.ana.click("Claim for Payments", channel="#general")

    await night.ana.sees("#general", "*Payments* owns *Receipts* from now on: claimed by @ana.")
    owned = await asks(night.bo, "#general", "/svc owner receipts")
    assert "*Payments* · #team-payments (claimed by @ana on " in owned
    assert night.app is not None
    deeds = night.app.store.read(audit.entries, "receipts")
    assert [(each.who, each.what) for each in deeds] == [("U0ANA", "service.claim")]


async def test_every_value_says_where_it_is_from(night: Night) -> None:
    async def read_from_github() -> bool:
        return "languages" in await asks(night.ana, "#general", "/svc sources payments-api")

    await night.until(read_from_github)
    await asks(night.ana, "#general", "/svc payments-api")

    await night.ana.click("Where from", channel="#general")

    told = (await night.ana.sees("#general", "Where from: Payments API"))["rendered"]
    lines = {line.partition(":")[0].strip("• *"): line for line in told.split("\n") if line.startswith("•")}
    file = (Path(__file__).parents[2] / "bot/sandbox/company/acme.yaml").read_text("utf-8").split("\n")
    number = int(lines["tier"].partition("acme.yaml:")[2].partition(",")[0])
    assert "tier: 1" in file[number - 1]
    assert "(GitHub, " in lines["languages"]


@pytest.mark.slow
async def test_a_later_import_keeps_the_claim_and_says_the_disagreement(night: Night, tmp_path: Path) -> None:
    await brings(night, tmp_path, ORPHAN)
    await asks(night.ana, "#general", "/svc owner receipts")
    await night.ana.click("Claim for Payments", channel="#general")
    await night.ana.sees("#general", "claimed by @ana.")

    await brings(night, tmp_path, ORPHAN.replace("tier: 3", "tier: 3, team: platform"))

    owned = await asks(night.bo, "#general", "/svc owner receipts")
    assert "is owned by *Payments*" in owned
    assert "⚠️ team is claimed for payments by hand, " in owned
    assert "says platform" in owned


async def test_an_owner_edits_what_the_catalog_says(night: Night) -> None:
    await asks(night.ana, "#general", "/svc payouts")
    await night.ana.click("Edit", channel="#general")

    told = await night.ana.submit({"tier": "1", "runbook": " https://wiki.acme.example/payouts "})

    assert told["ok"], told
    said = (await night.ana.sees("#general", "Changed of *Payouts*"))["rendered"]
    assert "• tier: 2 → 1" in said
    assert "• runbook: nothing → https://wiki.acme.example/payouts" in said
    shown = await asks(night.bo, "#general", "/svc payouts")
    assert "by hand: tier by @ana, runbook by @ana" in shown


@pytest.mark.slow
async def test_who_does_not_own_it_is_told_whom_to_ask(night: Night) -> None:
    answer = await asks(night.ana, "#general", "/svc edit checkout")

    assert "Leads and members of Storefront edit Checkout." in answer


@pytest.mark.slow
async def test_a_freeze_stands_above_the_owner_while_it_holds(night: Night, tmp_path: Path) -> None:
    now = night.sandbox.clock.now()
    freeze = f"freezes: [{{name: Stocktaking, from: {now - timedelta(hours=1):%Y-%m-%dT%H:%MZ}, "
    await brings(
        night, tmp_path, f"{freeze}until: {now + timedelta(hours=1):%Y-%m-%dT%H:%MZ}, services: [search]}}]\n"
    )

    shown = await asks(night.ana, "#general", "/svc search")
    await night.ana.do("clock", advance=2 * 3600)
    later = await asks(night.ana, "#general", "/svc search")

    assert ("Stocktaking" in shown, "Stocktaking" in later) == (True, False)


@pytest.mark.slow
async def test_a_running_bot_answers_from_a_file_brought_in_beside_it(night: Night, tmp_path: Path) -> None:
    await brings(night, tmp_path, "services:\n  refunds: {title: Refunds, description: Slow.}\n")
    before = await asks(night.ana, "#general", "/svc refunds")
    changed = tmp_path / "more.yaml"
    changed.write_text("services:\n  refunds: {title: Refunds, description: Quick.}\n", "utf-8")

    printed = await night.terminal("import", str(changed))

    async def known() -> bool:
        return "Quick." in await asks(night.ana, "#general", "/svc refunds")

    assert ("Slow." in before, printed.code) == (True, 0)
    await night.until(known, within=2)


@pytest.mark.slow
async def test_what_backstage_says_is_answered_from_with_its_place(night: Night, tmp_path: Path) -> None:
    entity = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: refunds, title: Refunds}\n"
        "spec: {type: service, owner: 'group:default/Storefront', dependsOn: ['component:payments-api']}\n"
    )
    await brings(night, tmp_path, entity, "catalog-info.yaml")

    owned = await asks(night.ana, "#general", "/svc owner refunds")
    needing = await asks(night.ana, "#general", "/svc deps payments-api")

    assert "is owned by *Storefront* · #team-storefront" in owned
    assert "catalog-info.yaml" in owned
    assert "Refunds" in needing


@pytest.mark.slow
async def test_code_owners_who_say_otherwise_are_told(night: Night) -> None:
    await read(night, "github")

    async def told() -> bool:
        return "CODEOWNERS of acme/search" in await asks(night.ana, "#general", "/svc owner search")

    await night.until(told)
    answer = await asks(night.ana, "#general", "/svc owner search")
    assert "⚠️ CODEOWNERS of acme/search names @acme/relevance, the catalog names Storefront" in answer
