"""Finding what resembles, and saying it: to whoever asks, and once beneath the card."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Dependency, PastIncident, Service
from bot.domain.change import Mark, Marked
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Kind, Status
from bot.domain.refusal import Refusal
from bot.flows import card, similar
from bot.flows import incident as incidents
from bot.ports import Ask
from store import catalog, change, incident, outbox
from store.sqlite import Store
from tests import make
from tests.make import NOW

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SERVICES = (
    Service("shop", "Shop", repository="acme/shop", depends_on=(Dependency("ledger"),)),
    Service("ledger", "Ledger", repository="acme/ledger"),
    Service("door", "Door", depends_on=(Dependency("shop"),)),
)


def ask(words: str = "", channel: str = "C1") -> Ask:
    return Ask("U0BO", channel, words, NOW, "slack")


async def declared(rows: Store, number: int, title: str, **fields: Any) -> None:
    await rows.run(incident.save, make.incident(number, title=title, **({"channel": f"C{number}"} | fields)))


@pytest.fixture
async def history(rows: Store) -> Store:
    """A shop with a past: INC-1 to INC-4 are over, INC-5 has just been declared."""
    over: dict[str, Any] = {"status": Status.RESOLVED, "declared_at": NOW - 30 * DAY}
    await rows.run(catalog.save, Catalog(services=SERVICES), NOW)
    await declared(rows, 1, "payment pool exhausted", service="shop", **over)
    await declared(rows, 2, "payment pool exhausted", service="ledger", **over)
    await declared(rows, 3, "payment pool exhausted", service="door", **over)
    await declared(rows, 4, "search index lost", **over)
    await rows.run(
        incident.add_event,
        make.event("resolved: raised the pool", incident="INC-1", kind=Kind.STATUS),
    )
    await declared(rows, 5, "pool of payment connections exhausted", service="shop")
    return rows


def numbers(found: Any) -> list[int]:
    return [each.past.number for each in found]


async def test_an_incident_finds_those_of_its_service_and_its_neighbours(history: Store) -> None:
    here = history.read(incident.get, "INC-5")
    assert here is not None

    found = similar.find(history, here)

    words = "the same words: exhausted, payment, pool"
    assert [(each.past.id, each.reasons) for each in found] == [
        ("INC-1", (words, "the same service (Shop)", "the same severity (SEV3)")),
        ("INC-3", (words, "Door, which needs Shop", "the same severity (SEV3)")),
        ("INC-2", (words, "Ledger, which Shop needs", "the same severity (SEV3)")),
    ]
    assert found[0].past.fix == "raised the pool"


async def test_what_was_noted_is_looked_for_too(rows: Store) -> None:
    await declared(rows, 1, "ledger is slow", status=Status.CLOSED)
    await declared(rows, 2, "something is wrong")
    await rows.run(incident.add_event, make.event("the ledger answers slowly", incident="INC-2"))
    here = rows.read(incident.get, "INC-2")
    assert here is not None

    assert numbers(similar.find(rows, here)) == [1]


@pytest.mark.parametrize("marked", [True, False])
async def test_a_change_that_set_off_another_one_is_a_tie(history: Store, marked: bool) -> None:
    before = make.change(id="b", repository="acme/ledger", at=NOW - 2 * MINUTE)
    then = make.change(id="t", repository="Acme/Ledger", at=NOW - 30 * DAY)
    await history.run(change.keep, [before, then])
    await history.run(change.mark, Marked("INC-4", then, Mark.SUSPECT, "U0ANA", NOW - 30 * DAY))
    if marked:
        await history.run(change.mark, Marked("INC-5", before, Mark.SUSPECT, "U0ANA", NOW))
    here = history.read(incident.get, "INC-5")
    assert here is not None

    for number in (1, 2, 3):
        await history.run(incident.save, make.incident(number, status=Status.CANCELLED))

    (tied,) = similar.find(history, here)

    assert tied.past.id == "INC-4"
    assert tied.reasons[0] == "its suspect was a change of acme/ledger, which changed before this too"


async def test_a_text_finds_and_a_name_asks_for_that_incident(history: Store) -> None:
    assert numbers(similar.search(history, "index of the search")) == [4]
    assert numbers(similar.search(history, "inc-5")) == [1, 3, 2]
    with pytest.raises(Refusal, match=r"There is no INC-99\."):
        similar.search(history, "INC-99")


async def test_a_past_before_tocsin_is_found_with_its_fix(rows: Store) -> None:
    past = PastIncident("mail queue stuck", "", 2, {"declared": NOW - DAY}, cause="full disk", fix="add disk")
    await rows.run(incident.import_past, past)

    (found,) = similar.search(rows, "the disk of mail is full")

    assert (found.past.id, found.past.fix) == ("INC-1", "add disk")


async def test_bare_it_asks_about_the_incident_of_the_channel(history: Store) -> None:
    reply = await similar.look_up(make.bot(history), ask(channel="C5"), " ")
    elsewhere = await similar.look_up(make.bot(history), ask(channel="C5"), "search")

    assert reply.text == "*Similar to “INC-5 pool of payment connections exhausted”*"
    assert elsewhere.text == "*Similar to “search”*"
    with pytest.raises(Refusal, match="Similar to what"):
        await similar.look_up(make.bot(history), ask(channel="C99"), "")


def waiting(rows: Store) -> list[Effect]:
    return [pending.effect for pending in rows.read(outbox.ready, NOW)]


async def posted(rows: Store, number: int) -> list[Effect]:
    """What the job adds to the outbox, once the channel is there."""
    channel = Effect(f"INC-{number}:channel", EffectKind.CHANNEL, incident=f"INC-{number}")
    await rows.run(outbox.add, channel, NOW)
    await rows.run(outbox.sending, channel.id, NOW)
    await rows.run(outbox.done, channel.id, {}, NOW)
    await similar.tell(make.bot(rows), {"incident": f"INC-{number}", "thread": "17.5"})
    return waiting(rows)


async def test_it_is_said_once_beneath_the_card(history: Store) -> None:
    (effect,) = await posted(history, 5)
    again = await posted(history, 5)

    assert (effect.kind, effect.lane, effect.body["thread"]) == (EffectKind.POST, "INC-5", "17.5")
    assert effect.body["text"].startswith("Similar: INC-1 payment pool exhausted, INC-3")
    assert "Declared twice?" not in str(effect.body)
    assert [each.id for each in again] == [effect.id]


async def test_the_same_trouble_declared_twice_is_said_first(history: Store) -> None:
    await declared(
        history, 6, "pool of payment connections exhausted", service="shop", declared_at=NOW + 4 * MINUTE
    )

    (effect,) = await posted(history, 6)

    assert "*Declared twice?* INC-5 is open and much alike." in str(effect.body)


@pytest.mark.parametrize("number", [4, 99])
async def test_where_nothing_resembles_nothing_is_said(history: Store, number: int) -> None:
    assert await posted(history, number) == []


async def test_a_note_is_searched_for_once_the_card_that_follows_it_is_made(rows: Store) -> None:
    await declared(rows, 1, "checkout is slow", channel="")
    bot = make.bot(rows)
    await incidents.add_note(
        bot, ask("the ledgerdb pool is full"), make.incident(1), "the ledgerdb pool is full"
    )
    before = numbers(similar.search(rows, "ledgerdb"))

    await card.make(bot, {"incident": "INC-1"})

    assert (before, numbers(similar.search(rows, "ledgerdb"))) == ([], [1])
