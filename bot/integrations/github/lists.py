"""What GitHub lists for a whole organisation: who looks for secrets, which alerts are open."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.scorecard.shape import Value
from bot.integrations.github.life import by_severity
from bot.integrations.github.permissions import ADMINISTRATION, ALERTS, SECRETS
from bot.integrations.github.sight import lacks
from bot.ports import Lack, Rejected, RepositoryFacts

Json = dict[str, Any]
Get = Callable[[str, Json], tuple[Any, str]]
"""One page of a list: (its body, the address of the next page or "")."""
PAGE, MOST = 100, 20
KNOWN = ("critical", "high", "medium", "low")


@dataclass(slots=True)
class Lists:
    """One organisation: by repository, and for each list that may not be seen, why. `read`: which were."""

    secrets: dict[str, int] = field(default_factory=dict)
    alerts: dict[str, list[str]] = field(default_factory=dict)
    scanning: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, Lack] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)


ALWAYS = frozenset({"secrets", "scanning"})
"""The third, `alerts`, is asked for where a repository itself does not tell."""
OF_ALERTS = frozenset({"security_scan", "open_vulnerabilities"})


def wanted(found: Iterable[RepositoryFacts]) -> frozenset[str]:
    """Which lists those repositories need."""
    return ALWAYS | {"alerts"} if any(OF_ALERTS & each.lacking.keys() for each in found) else ALWAYS


def read(owner: str, get: Get, names: Collection[str], lists: Lists) -> Lists:
    """The lists of those names, page after page, added. Raises Unreachable where GitHub does not answer."""
    for name, path, take in (
        ("secrets", f"/orgs/{owner}/secret-scanning/alerts", _secret),
        ("alerts", f"/orgs/{owner}/dependabot/alerts", _alert),
        ("scanning", f"/orgs/{owner}/repos", _setting),
    ):
        if name not in names:
            continue
        lists.read.add(name)
        try:
            for each in _pages(path, get):
                take(lists, each)
        except Rejected as refused:
            lists.lacking[name] = _why(name, refused)
    return lists


PERMISSIONS = {"secrets": SECRETS, "alerts": ALERTS, "scanning": ADMINISTRATION}


def _why(name: str, refused: Rejected) -> Lack:
    """404 is GitHub's answer to whoever may not know, and of a person who is no organisation."""
    if refused.code in ("403", "404"):
        return lacks(PERMISSIONS[name])
    return Lack(str(refused))


def _pages(path: str, get: Get) -> Iterable[Json]:
    parameters: Json = {"per_page": PAGE} if path.endswith("/repos") else {"per_page": PAGE, "state": "open"}
    for _ in range(MOST):
        body, further = get(path, parameters)
        yield from (each for each in body or () if isinstance(each, dict))
        if not further:
            return
        path, parameters = further, {}
    raise Rejected("too_many", f"more than {PAGE * MOST} entries: not all were read")


def _name(entry: Mapping[str, Any]) -> str:
    return str((entry.get("repository") or {}).get("full_name") or "").lower()


def _secret(lists: Lists, entry: Json) -> None:
    lists.secrets[_name(entry)] = lists.secrets.get(_name(entry), 0) + 1


def _alert(lists: Lists, entry: Json) -> None:
    severity = str((entry.get("security_vulnerability") or {}).get("severity") or "")
    lists.alerts.setdefault(_name(entry), []).append(severity)


def _setting(lists: Lists, entry: Json) -> None:
    told = (entry.get("security_and_analysis") or {}).get("secret_scanning") or {}
    if told.get("status"):
        lists.scanning[str(entry.get("full_name") or "").lower()] = str(told["status"])


def added(facts: RepositoryFacts, lists: Lists, name: str) -> RepositoryFacts:
    """A repository's facts with what its organisation's lists say of it; `name` is GitHub's."""
    values, lacking = dict(facts.values), dict(facts.lacking)
    for said in (_of_secrets(lists, name), _of_alerts(lists, name, lacking)):
        for fact, value in said.items():
            if isinstance(value, Lack):
                lacking[fact] = value
            else:
                values[fact] = value
                lacking.pop(fact, None)
    return RepositoryFacts(facts.repository, values, lacking, facts.merged)


def _of_secrets(lists: Lists, name: str) -> dict[str, Value | Lack]:
    """Who is not told whether anybody looks knows it only where something was found."""
    found = lists.secrets.get(name, 0)
    status = lists.scanning.get(name, "enabled" if found else "")
    unknown = lists.lacking.get("scanning") or lacks(ADMINISTRATION)
    looks: Value | Lack = {"enabled": "on", "disabled": "off"}.get(status) or unknown
    lack = lists.lacking.get("secrets")
    if looks == "off":
        return {"secret_scanning": "off", "open_secrets": None}
    return {"secret_scanning": looks, "open_secrets": lack or found}


def _of_alerts(lists: Lists, name: str, lacking: Mapping[str, Lack]) -> dict[str, Value | Lack]:
    """What GraphQL did not tell of the repository; where it did, its word stands."""
    told = not lacking.keys() & OF_ALERTS
    if told or "alerts" in lists.lacking or name not in lists.alerts:
        return {}
    open_ones = lists.alerts[name]
    if not all(each in KNOWN for each in open_ones):
        return {}
    grave = any(each in ("critical", "high") for each in open_ones)
    return {
        "security_scan": "failing" if grave else "passing",
        "open_vulnerabilities": len(open_ones),
        "vulnerabilities": by_severity(open_ones),
    }
