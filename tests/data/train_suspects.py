"""Outages for training: the days of `plant_outages` around causes that a machine draws.

`python -m tests.data.train_suspects [seed] [count]` prints how often the culprit is among the first three.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.blocks.change import ALONG
from bot.domain.change import Change, ChangeKind
from bot.domain.suspects import Place, rank
from tests.data.outage_stories import CAUSES, DEPENDENCY, EARLIER, SWITCH, Story
from tests.data.plant_outages import FLAGS, SORTS, outage
from tests.make import NOW

RISK = (1.0, 0.7, 1.0, 5.0, 4.0, 3.0, 0.6)
"""Line for line, of the sorts of work in their order; text and tests do no harm."""


def drawn(dice: random.Random, cause: str) -> Story:
    """A cause of that kind."""
    where = dice.choices(("hard", "soft", "two"), (6, 2, 2))[0] if cause == DEPENDENCY else "own"
    if cause in (SWITCH, EARLIER) and dice.random() < 0.2:
        where = "hard"
    lag = dice.lognormvariate(math.log(170 if cause == EARLIER else 25), 0.5 if cause == EARLIER else 0.9)
    by = dice.choices(("flag", "push", "merge"), (5, 2, 3))[0] if cause == SWITCH else "merge"
    if cause in (DEPENDENCY, EARLIER) and dice.random() < 0.15:
        by = dice.choice(("flag", "push"))
    sorts = SORTS[3:5] if by == "push" or cause == SWITCH else SORTS[:7]
    weights = [RISK[SORTS.index(each)] * each.often * each.lines**0.4 for each in sorts]
    sort = dice.choices(sorts, weights)[0]
    lines = max(1, round(dice.lognormvariate(math.log(sort.lines), 0.9)))
    paths = sort.hidden if sort.hidden and dice.random() < 0.4 else sort.paths
    title = f"{dice.choice(FLAGS)}: on" if by == "flag" else sort.titles[0]
    return Story(cause, where, by, title, max(2, round(lag)), lines, paths)


def outages(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """So many of them, the causes in turn."""
    dice = random.Random(seed)
    for number in range(count):
        cause = CAUSES[number % len(CAUSES)]
        yield outage(dice, drawn(dice, cause), f"{cause} {number}")


def read(told: Mapping[str, Any]) -> tuple[list[Change], dict[str, Place]]:
    """The changes of an outage, and where each is."""
    places = {name: Place(name, name, *place) for name, place in told["places"].items()}
    changes = [
        Change(
            id=each["id"],
            kind=ChangeKind(each["kind"]),
            repository=f"acme/{each['service']}",
            title=each["title"],
            author=each["author"],
            url="",
            at=NOW - timedelta(minutes=each["ago"]),
            environment=each.get("environment", ""),
            state=each.get("state", ""),
            sha=each.get("sha", ""),
            lines=each.get("lines", 0),
            paths=tuple(each.get("paths", ())),
        )
        for each in told["changes"]
    ]
    return changes, {each.id: places[each.repository.partition("/")[2]] for each in changes}


def ours(told: Mapping[str, Any], *, itself: bool = False) -> bool:
    """Whether the culprit, or (not with `itself`) the deployment of it, is named in our first three."""
    changes, places = read(told)
    lines = [(each.change, *each.others[:ALONG]) for each in rank(changes, places, NOW)[:3]]
    return bool({each.id for line in lines for each in line} & _wanted(told, itself))


def newest(told: Mapping[str, Any], *, itself: bool = False) -> bool:
    """Whether it is among the three newest changes."""
    return bool({each["id"] for each in told["changes"][:3]} & _wanted(told, itself))


def _wanted(told: Mapping[str, Any], itself: bool) -> set[str]:
    return set(told["culprit"][:1] if itself else told["culprit"])


def main(argv: Sequence[str]) -> int:
    """Count."""
    seed, count = (int(argv[0]) if argv else 1), (int(argv[1]) if len(argv) > 1 else 400)
    found: Counter[tuple[str, str]] = Counter()
    for each in outages(seed, count):
        found["ours", each["cause"]] += ours(each)
        found["newest", each["cause"]] += newest(each)
    for who in ("ours", "newest"):
        of_each = {cause: found[who, cause] for cause in CAUSES}
        sys.stdout.write(f"{who}: {sum(of_each.values())} of {count}, {of_each}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
