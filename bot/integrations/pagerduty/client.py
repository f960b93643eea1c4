"""PagerDuty as a port: all that a sync brings in, in as few requests as it takes, and who we are to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot.domain.schedule import KNOWN_AHEAD, Outcome, PagerPlan, PagerTurn
from bot.integrations.pagerduty import pages, reading, schedules
from bot.integrations.pagerduty.line import VENDOR, Count, Line, Wanted
from bot.integrations.pagerduty.settings import PagerDutySettings
from bot.integrations.pagerduty.wire import V3, Call, Json, checked, iso, understood
from bot.integrations.threads import together, within
from bot.ports import (
    Alarm,
    Clock,
    Pager,
    PagerEntry,
    PagerIncident,
    PagerPolicy,
    PagerSnapshot,
    PagerSpan,
    PageWish,
    Progress,
    Rejected,
)

DEADLINE = 5.0
PATIENCE = 60.0
ASKED_AT_ONCE = 50
"""Policies whose on-calls are asked for in one request."""
WITHOUT_V3 = ("400", "402", "403", "404")
"""What an account answers that has no shift-based schedules."""


def build(settings: PagerDutySettings, clock: Clock | None = None) -> Pager | None:
    """The pager, or None where no key is set. Asks nothing of the network."""
    if settings.api_key is None:
        return None
    made = PagerDuty(settings.api_url, settings.api_key, clock=clock)
    made.home = Home(settings.page_service.strip(), settings.sender.strip())
    return made


def build_alarm(settings: PagerDutySettings | None) -> Alarm | None:
    """Where pages go where no REST key is given, and None where nothing is given."""
    if settings is None or settings.api_key is not None or settings.events_url is None:
        return None
    return pages.Events(settings.events_url.get_secret_value())


@dataclass(frozen=True, slots=True)
class Home:
    """Where pages of people and teams go, and in whose name, where whoever pages is not known there."""

    service: str = ""
    sender: str = ""


NOWHERE = Home()


class PagerDuty:
    """PagerDuty's REST API. Answers are whole or an error; the key is in no message and no log."""

    def __init__(
        self,
        url: str,
        key: SecretStr,
        *,
        clock: Clock | None = None,
        deadline: float = DEADLINE,
        patience: float = PATIENCE,
    ) -> None:
        self._clock = clock
        self.home = NOWHERE
        self._patience = patience
        self._line = Line(url, key, deadline)

    async def snapshot(self, progress: Progress | None = None) -> PagerSnapshot:
        """Services, policies, schedules, users, open incidents, and who is on call for the next fortnight."""
        return await within(self._patience, self._snapshot(self._now(), Count(progress)), VENDOR)

    @property
    def page_service(self) -> str:
        """The service on which people and teams are paged."""
        return self.home.service

    async def page(self, wish: PageWish) -> PagerIncident:
        """Open an incident, once for each key."""
        return await pages.page(self._line, replace(wish, sender=wish.sender or self.home.sender))

    async def find_page(self, key: str) -> PagerIncident | None:
        """The incident of that key, or None."""
        return await pages.find(self._line, key)

    async def page_entries(self, incident: str) -> Sequence[PagerEntry]:
        """What became of an incident so far, oldest first."""
        return await pages.entries(self._line, incident)

    async def plan(self, schedule: str, api: str, since: datetime, until: datetime) -> PagerPlan:
        """A schedule, and what PagerDuty says of [since, until)."""
        return await schedules.plan(self._line, schedule, api, (since, until))

    async def preview(self, plan: PagerPlan, since: datetime, until: datetime) -> tuple[PagerTurn, ...]:
        """Who would be on call if the schedule were so."""
        return await schedules.preview(self._line, plan, (since, until))

    async def save_plan(self, plan: PagerPlan) -> None:
        """Write a schedule's zone and layers."""
        await schedules.save(self._line, plan)

    async def overrides(
        self, schedule: str, api: str, since: datetime, until: datetime
    ) -> tuple[PagerTurn, ...]:
        """The overrides that touch [since, until)."""
        return await schedules.overrides(self._line, schedule, api, (since, until))

    async def add_overrides(
        self, schedule: str, api: str, wanted: Sequence[PagerTurn]
    ) -> tuple[Outcome, ...]:
        """Put users on call instead of whoever is; what became of each, in order."""
        return await schedules.add(self._line, schedule, api, wanted)

    async def remove_override(self, schedule: str, api: str, override: str) -> None:
        """Take an override away, or end it now."""
        await schedules.remove(self._line, schedule, api, override)

    async def ping(self) -> str:
        """Whom the key belongs to; a key of the whole account belongs to nobody."""
        answer = await self._line.ask(Call("/users/me"))
        if answer.status == 400:  # PagerDuty's answer to an account's key
            abilities = checked(await self._line.ask(Call("/abilities"))).get("abilities", [])
            return f"PagerDuty account key, {len(abilities)} abilities"
        return f"PagerDuty user {(checked(answer).get('user') or {}).get('name', '')}"

    async def aclose(self) -> None:
        """Give the threads and the connections back."""
        await self._line.aclose()

    def _now(self) -> datetime:
        return (self._clock.now() if self._clock else datetime.now(UTC)).replace(microsecond=0)

    async def _snapshot(self, now: datetime, count: Count) -> PagerSnapshot:
        """Policies come with their services and turns with their schedules, at no requests of their own."""
        window = {"since": iso(now), "until": iso(now + KNOWN_AHEAD), "time_zone": "UTC"}
        drawn = {"include[]": schedules.PARTS, "overflow": "true"}
        services, users, v2, v3, incidents = await together(
            (
                self._line.all(Wanted("services", {"include[]": "escalation_policies"}), count),
                self._line.all(Wanted("users", {"include[]": "contact_methods"}), count),
                self._line.all(Wanted("schedules", window | drawn), count),
                self._shift_based(count),
                self._line.all(Wanted("incidents", {"statuses[]": ["triggered", "acknowledged"]}), count),
            )
        )
        policies, spans, unknown = understood(lambda: _drawn(services, v2, now + KNOWN_AHEAD))
        told = await self._oncalls(unknown, window, count)
        return understood(
            lambda: PagerSnapshot(
                services=_once(map(reading.service, services)),
                people=_once(map(reading.person, users)),
                spans=tuple(dict.fromkeys((*spans, *told))),
                policies=policies,
                schedules=_once(
                    [*(reading.schedule(s, "v2") for s in v2), *(reading.schedule(s, "v3") for s in v3)]
                ),
                incidents=_once(map(reading.incident, incidents)),
            )
        )

    async def _oncalls(self, policies: Sequence[str], window: Json, count: Count) -> list[PagerSpan]:
        """What the list of on-calls says of policies that name something which did not come drawn."""
        groups = (policies[n : n + ASKED_AT_ONCE] for n in range(0, len(policies), ASKED_AT_ONCE))
        wanted = (Wanted("oncalls", window | {"escalation_policy_ids[]": list(ids)}) for ids in groups)
        found = await together(self._line.all(each, count) for each in wanted)
        return understood(lambda: [reading.span(each) for group in found for each in group])

    async def _shift_based(self, count: Count) -> list[Json]:
        """The schedules of the v3 API; none where the account does not have it."""
        try:
            return await self._line.all(Wanted("schedules", prefix="/v3", headers=V3), count)
        except Rejected as refused:
            if refused.code in WITHOUT_V3:
                return []
            raise


def _drawn(
    services: Iterable[Json], schedules: Sequence[Json], until: datetime
) -> tuple[tuple[PagerPolicy, ...], list[PagerSpan], list[str]]:
    """The policies of the services, who is on call for them, and the policies of which that is not known."""
    given = (each["escalation_policy"] for each in services if each.get("escalation_policy"))
    policies: tuple[PagerPolicy, ...] = _once(map(reading.policy, given))
    turns = reading.rendered(schedules, until)
    names = {each["id"]: each.get("name") or each.get("summary") or "" for each in schedules}
    known = [each for each in policies if reading.is_known(each, turns)]
    spans = [span for each in known for span in reading.spans(each, turns, names)]
    return policies, spans, [each.id for each in policies if each not in known]


def _once(found: Iterable[Any]) -> tuple[Any, ...]:
    """An entry that moved between two pages while we read stands once."""
    return tuple({each.id: each for each in found}.values())
