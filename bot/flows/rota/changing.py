"""One way to change a rota, wherever its home is: each change in the caller's transaction.

True: it stands now. False: PagerDuty has yet to take it; it is kept and goes by the outbox, once.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from bot.domain import rota as rules
from bot.domain.effect import Effect, EffectKind
from bot.domain.refusal import Refusal
from bot.domain.rota import Kind, Override, definition
from bot.flows.rota.homes import PREFIX, user_of, view
from bot.flows.rota.meant import plain
from bot.ports import By
from store import outbox
from store import rota as rows

Written = dict[str, Any]
UNLISTED = "PagerDuty no longer lists that schedule: `tocsin sync pagerduty` reads it again."


@dataclass(frozen=True, slots=True)
class Edit:
    """Other layers, as a rota file writes them, from `effective` on (at PagerDuty: from now on).

    `expected` is the version that whoever edits has looked at.
    """

    layers: Sequence[Mapping[str, Any]]
    effective: datetime
    expected: int


def override(db: Connection, id: str, change: Override, by: By) -> bool:
    """Put somebody on call. Raises Refusal where there is no such rota, or PagerDuty has no such change."""
    if not id.startswith(PREFIX):
        return _rewrite(db, id, by, lambda written: definition.with_override(written, change))
    if change.kind is not Kind.COVER:
        raise Refusal("PagerDuty can only put one person on call instead of another: choose who covers.")
    body = {
        "user": user_of(db, change.user),
        "start": _second(change.start).isoformat(),
        "end": _second(change.end).isoformat(),
    }
    return _keep(db, id, ("override", body), by, change.id)


def _second(at: datetime) -> datetime:
    """PagerDuty keeps whole seconds: an override is found again by its times."""
    return at.replace(microsecond=0)


def remove_override(db: Connection, id: str, override_id: str, by: By) -> bool:
    """Take an override away, by the id that it has in `View.rota` or `View.waiting`. Raises Refusal."""
    if not id.startswith(PREFIX):
        return _rewrite(db, id, by, lambda written: definition.without_override(written, override_id))
    made = rows.change(db, override_id)
    if made is not None and made.kind == "override":
        return _keep(db, id, ("remove", {**made.body, "change": made.id}), by)
    seen = view(db, id, by.at)
    found = next((each for each in seen.rota.overrides if each.id == override_id), None) if seen else None
    if found is None:
        raise Refusal("That override is no longer there.")
    body = {"user": user_of(db, found.user), "start": found.start.isoformat(), "end": found.end.isoformat()}
    return _keep(db, id, ("remove", body), by)


def edit(db: Connection, id: str, wanted: Edit, by: By) -> bool:
    """Change the layers.

    Raises Refusal where somebody has changed them since, where they can't be edited here or are wrong.
    """
    if not id.startswith(PREFIX):
        return _rewrite(
            db,
            id,
            by,
            lambda written: definition.revised(written, wanted.layers, wanted.effective),
            expected=wanted.expected,
        )
    found = view(db, id, wanted.effective)
    if found is None:
        raise Refusal(UNLISTED)
    if found.cannot:
        raise Refusal(f"{found.title}: {found.cannot}. {found.url}")
    if found.version != wanted.expected:
        raise Refusal(f"{found.title} was changed meanwhile. Look at it again, then repeat your change.")
    if [each.get("id") for each in wanted.layers] != [each["id"] for each in found.layers]:
        raise Refusal(f"Layers come and go in PagerDuty itself: {found.url}")
    rules.parse({"layers": [plain(each) for each in wanted.layers]})
    users = {each: user_of(db, each) for layer in wanted.layers for each in layer["members"]}
    body = {"layers": [dict(each) for each in wanted.layers], "users": users}
    return _keep(db, id, ("layers", body), by)


def _rewrite(
    db: Connection, id: str, by: By, change: Callable[[Written], Written], *, expected: int | None = None
) -> bool:
    kept = rows.get(db, id)
    if kept is None:
        raise Refusal(f"There is no rota {id}.")
    made = change(json.loads(kept.definition))
    rows.revise(db, id, made, by.at, expected=kept.version if expected is None else expected)
    return True


def _keep(db: Connection, id: str, what: tuple[str, Mapping[str, Any]], by: By, name: str = "") -> bool:
    """Keep a change of a schedule, (kind, body), and have it delivered; `name` is its id, if it has one."""
    kind, body = what
    schedule = id.removeprefix(PREFIX)
    if rows.pager_schedule(db, schedule) is None:
        raise Refusal(UNLISTED)
    change = rows.RotaChange(name or f"change-{secrets.token_hex(6)}", schedule, kind, body, by.person, by.at)
    rows.add_change(db, change)
    effect = Effect(change.id, EffectKind.ROTA, f"rota:{schedule}", {"change": change.id}, person=by.person)
    outbox.add(db, effect, by.at)
    return False
