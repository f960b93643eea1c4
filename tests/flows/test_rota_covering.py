"""Being covered: who is asked again and when, what is no part of a request, who hears that nobody took it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.effect import EffectKind
from bot.domain.refusal import Refusal
from bot.flows.rota import covering, reminding, swapping
from bot.ports import Ask, Bot
from store import jobs, outbox
from store.sqlite import Store
from tests import make
from tests.oncall import ANA, BO, MAYA, PRIMARY, STOREFRONT, keep

HOUR = timedelta(hours=1)
"""NOW is a Friday noon, UTC; Ana has the shift until Monday, Bo the next week."""


@pytest.fixture
async def bot(rows: Store) -> Bot:
    team = replace(STOREFRONT, members=("ana", "bo", "maya"), channel="#storefront")
    tokyo = replace(MAYA, timezone="Asia/Tokyo")
    await keep(rows, replace(ANA, timezone="Europe/Lisbon"), BO, tokyo, team, PRIMARY)
    return make.bot(rows)


def ask(bot: Bot, person: str) -> Ask:
    return Ask(person, "C1", "", bot.clock.now(), "button")


async def asked(bot: Bot, words: str, person: str = "U0BO") -> str:
    """Somebody asks for cover; the id of the request."""
    said = await covering.ask_cover(bot, ask(bot, person), words)
    return str(said.blocks[-1]["elements"][0]["value"])


async def passes(bot: Bot, time: timedelta) -> None:
    """The clock goes on, and whatever is due then is done."""
    bot.clock.time += time  # type: ignore[attr-defined]
    now = bot.clock.now()
    for job in await bot.rows.run(jobs.claim, now, "one", HOUR):
        if job.kind == "cover":
            await reminding.remind(bot, job.body)
        await bot.rows.run(jobs.finish, job)


def told(bot: Bot, person: str) -> list[str]:
    found = bot.rows.read(outbox.ready, bot.clock.now(), 100)
    mine = (each for each in found if each.effect.kind is EffectKind.DIRECT and each.effect.person == person)
    return [str(each.effect.body["text"]).split(",")[0] for each in mine]


WEDNESDAY = "2026-11-25 09:00 to 2026-11-25 18:00"
AGAIN = "Bo Lindqvist still needs cover for Storefront"


async def test_who_has_not_answered_is_asked_again_by_day(bot: Bot) -> None:
    await asked(bot, WEDNESDAY)

    await passes(bot, 4 * HOUR)
    evening = {each: told(bot, each) for each in ("U0ANA", "U0MAYA")}
    await passes(bot, 7 * HOUR)

    assert evening == {"U0ANA": [AGAIN], "U0MAYA": []}  # it is one in the morning in Tokyo
    assert (told(bot, "U0ANA"), told(bot, "U0MAYA")) == ([AGAIN], [AGAIN])


async def test_what_begins_before_the_morning_is_asked_for_at_night(bot: Bot) -> None:
    await asked(bot, "in 6h to in 9h", "U0ANA")

    await passes(bot, 4 * HOUR)

    assert told(bot, "U0MAYA") == ["Ana Silva still needs cover for Storefront"]


async def test_that_nobody_took_it_is_said_once_however_late_the_clock(bot: Bot) -> None:
    await asked(bot, WEDNESDAY)

    await passes(bot, 6 * 24 * HOUR - 20 * HOUR)

    assert told(bot, "U0BO") == ["Nobody has taken Storefront"]
    assert told(bot, "U0ANA") == []


async def test_what_is_no_part_of_the_request_is_said_on_the_readers_clock(bot: Bot) -> None:
    id = await asked(bot, WEDNESDAY)

    with pytest.raises(
        Refusal, match="Cover is asked for Wed 25 Nov 18:00 to Thu 26 Nov 03:00 on your"
    ) as no:
        covering.prove_part(bot, ask(bot, "U0MAYA"), id, ("tomorrow 9:00", "tomorrow 12:00"))
    covering.prove_part(bot, ask(bot, "U0MAYA"), id, ("wed 20:00", "22:00"))

    assert no.value.text.endswith(
        "(Asia/Tokyo), and that is Sat 21 Nov 09:00 to Sat 21 Nov 12:00. Nothing was changed."
    )
    assert no.value.field == "since"


async def test_who_answers_last_that_they_cannot_leaves_the_rest_open(bot: Bot) -> None:
    id = await asked(bot, WEDNESDAY)
    await covering.take_part(bot, ask(bot, "U0ANA"), id, ("wed 10:00", "12:00"))

    await covering.cannot(bot, ask(bot, "U0MAYA"), id)

    assert told(bot, "U0BO")[-1] == "Nobody has taken the rest of Storefront"


@pytest.mark.parametrize("swap", [False, True])
async def test_what_was_asked_of_a_rota_that_is_gone_can_be_withdrawn(
    bot: Bot, rows: Store, swap: bool
) -> None:
    if swap:
        said = await swapping.propose(bot, ask(bot, "U0BO"), "U0ANA")
        id = str(said.blocks[-1]["elements"][0]["value"])
    else:
        id = await asked(bot, WEDNESDAY)
    await rows.run(lambda db: db.execute("DELETE FROM rota"))

    said = await covering.withdraw(bot, ask(bot, "U0BO"), id)

    assert said.text.startswith("Withdrawn.")
    with pytest.raises(Refusal, match="has ended already"):
        await covering.withdraw(bot, ask(bot, "U0BO"), id)
