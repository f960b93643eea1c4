"""Bringing cards in: what a file would change and whom it would move, then, if wanted, the change itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.refusal import Refusal
from bot.domain.scorecard import PROPERTIES, BadScorecard, Property, Scorecard
from bot.domain.scorecard.bringing import Brought, bring, overfull
from bot.domain.scorecard.comparing import Moved, compare
from bot.domain.scorecard.lint import lint
from bot.domain.scorecard.preview import Change, Preview
from bot.flows.scorecard import files, whole
from bot.flows.scorecard.shipped import card as shipped
from bot.flows.scorecard.shipped import cards, named
from bot.ports import By, Rows
from store import audit, catalog
from store import scorecard as rows_of


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody brings. `into`: the card that a single rule belongs to ("": the first)."""

    name: str
    data: bytes
    into: str = ""


def properties(db: Connection) -> Mapping[str, Property]:
    """Every property that services have: those that a sync or the catalog fills, and facts by hand."""
    by_hand = rows_of.properties(db)
    return {**{name: Property(name, kind) for name, kind in by_hand.items()}, **PROPERTIES}


def preview(db: Connection, file: File, now: datetime) -> Preview:
    """What a file would change; nothing is kept."""
    try:
        tree, guesses = files.tree(file.name, file.data)
        brought = bring(tree)
    except BadScorecard as bad:
        return Preview(problems=bad.problems)
    known, wanted = properties(db), tuple(_cards(db, brought, file.into))
    if problems := overfull(wanted):
        return Preview(problems=tuple(problems))
    found = tuple(_change(db, path, card, now, known) for path, card in wanted)
    return Preview(found, (*guesses, *brought.guesses))


def faults(file: File, now: datetime, known: Mapping[str, Property] | None = None) -> Preview:
    """What is wrong with a file, without a database; `known` are the properties that services have."""
    try:
        tree, guesses = files.tree(file.name, file.data)
        brought = bring(tree)
    except BadScorecard as bad:
        return Preview(problems=bad.problems)
    alone = [(path, replace(shipped(), rules=(rule,))) for path, rule in brought.rules]
    found = [*brought.cards, *alone]
    changes = [Change(card, (), lint(card, now, path, known or PROPERTIES), ()) for path, card in found]
    if alone:  # a rule alone makes no card, so that levels without rules are no fault of it
        changes = [replace(each, faults=tuple(f for f in each.faults if f.rule)) for each in changes]
    return Preview(tuple(changes), (*guesses, *brought.guesses))


async def bring_in(rows: Rows, file: File, by: By, seen: Sequence[str] | None = None) -> Preview:
    """Keep what a file brings and evaluate it, in one transaction; a refused file changes nothing.

    `seen`: the differences that somebody agreed to; where they are others by now, nothing changes.
    """
    return await rows.settle(by.receipt, _bring_in, file, by, seen)


def _bring_in(db: Connection, file: File, by: By, seen: Sequence[str] | None) -> Preview:
    found = preview(db, file, by.at)
    if seen is not None and not found.problems and [str(mark) for mark in found.marks] != list(seen):
        return replace(found, stale=True)
    for change in found.changes:
        rows_of.keep_card(db, change.card, file.name, by.person, by.at)
        _audit(db, by, change.card, [str(mark) for mark in change.marks][:20])
    if found.changes:
        whole.evaluate_here(db, by.at)
    return found


async def drop(rows: Rows, name: str, by: By) -> Scorecard:
    """Take a card away; of the shipped one's id, the shipped one stands again. Raises Refusal."""
    return await rows.run(_drop, name, by)


def _drop(db: Connection, name: str, by: By) -> Scorecard:
    card = named(db, name) if name else None
    if card is None:
        raise Refusal(f"There is no card {name}. `tocsin card list` names those that there are.")
    if not rows_of.drop_card(db, card.identifier):
        raise Refusal(f"{card.title} is the card that every house has; it cannot be taken away.")
    _audit(db, by, card, ["taken away"])
    whole.evaluate_here(db, by.at)
    return card


def _audit(db: Connection, by: By, card: Scorecard, changes: list[str]) -> None:
    audit.add(db, Entry(by.person, "scorecard.brought", card.identifier, by.at, by.via, {"changes": changes}))


async def put_first(rows: Rows, name: str, by: By) -> Scorecard:
    """Ask this card first from now on. Raises Refusal."""
    return await rows.run(_put_first, name, by)


def _put_first(db: Connection, name: str, by: By) -> Scorecard:
    card = named(db, name) if name else None
    if card is None:
        raise Refusal(f"There is no card {name}. `tocsin card list` names those that there are.")
    rows_of.put_first(db, card.identifier)
    _audit(db, by, card, ["asked first"])
    return card


def _cards(db: Connection, brought: Brought, into: str) -> Iterator[tuple[str, Scorecard]]:
    """Whole cards as they come; single rules put into the card that they belong to."""
    yield from brought.cards
    if not brought.rules:
        return
    card = named(db, into)
    if card is None:
        raise Refusal(f"There is no card {into}. `tocsin card list` names those that there are.")
    rules = {rule.identifier: rule for rule in card.rules}
    rules |= {rule.identifier: rule for _, rule in brought.rules}
    yield "$", replace(card, rules=tuple(rules.values()))


def _change(
    db: Connection, path: str, card: Scorecard, now: datetime, known: Mapping[str, Property]
) -> Change:
    before = next((each for each in cards(db) if each.identifier == card.identifier), None)
    moved = tuple(_moved(db, before, card, now)) if before else ()
    return Change(card, compare(before, card), lint(card, now, path, known), moved)


def _moved(db: Connection, before: Scorecard, after: Scorecard, now: datetime) -> Iterator[Moved]:
    """Who stands on another level by the other card, by what is kept of all services."""
    was = whole.ranks(db, before, now)
    becomes = whole.ranks(db, after, now)
    differ = [id for id, rank in becomes.items() if _level(before, was.get(id, -1)) != _level(after, rank)]
    titles = {each.id: each.title for each in catalog.services(db, differ)}
    for id in differ:
        old, new = _level(before, was.get(id, -1)), _level(after, becomes[id])
        yield Moved(id, titles.get(id, id), old, new, up=becomes[id] > was.get(id, -1))


def _level(card: Scorecard, rank: int) -> str:
    return card.titles[rank] if rank >= 0 else "not applicable"
