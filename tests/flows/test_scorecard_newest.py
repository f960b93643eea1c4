"""Two evaluations at a time, and what is told in the middle of one: nothing older is kept on newer."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.catalog import Catalog, Service, Team
from bot.domain.scorecard import standing
from bot.flows import scorecard
from bot.ports import RepositoryFacts
from store import catalog
from store import scorecard as rows_of
from store.sqlite import Store
from tests import make
from tests.make import NOW

SHOP = Service("shop", "Shop", team="payments", repository="acme/shop")
Meanwhile = Callable[[], Awaitable[Any]]


class Interrupted(Store):
    """The same rows; once, before the step of that name, something else happens."""

    def __init__(self, rows: Store, before: str, meanwhile: Meanwhile) -> None:
        self.__dict__.update(rows.__dict__)
        self.waiting = {before: meanwhile}

    async def run(self, step: Any, *args: Any, **kwargs: Any) -> Any:
        """As ever, after what happens before."""
        meanwhile = self.waiting.pop(step.__name__, None)
        if meanwhile is not None:
            await meanwhile()
        return await super().run(step, *args, **kwargs)


async def has(rows: Store, readme: str) -> None:
    """What the forge tells of the repository."""
    await rows.run(rows_of.keep, [RepositoryFacts("acme/shop", {"readme": readme})], {}, NOW)


async def prepared(rows: Store) -> None:
    await rows.run(catalog.save, Catalog(services=(SHOP,), teams=(Team("payments", "Payments"),)), NOW)
    await has(rows, "")


def shown(rows: Store) -> str:
    """What whoever asks is shown."""
    return standing(rows.read(scorecard.latest, SHOP, NOW))


def kept(rows: Store) -> tuple[Any, int]:
    """The README as it is kept, and the rank in every list."""
    found = rows.read(rows_of.known, "shop")
    assert found is not None
    return found.facts["readme"].value, rows.read(rows_of.standing, scorecard.card().identifier, ["shop"])[
        "shop"
    ][1]


async def test_an_evaluation_that_read_earlier_and_keeps_later_keeps_what_is_true_then(rows: Store) -> None:
    await prepared(rows)

    async def newer() -> None:
        await has(rows, "README.md")
        await scorecard.evaluate_all(make.bot(rows))

    older = Interrupted(rows, "keep", newer)
    await scorecard.evaluate_all(make.bot(older))

    assert older.waiting == {}
    assert kept(rows) == ("README.md", 2)
    assert shown(rows).startswith("Silver")


async def test_what_was_shown_is_not_taken_back_by_an_evaluation_that_began_before(rows: Store) -> None:
    await prepared(rows)
    seen: list[str] = []

    async def told() -> None:
        await has(rows, "README.md")
        seen.append(shown(rows))

    await scorecard.evaluate_all(make.bot(Interrupted(rows, "_end", told)))

    assert kept(rows) == (None, 1)
    assert [shown(rows)] == seen
    await scorecard.catch_up(make.bot(rows), {})
    assert kept(rows) == ("README.md", 2)


async def test_an_older_evaluation_that_ends_later_does_not_say_that_the_facts_are_old(rows: Store) -> None:
    await prepared(rows)
    begun = rows.read(rows_of.mark)
    await has(rows, "README.md")
    await scorecard.evaluate_all(make.bot(rows))

    await rows.run(rows_of.reach, begun, NOW)

    assert rows.read(rows_of.marked) == rows.read(rows_of.mark)


async def test_what_is_as_it_was_is_neither_gathered_nor_kept_again(rows: Store) -> None:
    await prepared(rows)
    kept_again = []

    async def keeping() -> None:
        kept_again.append(True)

    watched = Interrupted(rows, "", keeping)
    for _ in range(2):
        await scorecard.evaluate_all(make.bot(watched))
    watched.waiting["keep"] = keeping
    await scorecard.evaluate_all(make.bot(watched))
    unchanged = list(kept_again)
    await has(rows, "README.md")
    await scorecard.evaluate_all(make.bot(watched))

    assert (unchanged, kept_again) == ([], [True])
    assert kept(rows) == ("README.md", 2)
