"""What people do to an incident: each deed is on record, told, and refused with words where it cannot be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service
from bot.domain.incident import Incident, Status
from bot.domain.keeping import AlreadyDone
from bot.domain.refusal import Refusal
from bot.flows import channel, inbox, pins, records
from bot.flows import effects as effect_values
from bot.flows import incident as flow
from bot.flows.incident import Declaration
from bot.ports import Ask, Bot
from store import audit, catalog, jobs, outbox
from store import incident as rows
from store.sqlite import Store
from tests import make
from tests.make import NOW, event, incident

CHECKOUT = Service("checkout", "Checkout <&>", aliases=("basket",))


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """INC-12 in C12, and a catalog of one service."""
    await rows.run(_seed)
    return make.bot(rows)


def _seed(db: Any) -> None:
    known = rows.save(db, incident(channel="C12", channel_name="inc-12-checkout-500s"))
    made = effect_values.open_channel(known, ask("seed"))
    outbox.add(db, made, NOW)
    outbox.sending(db, made.id, NOW)
    outbox.done(db, made.id, {"channel": "C12"}, NOW)
    catalog.save(db, Catalog(services=(CHECKOUT,)), NOW)


def ask(key: str = "k1", person: str = "U0ANA", channel: str = "C12", **values: str) -> Ask:
    return Ask(person, channel, "", NOW, "/inc", key=key, values=values)


def known(bot: Bot, id: str = "INC-12") -> Incident:
    return flow.named(bot, id)


def effects(bot: Bot) -> list[str]:
    """The kinds of what is on its way, and the first words of what is said."""
    found = bot.rows.read(outbox.ready, NOW + timedelta(minutes=5))
    return sorted(
        f"{each.effect.kind.value} {str(each.effect.body.get('text', ''))[:30]}".strip() for each in found
    )


def timeline(bot: Bot, id: str = "INC-12") -> Sequence[str]:
    return [f"{each.kind}: {each.text}" for each in bot.rows.read(rows.events, id)]


def deeds(bot: Bot, id: str = "INC-12") -> list[tuple[str, str]]:
    return [(each.who, each.what) for each in bot.rows.read(audit.entries, id)]


# Declaring ----------------------------------------------------------------------------------------------


async def test_a_declaration_is_on_record_before_anything_happens_in_slack(bot: Bot) -> None:
    reply = await flow.declare(bot, ask(), Declaration("  basket   is empty \n", note="since ten"))

    found = known(bot, "INC-13")
    assert reply.text.startswith("*INC-13* declared: basket is empty.")
    assert "Service: Checkout &lt;&amp;&gt; (guessed from the title" in reply.text
    assert (found.title, found.severity, found.service, found.service_how) == (
        "basket is empty",
        3,
        "checkout",
        "guessed",
    )
    assert found.channel_name == "inc-13-basket-is-empty"
    assert set(found.stamps) == {"detected", "declared"}
    assert timeline(bot, "INC-13") == ["declared: declared: basket is empty", "note: since ten"]
    assert deeds(bot, "INC-13") == [("U0ANA", "incident.declared"), ("U0ANA", "incident.note")]
    assert effects(bot) == ["channel"]


async def test_the_same_declaration_twice_is_one(bot: Bot) -> None:
    await flow.declare(bot, ask(), Declaration("basket is empty"))

    with pytest.raises(AlreadyDone):
        await flow.declare(bot, ask(), Declaration("basket is empty"))

    assert [each.number for each in bot.rows.read(rows.open_ones)] == [13, 12]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            Declaration(""),
            "An incident needs a title: what is broken? For example: /inc checkout answers 500",
        ),
        (
            Declaration(" \n "),
            "An incident needs a title: what is broken? For example: /inc checkout answers 500",
        ),
        (Declaration("x", severity=9), "There is no SEV9; this house has SEV1, SEV2, SEV3, SEV4."),
        (Declaration("x", service="gone"), "The catalog has no service gone."),
    ],
)
async def test_what_cannot_be_declared_is_refused_with_words(bot: Bot, given: Declaration, said: str) -> None:
    with pytest.raises(Refusal) as raised:
        await flow.declare(bot, ask(), given)

    assert raised.value.text == said
    assert len(bot.rows.read(rows.open_ones)) == 1


async def test_a_long_title_is_kept_to_two_hundred_characters(bot: Bot) -> None:
    await flow.declare(bot, ask(), Declaration("x" * 4000))

    assert len(known(bot, "INC-13").title) == 200


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout 500s", "inc-12-checkout-500s"),
        ("Überlast: Zahlung fällt aus!", "inc-12-uberlast-zahlung-fallt-aus"),
        ("支付 失败", "inc-12"),
        ("<!channel> & `rm -rf`", "inc-12-channel-rm-rf"),
        ("---", "inc-12"),
        ("x" * 200, "inc-12-" + "x" * 65),
        ("a" * 64 + " b", "inc-12-" + "a" * 64),
    ],
)
def test_a_channel_has_a_name_that_slack_takes(title: str, name: str) -> None:
    assert flow.channel_name(incident(title=title)) == name


# Moving, leading, noting --------------------------------------------------------------------------------


async def test_a_move_is_told_in_the_channel_and_its_topic(bot: Bot) -> None:
    reply = await flow.set_status(bot, ask(), known(bot), Status.MITIGATED, "rolled back <#812>")

    assert "INC-12" in reply.text
    assert known(bot).status is Status.MITIGATED
    assert timeline(bot) == ["status: mitigated: rolled back <#812>"]
    assert [kind.partition(" ")[0] for kind in effects(bot)] == ["post", "topic"]


async def test_resolving_has_the_document_written(bot: Bot) -> None:
    await flow.set_status(bot, ask(), known(bot), Status.RESOLVED)

    found = await bot.rows.run(jobs.claim, NOW, "me", timedelta(minutes=1))
    assert sorted(job.kind for job in found) == ["card", "document"]


async def test_of_two_who_resolve_at_once_one_is_told_who_was_faster(bot: Bot) -> None:
    before = known(bot)
    await flow.set_status(bot, ask("k1", "U0BO"), before, Status.RESOLVED)

    reply = await flow.set_status(bot, ask("k2"), before, Status.RESOLVED, "it was the pool")

    assert "<@U0BO>" in reply.text
    assert timeline(bot) == ["status: resolved", "note: it was the pool"]


async def test_a_move_that_there_is_not_is_refused_with_the_ways(bot: Bot) -> None:
    with pytest.raises(Refusal) as raised:
        await flow.set_status(bot, ask(), known(bot), Status.CLOSED)

    assert raised.value.text.startswith("INC-12 is investigating; from there it can go to: ")
    assert effects(bot) == []


async def test_a_lead_is_invited_told_and_acknowledges(bot: Bot) -> None:
    await flow.set_lead(bot, ask(), known(bot), "U0BO")

    found = known(bot)
    assert (found.lead, found.stamps["acknowledged"]) == ("U0BO", NOW)
    assert timeline(bot) == ["lead: @U0BO leads"]
    assert {"invite", "post", "topic"} <= {kind.partition(" ")[0] for kind in effects(bot)}


@pytest.mark.parametrize(
    ("by", "shown"), [("U0BO", "You lead *INC-12*"), ("U0ANA", "<@U0BO> leads *INC-12*")]
)
async def test_who_leads_already_is_told_so(bot: Bot, by: str, shown: str) -> None:
    await flow.set_lead(bot, ask("k1"), known(bot), "U0BO")

    with pytest.raises(Refusal) as raised:
        await flow.set_lead(bot, ask("k2", by), known(bot), "U0BO")

    assert (raised.value.shown or "").startswith(shown)


async def test_a_note_needs_words(bot: Bot) -> None:
    with pytest.raises(Refusal, match="A note needs words"):
        await flow.add_note(bot, ask(), known(bot), "  \n ")


async def test_a_service_is_set_and_the_vendors_are_asked_again(bot: Bot) -> None:
    reply = await flow.set_service(bot, ask(), known(bot), "checkout")

    assert reply.text == "*INC-12* is about Checkout &lt;&amp;&gt; now; the card follows."
    assert (known(bot).service, known(bot).service_how) == ("checkout", "named")
    found = await bot.rows.run(jobs.claim, NOW, "me", timedelta(minutes=1))
    assert sorted(job.kind for job in found) == ["card", "fresh"]


async def test_a_service_that_the_catalog_has_not_is_refused(bot: Bot) -> None:
    with pytest.raises(Refusal, match=r"The catalog has no service gone\. /svc find <text> searches it\."):
        await flow.set_service(bot, ask(), known(bot), "gone")


# Where one is -------------------------------------------------------------------------------------------


async def test_here_is_the_incident_of_the_channel(bot: Bot) -> None:
    assert flow.here(bot, ask()).id == "INC-12"
    assert not flow.is_elsewhere(bot, ask())
    with pytest.raises(Refusal) as raised:
        flow.here(bot, ask(channel="C99"))
    assert "You are not in an incident channel" in raised.value.text
    assert "#inc-12-checkout-500s" in raised.value.text
    with pytest.raises(Refusal, match=r"There is no INC-99\."):
        flow.named(bot, "INC-99")


async def test_a_renamed_channel_is_known_by_its_new_name(bot: Bot) -> None:
    await channel.renamed(bot, ask("k1", name="inc-12-basket"))
    await channel.renamed(bot, ask("k2", channel="C99", name="general"))
    await channel.renamed(bot, ask("k3", name=""))

    assert known(bot).channel_name == "inc-12-basket"


# 📌 -----------------------------------------------------------------------------------------------------


def reacting(key: str, **values: str) -> Ask:
    return ask(
        key, **({"reaction": "pushpin", "message": "1795176000.000100", "at": "1795176060.0"} | values)
    )


async def test_a_pin_is_fetched_once_it_stands(bot: Bot) -> None:
    await pins.react(bot, reacting("k1"), stands=True)

    (job,) = await bot.rows.run(jobs.claim, NOW, "me", timedelta(minutes=1))
    assert (job.kind, job.body["source"]) == ("pin", "pin:C12:1795176000.000100")
    assert deeds(bot) == [("U0ANA", "incident.pinned")]


@pytest.mark.parametrize(
    "asked", [reacting("k1", reaction="eyes"), replace(reacting("k1"), channel="C99"), ask("k1")]
)
async def test_what_is_no_pin_of_an_incident_changes_nothing(bot: Bot, asked: Ask) -> None:
    await pins.react(bot, asked, stands=True)

    assert deeds(bot) == []


async def test_the_last_pin_taken_away_takes_the_line_off(bot: Bot) -> None:
    source = "pin:C12:1795176000.000100"
    await pins.react(bot, reacting("k1"), stands=True)
    await bot.rows.run(rows.add_event, event("pinned", source=source))

    await pins.react(bot, reacting("k2", at="1795176120.0"), stands=False)

    assert timeline(bot) == []
    assert deeds(bot)[-1] == ("U0ANA", "incident.unpinned")


async def test_a_line_that_stands_is_not_fetched_again(bot: Bot) -> None:
    await bot.rows.run(rows.add_event, event("pinned", source="s"))

    await pins.fetch(bot, {"incident": "INC-12", "source": "s", "channel": "C12", "ts": "1.1"})

    assert timeline(bot) == ["note: pinned"]


# Records and requests -----------------------------------------------------------------------------------


async def test_the_terminal_reads_what_is_on_record(bot: Bot) -> None:
    await flow.add_note(bot, ask(), known(bot), "pool is full")

    shown = records.show(bot.rows, "INC-12")
    assert shown is not None
    assert [each.text for each in shown[1]] == ["pool is full"]
    assert records.show(bot.rows, "INC-99") is None
    assert len(records.audit(bot.rows, "INC-12")) == len(records.audit(bot.rows, "")) == 1
    assert records.broken(bot.rows) is None


async def test_finishing_settles_what_was_never_kept_and_leaves_what_is_done(bot: Bot) -> None:
    await inbox.finish(bot, "never-kept")
    await inbox.accept(bot, "k1", "command", {})
    await inbox.finish(bot, "k1")
    await inbox.finish(bot, "k1")

    assert not inbox.is_open(bot, "k1")
    assert [inbox.is_known(bot, key) for key in ("k1", "never-kept", "unheard-of")] == [True, True, False]
    assert not await inbox.accept(bot, "k1", "command", {})
