"""Which customers are hurt and why, and which are not and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalog.estate import Customer, Entitlement, Feature
from bot.domain.impact.harm import Harm, Hurt, Spared
from bot.domain.impact.struck import ORDER, Struck, ranked

NAMED = 3
"""How many features a reason names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one feature, service or environment means for a customer: harm, or (None) why there is none."""

    harm: Harm | None
    why: str


def customers(struck: Struck, now: datetime) -> tuple[tuple[Hurt, ...], tuple[Spared, ...]]:
    """The customers that are hurt, the worst first, and those that are not."""
    hurt: list[Hurt] = []
    spared: list[Spared] = []
    for customer in struck.estate.customers:
        found = list(_findings(struck, customer, now))
        harmed = sorted((each for each in found if each.harm), key=lambda each: ORDER[each.harm or Harm.DOWN])
        if harmed:
            hurt.append(_hurt(customer, harmed))
        else:
            spared.append(Spared("customer", customer.id, customer.title, _spared(struck, customer, found)))
    return ranked(hurt), tuple(sorted(spared, key=lambda each: (each.why, each.title, each.id)))


def _hurt(customer: Customer, found: list[Finding]) -> Hurt:
    return Hurt(
        "customer",
        customer.id,
        customer.title,
        found[0].harm or Harm.DOWN,
        tuple(dict.fromkeys(each.why for each in found)),
        customer.tier,
        customer.region,
        customer.sla,
        customer.contact,
    )


def _findings(struck: Struck, customer: Customer, now: datetime) -> Iterator[Finding]:
    entitled = {each.feature: each for each in customer.features}
    for feature in struck.features:
        if feature.id in entitled:
            yield from _by_feature(struck, customer, feature, entitled[feature.id], now)
    for service in customer.services:
        if service in struck.blows:
            yield _by_service(struck, customer, service)
    if not struck.features or not (customer.features or customer.services):
        yield from _by_environment(struck, customer)


def _by_feature(
    struck: Struck, customer: Customer, feature: Feature, entitlement: Entitlement, now: datetime
) -> Iterator[Finding]:
    if entitlement.until and entitlement.until <= now:
        yield Finding(None, f"its entitlement to {feature.title} ended on {entitlement.until:%Y-%m-%d}")
        return
    by_plan = f", entitled by plan {entitlement.plan}" if entitlement.plan else ", entitled"
    uses = f"uses feature {feature.title}{by_plan}"
    homes = struck.estate.homes(customer)
    if not homes:
        blow = struck.worst(feature)
        yield Finding(blow.harm, f"{uses}, environment not known; {struck.through(blow)}")
    for home in homes:
        yield _there(struck, feature, home, uses)


def _there(struck: Struck, feature: Feature, home: str, uses: str) -> Finding:
    """What a hurt feature means in one environment of a customer."""
    if not struck.hits(feature, home):
        return Finding(None, _elsewhere(struck, home))
    state = struck.flagged(feature, home)
    if state.off:
        return Finding(None, f"{state.words} in {home} (feature {feature.title})")
    blow = struck.worst(feature, home)
    partly = f" ({state.words})" if state.words else ""
    return Finding(blow.harm, f"{uses}, in environment {home}{partly}; {struck.through(blow)}")


def _elsewhere(struck: Struck, home: str) -> str:
    if struck.only and home != struck.only:
        return f"uses {home}, and it fails in {struck.only} only"
    return f"its environment {home} does not run {struck.service}"


def _by_service(struck: Struck, customer: Customer, service: str) -> Finding:
    homes = struck.estate.homes(customer)
    there = [home for home in homes if struck.fails_in(home) and struck.estate.may_run(service, home)]
    if homes and not there:
        return Finding(None, _elsewhere(struck, homes[0]))
    blow = struck.blows[service]
    where = f", in environment {', '.join(there)}" if there else ""
    way = f"; {struck.through(blow)}" if blow.reach else ""
    return Finding(blow.harm, f"calls {service} directly{where}{way}")


def _by_environment(struck: Struck, customer: Customer) -> Iterator[Finding]:
    """What is left to go by where nothing says what a customer uses."""
    why = "its entitlements are not known" if struck.features else f"no feature needs {struck.service}"
    for home in struck.estate.homes(customer):
        if struck.fails_in(home):
            runs = "which runs" if home in struck.estate.runs.get(struck.service, {}) else "which may run"
            yield Finding(Harm.DOWN, f"in environment {home}, {runs} {struck.service} ({why})")
        else:
            yield Finding(None, _elsewhere(struck, home))


def _spared(struck: Struck, customer: Customer, found: list[Finding]) -> str:
    if found:
        return "; ".join(dict.fromkeys(each.why for each in found))
    if not customer.features:
        return "nothing says what it uses"
    names = [feature.title for feature in struck.features]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"not entitled to {', '.join(names[:NAMED])}{more}" if names else "uses nothing that is hurt"
