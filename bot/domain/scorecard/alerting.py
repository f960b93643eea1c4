"""Which of a service's pages show the rules that watch it: what the catalog says of alerting."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.domain.catalog import Link

ADDRESS = re.compile(r"/(alerting|alert-?rules|alerts|monitors|triggers)(/|$)|alarmsv2", re.IGNORECASE)
"""Grafana, Prometheus, Sentry and New Relic, Datadog, Honeycomb, CloudWatch."""
TITLE = re.compile(r"\b(alerts?|alerting|alert rules?|monitors|alarms?)\b", re.IGNORECASE)


def alert_rules(pages: Iterable[Link]) -> tuple[str, ...]:
    """The addresses of pages of alert rules, told by the address or by what the link is called."""
    return tuple(dict.fromkeys(page.url for page in pages if _shows_rules(page)))


def _shows_rules(page: Link) -> bool:
    parts = urlsplit(page.url)
    return bool(ADDRESS.search(parts.path) or ADDRESS.search(parts.fragment) or TITLE.search(page.title))
