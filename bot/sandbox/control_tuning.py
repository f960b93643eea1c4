"""Control API, tuning: faults, deliveries, the socket, the transport, the clock and the rates."""

from bot.sandbox.slack.envelopes import COMMAND, EVENT, INTERACTION
from bot.sandbox.slack.records import Json
from bot.sandbox.stage import Body, Impossible, Stage


def add_fault(stage: Stage, body: Body) -> Json:
    """Make a vendor misbehave."""
    return {"id": stage.faults.add(body)}


def clear_faults(stage: Stage, _: Body) -> Json:
    """Everybody behaves again."""
    stage.faults.clear()
    return {"ok": True}


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
    """Disconnect the app's sockets politely, cut them, or make them fall silent."""
    sockets = stage.deliveries.sockets
    match body.get("do"):
        case "disconnect":
            await sockets.disconnect(str(body.get("reason", "refresh_requested")))
        case "close":
            sockets.cut()
        case "silent":
            sockets.silence()
        case other:
            raise Impossible(f"a socket can disconnect, close or be silent, not {other!r}")
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
