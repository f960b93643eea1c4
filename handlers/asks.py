"""Slack's payloads, read: each kind as a request of our own, foreign text decoded exactly once."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.blocks.kit import values
from bot.domain.markup import decode, decode_words
from bot.domain.may import member
from bot.ports import Ask, Clock
from handlers import gate
from handlers.request import Kind, Request

Payload = Mapping[str, Any]
SLACKBOT = "USLACKBOT"
"""It writes to us that we were taken out of a channel: that is no command."""


class Asks:
    """Reads payloads. `identity` is what auth.test said of us."""

    def __init__(self, clock: Clock, identity: Payload) -> None:
        self._clock = clock
        self._identity = identity

    def command(self, body: Payload) -> Request:
        """A slash command."""
        room = {"channel_name": str(body.get("channel_name") or "")}
        ask = self._ask(body, body["user_id"], body.get("channel_id", ""), body.get("text") or "", room)
        return Request(Kind.COMMAND, str(body["command"]).lstrip("/"), ask)

    def action(self, body: Payload) -> Request:
        """A button that was pressed, or a choice made."""
        action = body["actions"][0]
        name = str(action["action_id"]).split(":")[0]
        ask = self._ask(body, body["user"]["id"], _channel(body), "", _pressed(body, action))
        return Request(Kind.BUTTON, name, ask)

    def shortcut(self, body: Payload) -> Request:
        """A shortcut, global or of a message."""
        ask = self._ask(body, body["user"]["id"], _channel(body), "", self._shortcut_values(body))
        return Request(Kind.SHORTCUT, str(body["callback_id"]), ask)

    def submission(self, body: Payload) -> Ask:
        """A form that was sent: its values by field, not checked yet."""
        given = values(body["view"]["state"]["values"])
        return self._ask(
            body, body["user"]["id"], "", "", {name: decode(text) for name, text in given.items()}
        )

    def event(self, body: Payload) -> Request | None:
        """An event; none where it is our own doing or nobody's."""
        event = body["event"]
        kind = str(event.get("type"))
        if isinstance(event.get("user"), Mapping):
            return self._told_of_person(body, event["user"], kind)
        if event.get("bot_id") or event.get("user") == self._identity.get("user_id"):
            return None
        if event.get("user") in (None, SLACKBOT) and kind not in gate.TOLD:
            return None
        if kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im"):
            return self._mention(body, event)
        ask = self._ask(body, _actor(event), _event_channel(event), "", _flat(event))
        return Request(Kind.EVENT, kind, replace(ask, key=str(body["event_id"])))

    def _shortcut_values(self, body: Payload) -> dict[str, str]:
        """The message that a shortcut was used on, and its address; empty for a global one."""
        message = body.get("message") or {}
        ts, thread = str(message.get("ts") or ""), str(message.get("thread_ts") or "")
        room = _channel(body)
        link = f"{self._identity.get('url') or ''}archives/{room}/p{ts.replace('.', '')}"
        link += f"?thread_ts={thread}&cid={room}" if thread not in ("", ts) else ""
        return {
            "message": ts,
            "text": _said(message),
            "author": str(message.get("user") or message.get("bot_id") or ""),
            "link": link if ts and self._identity.get("url") else "",
        }

    def _told_of_person(self, body: Payload, user: Payload, kind: str) -> Request:
        told = member(user, str(self._identity.get("team_id") or ""))
        ask = self._ask(body, told.id, "", "", {"standing": told.standing.value})
        return Request(Kind.EVENT, kind, replace(ask, key=str(body["event_id"])))

    def _mention(self, body: Payload, event: Payload) -> Request | None:
        if event.get("subtype"):
            return None
        channel, ts = str(event["channel"]), str(event["ts"])
        ask = self._ask(body, str(event["user"]), channel, self._after_our_name(str(event.get("text") or "")))
        thread = str(event.get("thread_ts") or ("" if event.get("channel_type") == "im" else ts))
        ask = replace(ask, key=f"message:{channel}:{ts}", via="mention", thread=thread, ts=ts)
        return Request(Kind.MENTION, "tocsin", ask)

    def _after_our_name(self, text: str) -> str:
        """What is said to us: what follows the mention, else what stands before it."""
        mention = rf"<@{self._identity.get('user_id')}(?:\|[^>]*)?>"
        before, *rest = re.split(mention, text, maxsplit=1)
        return "".join(rest).lstrip(" ,:;") or before

    def _ask(
        self, body: Payload, person: str, channel: str, text: str, values: Mapping[str, str] | None = None
    ) -> Ask:
        """The ask of a payload; its key is the trigger, which Slack makes anew for each act of a person."""
        trigger = str(body.get("trigger_id") or "")
        return Ask(
            person=person,
            channel=channel,
            words=decode_words(text).strip(),
            at=self._clock.now(),
            via=str(body.get("command") or body.get("type") or "slack"),
            key=trigger or f"untriggered:{secrets.token_hex(8)}",
            answer_url=str(body.get("response_url") or ""),
            values={**(values or {}), "trigger": trigger},
        )


def _channel(body: Payload) -> str:
    container = body.get("container") or {}
    return str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")


def _pressed(body: Payload, action: Payload) -> dict[str, str]:
    """What a press tells: the button's value or the choice, and the message it stands on."""
    chosen = action.get("selected_option") or {}
    container = body.get("container") or {}
    value = action.get("value") or chosen.get("value") or action.get("selected_user") or ""
    room = (body.get("channel") or {}).get("name")
    return {
        "value": str(value),
        "message": str(container.get("message_ts") or ""),
        "view_type": str((body.get("view") or {}).get("type") or ""),
        "channel_name": str(room or ""),
    }


def _said(message: Payload) -> str:
    """What a message says; an alert says it in its attachments or blocks at times."""
    found = [message, *(message.get("attachments") or ()), *(message.get("blocks") or ())]
    for each in found:
        text = each.get("text") or each.get("fallback") or each.get("title") or ""
        text = text.get("text") if isinstance(text, Mapping) else text
        if text:
            return decode(str(text))
    return ""


def _actor(event: Payload) -> str:
    """Who did it; Slack calls it the actor where the event is about ourselves."""
    return str(event.get("user") or event.get("actor_id") or "")


def _event_channel(event: Payload) -> str:
    item = event.get("item") or {}
    channel = event.get("channel") or item.get("channel") or ""
    return str(channel.get("id") if isinstance(channel, Mapping) else channel)


def _flat(event: Payload) -> dict[str, str]:
    """The parts of an event that doors look at, as text."""
    item = event.get("item") or {}
    return {
        "reaction": str(event.get("reaction") or ""),
        "message": str(item.get("ts") or ""),
        "at": str(event.get("event_ts") or ""),
        "tab": str(event.get("tab") or ""),
        "name": str((event.get("channel") or {}).get("name") or "")
        if isinstance(event.get("channel"), Mapping)
        else "",
    }
