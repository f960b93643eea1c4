"""`/oncall cover me`, `swap @x`, `take`, and the buttons of whoever is asked."""

from bot.domain.grammar import MENTION
from bot.domain.refusal import Refusal
from bot.flows.rota import covering, swapping
from bot.ports import Answer, Ask, Bot, Open


async def cover(bot: Bot, ask: Ask) -> Answer:
    """`/oncall cover me [from to until] [because …]`."""
    first, _, rest = ask.words.partition(" ")
    words = rest if first.lower() == "me" else ask.words
    return await covering.ask_cover(bot, ask, words.strip())


async def cover_of(bot: Bot, ask: Ask) -> Answer:
    """Ask for cover, on a notice; its value is `<from> <until> <rota>`, seconds since 1970 (0: no end)."""
    start, end, rota = ask.values["value"].split(" ", 2)
    return await covering.ask_cover_of(bot, ask, rota, (int(start), int(end)))


async def take_it(bot: Bot, ask: Ask) -> Answer:
    """Take it."""
    return await covering.take_all(bot, ask, ask.values["value"])


async def take_part(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Take part: asks which one."""
    return Open("cover_part", {"request": ask.values["value"]})


async def part_taken(bot: Bot, ask: Ask) -> Answer:
    """The form came back: a part is taken."""
    given = ask.values
    return await covering.take_part(bot, ask, given["request"], (given["since"], given["until"]))


def fits_part(bot: Bot, ask: Ask) -> None:
    """Raises the Refusal that the words of a part would meet."""
    given = ask.values
    covering.prove_part(bot, ask, given["request"], (given["since"], given["until"]))


async def cannot(bot: Bot, ask: Ask) -> Answer:
    """Can't."""
    return await covering.cannot(bot, ask, ask.values["value"])


async def withdraw(bot: Bot, ask: Ask) -> Answer:
    """Withdraw."""
    return await covering.withdraw(bot, ask, ask.values["value"])


async def swap(bot: Bot, ask: Ask) -> Answer:
    """`/oncall swap @x [because …]`. Raises Refusal where nobody is named."""
    found = MENTION.match(ask.words.strip())
    if found is None:
        raise Refusal("Swap with whom? Name a teammate: /oncall swap @bo")
    why = ask.words.strip()[found.end() :].strip().removeprefix("because ").strip()
    return await swapping.propose(bot, ask, found.group(1), why)


async def agree(bot: Bot, ask: Ask) -> Answer:
    """Agree, on a proposal to swap."""
    return await swapping.agree(bot, ask, ask.values["value"])


async def decline(bot: Bot, ask: Ask) -> Answer:
    """Decline, on a proposal to swap."""
    return await swapping.decline(bot, ask, ask.values["value"])


async def take(bot: Bot, ask: Ask) -> Answer:
    """`/oncall take [team]`."""
    return await swapping.take_over(bot, ask, ask.words)
