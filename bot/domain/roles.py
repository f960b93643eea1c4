"""The roles of an incident besides its lead: their names, and reading `comms @bo`."""

from collections.abc import Mapping

from bot.domain import grammar

ROLES: Mapping[str, str] = {
    "communications": "tells customers and the company, keeps the updates coming",
    "operations": "does the changes in production, and nobody else does",
    "scribe": "keeps the timeline: what was seen, tried and decided",
    "liaison": "talks to other teams and vendors",
}
ALSO: Mapping[str, str] = {
    "comms": "communications",
    "communication": "communications",
    "ops": "operations",
    "notes": "scribe",
    "note-taker": "scribe",
}
LEAD = ("lead", "ic", "commander")


def read(words: str, asker: str) -> tuple[str, str] | None:
    """(role, Slack id) of `comms @bo` or `comms me`; the role "lead" for the incident lead; None else."""
    name, _, rest = words.strip().partition(" ")
    person = grammar.person(rest, asker)
    role = "lead" if name.lower() in LEAD else ALSO.get(name.lower(), name.lower())
    return (role, person) if person and (role in ROLES or role == "lead") else None
