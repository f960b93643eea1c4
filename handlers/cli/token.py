"""`tocsin token add|list|revoke`: tokens of the HTTP API, shown once."""

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.refusal import Refusal
from bot.domain.scorecard.dates import age, moment, moved
from bot.domain.token import Scope, Token

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.ports import By, Rows

YES = 0


def add(sub: "_SubParsersAction[Any]") -> None:
    """Register the words of this file."""
    word = sub.add_parser("token", help="tokens of the HTTP API")
    words = word.add_subparsers(metavar="WORD", required=True)
    make = words.add_parser("add", help="make one; its secret is shown once")
    make.add_argument("name", help="who uses it, such as deploy-gate")
    make.add_argument("--scope", choices=[each.value for each in Scope], default=Scope.READ.value)
    make.add_argument("--expires", default="", metavar="WHEN", help="90d, or a day such as 2027-01-31")
    make.set_defaults(run=make_one, writes=True)
    listed = words.add_parser("list", help="every token, without its secret")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_them)
    end = words.add_parser("revoke", help="end one at once")
    end.add_argument("name", help="its name or id")
    end.set_defaults(run=revoke, writes=True)


def make_one(args: Namespace, rows: "Rows") -> int:
    """`token add NAME [--scope read|write] [--expires WHEN]`: the secret alone on stdout."""
    import asyncio  # noqa: PLC0415  (20 ms that a look-up must not pay)

    from bot.flows import token  # noqa: PLC0415  (as above)

    by = _by()
    secret = asyncio.run(token.add(rows, args.name, Scope(args.scope), _end(args.expires, by.at), by))
    print(secret)
    print("Keep it now: only its digest is stored, and nobody can show it again.", file=sys.stderr)
    return YES


def list_them(args: Namespace, rows: "Rows") -> int:
    """`token list`."""
    from bot.flows import token  # noqa: PLC0415  (as above)

    found = rows.read(token.every)
    if args.json:
        print(json.dumps([_as_json(each) for each in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(map(_line, found)) or "There is no token: tocsin token add NAME")
    return YES


def revoke(args: Namespace, rows: "Rows") -> int:
    """`token revoke NAME`."""
    import asyncio  # noqa: PLC0415  (as above)

    from bot.flows import token  # noqa: PLC0415  (as above)

    asyncio.run(token.revoke(rows, args.name, _by()))
    print(f"{args.name} is revoked; who uses it is refused from now on.")
    return YES


def _end(words: str, now: datetime) -> datetime | None:
    """When it ends: an age from now, a moment, or a day and the whole of it."""
    if not words:
        return None
    span, day = age(words), moment(words)
    if span is not None:
        return moved(now, span)
    if day is None:
        raise Refusal(f"{words!r} is no length of time and no day: --expires 90d, or --expires 2027-01-31")
    return moved(day, timedelta(days=1)) if len(words.strip()) <= len("2027-01-31") else day


def _line(each: Token) -> str:
    state = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else _until(each)
    used = f"used {each.used_at:%Y-%m-%d %H:%M}" if each.used_at else "never used"
    return f"{each.id}  {each.name:24} {each.scope:5} {state:20} {used}"


def _until(each: Token) -> str:
    return f"until {each.expires_at:%Y-%m-%d}" if each.expires_at else "without end"


def _as_json(each: Token) -> dict[str, Any]:
    moments = ("made_at", "expires_at", "revoked_at", "used_at")
    told = {name: value.isoformat() if (value := getattr(each, name)) else None for name in moments}
    return {"id": each.id, "name": each.name, "scope": each.scope.value, **told}


def _by() -> "By":
    from getpass import getuser  # noqa: PLC0415  (as above)

    from bot.ports import By  # noqa: PLC0415  (as above)

    return By(getuser(), datetime.now(UTC), "terminal")
