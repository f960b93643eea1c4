"""A team that is on call nowhere itself: who is in the teams within it."""

from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Team
from bot.domain.catalog.people import within
from bot.domain.oncall import Candidate, OnCall
from bot.flows.rota import notes
from bot.flows.rota.levels import of_team
from store import catalog

TRIED, SHOWN = 60, 10


def of_team_or_within(db: Connection, team: Team, now: datetime) -> OnCall:
    """As `of_team`; of one without levels, what the teams within it have, with a way to each."""
    found = of_team(db, team, now)
    if found.levels:
        return found
    tried = ((each, of_team(db, each, now)) for each in within(catalog.teams(db), team.id)[:TRIED])
    inner = [(each, oncall) for each, oncall in tried if oncall.primary][:SHOWN]
    if not inner:
        return found
    note = "" if found.note == notes.no_levels(team) else found.note
    ways = tuple(Candidate("team", each.id, each.title) for each, _ in inner)
    return replace(found, note=note, also=ways, within=tuple(oncall for _, oncall in inner))
