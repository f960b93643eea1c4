"""The rules of impact.

A service takes down what needs it by hard dependencies, over as many hops as there are; a soft one on the
way only degrades. A feature is hurt with any service that it needs, where its flags are on and the services
run. A customer is hurt through the features that it is entitled to, in the environments that it uses, and
through the services that it calls itself. What the catalog does not say excludes nobody: a service without
workloads may run anywhere, a flag without a state is on, a customer without entitlements uses whatever its
environments run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.domain.catalog.estate import Feature
from bot.domain.graph import dependants
from bot.domain.impact.customers import customers
from bot.domain.impact.estate import Estate
from bot.domain.impact.harm import Hurt, Impact, Spared
from bot.domain.impact.struck import Blow, Blows, Struck, ranked

SERVICES = 500
"""How many dependants are told one by one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of it is asked for: one environment, and how many dependants are told."""

    environment: str = ""
    services: int = SERVICES


def impact(estate: Estate, service: str, now: datetime, limits: Limits | None = None) -> Impact:
    """Who is hurt when that service is; `limits.environment`: where it is hurt only there."""
    limits = limits or Limits()
    struck = _struck(estate, service, limits.environment)
    told = [struck.blows[id] for id in islice(struck.blows, 1, limits.services + 1)]
    hurt, spared = customers(struck, now)
    features, unused = _features(struck)
    return Impact(
        service,
        estate.title(service),
        services=tuple(_service(struck, blow) for blow in told),
        services_total=len(struck.blows) - 1,
        services_degraded=struck.blows.degraded,
        features=ranked(features),
        environments=ranked(_environments(struck)),
        customers=hurt,
        spared=(*spared, *unused),
        assumed=tuple(_assumed(struck)),
    )


def _struck(estate: Estate, service: str, only: str) -> Struck:
    blows = Blows(service, dependants(estate.graph, service))
    named = (id for blow in blows for id in estate.features_of.get(blow, ())) if estate.features_of else ()
    features = tuple(estate.features[id] for id in dict.fromkeys(named))
    return Struck(estate, service, blows, features, only)


def _service(struck: Struck, blow: Blow) -> Hurt:
    title, tier = struck.estate.titles.get(blow.service, (blow.service, None))
    shown = "" if tier is None else str(tier)
    return Hurt("service", blow.service, title, blow.harm, (struck.through(blow),), tier=shown)


def _features(struck: Struck) -> tuple[list[Hurt], list[Spared]]:
    """The features that are hurt, and those that their flags or their places keep out of it."""
    hurt: list[Hurt] = []
    spared: list[Spared] = []
    for feature in struck.features:
        blow = struck.worst(feature)
        off, partly = _flags(struck, feature)
        if off:
            spared.append(Spared("feature", feature.id, feature.title, off))
        else:
            why = (struck.through(blow), *partly)
            hurt.append(Hurt("feature", feature.id, feature.title, blow.harm, why))
    return hurt, spared


def _flags(struck: Struck, feature: Feature) -> tuple[str, tuple[str, ...]]:
    """Why it is not hurt anywhere ("" where it is), and where its flags leave only a part of it on."""
    if not struck.estate.environments:
        return "", ()
    places = [each for each in struck.estate.environments if struck.hits(feature, each)]
    states = {place: struck.flagged(feature, place) for place in places}
    if not states:
        return f"what it needs does not run where {struck.service} does", ()
    said = tuple(dict.fromkeys(f"{state.words} in {place}" for place, state in states.items() if state.words))
    return ("; ".join(said) if all(state.off for state in states.values()) else ""), said


def _environments(struck: Struck) -> Iterable[Hurt]:
    estate = struck.estate
    worst: dict[str, Blow] = {}
    for service in struck.blows if estate.runs else ():
        for place in estate.runs.get(service, {}):
            if struck.fails_in(place):
                worst.setdefault(place, struck.blows[service])
    for id, blow in worst.items():
        if id not in estate.environments:
            continue
        there = estate.environments[id]
        version = estate.runs[blow.service][id].version
        runs = f"runs {blow.service}{f' {version}' if version else ''}"
        why = runs if blow.service == struck.service else f"{runs}; {struck.through(blow)}"
        yield Hurt("environment", id, there.title, blow.harm, (why,), there.type, there.region)


def _assumed(struck: Struck) -> Iterable[str]:
    estate = struck.estate
    if not estate.customers:
        yield "the catalog names no customers: add `customers:`"
    elif not struck.features:
        yield f"no feature of the catalog needs {struck.service}: customers are told by environment"
    if estate.environments and not estate.runs.get(struck.service):
        yield f"no workload of {struck.service} is known: it may run in every environment"
