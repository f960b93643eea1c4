"""What is missing or wrong about an on-call answer, and what to do about it. Plain text."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.catalog import Service, Team
from bot.domain.oncall import OnCallLevel
from bot.domain.paging import PagerIncident
from store.rota import PagerSync

SHOWN = 5


def together(*found: str) -> str:
    """Several notes as one text."""
    return " ".join(dict.fromkeys(note for note in found if note))


def failing(sync: PagerSync | None) -> str:
    """That the vendor does not answer, and since when."""
    if sync is None or sync.failing_since is None:
        return ""
    return f"PagerDuty could not be reached since {_utc(sync.failing_since)}."


def nobody(about: str, levels: Sequence[OnCallLevel]) -> str:
    """That nobody is on call, and from when somebody is."""
    begins = min((level.until for level in levels if level.until and level.next), default=None)
    ahead = f" Somebody is from {_utc(begins)}." if begins else ""
    return f"Nobody is on call for {about}.{ahead}"


def no_team(service: Service) -> str:
    """A service that nobody owns."""
    return f"{service.title} has no team: add `team:` to it in the catalog file, then import that file again."


def no_levels(team: Team) -> str:
    """A team that is on call nowhere."""
    return (
        f"Nothing says who is on call for {team.title}: add `oncall: [{{rota: {team.id}-primary}}]` to the "
        "team and the rota under `rotas:` in the catalog file, or a `pagerduty:` id to its services."
    )


def no_rota(id: str) -> str:
    """A level whose rota is nowhere."""
    return f"The rota {id} does not exist: add it under `rotas:` in the catalog file."


def bad_rota(id: str, path: str) -> str:
    """A rota that cannot be used."""
    return (
        f"The rota {id} cannot be read ({path}): correct it in the catalog file, then import that file again."
    )


def unknown_to_pager(service: Service, sync: PagerSync | None) -> str:
    """A PagerDuty id about which nothing was learned."""
    if sync is None:
        return "PagerDuty was not read yet: `/tocsin health` says why; `tocsin sync pagerduty` reads it now."
    if sync.taken_at is None:
        return together("PagerDuty was never read.", failing(sync)) + " `tocsin doctor` says why."
    return f"PagerDuty has no service {service.pagerduty}: correct `pagerduty:` of {service.title}."


def no_longer_listed(service: Service, since: datetime | None) -> str:
    """A service that PagerDuty had and has no more: what is known of it is kept for a while."""
    if since is None:
        return ""
    return (
        f"PagerDuty no longer lists {service.pagerduty} (since {_utc(since)}): correct `pagerduty:` of "
        f"{service.title}."
    )


def open_in_pager(found: Sequence[PagerIncident]) -> str:
    """What PagerDuty has open on a service, the newest by name."""
    if not found:
        return ""
    first = f"#{found[0].number} {found[0].title[:80]} ({found[0].status})"
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Open in PagerDuty: {first}{more}."


def not_yet_there(count: int, since: datetime) -> str:
    """Changes that PagerDuty has not taken: until it has, it calls whom it called before."""
    what = "A change" if count == 1 else f"{count} changes"
    return f"{what} made here (since {_utc(since)}) not yet in PagerDuty: kept, and sent when it answers."


def by_layers(*, known: bool) -> str:
    """That PagerDuty's own answer does not reach that far, so that its layers were counted on."""
    if known:
        return "PagerDuty's own answer does not reach to that time: this is counted from its layers."
    return "PagerDuty's own answer does not reach to that time, and its layers name nobody for it."


def per_service(team: Team, services: Sequence[Service]) -> str:
    """A team that is on call per service."""
    names = ", ".join(f"/oncall {each.id}" for each in services[:SHOWN])
    more = f" and {len(services) - SHOWN} more" if len(services) > SHOWN else ""
    return f"{team.title} is on call per service: {names}{more}."


def stranger(slack: str) -> str:
    """A person of the workspace whom the catalog does not know."""
    return (
        f"Not in the catalog: add `slack: {slack}` to the person under `people:`, then import the file again."
    )


def no_duties(name: str) -> str:
    """A person without shifts."""
    return f"{name} is not on call, and no shift is planned."


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
