"""Being covered: a shift or a part of it is offered to the team, whoever is first takes it, exactly once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection

from bot.blocks.rota import covering as blocks
from bot.domain import rota
from bot.domain.audit import Entry
from bot.domain.catalog import Person
from bot.domain.effect import Effect, EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota.cover import Request, RequestKind, State, Stretch, offered, take
from bot.flows.refreshing import stir
from bot.flows.rota import asking, rosters
from bot.flows.rota.clock import between, zone
from bot.flows.rota.deeds import Wish, direct, put
from bot.flows.rota.people import member
from bot.flows.rota.rosters import Roster
from bot.ports import Ask, Bot, By, Reply
from store import audit, catalog, jobs, outbox
from store.rota import edits as changes
from store.rota import request as rows

AGAIN = (timedelta(hours=4), timedelta(hours=24))
"""Asked again so long after the request, and so long before the shift."""


async def ask_cover(bot: Bot, ask: Ask, words: str) -> Reply:
    """Offer my shift (the present one, else the next), or the times in the words, to my teammates.

    Raises Refusal for who has no shift, is unknown to the catalog, or writes what is no time.
    """
    said = await bot.rows.settle(ask.key, _ask_cover, ask, words)
    bot.wake()
    return said


def _ask_cover(db: Connection, ask: Ask, words: str) -> Reply:
    person = rosters.somebody(db, ask.person)
    span, why = asking.span(words, ask.at, zone(person))
    return _offer(db, ask, person, asking.shift(db, person, ask.at, span), why)


async def ask_cover_of(bot: Bot, ask: Ask, rota_id: str, seconds: tuple[int, int]) -> Reply:
    """Offer the shift that a notice told of, cut to what is still mine; `seconds` since 1970, 0: no end.

    Raises Refusal where nothing is.
    """
    start, end = (datetime.fromtimestamp(each, UTC) for each in seconds)
    span = (start, end if seconds[1] else max(start, ask.at) + asking.ENDLESS)
    said = await bot.rows.settle(ask.key, _ask_cover_of, ask, rota_id, span)
    bot.wake()
    return said


def _ask_cover_of(db: Connection, ask: Ask, rota_id: str, span: Stretch) -> Reply:
    person = rosters.somebody(db, ask.person)
    return _offer(db, ask, person, asking.shift(db, person, ask.at, span, rota_id), "")


def _offer(db: Connection, ask: Ask, person: Person, what: tuple[Roster, Stretch], why: str) -> Reply:
    roster, shift = what
    asked = Request(
        id=changes.fresh_id(),
        kind=RequestKind.COVER,
        rota=roster.id,
        team=roster.team.id,
        person=person.id,
        slack=ask.person,
        start=shift[0],
        end=shift[1],
        asked_at=ask.at,
        why=why,
        open=(shift,),
    )
    rows.save(db, asked, ask.at)
    stir(db, ask.at)
    _log(db, ask, asked, f"{person.name} asks to be covered for {roster.title}")
    others = teammates(db, roster, asked)
    show(db, roster, asked, ask.at)
    if not roster.team.channel:
        for each in others:
            direct(db, ask, each.slack, _message(db, roster, asked, ask.at), f"cover:{asked.id}")
    _plan_reminders(db, asked)
    return blocks.asked(asked, roster.title, _where(roster, others))


def _plan_reminders(db: Connection, asked: Request) -> None:
    """Asked again twice, and at the start it is said that nobody took it."""
    dues = (asked.asked_at + AGAIN[0], asked.start - AGAIN[1], asked.start)
    ahead = [due for due in dues if due > asked.asked_at]
    for number, due in enumerate(ahead, 1):
        body = {"request": asked.id, "last": number == len(ahead)}
        jobs.schedule(db, f"cover:{asked.id}:{number}", "cover", body, due)


def _where(roster: Roster, others: Iterable[Person]) -> str:
    names = ", ".join(each.name for each in others) or "nobody else is in the team"
    return f"In {roster.team.channel}: {names}." if roster.team.channel else f"By direct message: {names}."


def teammates(db: Connection, roster: Roster, request: Request) -> tuple[Person, ...]:
    """Who may take it: the rota's people and the team's, whom Slack knows, but the one who asks."""
    ids = {*rota.people(roster.rota), *roster.team.members, *roster.team.leads} - {request.person}
    return tuple(found for id in sorted(ids) if (found := member(db, id)).slack)


def show(db: Connection, roster: Roster, request: Request, now: datetime) -> None:
    """The one message in the team's channel, posted or edited."""
    if not roster.team.channel:
        return
    said = _message(db, roster, request, now)
    room = roster.team.channel.removeprefix("#")
    slot = f"cover:{request.id}"
    body = {"text": said.text, "blocks": list(said.blocks), "room": room}
    id = f"{slot}:{changes.fresh_id()}"
    outbox.add(db, Effect(id, EffectKind.POST, f"room:{roster.team.channel}", body, slot=slot), now)


def _message(db: Connection, roster: Roster, request: Request, now: datetime) -> Reply:
    return blocks.request(request, roster.title, people(db, request), now)


def people(db: Connection, request: Request) -> Mapping[str, Person]:
    """Everybody whom a request names."""
    ids = {request.person, request.other, *request.takers, *request.cannot} - {""}
    return {id: member(db, id) for id in ids}


async def take_all(bot: Bot, ask: Ask, request: str) -> Reply:
    """Take all that is open of a request. Raises Refusal: somebody was faster, or may not."""
    return await _taking(bot, ask, request, None)


async def take_part(bot: Bot, ask: Ask, request: str, words: tuple[str, str]) -> Reply:
    """Take a part, (from, until) in words on the clock of whoever takes it."""
    return await _taking(bot, ask, request, words)


async def _taking(bot: Bot, ask: Ask, request: str, words: tuple[str, str] | None) -> Reply:
    said = await bot.rows.settle(ask.key, _take, ask, request, words)
    bot.wake()
    return said


def _take(db: Connection, ask: Ask, id: str, words: tuple[str, str] | None) -> Reply:
    found, roster, person = _answering(db, ask, id)
    part = _part(found, words, ask, person) if words else (found.start, found.end)
    after, parts = take(found, part, ask.at)
    if not parts:
        raise blocks.faster(found, people(db, found))
    name = member(db, found.person).name
    for start, end in parts:
        text = f"{person.name} covers {name} for {roster.title}"
        put(db, ask, roster, Wish(person.id, start, end, found.person), text)
        roster = rosters.again(db, roster, ask.at)
        rows.reply(db, id, (person.id, "took"), ask.at, (start, end))
    rows.save(db, after, ask.at)
    stir(db, ask.at)
    after = replace(after, takers=(*after.takers, person.id))
    show(db, roster, after, ask.at)
    told = blocks.covered(after, person.id, roster.title, parts, people(db, after))
    direct(db, ask, found.slack, told, f"cover:{id}")
    return blocks.taken(parts, roster.title, waits=roster.paged)


def _answering(db: Connection, ask: Ask, id: str) -> tuple[Request, Roster, Person]:
    """The request that somebody answers, its rota and who it is. Raises Refusal."""
    found = rows.get(db, id)
    if found is None:
        raise Refusal("That request is no longer there.")
    if found.state is not State.OPEN:
        raise blocks.faster(found, people(db, found))
    person = rosters.somebody(db, ask.person)
    team = catalog.team(db, found.team)
    if team is None:
        raise Refusal("The team of that request is no longer in the catalog.")
    roster = rosters.one(db, team, ask.at, found.rota)
    if person.id == found.person:
        raise Refusal("It is your own request: press Withdraw if you no longer need it.")
    if person.id not in {each.id for each in teammates(db, roster, found)}:
        raise Refusal(f"{team.title} covers its own shifts; you are not in that team.")
    return found, roster, person


def prove_part(bot: Bot, ask: Ask, request: str, words: tuple[str, str]) -> None:
    """Raises the Refusal that `take_part` would meet for its words; nothing changes."""
    bot.rows.read(_prove_part, ask, request, words)


def _prove_part(db: Connection, ask: Ask, id: str, words: tuple[str, str]) -> None:
    found, _, person = _answering(db, ask, id)
    _part(found, words, ask, person)


def _part(found: Request, words: tuple[str, str], ask: Ask, person: Person) -> Stretch:
    """The part that the words mean on a person's clock. Raises Refusal where it is no part of the request."""
    part = between(*words, ask.at, zone(person))
    if part[1] <= found.start or found.end <= part[0]:
        raise blocks.outside((found.start, found.end), part, zone(person))
    return part


def open_parts(bot: Bot, ask: Ask, request: str) -> tuple[str, tuple[Stretch, ...]]:
    """What a request is about, and what is still open of it. Raises Refusal."""
    return bot.rows.read(_open_parts, ask, request)


def _open_parts(db: Connection, ask: Ask, id: str) -> tuple[str, tuple[Stretch, ...]]:
    found, roster, _ = _answering(db, ask, id)
    return roster.title, offered(found, ask.at)


async def cannot(bot: Bot, ask: Ask, request: str) -> Reply:
    """Say that one cannot; where nobody can, whoever asked hears of it at once."""
    said = await bot.rows.settle(ask.key, _cannot, ask, request)
    bot.wake()
    return said


def _cannot(db: Connection, ask: Ask, id: str) -> Reply:
    found, roster, person = _answering(db, ask, id)
    rows.reply(db, id, (person.id, "cannot"), ask.at)
    found = replace(found, cannot=tuple(dict.fromkeys((*found.cannot, person.id))))
    show(db, roster, found, ask.at)
    if {each.id for each in teammates(db, roster, found)} <= {*found.cannot, *found.takers}:
        told = blocks.nobody(found, roster.title, offered(found, ask.at))
        direct(db, ask, found.slack, told, f"cover:{id}")
    return Reply("Noted: you can't. Nobody asks you again for this one.")


async def withdraw(bot: Bot, ask: Ask, request: str) -> Reply:
    """Take a request back; only whoever asked may."""
    said = await bot.rows.settle(ask.key, _withdraw, ask, request)
    bot.wake()
    return said


def _withdraw(db: Connection, ask: Ask, id: str) -> Reply:
    found = rows.get(db, id)
    if found is None or found.slack != ask.person:
        raise Refusal("Only whoever asked can withdraw a request.")
    if found.state is not State.OPEN:
        raise Refusal("That request has ended already: what was taken is taken.")
    after = replace(found, state=State.WITHDRAWN)
    rows.save(db, after, ask.at)
    stir(db, ask.at)
    _log(db, ask, after, "a request to be covered or to swap was withdrawn")
    team = catalog.team(db, found.team)
    standing = rosters.of_team(db, team, ask.at) if team else ()
    if roster := next((each for each in standing if each.id == found.rota), None):
        if found.kind is RequestKind.COVER:
            show(db, roster, after, ask.at)
        elif slack := member(db, found.other).slack:
            told = blocks.withdrawn(found, roster.title, people(db, found))
            direct(db, ask, slack, told, f"swap:{id}")
    return Reply("Withdrawn. What somebody took before that stays with them.")


def _log(db: Connection, ask: Ask, request: Request, text: str) -> None:
    by: By = ask.by
    audit.add(db, Entry(by.person, f"rota.{request.kind}", request.rota, by.at, by.via, {"text": text}))


def waiting_for(db: Connection, person: Person, now: datetime) -> tuple[tuple[Request, str], ...]:
    """The requests that wait for a person, or are their own, with what each is about; soonest first."""
    found = []
    for asked in rows.standing(db, now):
        team = catalog.team(db, asked.team)
        if team is None or person.id in (*asked.cannot, *asked.takers):
            continue
        roster = next((each for each in rosters.of_team(db, team, now) if each.id == asked.rota), None)
        if roster is None:
            continue
        theirs = {asked.other} if asked.other else {each.id for each in teammates(db, roster, asked)}
        if person.id in {asked.person, *theirs}:
            found.append((asked, roster.title))
    return tuple(found)
