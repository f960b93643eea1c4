"""A PagerDuty at wire level, as far as the bot asks it: `routes` over a `PagerDutyTwin`."""

from bot.sandbox.pagerduty.account import KEY, PagerDutyTwin, Policy, Schedule, Service, User
from bot.sandbox.pagerduty.wire import routes

__all__ = ["KEY", "PagerDutyTwin", "Policy", "Schedule", "Service", "User", "routes"]
