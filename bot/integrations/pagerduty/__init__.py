"""The way out to PagerDuty, by pdpyras."""

from bot.integrations.pagerduty.client import Home, PagerDuty, build, build_alarm
from bot.integrations.pagerduty.settings import PagerDutySettings

__all__ = ["Home", "PagerDuty", "PagerDutySettings", "build", "build_alarm"]
