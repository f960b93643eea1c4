"""Writing the document together, over real rows: versions, whys, additions, what follows each."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.catalog import Catalog, Person, Service
from bot.domain.incident import Status
from bot.domain.rca import all_whys
from bot.domain.rca.written import LONGEST, Edited, Overtaken, Text, Why
from bot.domain.refusal import Refusal
from bot.flows import effects, rca
from bot.flows.rca import noting, writing
from bot.ports import Ask, Bot
from store import audit, inbox, jobs, outbox
from store import catalog as catalogs
from store import incident as incidents
from store import rca as rows
from store.rca import additions
from store.sqlite import Store
from tests.make import NOW, bot, event, incident

FOUND = incident(channel="C12", channel_name="inc-12-checkout-500s")
Asking = Callable[[str], Awaitable[Ask]]


@pytest.fixture
async def here(rows: Store) -> Bot:
    """INC-12 with its channel and its card, and Ana of the catalog."""
    await rows.run(catalogs.save, Catalog(people=(Person("ana", "Ana Silva", slack="U0ANA"),)), NOW)
    await rows.run(incidents.save, FOUND)
    await rows.run(outbox.add, effects.open_channel(FOUND, Ask("U0ANA", "C1", "", NOW, "slash")), NOW)
    await rows.run(outbox.add, effects.card(FOUND, "card", ()), NOW)
    for waiting in rows.read(outbox.of_incident, "INC-12"):
        await rows.run(outbox.done, waiting.effect.id, {"channel": "C12", "ts": "1.2"}, NOW)
    return bot(rows)


@pytest.fixture
def asking(here: Bot) -> Asking:
    """An ask of somebody, accepted by the inbox."""
    count = iter(range(1000))

    async def ask(person: str = "U0ANA") -> Ask:
        key = f"k{next(count)}"
        await here.rows.run(inbox.accept, key, "form", {}, NOW)
        return Ask(person, "C12", "", NOW, "form", key=key)

    return ask


async def test_each_text_is_a_version_and_the_same_again_is_none(here: Bot, asking: Asking) -> None:
    first = await rca.write(here, await asking("U0ANA"), FOUND, Edited("fault", 0, " the pool "))
    again = await rca.write(here, await asking("U0BO"), FOUND, Edited("fault", 0, "the pool"))
    emptied = await rca.write(here, await asking("U0BO"), FOUND, Edited("fault", 1, ""))

    assert first == again == Text("fault", 1, "the pool", "U0ANA", NOW)
    assert emptied == Text("fault", 2, "", "U0BO", NOW)
    assert rca.text_of(here, "INC-12", "fault", 1) == first
    assert here.rows.read(rows.texts, "INC-12") == {"fault": emptied}
    told = [entry.detail["text"] for entry in here.rows.read(audit.entries, "INC-12")]
    assert told == ["wrote “Fault”", "emptied “Fault”"]


async def test_whoever_is_second_is_shown_both_and_may_put_theirs_below(here: Bot, asking: Asking) -> None:
    await rca.write(here, await asking("U0BO"), FOUND, Edited("fault", 0, "the pool"))

    overtaken = await rca.write(here, await asking("U0ANA"), FOUND, Edited("fault", 0, "dns"))
    too_long = await rca.write(
        here, await asking("U0ANA"), FOUND, Edited("fault", 1, "x" * LONGEST, below=True)
    )
    both = await rca.write(here, await asking("U0ANA"), FOUND, Edited("fault", 1, "dns", below=True))

    assert overtaken == Overtaken(Text("fault", 1, "the pool", "U0BO", NOW), Text("fault"))
    assert isinstance(too_long, Overtaken)
    assert too_long.too_long
    assert isinstance(both, Text)
    assert both.text == "the pool\ndns"


async def test_a_why_is_asked_below_another_and_said_in_the_thread_of_the_card(
    here: Bot, asking: Asking
) -> None:
    await here.rows.run(incidents.add_event, event("why a? because b"))
    noted = all_whys(rca.whys_of(here, FOUND))[0].key
    first = await rca.ask_why(here, await asking("U0ANA"), FOUND, rca.Asked("below:", "why c?", ""))
    below = await rca.ask_why(here, await asking("U0ANA"), FOUND, rca.Asked(f"below:{noted}", "", "d"))

    assert isinstance(first, Why)
    assert isinstance(below, Why)
    assert (first.parent, below.parent, below.question) == ("", noted, "Why: b?")
    said = [each.effect for each in here.rows.read(outbox.of_incident, "INC-12")][2:]
    assert [(each.slot, each.body["thread"], each.body["text"]) for each in said] == [
        (f"why:{first.key}", "1.2", "*why c?*\n_no answer yet_ — Ana Silva"),
        (f"why:{below.key}", "1.2", "*Why: b?*\nd — Ana Silva"),
    ]


async def test_a_why_is_changed_by_whoever_saw_it_last(here: Bot, asking: Asking) -> None:
    why = await rca.ask_why(here, await asking("U0ANA"), FOUND, rca.Asked("below:", "why c?", ""))
    assert isinstance(why, Why)

    changed = await rca.ask_why(
        here, await asking("U0BO"), FOUND, rca.Asked(f"change:{why.key}:1", "", "of d")
    )
    late = await rca.ask_why(here, await asking("U0CY"), FOUND, rca.Asked(f"change:{why.key}:1", "", "of e"))
    dropped = await rca.ask_why(here, await asking("U0CY"), FOUND, rca.Asked(f"drop:{why.key}:2"))
    gone = await rca.ask_why(here, await asking("U0CY"), FOUND, rca.Asked(f"change:{why.key}:2", "", "of e"))

    assert changed == replace(why, answer="of d", person="U0BO", version=2)
    assert late == rca.Changed(changed)
    assert dropped == changed
    assert gone == rca.Changed(None)
    assert all_whys(rca.whys_of(here, FOUND)) == ()


@pytest.mark.parametrize(("asked", "said"), [(rca.Asked("below:"), "A why needs a question")])
async def test_an_empty_why_is_refused(here: Bot, asking: Asking, asked: rca.Asked, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        await rca.ask_why(here, await asking("U0ANA"), FOUND, asked)


async def test_there_are_only_so_many_whys(here: Bot, asking: Asking) -> None:
    for number in range(45):
        await rca.ask_why(here, await asking("U0ANA"), FOUND, rca.Asked("below:", f"why {number}?"))

    with pytest.raises(Refusal, match="INC-12 has 45 whys; change one"):
        await rca.ask_why(here, await asking("U0ANA"), FOUND, rca.Asked("below:", "why more?"))


async def test_a_note_finds_its_section_is_moved_and_taken_away(here: Bot, asking: Asking) -> None:
    tagged = await rca.note(here, await asking("U0ANA"), FOUND, "lucky: it was Sunday")
    plain = await rca.note(here, await asking("U0ANA"), FOUND, "the vendor was told")
    moved = await rca.place(here, await asking("U0BO"), FOUND, plain.key, "messaging")
    gone = await rca.drop(here, await asking("U0BO"), FOUND, tagged.key)
    again = await rca.drop(here, await asking("U0BO"), FOUND, tagged.key)

    assert (tagged.section, tagged.text, plain.section) == ("lucky", "it was Sunday", "material")
    assert (moved.section, gone, again) == ("messaging", True, False)
    assert here.rows.read(additions.additions, "INC-12") == (moved,)
    with pytest.raises(Refusal, match="was taken away"):
        await rca.place(here, await asking("U0BO"), FOUND, tagged.key, "lucky")
    with pytest.raises(Refusal, match="needs words"):
        await rca.note(here, await asking("U0BO"), FOUND, "  ")


async def test_a_message_is_in_a_section_once_at_its_own_time(here: Bot, asking: Asking) -> None:
    message = rca.Message("C7", "1795000000.000100", "U0CY", "")

    added = await rca.add(here, await asking("U0ANA"), FOUND, (message, "lucky"))
    again = await rca.add(here, await asking("U0BO"), FOUND, (message, "lucky"))
    elsewhere = await rca.add(here, await asking("U0BO"), FOUND, (message, "better"))

    assert added is not None
    assert (added.at, added.person, added.by, added.text) == (
        message.at, "U0CY", "U0ANA", "(a message without text)",
    )  # fmt: skip
    assert again is None
    assert elsewhere is not None


async def test_a_message_may_belong_to_its_channels_incident_first(here: Bot) -> None:
    newer = incident(13, channel="C13", status=Status.RESOLVED)
    await here.rows.run(incidents.save, newer)
    await here.rows.run(incidents.save, incident(14))

    assert [each.number for each in noting.incidents_for(here, "C12")] == [12, 13]
    assert [each.number for each in noting.incidents_for(here, "C99")] == [13, 12]


async def test_only_a_shared_document_follows_and_only_one_with_a_channel_is_shared(
    here: Bot, asking: Asking
) -> None:
    await rca.write(here, await asking("U0ANA"), FOUND, Edited("fault", 0, "the pool"))
    quiet = here.rows.read(jobs.next_due)
    shared = await writing.share(here, await asking("U0ANA"), FOUND)

    assert quiet is None
    assert here.rows.read(jobs.next_due) == NOW
    assert "is on its way to <#C12>" in shared.text
    with pytest.raises(Refusal, match="INC-7 has no channel"):
        await writing.share(here, await asking("U0ANA"), incident(7))


async def test_how_ready_the_service_was_is_noted_once(here: Bot) -> None:
    await here.rows.run(catalogs.save, Catalog(services=(Service("shop", "Shop", tier=1),)), NOW)

    for _ in range(2):
        await here.rows.run(rca.keep_ready, "INC-12", "shop", NOW)
    await here.rows.run(rca.keep_ready, "INC-12", "nothing", NOW)

    found = here.rows.read(rows.ready, "INC-12", "shop")
    assert found is not None
    assert (found.service, found.at) == ("shop", NOW)
    assert "runbook" in found.missing
    assert here.rows.read(rows.ready, "INC-12", "nothing") is None
