"""Who owns a service and who says otherwise; what nobody owns; claiming it."""

from datetime import datetime
from sqlite3 import Connection

from bot.blocks import catalog as blocks
from bot.domain.audit import Entry
from bot.domain.catalog import ByHand, Code, Person, Profile, Service, Team
from bot.domain.disagreement import Others, disagreements
from bot.domain.may import claims_for
from bot.domain.refusal import Refusal
from bot.flows.catalog import finding
from bot.flows.rota.levels import of_service
from bot.ports import Ask, Bot, Reply
from store import audit, catalog
from store import scorecard as facts

CODE_OWNERS, CODE_RULES = "code_owners", "code_owner_rules"
"""Facts of a repository: whom CODEOWNERS names for all of it (@org/team, @login, addresses); its lines."""


async def owner(bot: Bot, ask: Ask, text: str) -> Reply:
    """Who owns it, and who says otherwise; for an orphan the buttons that claim it."""
    found = await finding.look_up(bot, text)
    if not found.profile:
        return blocks.choices(found)
    profile, now = found.profile, bot.clock.now()
    said = bot.rows.read(disagree, profile, bot)
    around = bot.rows.read(_around, profile.teams)
    return blocks.owner(profile, now, said, bot.rows.read(mine, ask.person), around)


def _around(db: Connection, teams: tuple[Team, ...]) -> tuple[tuple[Team, Team], ...]:
    """Each owning team with the team around it, where that stands."""
    found = ((each, catalog.team(db, each.parent)) for each in teams if each.parent)
    return tuple((each, parent) for each, parent in found if parent and parent.gone_at is None)


async def orphans(bot: Bot, ask: Ask, offset: int = 0) -> Reply:
    """A page of what nobody owns."""
    total, page = await bot.rows.query(catalog.orphans, offset)
    return blocks.orphans(total, page, offset, bot.rows.read(mine, ask.person))


async def claim(bot: Bot, ask: Ask, team: str, service: str) -> Reply:
    """A member of a team takes what nobody owns. Raises Refusal where somebody owns it, or they may not."""
    said = await bot.rows.settle(ask.key, _claim, ask, team, service)
    return blocks.claimed(*said, ask.person)


def mine(db: Connection, slack: str) -> tuple[Team, ...]:
    """The teams for which that person may claim."""
    person = catalog.person_by_slack(db, slack)
    return claims_for(person, catalog.teams(db)) if person else ()


def disagree(db: Connection, profile: Profile, bot: Bot) -> tuple[str, ...]:
    """What others say against the catalog of a service's owners."""
    return told_otherwise(db, profile.service, profile.teams, bot.clock.now())


def told_otherwise(
    db: Connection, service: Service, teams: tuple[Team, ...], now: datetime
) -> tuple[str, ...]:
    """As `disagree`, of a service and its owning teams."""
    code_owners = [each for code in service.code if (each := _code_owners(db, code))]
    oncall = of_service(db, service, now)
    paged: tuple[Person, ...] = ()
    if oncall.source == "pagerduty":
        paged = tuple(each for level in oncall.levels for each in level.people)
    people = catalog.people(db, [id for team in teams for id in (*team.leads, *team.members)])
    return disagreements(service, teams, people, Others(code_owners, paged))


def _code_owners(db: Connection, code: Code) -> tuple[str, tuple[str, ...]] | None:
    """The repository (with the folder) and whom CODEOWNERS names for it, as far as GitHub has told."""
    look = facts.look(db, code.name)
    said = look.facts.get(CODE_RULES if code.path else CODE_OWNERS) if look else None
    if look is None or said is None or not isinstance(said.value, tuple):
        return None
    if not code.path:
        return code.name, said.value
    from bot.domain.formats.codeowners import parse  # noqa: PLC0415  (only a folder's owners are looked for)

    found = parse("CODEOWNERS", "\n".join(said.value)).of(code.path)
    return f"{code.name}/{code.path}", tuple(each.text for each in found)


def _claim(db: Connection, ask: Ask, team_id: str, service_id: str) -> tuple[Service, Team]:
    service, team = catalog.service(db, service_id), catalog.team(db, team_id)
    if service is None or service.gone_at or team is None:
        raise Refusal("That is no longer in the catalog; nothing was claimed. `/svc orphans` shows what is.")
    owners = catalog.owners(db, service)
    if owners:
        raise Refusal(f"{owners[0].title} owns {service.title} by now; nothing was changed.")
    may = claims_for(catalog.person_by_slack(db, ask.person), catalog.teams(db))
    if team.id not in {each.id for each in may}:
        raise Refusal(f"Only members of {team.title} claim for it; nothing was changed.")
    said = ByHand("team", team.id, ask.person, ask.at, "claimed")
    claimed = catalog.give(db, service, said)
    detail = {"team": team.id, "before": service.team}
    audit.add(db, Entry(ask.person, "service.claim", service.id, ask.at, ask.via, detail))
    return claimed, team
