"""Where the values of a service are from, as the store has it: nothing a terminal must wait for."""

from collections.abc import Iterator
from sqlite3 import Connection

from bot.domain.catalog import Profile
from bot.domain.provenance import Trace, traces
from store.catalog.told import told

FORGE = "GitHub"
ASIDE = ("code_owner_rules",)
"""What GitHub told that is no value of the service but lines of a file."""


def traced(db: Connection, profile: Profile) -> tuple[Trace, ...]:
    """What its files, people and GitHub say of a service, with whence and when."""
    return (*traces(profile.service, profile.owners), *_forge(db, profile))


def _forge(db: Connection, profile: Profile) -> Iterator[Trace]:
    """What GitHub told of its repositories; of several, each with its name."""
    several = len(profile.service.code) > 1
    for repository, name, value, at in told(db, profile.service):
        if value not in (None, "", []) and name not in ASIDE:
            yield name, _plain(value), f"{FORGE}, {repository}" if several else FORGE, at, ""


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
