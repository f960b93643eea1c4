"""Flags that were turned: what an import of the catalog tells by comparing before and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalog.estate import Feature, Flag, FlagState
from bot.domain.change import Change, ChangeKind

States = tuple[FlagState | None, FlagState]
"""What it was, None where that was not said, and what it is."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A flag's change in one environment, and the services that it switches."""

    change: Change
    services: tuple[str, ...]


def turned(
    before: Iterable[Flag], after: Iterable[Flag], features: Iterable[Feature], now: datetime
) -> Iterator[Turned]:
    """Each flag that was known before and is not what it was, environment by environment.

    A flag that is new is no change: nobody knows what it was.
    """
    known = {each.id: each for each in before if each.gone_at is None}
    needed_by: dict[str, list[str]] = {}
    for feature in features:
        for flag in feature.flags:
            needed_by.setdefault(flag, []).extend(feature.services)
    for each in after:
        if each.id not in known or not (states := dict(known[each.id].environments)):
            continue
        services = tuple(dict.fromkeys((*each.services, *needed_by.get(each.id, ()))))
        for environment, state in each.environments:
            if state != states.get(environment):
                yield Turned(_change(each, environment, (states.get(environment), state), now), services)


def _change(
    flag: Flag, environment: str, states: tuple[FlagState | None, FlagState], now: datetime
) -> Change:
    was, is_ = map(_said, states)
    return Change(
        id=f"flag:{flag.id}:{environment}:{int(now.timestamp() * 1000)}",
        kind=ChangeKind.FLAG,
        repository="",
        title=f"{flag.title}: {is_} in {environment} (was {was})",
        author="",
        url="",
        at=now,
        environment=environment,
        state=is_,
    )


def _said(state: FlagState | None) -> str:
    return {True: "on", False: "off", None: "not set"}.get(state, str(state))  # type: ignore[arg-type]
