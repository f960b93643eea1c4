"""The catalog as a whole, read: how much there is, how new it is, every name."""

import json
from collections.abc import Iterator
from sqlite3 import Connection, Cursor
from typing import Any

from bot.domain.catalog import Catalog, Counts
from bot.domain.names import fold
from store.catalog.rows import PERSON, SERVICE, TEAM, person_of, service_of, team_of


def generation(db: Connection) -> int:
    """A number that every write to the catalog raises."""
    return int(db.execute("SELECT generation FROM catalog_generation WHERE id = 1").fetchone()[0])


def counts(db: Connection) -> Counts:
    """How many services, teams and people stand in the catalog."""
    row = db.execute(
        """SELECT (SELECT count(*) FROM service WHERE gone_at IS NULL),
                  (SELECT count(*) FROM team WHERE gone_at IS NULL),
                  (SELECT count(*) FROM person WHERE gone_at IS NULL)"""
    ).fetchone()
    return Counts(*row)


def is_empty(db: Connection) -> bool:
    """Whether no service was ever brought in."""
    return db.execute("SELECT 1 FROM service LIMIT 1").fetchone() is None


def names(db: Connection) -> Iterator[tuple[str, str]]:
    """(service id, folded name) of every standing service, each service's id first."""
    return db.execute(
        """SELECT s.id, n.name FROM catalog_name n JOIN service s ON s.id = n.id
           WHERE n.noun = 'service' AND s.gone_at IS NULL ORDER BY s.id, n.rank"""
    )


def everything(db: Connection) -> Catalog:
    """All that stands in the catalog, by id; and rotas of our own with everybody they name, gone or not, and
    incidents of the time before.
    """
    from store.catalog import entries  # noqa: PLC0415  (only what asks for all pays for it)
    from store.incident import past  # noqa: PLC0415  (as above)
    from store.rota import own  # noqa: PLC0415  (as above)

    def standing(select: str, letter: str, beside: str = "") -> Cursor:
        return db.execute(f"{select}WHERE {letter}.gone_at IS NULL {beside} ORDER BY {letter}.id")

    around: dict[str, Any] = {
        section: entries.every(db, entries.KINDS[noun]) for noun, section in entries.SECTIONS.items()
    }
    return Catalog(
        people=tuple(map(person_of, standing(PERSON, "p", "OR p.id IN (SELECT person FROM rota_person)"))),
        teams=tuple(map(team_of, standing(TEAM, "t"))),
        services=tuple(map(service_of, standing(SERVICE, "s"))),
        rotas=own.every(db),
        incidents=past.every(db),
        **around,
    )


def called(db: Connection) -> dict[str, dict[str, str]]:
    """Folded name → id of what stands, by section: services and teams by every name, people by theirs too."""
    found: dict[str, dict[str, str]] = {"services": {}, "teams": {}, "people": {}}
    for section, noun in (("services", "service"), ("teams", "team")):
        for id, name in db.execute(
            f"""SELECT n.id, n.name FROM catalog_name n JOIN {noun} s ON s.id = n.id
                WHERE n.noun = '{noun}' AND s.gone_at IS NULL ORDER BY n.rank, n.id"""  # noqa: S608
        ):
            found[section].setdefault(name, id)
    for id, *names in db.execute("SELECT id, email, github, name FROM person WHERE gone_at IS NULL"):
        for name in names:
            found["people"].setdefault(fold(name), id) if name else None
    return found


def mentioning(db: Connection, text: str, limit: int = 1000) -> list[str]:
    """The ids of the standing services whose description, team or tags hold the text."""
    held = text.strip().lower().translate({ord(sign): f"!{sign}" for sign in "!%_"})
    rows = db.execute(
        """SELECT DISTINCT s.id, s.tier FROM service s
           LEFT JOIN service_owner o ON o.service = s.id LEFT JOIN team t ON t.id = o.team
           WHERE s.gone_at IS NULL AND :text <> '' AND (lower(s.description) LIKE :held ESCAPE '!'
               OR lower(o.team) = :text OR lower(s.team) = :text OR lower(t.title) = :text
               OR lower(s.language) = :text
               OR lower(s.details) LIKE :quoted ESCAPE '!')
           ORDER BY s.tier IS NULL, s.tier, s.id LIMIT :limit""",
        {"held": f"%{held}%", "quoted": f'%"{held}"%', "text": text.strip().lower(), "limit": limit},
    )
    return [row[0] for row in rows]


def repositories(db: Connection) -> list[str]:
    """Every `owner/name` repository that a standing service is built from, as it is written first."""
    rows = db.execute(
        """SELECT repository, details FROM service
           WHERE gone_at IS NULL AND id IN
               (SELECT id FROM catalog_link WHERE noun = 'service' AND kind = 'repository')
           ORDER BY id"""
    )
    found: dict[str, str] = {}
    for first, details in rows:
        listed = [code[0] for code in json.loads(details).get("more", {}).get("repositories", ())]
        for name in listed or [first]:
            found.setdefault(name, name)
    return sorted(found)
