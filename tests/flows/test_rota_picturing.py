"""Four weeks as a picture: what stands in it, what it says in words, and that it comes as one."""

import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import timetable
from bot.domain.catalog import Rota
from bot.domain.effect import EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota import Override
from bot.flows.rota import changing, loading, picturing
from bot.flows.scorecard import charting
from bot.ports import Ask, Bot, By
from bot.timetable import Bar, Row, Timetable
from store import jobs, outbox
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import ANA, BO, CHECKOUT, MAYA, PRIMARY, STOREFRONT, keep

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def bot(rows: Store) -> Bot:
    await keep(rows, replace(ANA, timezone="Europe/London"), BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    return make.bot(rows)


def planned(bot: Bot, name: str = "storefront") -> Timetable:
    return bot.rows.read(picturing.planned, name, "U0ANA", NOW)


def seen(row: Row) -> list[tuple[datetime, tuple[str, ...], bool]]:
    return [(bar.start, bar.people, bar.override) for bar in row.bars]


async def test_the_picture_has_the_rota_as_it_comes_out_and_what_overrides_make_of_it(bot: Bot) -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)
    await bot.rows.run(
        changing.override,
        "storefront-primary",
        Override("o1", monday + DAY, monday + 2 * DAY, "maya", NOW),
        By("U0LEAD", NOW, "modal"),
    )

    (row,) = planned(bot).rows

    assert row.name == "Storefront, primary"
    assert seen(row)[:4] == [
        (NOW, ("Ana Silva",), False),
        (monday, ("Bo Lindqvist",), False),
        (monday + DAY, ("Maya Okafor",), True),
        (monday + 2 * DAY, ("Bo Lindqvist",), False),
    ]
    assert row.bars[-1].end == NOW + 28 * DAY


async def test_gaps_stand_in_the_rota_and_layers_beneath_it(bot: Bot, rows: Store) -> None:
    weekdays = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "18:00"}]
    layers = [*make.rota_layers(windows=weekdays)["layers"], *make.rota_layers(members=[])["layers"]]
    await keep(rows, Rota("storefront-primary", {"layers": layers}, "catalog.yaml"))

    found = planned(bot)

    rota, first, second = found.rows
    assert [(row.name, row.beneath) for row in found.rows] == [
        ("Storefront, primary", False),
        ("layer 1", True),
        ("layer 2", True),
    ]
    assert sum(not bar.people for bar in rota.bars) == 20
    assert not any(bar.people for bar in second.bars)
    assert [bar for bar in first.bars if bar.people] == [bar for bar in rota.bars if bar.people]
    assert "nobody 472 h" in timetable.words(found)


async def test_it_is_drawn_by_a_job_and_sent_to_whoever_asked(bot: Bot, rows: Store) -> None:
    ask = Ask("U0ANA", "C1", "", NOW, "button", key="k1")

    said = await picturing.ask_for(bot, ask, "storefront")
    (job,) = await rows.run(jobs.claim, NOW, "me", timedelta(minutes=1))
    await picturing.draw(bot, job.body)

    (pending,) = rows.read(outbox.ready, NOW)
    effect = pending.effect
    assert said.text == "The schedule is being drawn; it comes to you in a direct message."
    assert (effect.kind, effect.person, effect.body["name"]) == (EffectKind.PICTURE, "U0ANA", "schedule.png")
    assert str(effect.body["alt"]).startswith(
        "On call, Storefront: the next four weeks. Storefront, primary: Ana Silva 336 h, Bo Lindqvist 336 h"
    )


@pytest.mark.parametrize("draw", [picturing.draw, loading.draw, charting.draw])
async def test_whoever_asked_hears_why_there_is_no_picture(
    bot: Bot, rows: Store, draw: Callable[[Bot, Mapping[str, Any]], Awaitable[None]]
) -> None:
    body = {"person": "U0ANA", "team": "gh<o>st", "key": "schedule:k1"}

    for _ in range(2):
        await draw(bot, body)

    (pending,) = rows.read(outbox.ready, NOW)
    said = str(pending.effect.body["text"])
    assert (pending.effect.kind, pending.effect.person) == (EffectKind.DIRECT, "U0ANA")
    assert said.startswith("The picture that you asked for could not be drawn: ")
    assert "gh&lt;o&gt;st" in said


async def test_a_team_that_is_none_is_refused(bot: Bot) -> None:
    with pytest.raises(Refusal, match="No team is called “ghost”"):
        planned(bot, "ghost")


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_a_picture_grows_with_its_rows_and_holds_any_name() -> None:
    names = [("$x_{2}$ & <b>",), (), ("佐藤 愛子",), ("Ana", "Bo")]
    bars = [Bar(NOW + n * 7 * DAY, NOW + (n + 1) * 7 * DAY, each, n == 3) for n, each in enumerate(names)]
    one = Timetable("A $title$", (NOW, NOW + 28 * DAY), LONDON, [Row("Payments_$1", bars)])
    five = replace(one, rows=[*one.rows, *[Row("layer", bars, beneath=True)] * 4])

    small, large = size(await timetable.draw(one)), size(await timetable.draw(five))

    assert small[0] == large[0] == 1872
    assert large[1] - small[1] == round(4 * timetable.ROW * 144)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Silva", "Ana Silva"),
        ("佐藤 愛子 (Aiko Sato)", "Aiko Sato"),
        ("佐藤 愛子", "aiko"),
        ("Łukasz", "Łukasz"),
    ],
)
def test_names_are_written_in_letters_that_the_picture_has(name: str, shown: str) -> None:
    assert timetable.legible(name, "aiko") == shown
