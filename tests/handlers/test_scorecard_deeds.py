"""The deeds of `/ready` as handlers take them: waive, snooze, draw, bring in; who may not reads why."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Person, Service, Team
from bot.domain.house import House
from bot.domain.refusal import Refusal
from bot.flows import scorecard
from bot.flows.scorecard.shipped import cards
from bot.ports import Answer, Ask, Bot, Open, Reply
from bot.sandbox.slack.blocks import complaints
from handlers.commands import scorecard as commands
from handlers.modals.scorecard import FORMS
from store import catalog, outbox
from store import scorecard as rows_of
from store.sqlite import Store, open_store
from tests import make
from tests.make import NOW

MAYA, BO = Person("maya", "Maya", slack="U0MAYA"), Person("bo", "Bo", slack="U0BO")
TEAM = Team("payments", "Payments", leads=("maya", "bo"))
SHOP = Service("shop", "Shop", team="payments")
CARD = {
    "identifier": "own",
    "title": "Our own",
    "rules": [
        {
            "identifier": "team",
            "title": "Team",
            "level": "Gold",
            "query": {"conditions": [{"property": "$team", "operator": "isNotEmpty"}]},
        }
    ],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team with a service that misses nearly everything, evaluated."""
    path = tmp_path_factory.mktemp("house") / "tocsin.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    rows = open_store(path, create=True)
    await rows.run(catalog.save, Catalog((MAYA, BO), (TEAM,), (SHOP,)), NOW)
    made = make.bot(rows)
    await scorecard.evaluate_all(made)
    rows.close()


@pytest.fixture
def rows(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """Those rows, for one test."""
    store = open_store(shutil.copy(filled, tmp_path / "tocsin.db"))
    yield store
    store.close()


@pytest.fixture
def bot(rows: Store) -> Bot:
    """A team with a service that misses nearly everything; Bo manages the house."""
    return make.bot(rows, house=House(managers=("U0BO",)))


def ask(words: str = "", person: str = "U0MAYA", **values: str) -> Ask:
    return Ask(person, "C1", words, NOW, "/ready", values=values)


def said(answer: Any) -> str:
    """The answer's text; its blocks are such as Slack takes."""
    assert isinstance(answer, Reply)
    assert complaints(list(answer.blocks), "message") == []
    return answer.text


async def test_waiving_opens_a_form_with_what_was_typed(bot: Bot) -> None:
    typed = await commands.waive(bot, ask("shop Runbook"))
    pressed = await commands.waive_form(bot, ask(value="shop"))

    assert typed == Open("waive", {"service": "shop", "rule": "Runbook", "card": "production_readiness"})
    assert pressed == Open("waive", {"service": "shop", "rule": "", "card": ""})
    view = await FORMS["waive"].view(bot, ask(), {"service": "shop", "rule": "Runbook"})
    assert view["blocks"][1]["element"]["initial_option"]["value"] == "runbook"
    assert view["blocks"][3]["element"]["initial_date"] == "2026-12-20"
    with pytest.raises(Refusal, match="No service is called “ghost”"):
        await FORMS["waive"].view(bot, ask(), {"service": "ghost"})


async def test_a_submitted_waiver_is_asked_and_decided_by_a_button(bot: Bot, rows: Store) -> None:
    form = {"service": "shop", "rule": "runbook", "reason": "soon", "until": "2026-12-31"}

    asked = await commands.waived(bot, ask(**form))
    (waiver,) = rows.read(rows_of.waivers)
    shown = await commands.show(bot, ask("shop"))
    granted = await commands.grant(bot, ask(person="U0BO", value=waiver.id))

    assert said(asked).startswith("Asked: *runbook* waived for *Shop* until")
    assert "asks to waive it until" in json.dumps(shown.blocks, ensure_ascii=False)  # type: ignore[union-attr]
    assert "granted by <@U0BO>" in said(granted)
    again = await commands.show(bot, ask("shop"))
    assert "*runbook* is waived until" in json.dumps(again.blocks, ensure_ascii=False)  # type: ignore[union-attr]
    with pytest.raises(Refusal, match="was granted already"):
        await commands.refuse(bot, ask(person="U0BO", value=waiver.id))


async def test_a_waiver_ends_with_the_day_that_was_chosen_where_its_asker_is(bot: Bot, rows: Store) -> None:
    away = replace(MAYA, timezone="Asia/Tokyo")
    await rows.run(catalog.save, Catalog((away, BO), (TEAM,), (SHOP,)), NOW)

    await commands.waived(bot, ask(service="shop", rule="runbook", reason="soon", until="2026-12-31"))

    (waiver,) = rows.read(rows_of.waivers)
    assert waiver.until.isoformat() == "2026-12-31T14:59:59.999000+00:00"


async def test_a_day_that_is_none_is_refused(bot: Bot) -> None:
    with pytest.raises(Refusal, match="“soon” is no day"):
        await commands.waived(bot, ask(service="shop", rule="runbook", reason="x", until="soon"))


async def test_who_misses_nothing_has_nothing_to_waive(bot: Bot, rows: Store) -> None:
    found = await commands.brought(bot, ask(person="U0BO", text=json.dumps(CARD)))
    draft = found.blocks[-1]["elements"][0]["value"]  # type: ignore[union-attr]
    await commands.bring_in(bot, ask(person="U0BO", value=draft))

    with pytest.raises(Refusal, match="Shop misses nothing on Our own"):
        await FORMS["waive"].view(bot, ask(), {"service": "shop", "rule": "Team"})


async def test_a_card_is_pasted_seen_and_brought_in(bot: Bot, rows: Store) -> None:
    opened = await commands.bring(bot, ask(person="U0BO"))
    view = await FORMS["scorecard"].view(bot, ask(person="U0BO"), {})
    seen = await commands.brought(bot, ask(person="U0BO", text=json.dumps(CARD)))
    before = rows.read(rows_of.bodies)
    draft = seen.blocks[-1]["elements"][0]["value"]  # type: ignore[union-attr]
    done = await commands.bring_in(bot, ask(person="U0BO", value=draft))

    assert opened == Open("scorecard")
    assert complaints(view["blocks"], "modal") == []
    assert said(seen) == "What it would change: 2 differences, no service changes its level."
    assert before == ()
    assert said(done).startswith("*Our own*: brought in, every service is evaluated on it.")
    with pytest.raises(Refusal, match="That card waits no more"):
        await commands.bring_in(bot, ask(person="U0BO", value="ghost"))


async def test_a_card_that_cannot_be_used_is_told_with_its_paths(bot: Bot) -> None:
    bad = await commands.brought(bot, ask(person="U0BO", text='{"rules": 1, "identifier": "x"}'))

    assert said(bad).startswith("Nothing was changed: that file is no scorecard that can be used.")
    assert "`$.rules` is not a list" in json.dumps(bad.blocks, ensure_ascii=False)  # type: ignore[union-attr]
    with pytest.raises(Refusal, match="Paste a scorecard or upload one"):
        await commands.brought(bot, ask(person="U0BO"))


@pytest.mark.parametrize(("managers", "said"), [(("U0BO",), "Ask <@U0BO>."), ((), "Nobody is named yet")])
async def test_who_does_not_manage_the_house_brings_nothing_in(
    bot: Bot, managers: tuple[str, ...], said: str
) -> None:
    other = replace(bot, house=House(managers=managers))

    for deed in (commands.bring, commands.brought, commands.bring_in):
        with pytest.raises(Refusal) as refused:
            await deed(other, ask(text=json.dumps(CARD)))
        assert said in refused.value.shown


async def test_a_team_is_snoozed_by_word_and_by_button(bot: Bot, rows: Store) -> None:
    typed = await commands.snooze(bot, ask("payments 1w"))
    pressed = await commands.snooze(bot, ask(value="payments 14d"))

    assert said(typed).startswith("*Payments* hears nothing of its gaps until")
    assert said(pressed) != said(typed)
    assert set(rows.read(rows_of.snoozed, NOW)) == {"payments"}


async def test_lists_become_tables_and_are_sorted(bot: Bot) -> None:
    table = await commands.pick(bot, ask(value="table 0 sort:name"))
    of_team = await commands.pick(bot, ask(value="table 0 team:payments"))
    nothing = await commands.pick(bot, ask(value="table 0 team:ghost"))
    plain = await commands.pick(bot, ask(value="other 3 shop"))

    assert said(table).startswith("Readiness: *Bronze* 1")
    assert table.blocks[3]["rows"][1][0]["text"] == "Shop"  # type: ignore[union-attr]
    assert said(of_team).startswith("Readiness: Payments: *Bronze* 1")
    assert said(nothing).startswith("No service or team is called")
    assert said(plain).startswith("No service or team is called “other 3 shop”")


async def test_what_if_names_who_rises_and_what_helps_most(bot: Bot) -> None:
    best = await commands.what_if(bot, ask())
    one = await commands.what_if(bot, ask(value="readme"))
    none = await commands.what_if(bot, ask("owner"))

    assert said(best).startswith("What helps most: *README* takes 1 service to Silver; 1 misses it now.")
    assert said(one).startswith("*README* takes 1 service to Silver")
    assert said(none) == "No service misses *owner*, so that nothing would change."


async def test_a_chart_is_asked_for_of_a_team_or_of_all(bot: Bot, rows: Store) -> None:
    told = [said(await commands.chart(bot, ask(value=value))) for value in ("team:payments", "all")]

    assert told == ["The chart is being drawn; it comes to you in a direct message."] * 2
    assert rows.read(outbox.ready, NOW) == []


async def test_a_card_that_is_named_is_asked(bot: Bot) -> None:
    with pytest.raises(Refusal, match=r"There is no card ghost\. There are: production_readiness"):
        await commands.show(bot, ask("card:ghost shop"))
    found = await commands.show(bot, ask("card:production_readiness shop"))

    assert said(found).startswith("*Shop*: Bronze 1/9")


OF_OWN = {
    "identifier": "runbook",
    "title": "Own runbook",
    "level": "Gold",
    "query": {"conditions": [{"property": "runbook", "operator": "isNotEmpty"}]},
}


async def brings(bot: Bot, card: dict[str, Any], person: str = "U0BO") -> Reply:
    """Somebody hands a card over; what they read of it."""
    shown = await commands.brought(bot, ask(person=person, text=json.dumps(card)))
    said(shown)
    return shown  # type: ignore[return-value]


async def confirms(bot: Bot, shown: Reply, person: str = "U0BO") -> Reply:
    """And presses the button beneath it."""
    pressed = await commands.bring_in(bot, ask(person=person, value=values(shown)[0]))
    said(pressed)
    return pressed  # type: ignore[return-value]


def values(shown: Answer) -> list[str]:
    """What the buttons of the last row carry."""
    assert isinstance(shown, Reply)
    return [each["value"] for each in shown.blocks[-1]["elements"]]


async def test_what_two_people_bring_at_once_is_shown_anew_to_the_later(bot: Bot) -> None:
    both = make.bot(bot.rows, house=House(managers=("U0BO", "U0MAYA")))
    first = await brings(both, {**CARD, "title": "Bo's"})
    second = await brings(both, {**CARD, "title": "Maya's"}, "U0MAYA")
    await confirms(both, first)

    anew = await confirms(both, second, "U0MAYA")
    between = [each.title for each in both.rows.read(cards)]
    done = await confirms(both, anew, "U0MAYA")

    assert anew.text.startswith("The cards have changed since you looked, so nothing was brought in.")
    assert "title: Bo's → Maya's" in json.dumps(anew.blocks, ensure_ascii=False)
    assert anew.replace
    assert between == ["Production readiness", "Bo's"]
    assert done.text.startswith("*Maya's*: brought in")


async def test_buttons_go_on_with_the_card_that_was_named(bot: Bot) -> None:
    await confirms(bot, await brings(bot, {**CARD, "rules": [*CARD["rules"], OF_OWN]}))

    listed = await commands.show(bot, ask("card:own sort:name"))
    one = await commands.show(bot, ask("card:own shop"))
    rules = await commands.pick(bot, ask(value=values(one)[0]))
    back = await commands.pick(bot, ask(value=values(rules)[0]))
    best = await commands.what_if(bot, ask(value=values(listed)[-1]))
    several = await commands.show(bot, ask("card:own team:"))

    assert all("card:own" in value for value in values(listed))
    assert "Our own" in said(rules)
    assert said(back) == said(one)
    assert values(one)[:3] == ["rules 0 card:own shop", "card:own team:payments", "card:own shop"]
    assert values(several) == ["card:own team:payments"]
    assert values(best) == ["card:own runbook"]
    assert said(await commands.what_if(bot, ask(value="card:own runbook"))).startswith("*Own runbook*")
    assert "drawn" in said(await commands.chart(bot, ask(value="card:own team:payments")))


async def test_a_rule_is_waived_on_the_card_that_was_looked_at(bot: Bot, rows: Store) -> None:
    await confirms(bot, await brings(bot, {**CARD, "rules": [OF_OWN]}))
    pressed = await commands.waive_form(bot, ask(value="card:own shop"))
    typed = await commands.waive(bot, ask("card:own shop runbook"))
    assert isinstance(pressed, Open)
    view = await FORMS["waive"].view(bot, ask(), pressed.draft)

    until = {"reason": "soon", "until": "2026-12-31"}
    await commands.waived(bot, ask(**{**pressed.draft, "rule": "runbook", **until}))

    assert typed == Open("waive", {"service": "shop", "rule": "runbook", "card": "own"})
    assert [each["value"] for each in view["blocks"][1]["element"]["options"]] == ["runbook"]
    assert [(each.scorecard, each.rule) for each in rows.read(rows_of.waivers)] == [("own", "runbook")]
    with pytest.raises(Refusal, match="There is no card ghost any more"):
        await FORMS["waive"].view(bot, ask(), {"service": "shop", "card": "ghost"})


async def test_what_is_gone_says_so_and_a_filter_that_lets_nobody_in(bot: Bot, rows: Store) -> None:
    none = {"conditions": [{"property": "tier", "operator": "=", "value": 99}]}
    await confirms(bot, await brings(bot, {**CARD, "filter": none}))
    nobody = await commands.show(bot, ask("card:own"))
    await rows.run(catalog.mark_gone, "service", ["shop"], NOW)

    gone = await commands.show(bot, ask("shop"))

    assert said(nobody) == "Our own is about none of the 1 services: its filter lets none of them in."
    assert "No longer in the catalog since" in said(gone)
    assert not any(value == "shop" for value in values(gone)[1:-1])
