"""What if: a rule that passed everywhere, asked of what is kept of all services."""

from dataclasses import dataclass
from sqlite3 import Connection

from bot.domain.names import fold
from bot.domain.refusal import Refusal
from bot.domain.scorecard import Scorecard
from bot.domain.scorecard.compiling import Row
from bot.domain.scorecard.supposing import Supposed, best, meant, suppose
from bot.flows.scorecard.finding import understood
from bot.flows.scorecard.shipped import cards, first
from bot.ports import Bot
from store import catalog
from store import scorecard as rows_of


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be: one supposition with the services that rise, or (no words) each rule's, best first.

    `on`: the card, where somebody named it.
    """

    card: Scorecard
    words: str
    supposed: tuple[Supposed, ...]
    titles: tuple[tuple[str, str], ...] = ()
    on: str = ""

    @property
    def names(self) -> dict[str, str]:
        """Service → title."""
        return dict(self.titles)


async def what_if(bot: Bot, words: str) -> WhatIf:
    """As `supposed`, of the rows."""
    return await bot.rows.query(supposed, words)


def supposed(db: Connection, words: str) -> WhatIf:
    """Who rises if the rule, or every rule on a property, passes everywhere. Raises Refusal."""
    asked = understood(db, words)
    on = asked.card.identifier if asked.card else ""
    if not asked.words:
        card = asked.card or first(db)
        return WhatIf(card, "", best(card, _rows(db, card)), on=on)
    for card in (asked.card,) if asked.card else cards(db):
        rules = meant(card, asked.words)
        if rules:
            found = suppose(card, _rows(db, card), rules)
            titles = {each.id: each.title for each in catalog.services(db, [r.service for r in found.rises])}
            return WhatIf(card, asked.words, (found,), tuple(titles.items()), on)
    known = ", ".join(rule.title for rule in (asked.card or first(db)).rules)
    raise Refusal(f"No rule or property is called “{fold(asked.words)}”. The rules are: {known}.")


def _rows(db: Connection, card: Scorecard) -> list[Row]:
    found = rows_of.page(db, card.identifier, rows_of.Page(limit=-1))
    return [(each.service, each.rank, each.passed, each.open, each.unknown, each.waived) for each in found]
