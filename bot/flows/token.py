"""Tokens of the HTTP API: made and shown once, listed, revoked, asked at the door."""

from datetime import datetime, timedelta
from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.refusal import Refusal
from bot.domain.token import Scope, Token, digest, make
from bot.ports import Bot, By, Rows
from store import audit
from store import token as rows_of

NOTED = timedelta(minutes=10)
"""How often it is noted that a token is in use: a gate that asks all day writes little."""


async def add(rows: Rows, name: str, scope: Scope, expires_at: datetime | None, by: By) -> str:
    """Make a token; returns its secret, which nobody can read again. Raises Refusal."""
    token, secret = make(name.strip(), scope, by.at, expires_at)
    if not token.name:
        raise Refusal("A token needs a name that says who uses it: tocsin token add deploy-gate --scope read")
    if expires_at and expires_at <= by.at:
        raise Refusal("A token ends on a day to come: --expires 90d, or --expires 2027-01-31")
    await rows.run(_add, token, by)
    return secret


def _add(db: Connection, token: Token, by: By) -> None:
    if any(each.name == token.name and each.revoked_at is None for each in rows_of.every(db)):
        raise Refusal(f"There is a token {token.name} already: revoke it first, or choose another name.")
    rows_of.add(db, token)
    audit.add(db, Entry(by.person, "token.made", token.name, by.at, by.via, {"scope": token.scope.value}))


async def revoke(rows: Rows, name: str, by: By) -> None:
    """End a token at once. Raises Refusal where none of that name stands."""
    await rows.run(_revoke, name, by)


def _revoke(db: Connection, name: str, by: By) -> None:
    if not rows_of.revoke(db, name, by.at):
        raise Refusal(f"No standing token is called {name}: tocsin token list")
    audit.add(db, Entry(by.person, "token.revoked", name, by.at, by.via, {}))


def every(db: Connection) -> tuple[Token, ...]:
    """Every token."""
    return rows_of.every(db)


async def admitted(bot: Bot, secret: str, wanted: Scope) -> Token | None:
    """The token of that secret, where it holds for what is wanted."""
    now = bot.clock.now()
    token = bot.rows.read(rows_of.by_digest, digest(secret)) if secret else None
    if token is None or not token.holds(now, wanted):
        return None
    if token.used_at is None or now - token.used_at > NOTED:
        await bot.rows.run(rows_of.used, token.id, now)
    return token
