"""What GitHub told of the repositories of a service, in plain rows: a terminal asks for no more."""

import json
from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Service
from store.moments import at

Told = tuple[str, str, object, datetime]
"""The repository, the property, its value, as of when."""


def told(db: Connection, service: Service) -> Iterator[Told]:
    """What is known of each repository that the service is built from."""
    for code in service.code:
        rows = db.execute(
            """SELECT property, value, as_of FROM repository_fact
               WHERE repository_key = :key AND value IS NOT NULL AND as_of IS NOT NULL ORDER BY property""",
            {"key": code.name.strip().lower()},
        )
        for name, value, moment in rows:
            yield code.name, name, json.loads(value), at(moment)
