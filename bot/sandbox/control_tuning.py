"""Control API, tuning: faults, deliveries, the socket, the transport, the clock and the rates."""

from bot.sandbox.slack.envelopes import COMMAND, EVENT, INTERACTION
from bot.sandbox.slack.records import Json
from bot.sandbox.stage import Body, Impossible, Stage

STORM = 5  # as many addresses as Slack gives out at once


def add_fault(stage: Stage, body: Body) -> Json:
    """Make a vendor misbehave."""
    stage.world.touch()
    return {"id": stage.faults.add(body)}


def clear_faults(stage: Stage, body: Body) -> Json:
    """Everybody behaves again, or the fault with that id is over."""
    stage.faults.clear(str(body.get("id", "")))
    stage.world.touch()
    return {"ok": True}


def faults(stage: Stage, _: Body) -> list[Json]:
    """The faults in force."""
    return stage.faults.told()


def world(stage: Stage, _: Body) -> Json:
    """How Slack is set: the plan, the line to the app, how events arrive, the limits, the clock."""
    deliveries = stage.deliveries
    over_http = deliveries.door is deliveries.http
    return {
        "plan": stage.world.plan,
        "groups": "everyone" if stage.world.anyone_makes_groups else "admins",
        "transport": "http" if over_http else "socket",
        "url": deliveries.http.url if over_http else "",
        "connections": len(deliveries.sockets.connections),
        "duplicate": deliveries.duplicate,
        "reorder": deliveries.reorder,
        "kinds": sorted(deliveries.kinds),
        "rates": stage.rates.on,
        "offset": stage.clock.offset,
    }


def plan(stage: Stage, body: Body) -> Json:
    """Put the workspace on the free or the paid plan, and say who may make user groups."""
    chosen = body.get("plan", stage.world.plan)
    makers = body.get("groups", "everyone" if stage.world.anyone_makes_groups else "admins")
    if chosen not in ("free", "paid") or makers not in ("everyone", "admins"):
        raise Impossible("the plan is free or paid; groups are made by everyone or by admins")
    stage.world.plan, stage.world.anyone_makes_groups = chosen, makers == "everyone"
    stage.world.touch()
    return {"plan": chosen, "groups": makers}


def delivery(stage: Stage, body: Body) -> Json:
    """Deliver things more than once or in another order. `kinds`: which (events, unless said otherwise)."""
    kinds = frozenset(body.get("kinds", (EVENT,)))
    if not kinds <= {EVENT, COMMAND, INTERACTION}:
        raise Impossible(f"kinds are {EVENT}, {COMMAND}, {INTERACTION}")
    stage.deliveries.kinds = kinds
    stage.deliveries.duplicate = int(body.get("duplicate", 0))
    stage.deliveries.reorder = bool(body.get("reorder", False))
    return {"ok": True}


async def socket(stage: Stage, body: Body) -> Json:
    """Disconnect the app's sockets politely, cut them (again and again), or make them fall silent."""
    sockets = stage.deliveries.sockets
    match body.get("do"):
        case "disconnect":
            await sockets.disconnect(str(body.get("reason", "refresh_requested")))
        case "close":
            sockets.cut()
        case "storm":
            sockets.cut(int(body.get("times", STORM)))
        case "silent":
            sockets.silence()
        case other:
            raise Impossible(f"a socket can disconnect, close, storm or be silent, not {other!r}")
    return {"ok": True, "connections": len(sockets.connections)}


async def transport(stage: Stage, body: Body) -> Json:
    """Deliver over Socket Mode, or over signed HTTP to an address that answers the challenge."""
    deliveries = stage.deliveries
    match body.get("mode"):
        case "socket":
            deliveries.door = deliveries.sockets
        case "http":
            url = str(body.get("url", ""))
            if not await deliveries.http.verify(url):
                raise Impossible("the address did not answer with the value of the challenge parameter")
            deliveries.http.url = url
            deliveries.door = deliveries.http
        case other:
            raise Impossible(f"the transport is socket or http, not {other!r}")
    stage.world.touch()
    return {"ok": True}


def read_clock(stage: Stage, _: Body) -> Json:
    """How far the sandbox's clock is ahead of real time, in seconds."""
    return {"offset": stage.clock.offset}


def advance(stage: Stage, body: Body) -> Json:
    """Move the clock forward."""
    seconds = float(body.get("advance", 0))
    if seconds < 0:
        raise Impossible("time only goes forward")
    stage.clock.advance(seconds)
    stage.world.touch()
    return {"offset": stage.clock.offset}


def rates(stage: Stage, body: Body) -> Json:
    """Switch rate limits on or off."""
    stage.rates.on = bool(body.get("on", True))
    return {"on": stage.rates.on}
