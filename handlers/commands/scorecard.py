"""`/ready …`: how services stand, what if, waivers, snoozing, and the buttons under the answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo

from bot.blocks import scorecard as blocks
from bot.domain.markup import plain
from bot.domain.refusal import Refusal
from bot.domain.scorecard import Readiness, Worst
from bot.flows import scorecard
from bot.flows.stamping import zone_of
from bot.ports import Answer, Ask, Bot, Open, Reply

LAST = time(23, 59, 59, 999_000)
TABLE = 20
"""Rows of a table, which has no buttons."""


async def overview(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """`/ready`: every service, the worst first."""
    return await _answer(bot, "")


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/ready <service or team>`."""
    return await _answer(bot, plain(ask.words))


async def pick(bot: Bot, ask: Ask) -> Answer:
    """A press on `ready_show`: `service:<id>`, `team:<id>`, or `page|table|more|rules <offset> [name]`.

    `card:<id>` before a name says on which card, where somebody named one.
    """
    return replace(await _picked(bot, ask.values.get("value", "")), replace=True)


async def _picked(bot: Bot, value: str) -> Reply:
    word, _, rest = value.partition(" ")
    offset, _, name = rest.partition(" ")
    if not offset.isdecimal():
        return await _answer(bot, value)
    if word == "rules":
        return await _rules(bot, name, int(offset))
    if word == "table":
        return await _table(bot, name, int(offset))
    return await _answer(bot, name, int(offset)) if word in ("page", "more") else await _answer(bot, value)


async def _answer(bot: Bot, words: str, offset: int = 0) -> Reply:
    return blocks.answer(await scorecard.look_up(bot, words, offset), bot.clock.now())


async def _table(bot: Bot, words: str, offset: int) -> Reply:
    found = await scorecard.look_up(bot, words, offset, TABLE)
    now = bot.clock.now()
    return blocks.tabled(found, now) if isinstance(found, Worst) else blocks.answer(found, now)


async def _rules(bot: Bot, name: str, offset: int) -> Reply:
    card, _, id = name.rpartition(" ")
    found = await scorecard.look_up(bot, f"{card} service:{id}")
    now = bot.clock.now()
    return blocks.rules(found, now, offset) if isinstance(found, Readiness) else blocks.answer(found, now)


async def what_if(bot: Bot, ask: Ask) -> Answer:
    """`/ready what-if [rule or property]`: who would rise if it passed everywhere."""
    found = await scorecard.what_if(bot, ask.values.get("value", plain(ask.words)))
    return blocks.what_if(found.card, found.words, found.supposed, found.names, on=found.on)


async def chart(bot: Bot, ask: Ask) -> Answer:
    """A press on Chart: `team:<id>`, or `all`; `card:<id>` before it says on which card."""
    words = [each.removeprefix("team:") for each in ask.values.get("value", "").split() if each != "all"]
    return await scorecard.ask_for_chart(bot, ask, " ".join(words))


async def snooze(bot: Bot, ask: Ask) -> Answer:
    """`/ready snooze <team> [2w]`, or its button."""
    return await scorecard.snooze(bot, ask, ask.values.get("value") or plain(ask.words))


# Waivers ------------------------------------------------------------------------------------------------


async def waive(bot: Bot, ask: Ask) -> Answer:
    """`/ready waive <service> [rule]`: the form, with what was said filled in."""
    service, rule, card = await scorecard.split(bot, plain(ask.words))
    return Open("waive", {"service": service, "rule": rule, "card": card})


async def waive_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The button under a service: its id, with `card:<id>` before it where a card was named."""
    card, _, service = ask.values.get("value", "").rpartition(" ")
    return Open("waive", {"service": service, "rule": "", "card": card.removeprefix("card:")})


async def waived(bot: Bot, ask: Ask) -> Answer:
    """The submitted form."""
    until = _end_of(ask.values["until"], zone_of(bot, ask.person))
    values = ask.values
    wanted = scorecard.Wanted(
        values["service"], values["rule"], values["reason"], until, values.get("card", "")
    )
    return await scorecard.request_waiver(bot, ask, wanted)


async def grant(bot: Bot, ask: Ask) -> Answer:
    """The button Grant."""
    return replace(await scorecard.decide(bot, ask, ask.values.get("value", ""), granted=True), replace=True)


async def refuse(bot: Bot, ask: Ask) -> Answer:
    """The button Refuse."""
    return replace(await scorecard.decide(bot, ask, ask.values.get("value", ""), granted=False), replace=True)


def _end_of(day: str, zone: tzinfo) -> datetime:
    """The last moment of a day there, so that whoever chose it reads that day. Raises Refusal."""
    try:
        return datetime.combine(date.fromisoformat(day), LAST, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(f"“{day}” is no day. Write one such as 2027-01-31.") from None


# Cards --------------------------------------------------------------------------------------------------


async def bring(bot: Bot, ask: Ask) -> Answer:
    """`/ready import`: the form to paste or upload a card. Raises Refusal for who may not."""
    scorecard.may_bring(bot, ask.person)
    return Open("scorecard")


async def brought(bot: Bot, ask: Ask) -> Answer:
    """The submitted form: what it would change, to be confirmed."""
    found = await scorecard.handed(bot, ask, ask.values.get("text", ""), ask.values.get("file", ""))
    if found.preview.problems:
        return blocks.refused(found.preview.problems)
    return blocks.previewed(found.preview, found.draft)


async def bring_in(bot: Bot, ask: Ask) -> Answer:
    """The button that confirms."""
    handed = await scorecard.confirm(bot, ask, ask.values.get("value", ""))
    found = handed.preview
    if found.problems:
        return blocks.refused(found.problems)
    if found.stale:
        return replace(blocks.previewed(found, handed.draft), replace=True)
    return blocks.brought([each.card.title for each in found.changes], found.moved)
