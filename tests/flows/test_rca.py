"""The document from the rows: gathered, rendered, kept as drafts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.catalog import Catalog, Dependency, Person, Service, Team
from bot.domain.change import Mark, Marked
from bot.domain.followup import Followup, Sort, State
from bot.domain.incident import Event, Kind, Status
from bot.domain.rca import Document, Section
from bot.domain.reading import Reading
from bot.domain.refusal import Refusal
from bot.flows import document, effects, rca
from bot.ports import Ask
from store import catalog as catalogs
from store import change as changes
from store import followup as followups
from store import incident as incidents
from store import outbox
from store import rca as drafts
from store.sqlite import Store
from tests.make import NOW, StillClock, bot, change, event, incident

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOP = Service(
    "shop",
    "Shop",
    team="web",
    repository="acme/shop",
    depends_on=(Dependency("ledger"),),
    runbook="https://r.example",
)
LEDGER = Service("ledger", "Ledger", repository="acme/ledger")
COMPANY = Catalog(
    people=(Person("ana", "Ana Silva", slack="U0ANA"), Person("bo", "Bo Lindqvist", slack="U0BO")),
    teams=(Team("web", "Web", channel="#web"),),
    services=(SHOP, LEDGER),
)
MERGED = change(id="before", repository="acme/shop", at=NOW - HOUR)
NOTES: tuple[Event, ...] = (
    event("declared: checkout 500s", kind=Kind.DECLARED),
    event("pool is full, see https://grafana.example/d/1", at=NOW + HOUR / 6),
    event("why did it fill? retries", at=NOW + HOUR / 5, by="U0BO"),
    event("action: alert on pool waits", at=NOW + HOUR / 4),
    event("resolved: rolled back #812", kind=Kind.STATUS, at=NOW + HOUR, by="U0BO"),
)


@pytest.fixture
async def lived(rows: Store) -> Store:
    """INC-12 of the shop was noted and resolved; INC-7 went before; changes are known since yesterday."""
    stamps = {"declared": NOW, "detected": NOW, "mitigated": NOW + HOUR, "resolved": NOW + HOUR}
    done = incident(
        service="shop", status=Status.RESOLVED, stamps=stamps, channel_name="inc-12-checkout-500s"
    )
    await rows.run(catalogs.save, COMPANY, NOW - DAY)
    await rows.run(
        incidents.save, incident(7, title="checkout slow", service="shop", declared_at=NOW - 9 * DAY)
    )
    await rows.run(incidents.save, done, "U0BO", "slash")
    await rows.run(outbox.add, effects.open_channel(done, Ask("U0ANA", "C1", "", NOW, "slash")), NOW)
    for line in NOTES:
        await rows.run(incidents.add_event, line)
    kept = (
        MERGED,
        change(id="needed", repository="acme/ledger", at=NOW - 2 * HOUR, number=7),
        change(id="foreign", repository="acme/else", at=NOW - HOUR),
        change(id="old", repository="acme/shop", at=NOW - 2 * DAY),
        change(id="after", repository="acme/shop", at=NOW + HOUR / 2),
    )
    await rows.run(changes.keep, kept)
    await rows.run(changes.mark, Marked("INC-12", MERGED, Mark.SUSPECT, "U0ANA", NOW))
    await rows.run(changes.keep_readings, [Reading("acme/shop", NOW, NOW, NOW - 14 * DAY)])
    return rows


def section(document: Document, key: str) -> Section:
    return next(each for each in document.sections if each.key == key)


def test_a_lived_incident_fills_more_than_fourteen_sections(lived: Store) -> None:
    document = rca.compose(lived, "INC-12", NOW + 2 * HOUR)

    assert document.filled == 16


def test_the_lead_up_holds_the_changes_of_the_service_and_what_it_needs_before_the_start(
    lived: Store,
) -> None:
    lead_up = section(rca.compose(lived, "INC-12", NOW + 2 * HOUR), "lead_up")

    assert [fact.text for fact in lead_up.facts] == ["#812 Lower the pool size", "#7 Lower the pool size"]
    assert lead_up.remarks == ("acme/ledger was not read from GitHub yet: tocsin sync github does it.",)


def test_names_come_from_the_catalog(lived: Store) -> None:
    document = rca.compose(lived, "INC-12", NOW + 2 * HOUR)

    (why,) = section(document, "whys").facts
    assert (why.by, why.label, why.text) == ("Bo Lindqvist", "Why did it fill?", "retries")


def test_stamps_carry_who_set_them_and_how(lived: Store) -> None:
    timing = section(rca.compose(lived, "INC-12", NOW + 2 * HOUR), "timing")

    assert [(fact.text, fact.by, fact.note) for fact in timing.facts if fact.at][-1] == (
        "Resolved", "Bo Lindqvist", "slash",
    )  # fmt: skip


def test_earlier_incidents_of_the_service_are_past_and_later_ones_are_not(lived: Store) -> None:
    document = rca.compose(lived, "INC-12", NOW + 2 * HOUR)
    first = rca.compose(lived, "INC-7", NOW + 2 * HOUR)

    assert [fact.text for fact in section(document, "recurrence").facts] == ["INC-7 checkout slow"]
    assert section(first, "recurrence").facts == ()


async def test_what_was_left_open_after_an_earlier_incident_is_named(lived: Store) -> None:
    late = Followup("INC-7", Sort.FOLLOWUP, "add an alert", "U0ANA", NOW - 9 * DAY, "U0BO", NOW - DAY)
    for each in (
        late,
        replace(late, text="done", state=State.DONE),
        replace(late, text="a task", sort=Sort.TASK),
        replace(late, text="our own", incident="INC-12"),
    ):
        await lived.run(followups.add, each)

    facts = section(rca.compose(lived, "INC-12", NOW + 2 * HOUR), "recurrence").facts

    assert [(fact.label, fact.text, fact.note) for fact in facts[1:]] == [
        ("Left open since INC-7", "add an alert", "owner Bo Lindqvist; overdue since 2026-11-19")
    ]


async def test_what_resembles_elsewhere_is_named_with_its_reasons(lived: Store) -> None:
    await lived.run(
        incidents.save, incident(8, title="500s of the checkout", service="ledger", declared_at=NOW - DAY)
    )
    await lived.run(incidents.save, incident(13, title="checkout 500s again", declared_at=NOW + DAY))

    facts = section(rca.compose(lived, "INC-12", NOW + 2 * DAY), "recurrence").facts

    assert [fact.text for fact in facts] == ["INC-7 checkout slow", "INC-8 500s of the checkout"]
    assert "% alike; the same words: 500s, checkout; Ledger, which Shop needs" in facts[1].note


async def test_an_incident_without_a_catalog_has_a_document(rows: Store) -> None:
    await rows.run(incidents.save, incident())

    made = rca.render(rows, "INC-12", NOW)

    assert (made.name, made.title, made.version) == ("inc-12.md", "INC-12 checkout 500s (draft 1)", 1)
    assert made.filled + len(made.questions) == 26
    assert made.markdown.startswith("# INC-12: checkout 500s\n")


async def test_each_draft_is_kept_with_its_number_and_the_next_one_lists_it(lived: Store) -> None:
    clock = StillClock(NOW + HOUR)
    here = bot(lived, clock=clock)
    await document.write(here, {"incident": "INC-12"})
    clock.time += HOUR
    await document.write(here, {"incident": "INC-12"})
    await lived.run(incidents.add_event, event("went well: the roll-back", at=clock.time))

    await document.write(here, {"incident": "INC-12"})

    kept = lived.read(drafts.latest, "INC-12")
    assert kept is not None
    assert (kept.version, kept.filled, kept.questions, kept.made_at) == (2, 17, 9, clock.time)
    assert "Draft 1: 2026-11-20 13:00 UTC" in kept.markdown
    waiting = [each.effect for each in lived.read(outbox.of_incident, "INC-12")]
    assert [(each.kind, each.slot) for each in waiting[1:]] == [
        ("post", "document:INC-12"),
        ("file", ""),
        ("file", ""),
    ]


async def test_reading_a_document_keeps_nothing(lived: Store) -> None:
    await rca.composed(bot(lived), "INC-12")
    rca.render(lived, "INC-12", NOW)

    assert lived.read(drafts.times, "INC-12") == ()


async def test_an_incident_that_does_not_exist_has_no_document(rows: Store) -> None:
    with pytest.raises(Refusal) as refused:
        rca.render(rows, "INC-99", NOW)
    await document.write(bot(rows), {"incident": "INC-99"})

    assert refused.value.text == "There is no INC-99."
