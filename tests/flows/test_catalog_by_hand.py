"""Claiming and editing: who may, what is kept, what the audit says; the table beneath a card."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.blocks import catalog as blocks
from bot.domain.catalog import Catalog, Code, Expert, Link, Person, Profile, Service, Team
from bot.domain.catalog.estate import Customer, Entitlement, Feature
from bot.domain.catalog_file import writing
from bot.domain.incident import Incident, Status
from bot.domain.refusal import Refusal
from bot.flows import effects
from bot.flows.catalog import beside, editing, import_files, owning
from bot.flows.catalog.knowing import knows
from bot.ports import Ask, Bot, RepositoryFacts
from store import audit, catalog, outbox, scorecard
from store import change as changes
from store import incident as incidents
from store.sqlite import Store
from tests import make
from tests.make import NOW

ANA, BO = Person("ana", "Ana", slack="U0ANA", github="ana-gh"), Person("bo", "Bo", slack="U0BO")
TEAMS = (Team("payments", "Payments", leads=("ana",)), Team("search", "Search", members=("bo",)))
ORPHAN = Service("receipts", "Receipts")
PAY = Service("pay", "Pay", tier=2, team="payments", repository="acme/pay")


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A bot whose catalog holds two teams, a service and an orphan."""
    await rows.run(catalog.save, Catalog((ANA, BO), TEAMS, (ORPHAN, PAY)), NOW)
    return make.bot(rows)


def ask(person: str = "U0ANA", **fields: Any) -> Ask:
    return Ask(person, "C1", "", NOW, "button", **fields)


async def kept(bot: Bot, id: str) -> Service:
    found = bot.rows.read(catalog.service, id)
    assert found is not None
    return found


async def test_a_member_claims_for_the_team(bot: Bot) -> None:
    reply = await owning.claim(bot, ask(), "payments", "receipts")

    assert reply.text.startswith("*Payments* owns *Receipts* from now on: claimed by <@U0ANA>.")
    assert (await kept(bot, "receipts")).team == "payments"
    (deed,) = bot.rows.read(audit.entries, "receipts")
    assert (deed.what, deed.detail) == ("service.claim", {"before": "", "team": "payments"})


async def test_a_lead_of_the_team_around_claims_for_it_and_is_told_of_with_the_owner(bot: Bot) -> None:
    money = Team("money", "Money", "#money", leads=("bo",))
    within = Team("payments", "Payments", leads=("ana",), members=("ana",), parent="money")
    await bot.rows.run(catalog.save, Catalog(teams=(money, within)), NOW)

    listed = await owning.orphans(bot, ask("U0BO"))
    await owning.claim(bot, ask("U0BO"), "payments", "receipts")

    assert [each in str(listed.blocks) for each in ("Claim for Money", "Claim for Payments")] == [True, True]
    told = str((await owning.owner(bot, ask(), "receipts")).blocks)
    assert "Payments is part of *Money* · #money" in told


@pytest.mark.parametrize(
    ("person", "team", "service", "why"),
    [
        ("U0BO", "payments", "receipts", "Only members of Payments claim for it; nothing was changed."),
        ("U0NOBODY", "payments", "receipts", "Only members of Payments claim for it; nothing was changed."),
        ("U0ANA", "payments", "pay", "Payments owns Pay by now; nothing was changed."),
        ("U0ANA", "payments", "gone", "That is no longer in the catalog; nothing was claimed."),
        ("U0ANA", "gone", "receipts", "That is no longer in the catalog; nothing was claimed."),
    ],
)
async def test_a_claim_is_refused_with_the_reason(
    bot: Bot, person: str, team: str, service: str, why: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await owning.claim(bot, ask(person), team, service)

    assert str(refused.value).startswith(why)
    assert bot.rows.read(audit.entries, service) == []


async def test_an_edit_keeps_what_was_changed_and_nothing_else(bot: Bot) -> None:
    _, before = editing.standing(bot, ask(), "pay")
    after = before | {"tier": "1", "channel": "#pay"}

    reply = await editing.edit(bot, ask(), "pay", before, after)

    found = await kept(bot, "pay")
    assert (found.tier, found.channel, found.team) == (1, "#pay", "payments")
    assert [(each.field, each.value, each.declared) for each in found.by_hand] == [
        ("tier", "1", "2"),
        ("channel", "#pay", ""),
    ]
    assert reply.text.splitlines()[1:] == ["• tier: 2 → 1", "• channel: nothing → #pay"]
    (deed,) = bot.rows.read(audit.entries, "pay")
    assert deed.detail == {"tier": ["2", "1"], "channel": ["", "#pay"]}


async def test_an_edit_that_changes_nothing_leaves_no_trace(bot: Bot) -> None:
    _, before = editing.standing(bot, ask(), "pay")

    reply = await editing.edit(bot, ask(), "pay", before, before)

    assert reply.text == "Nothing was changed of *Pay*."
    assert bot.rows.read(audit.entries, "pay") == []


@pytest.mark.parametrize(
    ("person", "service", "why"),
    [
        ("U0BO", "pay", "Leads and members of Payments edit Pay. `/svc owner pay` says whom to ask."),
        ("U0ANA", "receipts", "Nobody owns Receipts yet: claim it first with `/svc owner receipts`."),
        ("U0ANA", "gone", "That service is no longer in the catalog."),
    ],
)
async def test_who_may_not_edit_is_told_what_to_do(bot: Bot, person: str, service: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        editing.standing(bot, ask(person), service)

    assert str(refused.value).startswith(why)


async def test_the_slower_of_two_editors_loses_nothing_silently(bot: Bot) -> None:
    _, before = editing.standing(bot, ask(), "pay")
    await editing.edit(bot, ask(), "pay", before, before | {"tier": "1"})

    with pytest.raises(Refusal) as refused:
        await editing.edit(bot, ask(), "pay", before, before | {"tier": "3"})

    assert str(refused.value).startswith("The tier of Pay was changed meanwhile, to 1;")


@pytest.mark.parametrize("team", ["", "nowhere"])
async def test_a_service_that_has_an_owner_keeps_one(bot: Bot, team: str) -> None:
    _, before = editing.standing(bot, ask(), "pay")

    with pytest.raises(Refusal):
        await editing.edit(bot, ask(), "pay", before, before | {"team": team})

    assert (await kept(bot, "pay")).team == "payments"


async def test_a_team_that_is_gone_edits_nothing_and_what_it_had_is_claimed(bot: Bot) -> None:
    await bot.rows.run(catalog.mark_gone, "team", ["payments"], NOW)

    with pytest.raises(Refusal, match="Nobody owns Pay yet: claim it first"):
        editing.standing(bot, ask(), "pay")
    await owning.claim(bot, ask("U0BO"), "search", "pay")

    assert editing.standing(bot, ask("U0BO"), "pay")[1]["team"] == "search"


async def test_an_owner_hands_its_service_over(bot: Bot) -> None:
    _, before = editing.standing(bot, ask(), "pay")

    await editing.edit(bot, ask(), "pay", before, before | {"team": "search"})

    assert [each.team for each in bot.rows.read(catalog.owners, PAY)] == ["search"]
    with pytest.raises(Refusal):
        editing.standing(bot, ask(), "pay")


FIRST, SECOND = Link("Failover", "https://w.example/1"), Link("Restore", "https://w.example/2")


@pytest.mark.parametrize(
    ("runbooks", "given", "kept"),
    [
        ((FIRST, SECOND), "https://w.example/9", (Link("Runbook", "https://w.example/9"), SECOND)),
        ((FIRST, SECOND), SECOND.url, (SECOND,)),
        ((FIRST, SECOND), "", (SECOND,)),
        ((FIRST,), "", ()),
        ((), "https://w.example/9", ()),
    ],
)
async def test_a_runbook_given_by_hand_takes_the_place_of_the_first(
    bot: Bot, runbooks: tuple[Link, ...], given: str, kept: tuple[Link, ...]
) -> None:
    await bot.rows.run(
        catalog.save, Catalog(services=(replace(PAY, runbook=FIRST.url, runbooks=runbooks),)), NOW
    )
    _, before = editing.standing(bot, ask(), "pay")

    await editing.edit(bot, ask(), "pay", before, before | {"runbook": given})
    service, _ = editing.standing(bot, ask(), "pay")

    assert service.pages == kept
    written = writing.written(service)
    assert written.get("runbooks", []) == [{"title": each.title, "url": each.url} for each in kept]
    assert written.get("runbook", "") == ("" if kept else given)
    shown = str(blocks.card(Profile(service), NOW).blocks)
    assert [url in shown for url in (FIRST.url, SECOND.url)] == [False, SECOND in kept]
    assert given in shown


async def test_code_owners_that_say_otherwise_are_told(bot: Bot) -> None:
    before = await owning.owner(bot, ask(), "pay")
    facts = RepositoryFacts("acme/pay", {"code_owners": ("@acme/platform",)}, {})

    await bot.rows.run(scorecard.keep, [facts], {}, NOW)
    after = await owning.owner(bot, ask(), "pay")

    said = "CODEOWNERS of acme/pay names @acme/platform, the catalog names Payments"
    assert [said in str(reply.blocks) for reply in (before, after)] == [False, True]


async def test_code_owners_of_a_folder_are_those_of_its_lines(bot: Bot) -> None:
    mono = replace(PAY, repository="acme/mono", repositories=(Code("acme/mono", "services/pay"),))
    await bot.rows.run(catalog.save, Catalog(services=(mono,)), NOW)
    lines = ("* @acme/payments", "/services/pay/ @acme/platform @ana")
    facts = RepositoryFacts("acme/mono", {"code_owners": ("@acme/payments",), "code_owner_rules": lines}, {})

    await bot.rows.run(scorecard.keep, [facts], {}, NOW)
    told = await owning.owner(bot, ask(), "pay")
    theirs = RepositoryFacts("acme/mono", {"code_owner_rules": lines[:1]}, {})
    await bot.rows.run(scorecard.keep, [theirs], {}, NOW)
    agreed = await owning.owner(bot, ask(), "pay")

    said = "CODEOWNERS of acme/mono/services/pay names @acme/platform, @ana, the catalog names Payments"
    assert [said in str(reply.blocks) for reply in (told, agreed)] == [True, False]


def crowd(count: int) -> Catalog:
    """A feature that needs Pay, and that many customers who use it."""
    customers = tuple(
        Customer(f"c{n}", f"Customer {n}", features=(Entitlement("buy"),)) for n in range(count)
    )
    return Catalog(features=(Feature("buy", "Buy", services=("pay",)),), customers=customers)


@pytest.mark.parametrize(("count", "files"), [(3, 0), (30, 1)])
async def test_a_long_impact_is_shared_as_a_table_once(bot: Bot, count: int, files: int) -> None:
    await bot.rows.run(catalog.save, crowd(count), NOW)
    incident: Incident = replace(make.incident(), service="pay", channel="C0INC")

    await bot.rows.run(incidents.save, incident)
    await bot.rows.run(outbox.add, effects.open_channel(incident, ask()), NOW)
    shown, table = await beside.beside(bot, incident, PAY)
    if table:
        await bot.rows.run(outbox.add, table, NOW)
    _, again = await beside.beside(bot, incident, PAY)

    assert again is None
    assert shown.hurt.splitlines()[0] == f"{count} customers · 1 feature"
    waiting = bot.rows.read(outbox.find, "INC-12:table:inc-12-pay-impact.csv")
    assert (waiting is not None) == bool(files)
    if waiting is not None:
        assert waiting.effect.body["content"].count("\n") == count + 2
        assert waiting.effect.body["beneath"] == "card:INC-12"


@pytest.mark.parametrize("dry", [True, False])
async def test_an_import_says_what_stands_by_hand_against_it(bot: Bot, tmp_path: Path, dry: bool) -> None:
    await owning.claim(bot, ask(), "payments", "receipts")
    file = tmp_path / "c.yaml"
    file.write_text("services:\n  receipts: {title: Receipts, team: search}\n", "utf-8")

    report = await import_files(bot.rows, [str(file)], dry, NOW)

    (said,) = report.kept
    assert said.startswith("receipts: team is claimed for payments by hand, ")
    assert said.endswith("c.yaml:2 says search")


async def test_who_wrote_and_who_led_know_it(bot: Bot) -> None:
    service = replace(PAY, experts=(Expert("bo", "drew it"),))
    ended = replace(
        make.incident(7), service="pay", lead="U0ANA", status=Status.RESOLVED, channel="C7", channel_name="i7"
    )
    await bot.rows.run(incidents.save, ended)
    pull = make.change(repository="acme/pay", author="stranger", reviewers=("ana-gh",))
    await bot.rows.run(changes.keep, [pull])

    found = bot.rows.read(knows, service, NOW)

    assert [(each.person.name, each.reasons) for each in found] == [
        ("Bo", ("drew it",)),
        ("Ana", ("led 1 past incident", "reviewed 1 recent change")),
        ("stranger", ("wrote 1 recent change",)),
    ]
    assert [each.person.name for each in bot.rows.read(knows, PAY, NOW, "INC-7")] == ["stranger", "Ana"]
