"""Who is hurt when a service is: dependants, features, environments, customers, each with the reason."""

from bot.domain.impact.estate import Estate, estate
from bot.domain.impact.harm import Harm, Hurt, Impact, Spared
from bot.domain.impact.rules import impact
from bot.domain.impact.tables import csv_table, markdown_table, summary

__all__ = [
    "Estate",
    "Harm",
    "Hurt",
    "Impact",
    "Spared",
    "csv_table",
    "estate",
    "impact",
    "markdown_table",
    "summary",
]
