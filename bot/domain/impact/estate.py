"""What the rules of impact look things up in: made once for a catalog, then asked many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.catalog.estate import Customer, Environment, Feature, Flag, FlagState, Workload
from bot.domain.graph import Graph


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in the catalog, as it is read. `titles` are those of services."""

    titles: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    environments: Iterable[Environment] = ()
    workloads: Iterable[Workload] = ()
    features: Iterable[Feature] = ()
    flags: Iterable[Flag] = ()
    customers: Iterable[Customer] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """The catalog ready for the rules. `runs` is service → environment → workload."""

    graph: Graph
    titles: Mapping[str, tuple[str, int | None]]
    environments: Mapping[str, Environment]
    runs: Mapping[str, Mapping[str, Workload]]
    features: Mapping[str, Feature]
    features_of: Mapping[str, tuple[str, ...]]
    flags_of: Mapping[str, tuple[Flag, ...]]
    customers: tuple[Customer, ...]
    tenants: Mapping[str, tuple[str, ...]]

    def title(self, service: str) -> str:
        """A service's title; its id where the catalog lacks it."""
        return self.titles.get(service, (service, None))[0]

    def may_run(self, service: str, environment: str) -> bool:
        """Whether a service runs there, as far as is known; where no workload of it is known it may."""
        places = self.runs.get(service)
        return not places or environment in places

    def state(self, flag: Flag, environment: str) -> FlagState:
        """How a flag stands in an environment: as said of it, else of its type, else on."""
        said = dict(flag.environments)
        here = self.environments.get(environment)
        if environment in said:
            return said[environment]
        return said.get(here.type, True) if here else True

    def homes(self, customer: Customer) -> tuple[str, ...]:
        """The environments that a customer uses: those it names, and those that are its own."""
        return tuple(dict.fromkeys((*customer.environments, *self.tenants.get(customer.id, ()))))


def estate(graph: Graph, parts: Parts) -> Estate:
    """The catalog made ready."""
    runs: dict[str, dict[str, Workload]] = {}
    for each in parts.workloads:
        runs.setdefault(each.service, {})[each.environment] = each
    features = {each.id: each for each in parts.features}
    environments = {each.id: each for each in parts.environments}
    tenants = [(each.customer, each.id) for each in environments.values() if each.customer]
    of_services = [(service, each.id) for each in features.values() for service in each.services]
    return Estate(
        graph,
        parts.titles,
        environments,
        runs,
        features,
        _grouped(of_services),
        _flags(features, parts.flags),
        tuple(parts.customers),
        _grouped(tenants),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _flags(features: Mapping[str, Feature], flags: Iterable[Flag]) -> dict[str, tuple[Flag, ...]]:
    """The flags of each feature: those that it names, and those that name it."""
    known = {each.id: each for each in flags}
    found: dict[str, dict[str, Flag]] = {}
    for feature in features.values():
        for id in feature.flags:
            if id in known:
                found.setdefault(feature.id, {})[id] = known[id]
    for flag in known.values():
        if flag.feature:
            found.setdefault(flag.feature, {})[flag.id] = flag
    return {feature: tuple(of.values()) for feature, of in found.items()}
