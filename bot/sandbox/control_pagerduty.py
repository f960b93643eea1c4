"""Control API, PagerDuty: what its people do with incidents, and where its webhooks go."""

from typing import Any

from bot.sandbox.pagerduty import deeds
from bot.sandbox.pagerduty.hooks import SECRET, Subscription
from bot.sandbox.pagerduty.incident import Incident
from bot.sandbox.slack.records import Json
from bot.sandbox.stage import Body, Impossible, Stage

STATES = {"acknowledge": "acknowledged", "resolve": "resolved"}


def act(stage: Stage, body: Body) -> Json:
    """Acknowledge or resolve an incident as one of its people (`user`), or subscribe."""
    twin, do = _twin(stage), str(body.get("do"))
    if do == "subscribe":
        secrets = tuple(body.get("secrets") or (SECRET,))
        twin.subscription = Subscription(str(body["url"]), secrets) if body.get("url") else None
        return {"ok": True}
    if do not in STATES:
        raise Impossible(f"an incident can be acknowledged or resolved, not {do!r}")
    incident = twin.incidents.get(str(body.get("incident"))) or _newest(twin)
    agent = str(body.get("user") or (incident.assignees or [""])[0])
    if agent not in twin.users:
        raise Impossible(f"no such user of PagerDuty: {agent!r}", 404)
    deeds.act(twin, incident, STATES[do], agent)
    stage.world.touch()
    return {"incident": incident.id, "status": incident.status}


def incidents(stage: Stage, _: Body) -> list[Json]:
    """The incidents that are open or were, newest first: with who has them, and what happened."""
    twin = _twin(stage)
    deeds.settle(twin)
    return [
        {
            "id": each.id,
            "title": each.title,
            "status": each.status,
            "key": each.key,
            "assignees": each.assignees,
            "log": [entry.kind for entry in each.log],
        }
        for each in reversed(twin.incidents.values())
    ]


def _newest(twin: Any) -> Incident:
    found: list[Incident] = list(twin.incidents.values())
    if not found:
        raise Impossible("PagerDuty has no incident", 404)
    return found[-1]


def _twin(stage: Stage) -> Any:
    if stage.pagerduty is None:
        raise Impossible("this company has no PagerDuty", 404)
    return stage.pagerduty
