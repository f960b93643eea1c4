"""Who led the incidents of a service."""

from datetime import datetime
from sqlite3 import Connection

from store.moments import at


def leads_of(db: Connection, service: str, but: str = "") -> tuple[tuple[str, int, datetime], ...]:
    """(Slack id, how many ended incidents of a service they led, the last one's time); `but` is left out."""
    rows = db.execute(
        """SELECT lead, count(*), max(declared_at) FROM incident
           WHERE service = :service AND service <> '' AND lead <> '' AND id <> :but
               AND status IN ('resolved', 'closed')
           GROUP BY lead ORDER BY count(*) DESC, lead""",
        {"service": service, "but": but},
    )
    return tuple((lead, count, at(declared)) for lead, count, declared in rows)
