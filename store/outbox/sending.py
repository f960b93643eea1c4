"""Taking effects out of the outbox: what may be sent now, and what to do with an attempt that failed."""

import sqlite3
from datetime import datetime, timedelta

from bot.domain.effect import Failure, Pending
from store.moments import at_or_none, ms
from store.outbox.rows import COLUMNS, changed, pending, pendings

LOOK_AFTER = timedelta(seconds=5)  # Slack may list a message some seconds after it was posted
FARTHEST = timedelta(minutes=2)  # our own back-off ends at 75 s
SET_ASIDE = 3  # refusals after which a row no longer holds up its lane

READY = f"""
WITH candidate (seq) AS (
    SELECT MIN(seq) FROM outbox
    WHERE state IN ('new', 'sending') AND lane <> '' AND refusals < {SET_ASIDE} GROUP BY lane
    UNION ALL
    SELECT seq FROM outbox WHERE state = 'new' AND refusals >= {SET_ASIDE}
    UNION ALL
    SELECT seq FROM outbox WHERE state IN ('new', 'sending') AND lane = '' AND refusals < {SET_ASIDE}
)
SELECT {COLUMNS} FROM candidate c JOIN outbox o ON o.seq = c.seq
WHERE o.state = 'new' AND o.due_at <= :now
AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.state = 'sending' AND s.lane = o.lane AND s.lane <> '')
AND NOT EXISTS (
    SELECT 1 FROM outbox_need n JOIN outbox p ON p.id = n.needs WHERE n.id = o.id AND p.state <> 'done'
)
ORDER BY o.refusals >= {SET_ASIDE}, o.seq
LIMIT :limit
"""  # noqa: S608  (constants of this file)

REVIVED = """
WITH RECURSIVE revived (id) AS (
    SELECT id FROM outbox WHERE id = :id AND state = 'dead'
    UNION
    SELECT n.id FROM outbox_need n JOIN revived r ON n.needs = r.id JOIN outbox o ON o.id = n.id
    WHERE o.state = 'dead' AND o.why LIKE 'needs %'
)
UPDATE outbox SET state = 'new', attempts = 0, refusals = 0, told = 0, due_at = :now, why = '',
    ended_at = NULL, added_at = CASE WHEN uncertain = 1 THEN added_at ELSE :now END
WHERE id IN (SELECT id FROM revived)
RETURNING id
"""


def ready(db: sqlite3.Connection, now: datetime, limit: int = 20) -> list[Pending]:
    """What may be sent now, in order: what is due, needs nothing unfinished and is first of its lane.

    At most one of a lane. A row refused three times no longer holds up its lane.
    """
    found: dict[str, Pending] = {}
    for row in db.execute(READY, {"now": ms(now), "limit": limit}):
        waiting = pending(db, row)
        found.setdefault(waiting.effect.lane or f" {waiting.effect.id}", waiting)
    return list(found.values())


def next_due(db: sqlite3.Connection, now: datetime) -> datetime | None:
    """When something that waits for its time comes due, after `now`; None: nothing waits for a time."""
    row = db.execute(
        "SELECT MIN(due_at) FROM outbox WHERE state = 'new' AND due_at > :now", {"now": ms(now)}
    ).fetchone()
    return at_or_none(row[0])


def sending(db: sqlite3.Connection, id: str, now: datetime) -> Pending | None:
    """Mark that an attempt begins; returns the effect as it is to be sent, None where it no longer is.

    Its body may be newer than the one that `ready` gave.
    """
    begun = changed(
        db,
        """UPDATE outbox SET state = 'sending', attempts = attempts + 1, sent_at = :now
        WHERE id = :id AND state = 'new'""",
        {"id": id, "now": ms(now)},
    )
    return pendings(db, "o.id = :id", {"id": id})[0] if begun else None


def retry(
    db: sqlite3.Connection, id: str, due: datetime, why: str, failure: Failure = Failure.UNREACHED
) -> bool:
    """Put an effect back until `due`. Refusals are counted; an uncertain one is to be looked for first."""
    refused = failure in (Failure.REFUSED, Failure.FAULT)
    uncertain = failure in (Failure.UNCERTAIN, Failure.FAULT)
    row = {"id": id, "due": ms(due), "why": why}
    return changed(
        db,
        """UPDATE outbox SET state = 'new', due_at = :due, why = :why, refusals = refusals + :refused,
        uncertain = CASE WHEN :uncertain = 1 THEN 1 ELSE uncertain END
        WHERE id = :id AND state = 'sending'""",
        row | {"refused": int(refused), "uncertain": int(uncertain)},
    )


def uncertain(db: sqlite3.Connection) -> list[Pending]:
    """What was being sent when the process ended: asked at start, and on taking the clockwork over."""
    return pendings(db, "o.state = 'sending'", {})


def recover(db: sqlite3.Connection, now: datetime) -> int:
    """Put the uncertain ones back, to be looked for 5 s after their attempt; returns how many.

    What waits longer than any attempt is put off has seen the clock set back: it is due now.
    """
    db.execute(
        "UPDATE outbox SET due_at = :now WHERE state = 'new' AND due_at > :farthest",
        {"now": ms(now), "farthest": ms(now + FARTHEST)},
    )
    return db.execute(
        """UPDATE outbox SET state = 'new', uncertain = 1,
        due_at = CASE WHEN sent_at > :now THEN :now ELSE sent_at END + :wait
        WHERE state = 'sending'""",
        {"now": ms(now), "wait": LOOK_AFTER // timedelta(milliseconds=1)},
    ).rowcount


def revive(db: sqlite3.Connection, id: str, now: datetime) -> list[str]:
    """Take up again what was given up, and what was given up because of it; returns their ids."""
    row = {"id": id, "now": ms(now)}
    return [found for (found,) in db.execute(REVIVED, row)]
