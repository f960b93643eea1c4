"""Fields, stamps, services and merging: on record with who did it, refused with words where it cannot be."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import Catalog, Person, Service
from bot.domain.incident import Incident, Status
from bot.domain.refusal import Refusal
from bot.flows import converting, editing, fields, merging, stamping
from bot.flows import effects as effect_values
from bot.flows import incident as incidents
from bot.ports import Ask, Bot
from store import catalog, outbox
from store import incident as rows
from store.incident import ties
from store.sqlite import Store
from tests import make
from tests.make import NOW, incident

SERVICES = (Service("checkout", "Checkout"), Service("mail", "Mail"), Service("search", "Search"))
HOUR = timedelta(hours=1)


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """INC-12 about checkout and INC-9 about nothing, each with its channel; Ana lives in Berlin."""
    await rows.run(_seed)
    return make.bot(rows)


def _seed(db: sqlite3.Connection) -> None:
    catalog.save(
        db,
        Catalog(services=SERVICES, people=(Person("ana", "Ana", slack="U0ANA", timezone="Europe/Berlin"),)),
        NOW,
    )
    stamps = {"detected": NOW - HOUR, "declared": NOW - HOUR}
    for known in (
        incident(12, channel="C12", service="checkout", declared_at=NOW - HOUR, stamps=stamps, lead="U0LEA"),
        incident(9, channel="C9", title="mail is late", stamps=stamps, declared_by="U0BO"),
    ):
        rows.save(db, known)
        made = effect_values.open_channel(known, ask())
        outbox.add(db, made, NOW)
        outbox.sending(db, made.id, NOW)
        outbox.done(db, made.id, {"channel": known.channel}, NOW)


def ask(key: str = "k1", person: str = "U0ANA", **values: str) -> Ask:
    return Ask(person, "C12", "", NOW, "/inc", key=key, values=values)


def known(bot: Bot, id: str = "INC-12") -> Incident:
    return incidents.named(bot, id)


def timeline(bot: Bot, id: str = "INC-12") -> list[str]:
    return [f"{each.kind}: {each.text}" for each in bot.rows.read(rows.events, id)]


def said(bot: Bot) -> Mapping[str, str]:
    """Incident → the text of the message that is on its way to its channel."""
    ready = bot.rows.read(outbox.ready, NOW)
    return {e.effect.incident: e.effect.body["text"] for e in ready if e.effect.kind.value == "post"}


# Stamps -------------------------------------------------------------------------------------------------


async def test_a_stamp_set_by_hand_says_who_set_it(bot: Bot) -> None:
    reply = await stamping.set_stamp(bot, ask(), known(bot), "impact_started", "11:45")

    stamps = {name: (at, by, how) for name, at, by, how in bot.rows.read(rows.stamps, "INC-12")}
    assert stamps["impact_started"] == (NOW - timedelta(minutes=75), "U0ANA", "override")
    assert stamps["detected"][2] == "automatic"
    assert timeline(bot) == ["stamp: impact started set to 2026-11-20 10:45 UTC"]
    assert "marked as set by you" in reply.text
    assert "_(set by <@U0ANA>)_" in str(incidents.status_of(bot, known(bot)).blocks)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("impact_started", "11:00 UTC", None),
        ("impact_started", "11:30 UTC", "would be after detected 2026-11-20 11:00 UTC"),
        ("declared", "10:59 UTC", "declared 2026-11-20 10:59 UTC would be before detected 2026-11-20 11:00"),
        ("detected", "2026-11-20 12:01Z", "lies ahead"),
        ("mitigated", "11:50 UTC", "/inc mitigate comes first"),
        ("detected", "noonish", '"noonish" is no time that I can read'),
    ],
)
async def test_a_stamp_that_cannot_be_is_refused(bot: Bot, name: str, text: str, why: str | None) -> None:
    if why is None:
        await stamping.set_stamp(bot, ask(), known(bot), name, text)
        return

    with pytest.raises(Refusal) as refused:
        await stamping.set_stamp(bot, ask(), known(bot), name, text)

    assert why in refused.value.text
    assert timeline(bot) == []


# Title and services -------------------------------------------------------------------------------------


async def test_another_title_is_followed_by_topic_and_timeline(bot: Bot) -> None:
    await editing.retitle(bot, ask(), known(bot), "  payments  <down> ")

    topics = [e.effect.body["topic"] for e in bot.rows.read(outbox.ready, NOW) if "topic" in e.effect.body]
    assert known(bot).title == "payments <down>"
    assert timeline(bot) == ["title: “checkout 500s” → “payments <down>”"]
    assert topics[0].endswith("payments &lt;down&gt;")
    with pytest.raises(Refusal, match="has that title already"):
        await editing.retitle(bot, ask("k2"), known(bot), "payments <down>")


@pytest.mark.parametrize(
    ("words", "found", "unknown"),
    [
        ("search", ["search"], []),
        ("search mail", ["search", "mail"], []),
        ("Search, service:mail, search", ["search", "mail"], []),
        ("search nowhere", ["search"], ["nowhere"]),
        ("to cart fails", [], ["to", "cart", "fails"]),
    ],
)
async def test_services_are_named_in_words(
    bot: Bot, words: str, found: list[str], unknown: list[str]
) -> None:
    services, nothing = await editing.meant(bot, words)

    assert ([each.id for each in services], list(nothing)) == (found, unknown)


async def test_added_services_are_further_ones_and_the_first_of_none_is_the_one(bot: Bot) -> None:
    await editing.add_services(bot, ask(), known(bot), SERVICES)
    await editing.add_services(bot, ask("k2"), known(bot, "INC-9"), SERVICES[1:])

    assert bot.rows.read(ties.services, "INC-12") == ("mail", "search")
    assert (known(bot, "INC-9").service, bot.rows.read(ties.services, "INC-9")) == ("mail", ("search",))
    assert timeline(bot) == ["service: added Mail, Search"]
    with pytest.raises(Refusal, match="is about that already"):
        await editing.add_services(bot, ask("k3"), known(bot), SERVICES[:1])


# The form -----------------------------------------------------------------------------------------------


async def test_only_what_the_person_changed_is_written(bot: Bot) -> None:
    start = fields.fields(bot, ask(), known(bot))
    await editing.retitle(bot, ask("meanwhile"), known(bot), "renamed meanwhile")
    given = replace(start, severity=2, further=("mail",), detected="2026-11-20 11:50")

    reply = await fields.edit(bot, ask(), known(bot), start, given)

    found = known(bot)
    assert (found.title, found.severity, found.service) == ("renamed meanwhile", 2, "checkout")
    assert found.stamps["detected"] == NOW - timedelta(minutes=70)
    assert bot.rows.read(ties.services, "INC-12") == ("mail",)
    assert "changed severity, further services, detected" in reply.text


async def test_a_field_that_is_refused_leaves_all_of_them(bot: Bot) -> None:
    start = fields.fields(bot, ask(), known(bot))

    with pytest.raises(Refusal, match="would be after declared"):
        await fields.edit(bot, ask(), known(bot), start, replace(start, severity=1, detected="12:30"))

    assert known(bot).severity == 3


async def test_a_form_sent_as_it_came_changes_nothing(bot: Bot) -> None:
    start = fields.fields(bot, ask(), known(bot))
    again = fields.from_text(fields.as_text(start))

    reply = await fields.edit(bot, ask(), known(bot), start, again)

    assert again == start
    assert "stays as it is" in reply.text
    assert timeline(bot) == []


# Merging ------------------------------------------------------------------------------------------------


async def test_a_merged_incident_points_to_the_other(bot: Bot) -> None:
    reply = await merging.merge(bot, ask(), known(bot), "INC-9")

    assert known(bot).status is Status.MERGED
    assert [each.id for each in bot.rows.read(rows.open_ones)] == ["INC-9"]
    assert "<#C9>" in said(bot)["INC-12"]
    assert "*INC-12* checkout 500s <#C12> is a part of *INC-9*" in said(bot)["INC-9"]
    assert bot.rows.read(ties.services, "INC-9") == ("checkout",)
    assert timeline(bot, "INC-9") == ["merged: INC-12 merged into this one: checkout 500s"]
    assert "*INC-12* is a part of *INC-9*" in reply.text


async def test_a_merged_incident_can_be_one_again(bot: Bot) -> None:
    await merging.merge(bot, ask(), known(bot), "INC-9")

    await incidents.set_status(bot, ask("k2"), known(bot), Status.INVESTIGATING)

    assert known(bot).status is Status.INVESTIGATING
    assert bot.rows.read(ties.merged_into, "INC-12") == ""


@pytest.mark.parametrize(
    ("into", "why"),
    [("INC-12", "cannot be merged into itself"), ("INC-99", "There is no INC-99; nothing was merged")],
)
async def test_what_cannot_be_merged_is_refused(bot: Bot, into: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await merging.merge(bot, ask(), known(bot), into)

    assert known(bot).status is Status.INVESTIGATING


@pytest.mark.parametrize(("first", "then"), [("INC-12", "INC-9"), ("INC-9", "INC-12")])
async def test_what_is_void_takes_and_gives_nothing(bot: Bot, first: str, then: str) -> None:
    await incidents.set_status(bot, ask(), known(bot, first), Status.CANCELLED)

    with pytest.raises(Refusal, match=f"{first} is cancelled; /inc reopen"):
        await merging.merge(bot, ask("k2"), known(bot, "INC-12"), "INC-9")

    assert known(bot, then).status is Status.INVESTIGATING


# Converting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "name", "why"),
    [
        ("C12", "inc-12", "This channel is INC-12's already"),
        ("C5", "privategroup", "a private channel"),
        ("C5", "directmessage", "a direct message"),
        ("C5", "mpdm-ana--bo-1", "a group conversation"),
        ("C5", "incidents", "All incidents are announced in #incidents"),
    ],
)
async def test_a_channel_that_cannot_be_an_incident_s_is_refused(
    bot: Bot, channel: str, name: str, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        converting.begin(bot, replace(ask(channel_name=name), channel=channel))


async def test_of_two_who_convert_one_channel_the_second_reads_whose_it_is(bot: Bot) -> None:
    values = {"title": "mails are late", "into": "mail-talk"}
    await converting.convert(bot, replace(ask(**values), channel="C5"))

    with pytest.raises(Refusal, match="This channel is INC-13's already"):
        await converting.convert(bot, replace(ask("k2", **values), channel="C5"))

    assert known(bot, "INC-13").channel_name == "mail-talk"
