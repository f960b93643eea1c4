"""Words that several formats share, as ours: ids, tiers, channels, repositories, kinds of links."""

import re
from urllib.parse import unquote, urlsplit

from bot.domain.formats.entry import Entry
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason, Remark

TEMPLATE = re.compile(r"\$\{\{|\{\{[^}]*\}\}|\{%-?\s")
_NOT_OF_ID = re.compile(r"[^\w.+-]+")
_FORGES = ("github.", "github.com")
_PAGED = re.compile(r"/(?:service-directory|services)/(P?[A-Z0-9]{3,30})\b")
_PAGERDUTY_ID = re.compile(r"[A-Z0-9]{3,30}")
_ARCHIVE = re.compile(r"/(?:archives|app_redirect\?channel=|messages)/?([\w.-]+)")
_NUMBERED = re.compile(r"(?:tier|t|level|p|sev)?[\s_:-]*([1-5])", re.IGNORECASE)
_TIERS = {
    "mission-critical": 1,
    "mission critical": 1,
    "critical": 1,
    "high": 2,
    "medium": 3,
    "low": 4,
    "lowest": 5,
}
LINKS = (
    ("runbooks", re.compile(r"run-?book|playbook", re.IGNORECASE)),
    ("dashboards", re.compile(r"dashboard|grafana|metrics|observability", re.IGNORECASE)),
)


def slug(name: str) -> str:
    """A name as an id of ours: blanks and signs become `-`."""
    return _NOT_OF_ID.sub("-", name.strip()).strip("-_.+")[:100]


def is_template(text: str) -> bool:
    """Whether a text is still to be filled in by a tool for templates."""
    return bool(TEMPLATE.search(text))


def tier(entry: Entry, node: Node) -> Remark | None:
    """Set the tier, a number from 1 (the highest) to 5; a word for it is a guess, which is said."""
    text = node.text
    if found := _NUMBERED.fullmatch(text):
        entry.put("tier", int(found[1]), node)
        return None
    if text.lower() in _TIERS:
        entry.put("tier", _TIERS[text.lower()], node)
        said = f"tier `{text}` of `{entry.id}` is taken for tier {_TIERS[text.lower()]}"
        return node.remark(Reason.GUESSED, said, "write a number where that is wrong")
    entry.fact("tier", node)
    said = f"tier `{text}` of `{entry.id}` is no number; it is kept as a fact"
    return node.remark(Reason.FAULTY, said, "write 1 (the highest) to 5") if text else None


def repository(text: str) -> dict[str, str] | None:
    """The repository that an address, or `owner/name`, stands for, with the path in it."""
    text = text.strip().removeprefix("url:").removesuffix(".git")
    if re.fullmatch(r"[\w.-]+/[\w.-]+", text) and not text.startswith("github.com/"):
        return {"name": text}
    parts = urlsplit(text if "//" in text else f"https://{text.replace('git@', '').replace(':', '/', 1)}")
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if not (parts.hostname or "").startswith(_FORGES) or len(steps) < 2:
        return None
    path = "/".join(steps[4:]) if len(steps) > 4 and steps[2] in ("tree", "blob") else ""
    name = f"{steps[0]}/{steps[1].removesuffix('.git')}"
    return {"name": name, "path": path} if path else {"name": name}


def in_repository(entry: Entry, node: Node, path: str = "") -> bool:
    """Add the repository that a value names; whether it names one."""
    found = repository(node.text)
    if not found:
        return False
    path = path.strip().strip("/").removeprefix("./") or found.get("path", "")
    whole = {"name": found["name"], "path": path} if path and path != "." else found["name"]
    held = entry.body.get("repositories", [])
    names = [each["name"] if isinstance(each, dict) else each for each in held if isinstance(held, list)]  # type: ignore[attr-defined]
    if found["name"] not in names:
        entry.add("repositories", whole, node)
    return True


def pagerduty(text: str) -> str:
    """The id of a PagerDuty service, from itself or from its page's address."""
    if found := _PAGED.search(text):
        return found[1]
    return text if _PAGERDUTY_ID.fullmatch(text) else ""


def channel(text: str) -> str:
    """A Slack channel from its name, its id or its address."""
    if found := _ARCHIVE.search(text):
        text = found[1]
    elif "://" in text:
        return ""
    return text if re.fullmatch(r"[CG][A-Z0-9]{6,}", text) else f"#{text.lstrip('#').lower()}" if text else ""


def link(entry: Entry, url: Node, title: str, kind: str = "") -> None:
    """Add a page where it belongs: runbooks, dashboards, or the links."""
    if not url.text.startswith(("http://", "https://")):
        return
    whole = {"title": (title or url.text)[:150], "url": url.text}
    for key, pattern in LINKS:
        if pattern.search(kind or title):
            entry.add(key, whole, url)
            return
    entry.add("links", whole, url)
