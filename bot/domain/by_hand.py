"""Values that people gave by hand: they stand over what a source says until the source says the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.catalog import ByHand, Service

FIELDS = ("team", "tier", "runbook", "channel")
"""What may be given by hand."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A service with what people said of it; `agreed` is what its source says by now as well."""

    service: Service
    agreed: tuple[ByHand, ...] = ()


def declared(service: Service, field: str) -> str:
    """What a service's field holds, as text."""
    value = getattr(service, field)
    return "" if value is None else str(value)


def settle(service: Service, said: Iterable[ByHand]) -> Settled:
    """A service as its source has it, with what people said laid over it."""
    kept: list[ByHand] = []
    agreed: list[ByHand] = []
    for each in said:
        theirs = declared(service, each.field)
        (agreed if theirs == each.value else kept).append(replace(each, declared=theirs))
    return Settled(_over(service, {each.field: each.value for each in kept}, tuple(kept)), tuple(agreed))


def as_declared(service: Service) -> Service:
    """The service as its source has it."""
    return _over(service, {each.field: each.declared for each in service.by_hand}, ())


def _over(service: Service, values: dict[str, str], said: tuple[ByHand, ...]) -> Service:
    typed: dict[str, Any] = {name: _typed(name, text) for name, text in values.items()}
    return replace(service, **typed, by_hand=said) if values or service.by_hand != said else service


def _typed(field: str, text: str) -> int | str | None:
    if field == "tier":
        return int(text) if text else None
    return text
