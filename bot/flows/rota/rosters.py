"""Where a team's turns are kept: the rotas of its levels, as they stand, and who may change them."""

import json
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.blocks.rota import changing as blocks
from bot.domain import rota
from bot.domain.catalog import Person, Team
from bot.domain.may import may_change_rota
from bot.domain.oncall import label
from bot.domain.refusal import Refusal
from store import catalog
from store import rota as rows_of
from store.rota import RotaRow


@dataclass(frozen=True, slots=True)
class Roster:
    """One rota of ours behind a level of a team."""

    team: Team
    number: int
    row: RotaRow
    rota: rota.Rota

    @property
    def definition(self) -> dict[str, Any]:
        """The rota as it is written."""
        found: dict[str, Any] = json.loads(self.row.definition)
        return found

    @property
    def title(self) -> str:
        """`Payments, primary`."""
        return f"{self.team.title}, {label(self.number)}"


def of_team(db: Connection, team: Team) -> tuple[Roster, ...]:
    """The rotas of a team's levels that can be read, in the order of its levels."""
    found = []
    for number, level in enumerate(team.oncall, 1):
        row = rows_of.get(db, level.rota) if level.rota else None
        if row is None:
            continue
        try:
            found.append(Roster(team, number, row, rota.parse(json.loads(row.definition))))
        except rota.BadRota:
            continue
    return tuple(found)


def named(db: Connection, words: str) -> Team:
    """The team of that name, or the one that owns the service of that name. Raises Refusal."""
    name = words.strip().removeprefix("team:")
    service = catalog.find(db, name)
    team = catalog.find_team(db, name) or (catalog.team(db, service.team) if service else None)
    if team is None:
        raise Refusal(
            f"No team is called “{name[:80]}”. `/oncall` shows the teams that have somebody on call."
        )
    return team


def one(db: Connection, team: Team, rota_id: str = "") -> Roster:
    """The rota of that id among the team's, without one the first. Raises Refusal where there is none."""
    found = of_team(db, team)
    wanted = next((roster for roster in found if not rota_id or roster.id == rota_id), None)
    if wanted is None:
        raise Refusal(
            f"{team.title} has no rota that is kept here: its turns are PagerDuty's, or it has none. "
            "A rota is brought in with tocsin import, under rotas: and the team's oncall:."
        )
    return wanted


def of_person(db: Connection, person: Person) -> tuple[Roster, ...]:
    """The rotas that name a person, wherever they are a team's level."""
    mine = {row.id for row in rows_of.of_person(db, person.id)}
    return tuple(roster for team in catalog.teams(db) for roster in of_team(db, team) if roster.id in mine)


def somebody(db: Connection, slack: str) -> Person:
    """Who somebody of Slack is in the catalog. Raises Refusal where nobody knows them."""
    found = catalog.person_by_slack(db, slack)
    if found is None:
        raise Refusal(
            f"The catalog does not know {slack}: add slack: {slack} to the entry under people:, "
            "then bring the file in with tocsin import."
        )
    return found


def editor(db: Connection, team: Team, slack: str) -> Person:
    """The person, where they may change the team's rotas. Raises Refusal that says whom to ask."""
    found = catalog.person_by_slack(db, slack)
    if found is None or not may_change_rota(found, team):
        raise blocks.not_yours(team, catalog.people(db, team.leads or team.members))
    return found


def clashes(
    db: Connection, roster: Roster, changed: rota.Rota, span: tuple[datetime, datetime]
) -> tuple[rota.planning.Clash, ...]:
    """Double bookings among the rotas of the team over a span, with one of them changed."""
    rotas = {each.title: each.rota for each in of_team(db, roster.team)}
    return rota.planning.clashes({**rotas, roster.title: changed}, *span)
