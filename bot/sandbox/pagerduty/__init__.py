"""A PagerDuty at wire level, as far as the bot asks it: `routes` over a `PagerDutyTwin`."""

from bot.sandbox.pagerduty.account import KEY, PagerDutyTwin, Policy, Service, User
from bot.sandbox.pagerduty.incident import Incident
from bot.sandbox.pagerduty.schedule import Layer, Override, Restriction, Schedule
from bot.sandbox.pagerduty.wire import routes

__all__ = [
    "KEY",
    "Incident",
    "Layer",
    "Override",
    "PagerDutyTwin",
    "Policy",
    "Restriction",
    "Schedule",
    "Service",
    "User",
    "routes",
]
