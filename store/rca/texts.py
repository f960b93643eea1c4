"""The texts that people gave the sections: every version is kept, the newest counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.rca.written import Text
from store import similar
from store.moments import at, ms


def text(db: Connection, incident: str, section: str, version: int | None = None) -> Text:
    """The text of a section, the newest or that of a version; an empty one where there is none."""
    row = db.execute(
        """
        SELECT section, version, text, person, at FROM rca_text
        WHERE incident = :incident AND section = :section AND (:version IS NULL OR version = :version)
        ORDER BY version DESC LIMIT 1
        """,
        {"incident": incident, "section": section, "version": version},
    ).fetchone()
    return _text(row) if row else Text(section)


def texts(db: Connection, incident: str) -> Mapping[str, Text]:
    """The newest text of each section that somebody wrote."""
    rows = db.execute(
        """
        SELECT t.section, t.version, t.text, t.person, t.at FROM rca_text t
        WHERE t.incident = :incident AND t.version =
            (SELECT MAX(version) FROM rca_text WHERE incident = t.incident AND section = t.section)
        """,
        {"incident": incident},
    )
    return {row[0]: _text(row) for row in rows}


def write(db: Connection, incident: str, after: Text, person: str, now: datetime) -> Text:
    """Keep the text of `after` as the next version of its section."""
    kept = replace(after, version=after.version + 1, person=person, at=now)
    db.execute(
        """
        INSERT INTO rca_text (incident, section, version, text, person, at)
        VALUES (:incident, :section, :version, :text, :person, :at)
        """,
        {
            "incident": incident,
            "section": kept.section,
            "version": kept.version,
            "text": kept.text,
            "person": person,
            "at": ms(now),
        },
    )
    similar.keep(db, incident)
    return kept


def _text(row: Sequence[Any]) -> Text:
    return Text(row[0], row[1], row[2], row[3], at(row[4]))
