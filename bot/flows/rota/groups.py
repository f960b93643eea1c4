"""`@oncall-<team>`: a user group for each team that is kept equal to who is on call for it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import mirroring as blocks
from bot.domain.catalog import Team
from bot.domain.effect import Effect, EffectKind
from bot.domain.house import Chosen, House
from bot.domain.may import Standing
from bot.domain.oncall import OnCallLevel
from bot.domain.usergroup import Drift, UserGroup, drift, handle
from bot.flows.rota.levels import of_service, of_team
from bot.ports import Bot, Rejected
from store import catalog, member, outbox
from store.rota import mirror as rows
from store.rota.mirror import Mirror

log = logging.getLogger("tocsin.rota")
KIND = "usergroup"
CHECK = timedelta(minutes=5)
"""So often it is looked whether somebody changed a group by hand."""
REST = timedelta(days=1)
"""As long as Slack is not asked again after a refusal that only people can mend."""
CLOSED = frozenset(
    {
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "paid_teams_only",
        "permission_denied",
        "plan_upgrade_required",
        "upgrade_required",
        "user_is_bot",
    }
)
"""Slack's words for: not here, not with this app."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The group of a team as it should be; without people it is switched off."""

    team: Team
    people: tuple[str, ...]

    @property
    def handle(self) -> str:
        """The word after the @."""
        return handle(self.team.id)


async def follow(bot: Bot, body: Mapping[str, Any]) -> None:  # noqa: ARG001  (every job has this shape)
    """The job: groups whose people changed are put right, and now and then all are looked at."""
    for gone in await bot.rows.query(left, KIND, bot.house.rotas.usergroups):
        await _let_go(bot, gone)
    if not bot.house.rotas.usergroups:
        return
    now = bot.clock.now()
    due = await bot.rows.query(_due, bot.house, now)
    if not due:
        return
    try:
        groups = await bot.chat.groups()
        for wish, row in due:
            await _put_right(bot, wish, row, groups)
    except Rejected as refused:
        if refused.code not in CLOSED:
            raise
        await _closed(bot, refused)
        return
    await bot.rows.run(rows.forget, KIND, "")


def left(db: Connection, kind: str, chosen: Chosen) -> list[Mirror]:
    """What was put there for teams that are not chosen any more, or not there any more."""
    teams = {each.id for each in catalog.teams(db)}
    kept = (row for team, row in rows.of_kind(db, kind).items() if team)
    return [row for row in kept if not chosen.has(row.team) or row.team not in teams]


async def _let_go(bot: Bot, row: Mirror) -> None:
    """Switch a group off, once: nobody keeps it true any more. One that somebody has changed is theirs."""
    try:
        groups = await bot.chat.groups() if row.target else []
        found = next((each for each in groups if each.id == row.target), None)
        if found and found.on and _text(found.shows) == row.shown:
            await bot.chat.switch_group(found.id, on=False)
    except Rejected as refused:
        log.error("the user group of %s could not be switched off: %s", row.team, refused.code)
    await bot.rows.run(rows.forget, KIND, row.team)


def _due(db: Connection, house: House, now: datetime) -> list[tuple[Wish, Mirror | None]]:
    """The groups to look at now; none while Slack has refused them as a whole."""
    kept = rows.of_kind(db, KIND)
    if "" in kept and rests(kept[""], now):
        return []
    wishes = ((wish, kept.get(wish.team.id)) for wish in _wishes(db, house, now))
    return [(wish, row) for wish, row in wishes if _differs(wish, row, now)]


def _differs(wish: Wish, row: Mirror | None, now: datetime) -> bool:
    if row is None or row.checked is None:
        return True
    if row.shown != _text(wish.people):
        return not (rests(row, now) and row.refused)
    return now - row.checked >= CHECK or now < row.checked


def rests(row: Mirror, now: datetime) -> bool:
    """Whether Slack has refused it and is not asked again yet."""
    return row.refused_at is not None and timedelta() <= now - row.refused_at < REST


def _wishes(db: Connection, house: House, now: datetime) -> Iterator[Wish]:
    """What each team's group should be; a team of which nothing is known keeps its group as it is."""
    for team in catalog.teams(db):
        if not house.rotas.usergroups.has(team.id):
            continue
        if levels := known(db, team, now):
            slacks = {person.slack for level in levels for person in level.people if person.slack}
            yield Wish(team, tuple(sorted(each for each in slacks if _full(db, each))))


def known(db: Connection, team: Team, now: datetime) -> list[OnCallLevel]:
    """The levels of a team, of all its services where it is on call per service; none: nothing is known."""
    if found := of_team(db, team, now).levels:
        return list(found)
    services = [each for each in catalog.services_of_team(db, team.id) if each.pagerduty]
    levels = [level for each in services for level in of_service(db, each, now).levels]
    return sorted(levels, key=lambda level: level.number)


def _full(db: Connection, slack: str) -> bool:
    """Guests and those who have gone are taken by no group."""
    return member.get(db, slack).standing in (Standing.MEMBER, Standing.UNKNOWN)


def _text(people: Sequence[str]) -> str:
    return ",".join(people)


async def _put_right(bot: Bot, wish: Wish, row: Mirror | None, groups: Sequence[UserGroup]) -> None:
    """One group as it should be. What Slack refuses of one team keeps no other waiting."""
    now = bot.clock.now()
    found = _standing(wish, row, groups)
    try:
        changed = await _bring(bot, wish, found)
    except Rejected as refused:
        if refused.code in CLOSED:
            raise
        log.error("the user group @%s could not be put right: %s", wish.handle, refused.code)
        before = row or Mirror(KIND, wish.team.id)
        kept = replace(before, checked=now, refused=refused.code, refused_at=now)
        await bot.rows.run(rows.save, kept)
        return
    put = tuple(filter(None, row.shown.split(","))) if row and row.target else None
    by_hand = drift(found, put, wish.people, wish.handle) if found and put is not None else None
    kept = Mirror(KIND, wish.team.id, changed, _text(wish.people), now)
    await bot.rows.run(_keep, kept, wish, by_hand, now)
    if by_hand:
        bot.wake()


def _standing(wish: Wish, row: Mirror | None, groups: Sequence[UserGroup]) -> UserGroup | None:
    """The team's group: the one that it was, else one of that handle."""
    by_id = next((each for each in groups if row and row.target and each.id == row.target), None)
    return by_id or next((each for each in groups if each.handle == wish.handle), None)


async def _bring(bot: Bot, wish: Wish, found: UserGroup | None) -> str:
    """Do what lacks; returns the group's id, "" where there is none and none is needed."""
    if found is None and not wish.people:
        return ""
    if found is None:
        about = f"Who is on call for {wish.team.title} now; Tocsin keeps it"
        found = await bot.chat.make_group(f"On call: {wish.team.title}"[:80], wish.handle, about[:140])
    if found.handle != wish.handle:
        await bot.chat.call_group(found.id, wish.handle)
    if found.on != bool(wish.people):
        await bot.chat.switch_group(found.id, on=bool(wish.people))
    if wish.people and tuple(sorted(found.people)) != wish.people:
        await bot.chat.fill_group(found.id, wish.people)
    return found.id


def _keep(db: Connection, kept: Mirror, wish: Wish, by_hand: Drift | None, now: datetime) -> None:
    rows.save(db, kept)
    if by_hand is None:
        return
    said = blocks.drifted(wish.handle, by_hand)
    lead = next((each.slack for each in catalog.people(db, wish.team.leads) if each.slack), "")
    id = f"usergroup:{wish.team.id}:{now:%Y-%m-%d}"
    body: dict[str, Any] = {"text": said.text, "blocks": list(said.blocks)}
    if wish.team.channel:
        place = {"room": wish.team.channel.removeprefix("#"), "otherwise": lead}
        effect = Effect(id, EffectKind.POST, lane=f"team:{wish.team.id}", person=lead, body=body | place)
        outbox.add(db, effect, now)
    elif lead:
        outbox.add(db, Effect(id, EffectKind.DIRECT, person=lead, body=body), now)


async def _closed(bot: Bot, refused: Rejected) -> None:
    """Slack takes no groups here: said once, asked again in a day."""
    log.error("Slack takes no user groups: %s; %s", refused.code, blocks.remedy(refused.code))
    now = bot.clock.now()
    await bot.rows.run(rows.save, Mirror(KIND, "", refused=refused.code, refused_at=now, checked=now))


def troubles(db: Connection, house: House) -> list[str]:
    """What Slack refuses of what the house has set, and what mends it; plain text."""
    if not house.rotas.usergroups:
        return []
    refused = [each for each in rows.of_kind(db, KIND).values() if each.refused]
    return [
        f"User group{f' @{handle(each.team)}' if each.team else 's'}: "
        f"Slack refuses ({each.refused}). {blocks.remedy(each.refused)}"
        for each in refused
    ]
