"""What a failing service strikes, and the questions that the rules ask of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.catalog.estate import Feature
from bot.domain.graph import Reach
from bot.domain.impact.estate import Estate
from bot.domain.impact.harm import Harm, Hurt

ORDER = {Harm.DOWN: 0, Harm.DEGRADED: 1}


@dataclass(frozen=True, slots=True)
class Blow:
    """How a service is struck; no `reach` leads to the failing one itself."""

    service: str
    harm: Harm
    reach: Reach | None = None

    @property
    def way(self) -> tuple[str, ...]:
        """The services from the failing one to it; found when it is told, for most are not."""
        return self.reach.way(self.service) if self.reach else (self.service,)


class Blows(Mapping[str, Blow]):
    """How each service is struck, made as it is asked for: the failing one, those down, those degraded.

    Raises KeyError for a service that is not struck.
    """

    def __init__(self, service: str, reach: Reach) -> None:
        self._service = service
        self._reach = reach

    def __getitem__(self, service: str) -> Blow:
        if service == self._service:
            return Blow(service, Harm.DOWN)
        harm = Harm.DOWN if self._reach.is_hard(service) else Harm.DEGRADED
        if service not in self._reach:
            raise KeyError(service)
        return Blow(service, harm, self._reach)

    def __contains__(self, service: object) -> bool:
        return service == self._service or service in self._reach

    def __iter__(self) -> Iterator[str]:
        yield self._service
        yield from self._reach.ids()

    @property
    def degraded(self) -> int:
        """How many are not down, but worse than they should be."""
        return sum(map(len, self._reach.soft))

    def __len__(self) -> int:
        return 1 + self._reach.count()[1]


@dataclass(frozen=True, slots=True)
class Flagged:
    """How the flags of a feature leave it in an environment: off, or on in words where only partly."""

    off: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Struck:
    """A failing service, all blows (its own first, then the worst) and the features that need any of them.

    `only` is the environment in which it fails; "" is all of them.
    """

    estate: Estate
    service: str
    blows: Blows
    features: tuple[Feature, ...]
    only: str = ""

    def worst(self, feature: Feature, environment: str = "") -> Blow:
        """The worst blow to a feature, of the services that may run there."""
        found = self._of(feature, environment) or self._of(feature, "")
        return min(found, key=lambda blow: (ORDER[blow.harm], len(blow.way)))

    def hits(self, feature: Feature, environment: str) -> bool:
        """Whether the feature is hurt there: the failing service and one that it needs may run there."""
        return self.fails_in(environment) and bool(self._of(feature, environment))

    def fails_in(self, environment: str) -> bool:
        """Whether the failing service may run, and fails, there."""
        asked = not self.only or environment == self.only
        return asked and self.estate.may_run(self.service, environment)

    def flagged(self, feature: Feature, environment: str) -> Flagged:
        """How its flags leave a feature there."""
        partly = []
        for flag in self.estate.flags_of.get(feature.id, ()):
            state = self.estate.state(flag, environment)
            if state is False or (isinstance(state, str) and state.strip().lower() in ("off", "0%", "0 %")):
                return Flagged(True, f"flag {flag.id} is off")
            if isinstance(state, str) and state.strip().lower() not in ("on", "100%", "100 %"):
                partly.append(f"flag {flag.id}: {state}")
        return Flagged(words=", ".join(partly))

    def through(self, blow: Blow) -> str:
        """On which way a blow arrives, in plain words."""
        if blow.reach is None:
            return f"needs {blow.service} itself"
        way = " → ".join(reversed(blow.way))
        if blow.harm is Harm.DOWN:
            return f"hard dependency: {way}"
        return f"soft dependency only: {way}"

    def _of(self, feature: Feature, environment: str) -> list[Blow]:
        blows = (self.blows[service] for service in feature.services if service in self.blows)
        return [each for each in blows if not environment or self.estate.may_run(each.service, environment)]


def ranked(hurt: Iterable[Hurt]) -> tuple[Hurt, ...]:
    """The worst first, then by tier as it is written, then by name."""

    def place(each: Hurt) -> tuple[int, bool, str, str, str]:
        return ORDER[each.harm], not each.tier, each.tier, each.title, each.id

    return tuple(sorted(hurt, key=place))
