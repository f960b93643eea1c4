"""The rotas of a team's levels as they stand, here or in PagerDuty, and who may change them."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.blocks.rota import changing as blocks
from bot.domain import rota
from bot.domain.catalog import Person, Team
from bot.domain.may import may_change_rota
from bot.domain.oncall import label
from bot.domain.refusal import Refusal
from bot.flows.rota import homes
from store import catalog


@dataclass(frozen=True, slots=True)
class Roster:
    """One rota behind a level of a team."""

    team: Team
    number: int
    view: homes.View

    @property
    def id(self) -> str:
        """The rota's id; of a schedule of PagerDuty's `pagerduty:<schedule id>`."""
        return self.view.id

    @property
    def rota(self) -> rota.Rota:
        """The rota with what PagerDuty has yet to take."""
        return self.view.planned

    @property
    def title(self) -> str:
        """`Payments, primary`."""
        return f"{self.team.title}, {label(self.number)}"

    @property
    def paged(self) -> bool:
        """Whether PagerDuty has it."""
        return self.view.home is homes.Home.PAGERDUTY


def of_team(db: Connection, team: Team, now: datetime) -> tuple[Roster, ...]:
    """The rotas of a team that can be read, in the order of its levels."""
    found = []
    for number, id in homes.of_team(db, team):
        try:
            view = homes.view(db, id, now)
        except rota.BadRota:
            continue
        if view:
            found.append(Roster(team, number, view))
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


def one(db: Connection, team: Team, now: datetime, rota_id: str = "") -> Roster:
    """The rota of that id among the team's, without one the first. Raises Refusal where there is none."""
    found = of_team(db, team, now)
    wanted = next((each for each in found if not rota_id or each.id == rota_id), None)
    if wanted is None:
        raise Refusal(
            f"{team.title} has no rota: none is kept here, and PagerDuty lists no schedule behind its "
            "services. A rota is brought in with tocsin import, under rotas: and the team's oncall:."
        )
    return wanted


def again(db: Connection, roster: Roster, now: datetime) -> Roster:
    """The same rota as it stands now, after a change in this transaction."""
    return one(db, roster.team, now, roster.id)


def of_person(db: Connection, person: Person, now: datetime) -> tuple[Roster, ...]:
    """The rotas that name a person, wherever they are a team's level."""
    teams = catalog.teams(db)
    found = (roster for team in teams if _concerns(team, person) for roster in of_team(db, team, now))
    return tuple(each for each in found if person.id in rota.people(each.rota))


def _concerns(team: Team, person: Person) -> bool:
    """Whether a team's turns may be this person's: levels of its own may name anybody."""
    return bool(team.oncall) or person.id in team.members or person.id in team.leads


def somebody(db: Connection, slack: str, field: str = "") -> Person:
    """Who somebody of Slack is in the catalog. Raises Refusal where nobody knows them."""
    found = catalog.person_by_slack(db, slack)
    if found is None:
        raise Refusal(
            f"The catalog does not know {slack}: add slack: {slack} to the entry under people:, "
            "then bring the file in with tocsin import.",
            field=field,
        )
    return found


def editor(db: Connection, team: Team, slack: str) -> Person:
    """The person, where they may change the team's rotas. Raises Refusal that says whom to ask."""
    found = catalog.person_by_slack(db, slack)
    if found is None or not may_change_rota(found, team):
        raise blocks.not_yours(team, catalog.people(db, team.leads or team.members))
    return found


def clashes(
    db: Connection, roster: Roster, plan: tuple[rota.Shift, ...], span: tuple[datetime, datetime]
) -> tuple[rota.planning.Clash, ...]:
    """Double bookings among the rotas of the team over a span, with another plan in the place of one."""
    plans = {each.title: rota.shifts(each.rota, *span) for each in of_team(db, roster.team, span[0])}
    return rota.planning.clashes_of({**plans, roster.title: rota.planning.tiled(plan, *span)})
