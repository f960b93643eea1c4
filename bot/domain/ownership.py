"""Who owns a service: the team that it names, else the nearest that its relations name.

service ← repository ← system ← domain ← the domain around it. What a service is part of lends it its team as
a repository does, and its system as its own. Many ways lead to one distance: all teams there own it together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.domain.catalog import Owner, Service, Step
from bot.domain.catalog.landscape import Domain, Repository, System
from bot.domain.provenance import place as place_of

OWN, REPOSITORY, SYSTEM, DOMAIN = range(4)
"""How far off the thing is that names the team; each domain around a domain is one further."""
Way = tuple[Step, ...]
Named = Service | Repository | System | Domain


@dataclass(frozen=True, slots=True)
class Land:
    """What services may inherit from; repositories by folded names, `teams` are titles of what stands."""

    services: Mapping[str, Service] = field(default_factory=dict)
    repositories: Mapping[str, Repository] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    domains: Mapping[str, Domain] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)


def owners(service: Service, land: Land) -> tuple[Owner, ...]:
    """The owning teams in the order of their names, each with its shortest way; () is an orphan.

    A team that no longer stands owns nothing, so what lies behind it is asked.
    """
    nearest: int | None = None
    found: dict[str, Owner] = {}
    for distance, owner in sorted(_all(service, land), key=lambda each: (each[0], len(each[1].steps))):
        if nearest is None:
            nearest = distance
        if distance == nearest:
            found.setdefault(owner.team, owner)
    return tuple(found[team] for team in sorted(found))


def _all(service: Service, land: Land) -> Iterator[tuple[int, Owner]]:
    """Every standing team on every way, with its distance."""
    for distance, thing, way in _things(service, land):
        if thing.team in land.teams:
            yield distance, _owner(thing, way, land)


def _owner(thing: Named, way: Way, land: Land) -> Owner:
    said = thing.said_by_hand("team") if isinstance(thing, Service) else None
    spot = place_of(thing, "team") if isinstance(thing, Service) else (thing.source, thing.line)
    named = Owner(thing.team, land.teams[thing.team], way, *spot)
    if said is None:
        return named
    return Owner(named.team, named.title, way, by=said.by, at=said.at, how=said.how)


def _things(service: Service, land: Land) -> Iterator[tuple[int, Named, Way]]:
    """Whatever may name the team: the thing, how far off it is, and the way to it."""
    for thing, way in _whole(service, land):
        yield REPOSITORY if way else OWN, thing, way
        codes = (land.repositories.get(code.name.lower()) for code in thing.code)
        standing = [each for each in codes if each and each.gone_at is None]
        yield from ((REPOSITORY, each, (*way, _step("repository", each))) for each in standing)
        yield from _system(thing.system, way, land)
        for each in standing:
            yield from _system(each.system, (*way, _step("repository", each)), land)


def _whole(service: Service, land: Land) -> Iterator[tuple[Service, Way]]:
    """The service, then what it is part of, and so on; a ring of parts ends where it began."""
    seen: set[str] = set()
    way: Way = ()
    each: Service | None = service
    while each and each.id not in seen and (not way or each.gone_at is None):
        yield each, way
        seen.add(each.id)
        each = land.services.get(each.part_of)
        way = (*way, _step("service", each)) if each else way


def _system(id: str, way: Way, land: Land) -> Iterator[tuple[int, Named, Way]]:
    system = land.systems.get(id)
    if system is None or system.gone_at is not None:
        return
    way = (*way, _step("system", system))
    yield SYSTEM, system, way
    distance, seen = DOMAIN, set[str]()
    domain = land.domains.get(system.domain)
    while domain and domain.id not in seen and domain.gone_at is None:
        way = (*way, _step("domain", domain))
        yield distance, domain, way
        seen.add(domain.id)
        distance, domain = distance + 1, land.domains.get(domain.parent)


def _step(noun: str, thing: Named) -> Step:
    return Step(noun, thing.id, thing.title, thing.source, thing.line)


# Said to people -----------------------------------------------------------------------------------------


def place(owner: Owner) -> str:
    """Where the team is named: `catalog/checkout.yaml:12`; "" where a person said so or nobody knows."""
    path = PurePath(owner.source)
    file = str(PurePath(*path.parts[-2:])) if path.is_absolute() else owner.source
    return f"{file}:{owner.line}" if file and owner.line else file


def way(owner: Owner) -> str:
    """On which way it is the owner, as plain text: from system `checkout`, declared in catalog.yaml:12."""
    through = ", ".join(f"{step.noun} `{step.id}`" for step in reversed(owner.steps))
    declared = f"declared in {place(owner)}" if place(owner) else ""
    return ", ".join(part for part in (f"from {through}" if through else "", declared) if part)


def ids(found: Iterable[Owner]) -> tuple[str, ...]:
    """The ids of the owning teams."""
    return tuple(each.team for each in found)
