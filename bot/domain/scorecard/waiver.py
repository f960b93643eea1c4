"""Waivers: what a service need not pass until a day; somebody asks, somebody else grants, and it lapses."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.refusal import Refusal

LONGEST = timedelta(days=367)
"""A leap year, its last day whole."""


class State(StrEnum):
    """How far a waiver has got."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver. People are Slack ids."""

    id: str
    scorecard: str
    service: str
    rule: str
    reason: str
    asked_by: str
    asked_at: datetime
    until: datetime
    state: State = State.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the rule need not pass now."""
        return self.state is State.GRANTED and now < self.until


def asked(each: Waiver, others: tuple[Waiver, ...]) -> Waiver:
    """The waiver, where it may be asked for. Raises Refusal."""
    if each.until <= each.asked_at:
        raise Refusal("A waiver ends on a day to come. Choose one after today.")
    if each.until - each.asked_at > LONGEST:
        raise Refusal("A waiver lasts a year at most. Choose an earlier day; it can be asked for again.")
    twin = next((other for other in others if other.rule == each.rule and other.until > each.asked_at), None)
    if twin is not None:
        by = (
            "is waiting for a decision" if twin.state is State.ASKED else f"holds until {twin.until:%Y-%m-%d}"
        )
        raise Refusal(f"That rule is waived already: the waiver {by}. `/ready {each.service}` shows it.")
    return each


def decided(each: Waiver, by: str, now: datetime, *, granted: bool) -> Waiver:
    """The waiver once somebody decided. Raises Refusal: nobody grants what they asked for."""
    if each.state is not State.ASKED:
        raise Refusal(f"That waiver was {each.state} already; nothing changed.")
    if by == each.asked_by:
        raise Refusal("You asked for it, so somebody else has to decide. A team lead of the service can.")
    if now >= each.until:
        raise Refusal("The waiver's time has passed; nothing changed. It can be asked for again.")
    state = State.GRANTED if granted else State.REFUSED
    return replace(each, state=state, decided_by=by, decided_at=now)
