"""PagerDuty's REST API under /pagerduty: the key's check, lists in pages, refusals in its own words."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.pagerduty import answers, incidents, rotas, schedules
from bot.sandbox.pagerduty.account import PagerDutyTwin, turns
from bot.sandbox.pagerduty.refusal import Refused

LIMIT, LAST, SHIFTS = 100, 10_000, 1_000
LONGEST = timedelta(days=90)
EARLY = "flexible-schedules-early-access"
ABILITIES = ("teams", "urgencies", "coordinated_responding", "service_support_hours")

Json = dict[str, Any]
Answer = Callable[[PagerDutyTwin, web.Request], Any]
Entries = Callable[[PagerDutyTwin, web.Request], Iterable[Json]]


def routes(twin: PagerDutyTwin, faults: Faults) -> list[web.RouteDef]:
    """Everything under /pagerduty; what is not there is 404 in PagerDuty's words."""

    def served(answer: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        return faults.guard("pagerduty", _served(twin, answer))

    table = {f"/{what}": _listing(what.rpartition("/")[2], entries) for what, entries in LISTS.items()}
    table |= {"/users/me": _me, "/abilities": lambda _, __: {"abilities": ABILITIES}}
    table |= {
        "/incidents/{id}": incidents.one,
        "/incidents/{id}/log_entries": _listing("log_entries", incidents.log_entries),
    }
    table |= {
        "/schedules/{id}": rotas.one,
        "/schedules/{id}/overrides": rotas.overrides,
        "/v3/schedules/{id}": rotas.shifts,
        "/v3/schedules/{id}/overrides": _listing("overrides", rotas.shift_overrides),
    }
    twin.describe = answers.told_json
    known = [web.get(f"/pagerduty{path}", served(answer)) for path, answer in table.items()]
    known += [web.route(verb, f"/pagerduty{path}", served(answer)) for verb, path, answer in WRITES]
    known.append(
        web.post("/pagerduty/v2/enqueue", faults.guard("pagerduty", partial(incidents.enqueue, twin)))
    )
    return [*known, web.route("*", "/pagerduty/{rest:.*}", served(_nothing))]


def _listing(what: str, entries: Entries) -> Answer:
    if entries is _shift_based:
        return lambda twin, request: _untotalled(
            page(request, what, entries(twin, request), SHIFTS, SHIFTS // 10)
        )
    return lambda twin, request: page(request, what, list(entries(twin, request)))


def _untotalled(told: Json) -> Json:
    """A page of the v3 list, which does not say how many there are."""
    return {name: value for name, value in told.items() if name != "total"}


def _served(twin: PagerDutyTwin, answer: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The answer behind the key's check; refusals in PagerDuty's shape."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            if request.headers.get("Authorization") != f"Token token={twin.key}":
                raise Refused(401, 2006, "Unauthorized")
            told = answer(twin, request)
            told = await told if isawaitable(told) else told
            if isinstance(told, web.Response):
                return told
            made = request.method == "POST" and not request.path.endswith("/preview")
            return web.json_response(told, status=201 if made else 200)
        except Refused as refused:
            return web.json_response(refused.body, status=refused.status)

    return handle


def page(
    request: web.Request, what: str, entries: Sequence[Json], most: int = LIMIT, usual: int = 25
) -> Json:
    """One page of a list, with PagerDuty's classic pagination."""
    limit = min(_number(request, "limit", usual), most)
    offset = _number(request, "offset", 0)
    if limit + offset > LAST:
        raise Refused(
            400, 2001, "Invalid Input Provided", f"Offset+limit exceeds maximum allowed value of {LAST}"
        )
    counted = request.query.get("total") == "true"
    return {
        what: list(entries[offset : offset + limit]),
        "limit": limit,
        "offset": offset,
        "more": offset + limit < len(entries),
        "total": len(entries) if counted else None,
    }


def _oncalls(twin: PagerDutyTwin, request: web.Request) -> Iterable[Json]:
    now = twin.clock.now()
    since = _time(request, "since", now)
    until = _time(request, "until", max(now, since))
    if until < since or until - since > LONGEST:
        raise Refused(
            400, 2001, "Invalid Input Provided", "The time range must be forward and at most 3 months"
        )
    wanted = {
        name: set(request.query.getall(f"{name}_ids[]", ()))
        for name in ("user", "schedule", "escalation_policy")
    }
    for turn in turns(twin, since, until):
        ids = {"user": turn.user, "schedule": turn.schedule, "escalation_policy": turn.policy}
        if all(not wanted[name] or ids[name] in wanted[name] for name in wanted):
            yield answers.oncall_json(twin, turn, _includes(request))


def _schedules(twin: PagerDutyTwin, request: web.Request) -> Iterable[Json]:
    """Schedules with layers; those that have moved to shifts are on the v3 list."""
    since = _time(request, "since", twin.clock.now())
    until = _time(request, "until", since + timedelta(days=14))
    overflow = request.query.get("overflow") == "true"
    for each in twin.schedules.values():
        if each.api == "v2":
            yield schedules.whole_json(
                twin, each, (since, until), overflow=overflow, parts=_includes(request)
            )


def _shift_based(twin: PagerDutyTwin, request: web.Request) -> list[Json]:
    if request.headers.get("X-Early-Access") != EARLY:
        raise Refused(400, 2001, "Invalid Input Provided", "the X-Early-Access header is missing")
    return [schedules.v3_reference(each) for each in twin.schedules.values() if each.api == "v3"]


def _me(twin: PagerDutyTwin, request: web.Request) -> Json:
    if not twin.owner:
        raise Refused(400, 2001, "Not available to an account-level access token, which belongs to no user")
    return {"user": answers.user_json(twin.users[twin.owner], _includes(request))}


def _nothing(_: PagerDutyTwin, __: web.Request) -> Json:
    raise Refused(404, 2100, "Not Found")


def _includes(request: web.Request) -> frozenset[str]:
    return frozenset(request.query.getall("include[]", ()))


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdigit():
        raise Refused(400, 2001, "Invalid Input Provided", f"{name} must be a number")
    return int(text)


def _time(request: web.Request, name: str, default: datetime) -> datetime:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(400, 2001, "Invalid Input Provided", f"{name} is not a time") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


WRITES: tuple[tuple[str, str, Answer], ...] = (
    ("POST", "/incidents", incidents.created),
    ("POST", "/schedules/preview", rotas.preview),
    ("PUT", "/schedules/{id}", rotas.updated),
    ("POST", "/schedules/{id}/overrides", rotas.override),
    ("DELETE", "/schedules/{id}/overrides/{override}", rotas.removed),
    ("POST", "/v3/schedules/{id}/overrides", rotas.override_shifts),
    ("DELETE", "/v3/schedules/{id}/overrides/{override}", rotas.removed),
)
LISTS: dict[str, Entries] = {
    "services": lambda twin, r: (
        answers.service_json(twin, each, _includes(r)) for each in twin.services.values()
    ),
    "escalation_policies": lambda twin, _: (answers.policy_json(twin, p) for p in twin.policies.values()),
    "schedules": _schedules,
    "v3/schedules": _shift_based,
    "incidents": incidents.listed,
    "users": lambda twin, r: (answers.user_json(each, _includes(r)) for each in twin.users.values()),
    "oncalls": _oncalls,
}
