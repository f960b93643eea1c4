"""The table of vendors that may be on or off: what each needs, how it is built, and whether it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from bot.integrations import github, pagerduty
from bot.ports import Alarm, Clock, Rejected, Unreachable


class Outpost(Protocol):
    """What every vendor's client can do."""

    async def ping(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Integration:
    """One vendor. `build` takes the filled `settings`, gives None where it is off; `remedy` turns it on."""

    name: str
    title: str
    settings: type[BaseModel]
    build: Callable[[Any, Clock | None], Any]
    remedy: str


@dataclass(frozen=True, slots=True)
class Sight:
    """How a vendor looks. `state`: on, off, unreachable or rejected; `remedy` is "" where it is on."""

    name: str
    state: str
    text: str
    remedy: str = ""


ROSTER = (
    Integration(
        "pagerduty",
        "PagerDuty",
        pagerduty.PagerDutySettings,
        lambda settings, clock: pagerduty.build(settings, clock),
        "Set PAGERDUTY_API_KEY to a read-only REST key (and PAGERDUTY_API_URL for the EU region).",
    ),
    Integration(
        "github",
        "GitHub",
        github.GithubSettings,
        lambda settings, _: github.build(settings),
        "Set GITHUB_TOKEN, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY_FILE and GITHUB_INSTALLATION_ID.",
    ),
)


def alarm(settings: pagerduty.PagerDutySettings | None) -> Alarm | None:
    """Where pages can be dropped though nobody hears who answers: PagerDuty's events, without a REST key."""
    return pagerduty.build_alarm(settings) if settings else None


async def look(entry: Integration, client: Outpost | None) -> Sight:
    """Ask a vendor who we are, within its client's deadline. What the port raises becomes the state."""
    if client is None:
        return Sight(entry.name, "off", f"{entry.title} is off", entry.remedy)
    try:
        return Sight(entry.name, "on", await client.ping())
    except Unreachable as trouble:
        remedy = (
            "Check the network, the address and the vendor's status page; I go on from what I last learned."
        )
        return Sight(entry.name, "unreachable", str(trouble), remedy)
    except Rejected as refusal:
        return Sight(entry.name, "rejected", str(refusal), entry.remedy)


def clients(settings: Mapping[str, BaseModel | None], clock: Clock | None = None) -> dict[str, Any]:
    """Each vendor's client by name; None where its settings are missing or hold no credentials.

    `clock` decides which fortnight of on-call is read; without one it is the machine's.
    """
    given = {entry: settings.get(entry.name) for entry in ROSTER}
    return {entry.name: found and entry.build(found, clock) for entry, found in given.items()}
