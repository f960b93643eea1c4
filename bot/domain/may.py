"""Who may do what: a person's standing in the workspace, and the deeds that each standing allows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.catalog import Person, Team


class Standing(StrEnum):
    """What a person is to the workspace. Unknown: Slack has not told us yet."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    GONE = "gone"
    UNKNOWN = "unknown"


class Deed(StrEnum):
    """What somebody wants: to look something up, or to work on incidents (declare, note, move, lead)."""

    LOOK_UP = "look up"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of Slack, as far as rights go."""

    id: str
    standing: Standing


RIGHTS: Mapping[Standing, frozenset[Deed]] = {
    Standing.MEMBER: frozenset(Deed),
    Standing.UNKNOWN: frozenset({Deed.LOOK_UP}),
    Standing.GUEST: frozenset(),
    Standing.STRANGER: frozenset(),
    Standing.GONE: frozenset(),
}
"""Guests and people of other workspaces get nothing. Whom we do not know yet may look things up (an answer
about on-call waits for no vendor); before such a person changes anything, Slack is asked who it is."""


def may(person: Member, deed: Deed) -> bool:
    """Whether the person may."""
    return deed in RIGHTS[person.standing]


def may_decide(person: str, deciders: Collection[str]) -> bool:
    """Whether a person decides on what was asked of those who may: a team's leads, the house's managers."""
    return person in deciders


def may_manage(person: str, managers: Collection[str]) -> bool:
    """Whether a person manages the house: brings scorecards in. Nobody does until `managers` names them."""
    return person in managers


def may_edit(person: Person | None, owners: Iterable[Team]) -> bool:
    """Whether somebody may change what the catalog says of a service: the leads and members of its owners."""
    return bool(_of(person, owners))


def claims_for(person: Person | None, teams: Iterable[Team]) -> tuple[Team, ...]:
    """The standing teams for which somebody may claim what nobody owns.

    Those that they belong to come first, then those within a team that they lead.
    """
    known = tuple(teams)
    own = [each for each in _of(person, known) if each.gone_at is None]
    led = {each.id for each in own if person and person.id in each.leads}
    within = (each for each in known if each.parent in led and each.gone_at is None and each not in own)
    return (*own, *within)


def _of(person: Person | None, teams: Iterable[Team]) -> tuple[Team, ...]:
    if person is None or person.gone_at is not None:
        return ()
    return tuple(each for each in teams if person.id in each.leads or person.id in each.members)


def may_change_rota(person: Person | None, team: Team) -> bool:
    """Whether somebody may change a team's rotas: its leads; of a team without any, its members."""
    if person is None or person.gone_at is not None:
        return False
    return person.id in (team.leads or team.members)


def member(user: Mapping[str, Any], team: str) -> Member:
    """A user as Slack tells it (`users.info`, `users.list`, `user_change`); `team` is our workspace's id."""
    return Member(str(user.get("id") or ""), _standing(user, team))


def _standing(user: Mapping[str, Any], team: str) -> Standing:
    if user.get("deleted"):
        return Standing.GONE
    if user.get("is_stranger") or _is_elsewhere(user, team):
        return Standing.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _is_elsewhere(user: Mapping[str, Any], team: str) -> bool:
    """Whether all the workspaces of a user are others; of an organisation's user several are named."""
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id")]
    return bool(team) and any(teams) and team not in teams
