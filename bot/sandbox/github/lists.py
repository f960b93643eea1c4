"""The lists of a whole organisation: its repositories, and the alerts that are open in them."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.sandbox.github.account import GithubTwin, Repository

Json = dict[str, Any]
SEVERITIES = {"MODERATE": "medium"}


class Withheld(Exception):
    """The credential may not see a list."""


def of_owner(twin: GithubTwin, request: web.Request) -> list[Repository]:
    """The repositories of the organisation that the address names; none: it is not there.

    Alerts of a whole organisation are told to its administrators alone.
    """
    owner = request.match_info["org"].lower()
    return [each for name, each in twin.repositories.items() if name.partition("/")[0] == owner]


def repositories(found: Sequence[Repository]) -> list[Json]:
    """As one lists them; whoever is no administrator is not told how they are analysed."""
    return [
        {
            "full_name": each.name,
            "default_branch": each.branch,
            "archived": each.archived,
            **({"security_and_analysis": _analysed(each)} if _administers(each) else {}),
        }
        for each in found
    ]


def _administers(repository: Repository) -> bool:
    return repository.role == "ADMIN" and "administration" not in repository.withheld


def _analysed(repository: Repository) -> Json:
    status = "disabled" if repository.secrets is None else "enabled"
    return {"secret_scanning": {"status": status}}


def secrets(found: Sequence[Repository]) -> list[Json]:
    """Secrets that were found and are open. Raises Withheld."""
    _permitted(found, "secret_scanning")
    return [
        {"number": number, "state": "open", "repository": {"full_name": each.name}}
        for each in found
        for number in range(1, (each.secrets or 0) + 1)
    ]


def alerts(found: Sequence[Repository]) -> list[Json]:
    """Dependabot's open alerts. Raises Withheld."""
    _permitted(found, "vulnerability_alerts")
    return [
        {
            "number": number,
            "state": "open",
            "security_vulnerability": {"severity": SEVERITIES.get(severity, severity.lower())},
            "repository": {"full_name": each.name},
        }
        for each in found
        for number, severity in enumerate(each.alerts or (), 1)
    ]


def _permitted(found: Sequence[Repository], permission: str) -> None:
    if any(permission in each.withheld or each.role != "ADMIN" for each in found):
        raise Withheld(permission)


def paged(request: web.Request, entries: Sequence[Json]) -> tuple[list[Json], str]:
    """The page that is asked for, and the Link header that leads to the next."""
    size = min(100, max(1, int(request.query.get("per_page", "30"))))
    number = max(1, int(request.query.get("page", "1")))
    end = number * size
    if end >= len(entries):
        return list(entries[end - size : end]), ""
    following = request.url.update_query(page=str(number + 1))
    return list(entries[end - size : end]), f'<{following}>; rel="next"'
