"""Whether a repository lives and is looked after: its life, its workflows, its merges, its alerts."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.integrations.github.permissions import CONTENTS, RUNS
from bot.integrations.github.sight import SEE_ALERTS, Sight, lacks
from bot.ports import Lack

Json = dict[str, Any]
MOST_ALERTS = 100
GRAVE, UNKNOWN = ("CRITICAL", "HIGH"), "UNKNOWN"
SEVERITIES = ("critical", "high", "moderate", "medium", "low", "unknown")
ALERTS = ("security_scan", "open_vulnerabilities", "vulnerabilities")


def life(seen: Sight) -> None:
    """The last push, its languages, the newest release, the last deployment to production."""
    node = seen.node
    release = node.get("latestRelease") or {}
    seen.values |= {
        "archived": bool(node.get("isArchived")),
        "last_push": node.get("pushedAt"),
        "languages": tuple(each["name"] for each in (node.get("languages") or {}).get("nodes") or () if each),
        "latest_release": release.get("tagName"),
    }
    lack = seen.lack("Deployments: read", ("deployed",))
    if lack:
        seen.without(lack, "last_deployment")
        return
    nodes = [each for each in (node.get("deployed") or {}).get("nodes") or () if each]
    live = (each["createdAt"] for each in nodes if str(each.get("environment")).lower().startswith("prod"))
    seen.values["last_deployment"] = next(live, None)


FAILED = ("FAILURE", "TIMED_OUT", "STARTUP_FAILURE")


def runs(seen: Sight) -> None:
    """How the workflows fared on the newest commit of the default branch."""
    unseen = seen.node.get("defaultBranchRef") is None
    path = ("defaultBranchRef",) if unseen else ("defaultBranchRef", "target")
    lack = seen.lack(CONTENTS if unseen else RUNS, path)
    if lack:
        seen.without(lack, "ci", "failing_workflows")
        return
    target = (seen.node.get("defaultBranchRef") or {}).get("target") or {}
    suites = [each for each in (target.get("checkSuites") or {}).get("nodes") or () if each]
    runs = [each for each in suites if each.get("workflowRun")]
    bad = [each["workflowRun"]["workflow"]["name"] for each in runs if each["conclusion"] in FAILED]
    busy = any(each["status"] != "COMPLETED" for each in runs)
    seen.values["ci"] = "failing" if bad else "running" if busy else "passing" if runs else None
    seen.values["failing_workflows"] = tuple(dict.fromkeys(bad))


def merges(seen: Sight) -> None:
    """When a pull request was last merged, as ISO 8601."""
    lack = seen.lack("Pull requests: read", ("touched",), ("opened",))
    if lack:
        seen.without(lack, "last_merged_pr")
        return
    nodes = [each for alias in ("touched", "opened") for each in seen.node[alias]["nodes"] if each]
    times = [datetime.fromisoformat(each["mergedAt"]) for each in nodes if each.get("mergedAt")]
    seen.values["last_merged_pr"] = max(times).isoformat() if times else None


def alerts(seen: Sight) -> None:
    """Whether Dependabot looks, and what it found: no critical or high alert open is passing."""
    lack = seen.lack("Dependabot alerts: read", ("vulnerabilityAlerts",), ("hasVulnerabilityAlertsEnabled",))
    page = seen.node.get("vulnerabilityAlerts")
    looks = bool(seen.node.get("hasVulnerabilityAlertsEnabled"))
    if lack is None and (page is None or not (looks or seen.may(SEE_ALERTS))):
        lack = lacks("Dependabot alerts: read")
    if lack or page is None:
        seen.without(lack or lacks("Dependabot alerts: read"), *ALERTS)
    elif not looks:
        seen.values |= {"security_scan": "off", "open_vulnerabilities": None, "vulnerabilities": ()}
    else:
        _found(seen, page)


def _severity(alert: Json) -> str:
    """GitHub may not know it, nor which vulnerability it is."""
    return str((alert.get("securityVulnerability") or {}).get("severity") or UNKNOWN)


def by_severity(severities: Iterable[str]) -> tuple[str, ...]:
    """How many alerts of each severity are open, the gravest first: `critical 1`, `high 2`."""
    counts = Counter(each.lower() for each in severities)
    return tuple(f"{name} {counts[name]}" for name in SEVERITIES if counts[name])


def _found(seen: Sight, page: Json) -> None:
    found = [_severity(each) for each in page["nodes"] if each]
    seen.values["open_vulnerabilities"] = page["totalCount"]
    seen.values["vulnerabilities"] = by_severity(found)
    if any(each in GRAVE for each in found):
        seen.values["security_scan"] = "failing"
    elif page["totalCount"] > len(found):
        seen.without(Lack(f"more than {MOST_ALERTS} alerts are open, not all were read"), "security_scan")
    elif UNKNOWN in found:
        seen.without(Lack("GitHub does not say how grave each open alert is"), "security_scan")
    else:
        seen.values["security_scan"] = "passing"
