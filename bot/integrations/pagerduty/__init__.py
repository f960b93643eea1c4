"""The way out to PagerDuty, by pdpyras; loaded where it is on."""

from typing import TYPE_CHECKING, Any

from bot.integrations.pagerduty.settings import PagerDutySettings

if TYPE_CHECKING:
    from bot.integrations.pagerduty.client import Home, PagerDuty, build, build_alarm

__all__ = ["Home", "PagerDuty", "PagerDutySettings", "build", "build_alarm"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from bot.integrations.pagerduty import client  # noqa: PLC0415  (a bot without PagerDuty does not hold it)

    return getattr(client, name)
