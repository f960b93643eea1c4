"""What Slack refuses of showing who is on call, for `/tocsin health` and `tocsin doctor`."""

from sqlite3 import Connection

from bot.domain.house import House
from bot.flows.rota import groups, topics
from store import catalog


def refusals(db: Connection, house: House) -> list[str]:
    """A line for each refusal, and for each team of the settings that there is not; plain text."""
    known = {team.id for team in catalog.teams(db)}
    named = dict.fromkeys((*house.rotas.usergroups.teams, *house.rotas.topics.teams))
    unknown = [f"rotas: in tocsin.yaml names {id}, which is no team" for id in named if id not in known]
    return [*unknown, *groups.troubles(db, house), *topics.troubles(db, house)]
