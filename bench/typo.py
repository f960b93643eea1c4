"""Row `typo`: a name with a typing error among 10k and 100k, beside rapidfuzz over the whole list."""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from string import ascii_lowercase

from rapidfuzz import fuzz, process

from bench import measure
from bench.measure import Line, Size
from bot.domain.guess import lexicon, nearest
from bot.domain.names import fold

FIRST = """
acme alpha amber apollo atlas aurora basin beacon birch bold bright canyon cedar cobalt coral crimson
crystal delta dusk ember falcon fern flint forest frost galaxy garnet glacier golden granite harbor hazel
heron indigo iris ivory jade juniper kestrel lagoon larch lilac linden lunar maple marble meadow mesa mint
misty nova oak ocean olive onyx opal orchid otter pearl pine polar prairie quartz raven ridge river rowan
ruby sable saffron sage scarlet sierra silver slate solar spruce stone storm summit sunset teal thistle
timber topaz tundra umber valley velvet violet walnut willow winter zephyr zinc
"""
SECOND = """
account address asset audit balance basket billing booking cart catalog checkout claim contact contract
coupon credit customer delivery deposit device discount dispatch document email event export feed fraud gift
identity import index inventory invoice label ledger loyalty market media member message meter notification
offer order partner password payment payout permission picking plan policy pricing product profile promotion
quote rating receipt refund region report return review reward risk route sales schedule search seat session
settlement shipping signup stock store subscription support survey tariff ticket token tracking transfer
translation upload usage voucher wallet warehouse webhook wishlist
"""
KINDS = """
api worker gateway sync cache proxy router writer reader engine store jobs
"""
SHOWN = 5
GOALS = ((1, 0.6), (10, 0.25))
"""How many times the services of the size, and how much of rapidfuzz's time it may take."""


async def run(size: Size) -> list[Line]:
    """For each number of names the time beside rapidfuzz's, and how often the name is among the first."""
    return [line for times, goal in GOALS for line in await _beside(size, size.services * times, goal)]


async def _beside(size: Size, many: int, goal: float) -> list[Line]:
    names = tuple(itertools.islice(_names(), many))
    asked = _misspelt(names, size.calls)
    known = lexicon((name, fold(name)) for name in names).search()
    folded = [fold(name) for name in names]
    found: list[bool] = []

    def ours(name: str, typed: str) -> None:
        found.append(name in nearest(known, typed, SHOWN))

    def floor(_: str, typed: str) -> None:
        process.extract(fold(typed), folded, scorer=fuzz.ratio, limit=SHOWN)

    taken = await measure.in_turn({"floor": _each(floor, asked), "ours": _each(ours, asked)}, size)
    ratio = measure.ratio(taken["ours"], taken["floor"])
    mine, theirs = (measure.milli(measure.median(taken[name])) for name in ("ours", "floor"))
    what = f"a name with one error among {many:,}"
    recall = sum(found) / len(found)
    return [
        Line("typo", what, ratio, goal, "rapidfuzz over the list", mine, theirs),
        Line("typo", f"{what}: among the first {SHOWN}", recall, 0.99, "those asked", at_least=True),
    ]


def _each(work: Callable[[str, str], None], asked: Sequence[tuple[str, str]]) -> measure.Work:
    turn = itertools.cycle(asked)

    async def once() -> None:
        work(*next(turn))

    return once


def _names() -> Iterator[str]:
    """Names of services, none like another by more than chance; the same ones every time."""
    parts = (words.split() for words in (FIRST, SECOND, KINDS))
    every = [f"{one}-{two}-{kind}" for one, two, kind in product(*parts)]
    random.Random(7).shuffle(every)
    yield from every


def _misspelt(names: Sequence[str], many: int) -> list[tuple[str, str]]:
    """(name, how somebody typed it): a letter too many, too few, another one, or two that changed places."""
    chance = random.Random(3)

    def typed(name: str) -> str:
        at, letter = chance.randrange(len(name) - 1), chance.choice(ascii_lowercase)
        one, two, rest = name[at], name[at + 1], name[at + 2 :]
        return name[:at] + chance.choice((two, letter + one + two, letter + two, two + one)) + rest

    return [(name, typed(name)) for name in chance.choices(names, k=many)]
