"""An entry of a catalog file, whose shape is right, as the value it stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.catalog import (
    Code,
    Dependency,
    Expert,
    Level,
    Link,
    PastIncident,
    Person,
    Service,
    Slo,
    Team,
)
from bot.domain.catalog.estate import (
    Customer,
    Entitlement,
    Environment,
    Feature,
    Flag,
    Freeze,
    Initiative,
    Vendor,
    Workload,
)
from bot.domain.catalog.landscape import Domain, Repository, System
from bot.domain.incident import STAMPS

LISTS = (
    "aliases",
    "depends_on",
    "slos",
    "links",
    "tags",
    "repositories",
    "runbooks",
    "dashboards",
    "vendors",
)
RUNBOOK = "Runbook"
Maker = Callable[[str, Any, str, int], Any]


def made(section: str, id: str, entry: Any, source: str, line: int) -> Any:
    """The value of an entry; of a list's items the id is theirs (`item_id`), whatever is given."""
    return MAKERS[section](id, entry, source, line)


def item_id(section: str, item: Mapping[Any, Any]) -> str:
    """The id of an item of a list, out of its plain values; "" where it has none."""
    if section == "workloads":
        service, environment = item.get("service"), item.get("environment")
        return f"{service}@{environment}" if service and environment else ""
    return str(item.get("name") or "") if section in ("freezes", "initiatives") else ""


def _person(id: str, entry: Any, source: str, line: int) -> Person:
    return Person(id=id, **entry.model_dump(), source=source, line=line)


def _team(id: str, entry: Any, source: str, line: int) -> Team:
    levels = tuple(Level(each.rota, each.person) for each in entry.oncall)
    leads, members = _once(entry.leads), _once(entry.members)
    return Team(id, entry.title, entry.channel, leads, members, levels, source, line, parent=entry.parent)


def _service(id: str, entry: Any, source: str, line: int) -> Service:
    plain = entry.model_dump(exclude={*LISTS, "experts", "facts", "repository", "runbook"})
    code = _code(entry)
    runbooks = _pages(entry.runbook, entry.runbooks, RUNBOOK)
    return Service(
        id=id,
        **plain,
        repository=code[0].name if code else "",
        runbook=runbooks[0].url if runbooks else "",
        aliases=_once(entry.aliases),
        depends_on=tuple(Dependency(each.service, each.kind == "hard") for each in entry.depends_on),
        slos=tuple(Slo(**each.model_dump()) for each in entry.slos),
        links=tuple(Link(each.title, each.url) for each in entry.links),
        tags=_once(entry.tags),
        repositories=code if len(code) > 1 or any(each.path for each in code) else (),
        runbooks=runbooks if runbooks != _pages(runbooks[0].url if runbooks else "", [], RUNBOOK) else (),
        dashboards=_pages("", entry.dashboards, "Dashboard"),
        vendors=_once(entry.vendors),
        experts=tuple(Expert(each.person, each.why) for each in entry.experts),
        facts=tuple((name, _value(value)) for name, value in entry.facts.items()),
        source=source,
        line=line,
    )


def _code(entry: Any) -> tuple[Code, ...]:
    """The repositories; the short form is the first, unless the list names it too."""
    listed = tuple(Code(each.name, each.path) for each in entry.repositories)
    named = {each.name.lower() for each in listed}
    first = (Code(entry.repository),) if entry.repository and entry.repository.lower() not in named else ()
    return (*first, *listed)


def _pages(short: str, listed: Any, title: str) -> tuple[Link, ...]:
    pages = [Link(each.title or title, each.url) for each in listed]
    first = [Link(title, short)] if short and short not in {page.url for page in pages} else []
    return (*first, *pages)


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _past(id: str, entry: Any, source: str, line: int) -> PastIncident:  # noqa: ARG001  (one shape for all)
    stamps = {name: at for name in STAMPS if (at := getattr(entry, name))}
    plain = entry.model_dump(exclude=set(STAMPS))
    return PastIncident(**plain, stamps=stamps, source=source, line=line)


def _feature(id: str, entry: Any, source: str, line: int) -> Feature:
    services, flags = _once(entry.services), _once(entry.flags)
    return Feature(id, entry.title, entry.description, entry.team, services, flags, source, line)


def _flag(id: str, entry: Any, source: str, line: int) -> Flag:
    states = tuple(entry.environments.items())
    return Flag(id, entry.title, entry.feature, _once(entry.services), states, source, line)


def _customer(id: str, entry: Any, source: str, line: int) -> Customer:
    plain = entry.model_dump(exclude={"environments", "features", "services"})
    return Customer(
        id,
        **plain,
        environments=_once(entry.environments),
        features=tuple(Entitlement(each.feature, each.plan, each.until) for each in entry.features),
        services=_once(entry.services),
        source=source,
        line=line,
    )


def _workload(id: str, entry: Any, source: str, line: int) -> Workload:  # noqa: ARG001  (one shape for all)
    made_of = f"{entry.service}@{entry.environment}"
    return Workload(made_of, **entry.model_dump(), source=source, line=line)


def _vendor(id: str, entry: Any, source: str, line: int) -> Vendor:
    plain = entry.model_dump(exclude={"services"})
    return Vendor(id, **plain, services=_once(entry.services), source=source, line=line)


def _plain(kind: Callable[..., Any]) -> Maker:
    """A maker for what is nothing but text and numbers."""
    return lambda id, entry, source, line: kind(id, **entry.model_dump(), source=source, line=line)


def _window(kind: type[Freeze]) -> Maker:
    def make(id: str, entry: Any, source: str, line: int) -> Freeze:  # noqa: ARG001  (one shape for all)
        services, teams = _once(entry.services), _once(entry.teams)
        return kind(
            entry.name, entry.start, entry.end, services, teams, entry.owner, entry.note, source, line
        )

    return make


def _once(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


MAKERS: Mapping[str, Maker] = {
    "people": _person,
    "teams": _team,
    "services": _service,
    "incidents": _past,
    "domains": _plain(Domain),
    "systems": _plain(System),
    "repositories": _plain(Repository),
    "environments": _plain(Environment),
    "workloads": _workload,
    "features": _feature,
    "flags": _flag,
    "customers": _customer,
    "vendors": _vendor,
    "freezes": _window(Freeze),
    "initiatives": _window(Initiative),
}
