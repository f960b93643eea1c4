"""Rows of API tokens."""

from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain.token import Scope, Token
from store.moments import at, at_or_none, ms, ms_or_none

SELECT = "SELECT id, name, digest, scope, made_at, expires_at, revoked_at, used_at FROM api_token "


def add(db: Connection, token: Token) -> None:
    """Keep a token."""
    db.execute(
        """INSERT INTO api_token (id, name, digest, scope, made_at, expires_at)
           VALUES (:id, :name, :digest, :scope, :made_at, :expires_at)""",
        {
            "id": token.id,
            "name": token.name,
            "digest": token.digest,
            "scope": token.scope.value,
            "made_at": ms(token.made_at),
            "expires_at": ms_or_none(token.expires_at),
        },
    )


def every(db: Connection) -> tuple[Token, ...]:
    """Every token, the oldest first."""
    return tuple(map(_token, db.execute(SELECT + "ORDER BY made_at, id")))


def by_digest(db: Connection, digest: str) -> Token | None:
    """The token of that digest."""
    row = db.execute(SELECT + "WHERE digest = :digest", {"digest": digest}).fetchone()
    return _token(row) if row else None


def revoke(db: Connection, name: str, now: datetime) -> int:
    """End every standing token of that id or name; returns how many."""
    return db.execute(
        "UPDATE api_token SET revoked_at = :now WHERE revoked_at IS NULL AND (id = :name OR name = :name)",
        {"now": ms(now), "name": name},
    ).rowcount


def used(db: Connection, id: str, now: datetime) -> None:
    """Note that it was used."""
    db.execute("UPDATE api_token SET used_at = :now WHERE id = :id", {"now": ms(now), "id": id})


def _token(row: Sequence[Any]) -> Token:
    id, name, digest, scope, made_at, expires_at, revoked_at, used_at = row
    return Token(
        id,
        name,
        digest,
        Scope(scope),
        at(made_at),
        at_or_none(expires_at),
        at_or_none(revoked_at),
        at_or_none(used_at),
    )
