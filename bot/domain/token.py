"""Tokens of the HTTP API: a secret that is shown once, its scope, and how long it holds."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PREFIX = "tocsin_"


class Scope(StrEnum):
    """What a token may: look things up, or change them too."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: only the digest of its secret."""

    id: str
    name: str
    digest: str
    scope: Scope
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def holds(self, now: datetime, wanted: Scope) -> bool:
        """Whether it opens the door now; one that may write may read."""
        alive = self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
        return alive and (self.scope is wanted or self.scope is Scope.WRITE)


def make(name: str, scope: Scope, now: datetime, expires_at: datetime | None) -> tuple[Token, str]:
    """A new token, and its secret: 256 random bits, so that a plain digest of it is enough."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return Token(secrets.token_hex(4), name, digest(secret), scope, now, expires_at), secret


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
