"""Which file of the document stands in the channel, and how ready the service was when it began."""

import json
from dataclasses import dataclass
from sqlite3 import Connection

from bot.domain.rca.record import Readied
from store.moments import at, ms


@dataclass(frozen=True, slots=True)
class Shared:
    """The file that stands in the channel ("" until it was uploaded), and the newest draft.

    `holds` is a digest of what that draft says, whatever its number and its time.
    """

    file: str
    version: int
    holds: str


def shared(db: Connection, incident: str) -> Shared | None:
    """What stands in the channel; None where the document was never shared."""
    row = db.execute(
        "SELECT file, version, holds FROM rca_shared WHERE incident = :incident", {"incident": incident}
    ).fetchone()
    return Shared(row[0], row[1], row[2]) if row else None


def share(db: Connection, incident: str, standing: Shared) -> None:
    """Note what stands in the channel now."""
    db.execute(
        """
        INSERT INTO rca_shared (incident, file, version, holds)
        VALUES (:incident, :file, :version, :holds)
        ON CONFLICT (incident) DO UPDATE SET file = excluded.file, version = excluded.version,
            holds = excluded.holds
        """,
        {
            "incident": incident,
            "file": standing.file,
            "version": standing.version,
            "holds": standing.holds,
        },
    )


def keep_ready(db: Connection, incident: str, readied: Readied) -> None:
    """Note how ready a service was when the incident began to be about it; the first time counts."""
    db.execute(
        """
        INSERT INTO rca_ready (incident, service, score, missing, at)
        VALUES (:incident, :service, :score, :missing, :at) ON CONFLICT (incident, service) DO NOTHING
        """,
        {
            "incident": incident,
            "service": readied.service,
            "score": readied.score,
            "missing": json.dumps(readied.missing),
            "at": ms(readied.at),
        },
    )


def ready(db: Connection, incident: str, service: str) -> Readied | None:
    """How ready the service was then; None where that is not known."""
    row = db.execute(
        """
        SELECT service, score, missing, at FROM rca_ready
        WHERE incident = :incident AND service = :service
        """,
        {"incident": incident, "service": service},
    ).fetchone()
    return Readied(row[0], row[1], tuple(json.loads(row[2])), at(row[3])) if row else None
