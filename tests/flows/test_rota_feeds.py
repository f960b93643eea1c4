"""Calendars of shifts over HTTP, read back by the library that other programs use too."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import aiohttp
import icalendar
import pytest
from aiohttp import web

from bot.domain import rota as rules
from bot.domain.catalog import Rota
from bot.domain.house import House
from bot.domain.may import Member, Standing
from bot.domain.refusal import Refusal
from bot.domain.rota import Override, feed
from bot.flows.rota import changing, feeds
from bot.ports import Ask, Bot, By
from handlers import calendar
from store import member as members
from store.sqlite import Store
from tests import make
from tests.make import NOW
from tests.oncall import ANA, BO, CHECKOUT, MAYA, PRIMARY, STOREFRONT, keep

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> make.StillClock:
    return make.StillClock()


@pytest.fixture
async def bot(rows: Store, clock: make.StillClock) -> Bot:
    await keep(rows, ANA, BO, MAYA, STOREFRONT, CHECKOUT, PRIMARY)
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], NOW)
    return replace(make.bot(rows, clock=clock), house=House(public_url="https://tocsin.example/"))


def ask(words: str = "", person: str = "U0ANA", key: str = "k1") -> Ask:
    return Ask(person, "C1", words, NOW, "/oncall", key=key)


async def address(bot: Bot, words: str = "", *, again: bool = False, person: str = "U0ANA") -> str:
    """The address that the form shows, without its host; "" where it shows none."""
    view = await feeds.shown(bot, ask(words, person), words, again=again)
    said = str(view["blocks"][0]["text"]["text"])
    return said.partition("```https://tocsin.example")[2].partition("```")[0]


@asynccontextmanager
async def served(bot: Bot) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(calendar.routes(bot))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def got(bot: Bot, path: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
    async with (
        served(bot) as url,
        aiohttp.ClientSession() as session,
        session.get(url + path, headers=headers) as answer,
    ):
        return answer.status, await answer.read(), answer.headers.copy()


def events(body: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


async def test_my_calendar_has_my_shifts_as_the_engine_has_them(bot: Bot) -> None:
    status, body, headers = await got(bot, await address(bot))

    first, last = feed.window(NOW)
    ring = rules.parse(PRIMARY.definition)
    plan = [each for each in rules.shifts(ring, first - 30 * DAY, last) if each.end and each.end > first]
    mine = [(each.start, each.end) for each in plan if each.people == ("ana",)]
    read = [(each["dtstart"].dt, each["dtend"].dt) for each in events(body)]
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert read == mine
    assert {str(each["summary"]) for each in events(body)} == {"Ana Silva: on call, Storefront, primary"}
    assert all(each["dtstart"].dt.utcoffset() == timedelta() for each in events(body))
    assert (NOW - read[0][1], read[-1][0] - NOW) < (15 * DAY, 91 * DAY)


async def test_a_team_s_calendar_has_everybody_and_covers_all_of_its_time(bot: Bot) -> None:
    _, body, _ = await got(bot, await address(bot, "storefront"))

    found = events(body)
    assert [str(each["summary"]).partition(":")[0] for each in found[:3]] == [
        "Ana Silva",
        "Bo Lindqvist",
        "Ana Silva",
    ]
    assert all(a["dtend"].dt == b["dtstart"].dt for a, b in pairwise(found))
    assert str(icalendar.Calendar.from_ical(body)["x-wr-calname"]) == "On call: Storefront"


async def test_the_same_shift_keeps_its_uid_from_day_to_day_and_past_a_change(
    bot: Bot, clock: make.StillClock
) -> None:
    path = await address(bot, "storefront")
    before = {str(each["uid"]): each["dtstart"].dt for each in events((await got(bot, path))[1])}

    clock.time = NOW + 3 * DAY
    start = NOW + 20 * DAY
    taken = Override("o1", start, start + DAY, "maya", NOW)
    await bot.rows.run(changing.override, "storefront-primary", taken, By("U0LEAD", NOW, "modal"))
    after = {str(each["uid"]): each["dtstart"].dt for each in events((await got(bot, path))[1])}

    assert len(before) == len(set(before))
    assert {uid: at for uid, at in after.items() if uid in before and before[uid] != at} == {}
    assert len(before.keys() & after.keys()) >= len(before) - 2


async def test_whoever_is_always_on_call_has_one_event_that_stays(bot: Bot, clock: make.StillClock) -> None:
    await keep(bot.rows, Rota("storefront-primary", make.rota_layers(members=["ana"]), "catalog.yaml"))  # type: ignore[arg-type]
    path = await address(bot)
    uids = []

    for days in (0, 1, 30):
        clock.time = NOW + days * DAY
        found = events((await got(bot, path))[1])
        uids.append([str(each["uid"]) for each in found])

    assert [len(each) for each in uids] == [1, 1, 1]
    assert uids[0] == uids[1] == uids[2]


async def test_what_did_not_change_is_not_sent_again(bot: Bot, clock: make.StillClock) -> None:
    path = await address(bot)
    _, body, headers = await got(bot, path)
    clock.time = NOW + timedelta(minutes=30)

    same, empty, told = await got(bot, path, **{"If-None-Match": headers["ETag"]})
    other, again, _ = await got(bot, path, **{"If-None-Match": '"something-else"'})

    assert (same, empty, told["ETag"]) == (304, b"", headers["ETag"])
    assert told["Cache-Control"] == headers["Cache-Control"] == "private, max-age=300"
    assert (other, again) == (200, body)


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "../healthz", "A" * 5000])
async def test_a_wrong_address_opens_nothing(bot: Bot, secret: str) -> None:
    await address(bot)

    status, body, _ = await got(bot, f"/calendar/{secret}.ics")

    assert status in (400, 404)
    assert b"BEGIN" not in body


async def test_only_a_digest_of_the_secret_is_kept(bot: Bot, rows: Store) -> None:
    path = await address(bot)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")

    kept = "\n".join(rows.read(lambda db: list(db.iterdump())))

    assert len(secret) == 43
    assert "calendar_feed" in kept
    assert secret not in kept


async def test_it_is_shown_once_and_a_new_one_ends_the_old(bot: Bot) -> None:
    first = await address(bot)
    second, third = await address(bot), await address(bot, again=True)

    assert second == ""
    assert [(await got(bot, path))[0] for path in (first, third)] == [404, 200]


async def test_it_can_be_ended_by_whoever_made_it(bot: Bot) -> None:
    mine, team = await address(bot), await address(bot, "storefront")

    said = await feeds.end(bot, ask("storefront", key="k2"), "storefront")

    assert said.text == "Your calendar address for Storefront opens nothing any more."
    assert [(await got(bot, path))[0] for path in (mine, team)] == [200, 404]
    with pytest.raises(Refusal, match="You have no calendar address for Storefront"):
        await feeds.end(bot, ask("storefront", key="k3"), "storefront")


async def test_of_whoever_left_the_calendar_is_closed(bot: Bot, rows: Store) -> None:
    path = await address(bot, "storefront")

    await rows.run(members.keep, [Member("U0ANA", Standing.GONE)], NOW)

    assert (await got(bot, path))[0] == 404


async def test_a_stranger_has_no_calendar_of_their_own(bot: Bot) -> None:
    with pytest.raises(Refusal, match="The catalog does not know U0NEW"):
        await feeds.shown(bot, ask(person="U0NEW"), "", again=False)


async def test_without_a_public_url_it_says_what_is_missing(bot: Bot) -> None:
    view = await feeds.shown(replace(bot, house=House()), ask(), "", again=False)

    assert "`public_url:` is not set" in json.dumps(view)


async def test_reading_is_noted_and_told_when_one_asks_again(bot: Bot) -> None:
    path = await address(bot)
    await got(bot, path)

    view = await feeds.shown(bot, ask(), "", again=False)

    assert "it was last read" in json.dumps(view)
    assert view["submit"]["text"] == "New address"


def test_an_event_of_two_touching_shifts_is_one() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    plan = [
        rules.Shift(noon, noon + DAY, ("ana",)),
        rules.Shift(noon + DAY, noon + 2 * DAY, ("ana", "bo")),
        rules.Shift(noon + 2 * DAY, noon + 3 * DAY, ()),
    ]

    found = feed.events("r", "R", plan, (noon - DAY, noon + 9 * DAY))

    assert [(each.person, each.start, each.end) for each in found] == [
        ("ana", noon, noon + 2 * DAY),
        ("bo", noon + DAY, noon + 2 * DAY),
    ]
