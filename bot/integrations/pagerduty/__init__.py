"""The way out to PagerDuty, by pdpyras."""

from bot.integrations.pagerduty.client import PagerDuty, build
from bot.integrations.pagerduty.settings import PagerDutySettings

__all__ = ["PagerDuty", "PagerDutySettings", "build"]
