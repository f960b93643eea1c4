"""Schedules of other tools, written by hand from what vendors publish, and a look at what is taken."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain import rota as rules
from bot.domain.rota.foreign import Taken
from bot.flows.rota import foreign
from bot.flows.rota.foreign import Manner
from tests.make import NOW

MANNER = Manner(NOW)
DAY = timedelta(days=1)
LAYER = {
    "id": "PL1",
    "name": "Weekly",
    "start": "2026-01-05T09:00:00+00:00",
    "end": None,
    "rotation_virtual_start": "2026-01-05T09:00:00+00:00",
    "rotation_turn_length_seconds": 604800,
    "users": [
        {"user": {"id": "PANA", "type": "user_reference", "summary": "Ana Silva"}},
        {"user": {"id": "PBO", "type": "user_reference", "summary": "Bo Lindqvist"}},
    ],
    "restrictions": [],
}
ROTATION = {
    "id": "r1",
    "name": "Weekly",
    "startDate": "2026-01-05T09:00:00Z",
    "endDate": None,
    "type": "weekly",
    "length": 1,
    "participants": [
        {"type": "user", "id": "u1", "username": "ana@acme.example"},
        {"type": "user", "id": "u2", "username": "bo@acme.example"},
    ],
    "timeRestriction": None,
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def pagerduty(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to `GET /schedules/PSCH1`, written by hand."""
    told = {"id": "PSCH1", "type": "schedule", "name": "Payments Primary", "time_zone": "Europe/London"}
    return {"schedule": {**told, "schedule_layers": list(layers) or [LAYER], **more}}


def opsgenie(*rotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to `GET /v2/schedules/{id}`, written by hand."""
    told = {"id": "s1", "name": "Payments_schedule", "timezone": "Europe/London", "enabled": True}
    return {"data": {**told, "rotations": list(rotations) or [ROTATION], **more}, "took": 0.1}


def taken(tmp_path: Path, tree: object, manner: Manner = MANNER) -> Taken:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(tree, indent=1), "utf-8")
    return foreign.read(str(path), manner)


def only(found: Taken) -> rules.Rota:
    (written,) = found.rotas.values()
    return rules.parse(written)


def said(found: Taken) -> list[str]:
    """The remarks without their places and without those about people."""
    return [
        f"{each.what}; {each.remedy}".rstrip("; ")
        for each in found.remarks
        if "is nobody of" not in each.what
    ]
