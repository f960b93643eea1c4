"""The only file that knows Bolt: one listener per kind, everything acknowledged, requests as plain data."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.blocks.kit import options, values
from bot.domain.keeping import StoreUnavailable
from bot.domain.markup import decode, decode_words
from bot.ports import Answer, Ask, Bot, Open, Reply
from handlers import doors, forms
from handlers.desk import Desk
from handlers.request import Kind, Request

log = logging.getLogger("tocsin.slack")
ANYTHING = re.compile(".*", re.DOTALL)
Payload = Mapping[str, Any]
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
SORRY = "Tocsin could not read that request. Nothing was changed."


class Registry:
    """Bolt's application over our desk. `identity` is what auth.test said at the start."""

    def __init__(self, bot: Bot, token: str, identity: Payload, signing_secret: str) -> None:
        self._bot = bot
        self._identity = identity
        self.desk = Desk(bot)
        self.app = AsyncApp(
            signing_secret=signing_secret or "socket-mode-needs-none",
            authorize=_known(token, identity),
            process_before_response=True,
        )
        self._listen()

    async def over_http(self, body: str, headers: Mapping[str, str]) -> BoltResponse:
        """Dispatch one signed HTTP request."""
        return await self.app.async_dispatch(AsyncBoltRequest(body=body, headers=dict(headers)))

    async def over_socket(self, payload: Payload) -> BoltResponse:
        """Dispatch the payload of one Socket Mode envelope."""
        return await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=dict(payload)))

    def _listen(self) -> None:
        self.app.command(ANYTHING)(self._command)
        self.app.event(ANYTHING)(self._event)
        self.app.action(ANYTHING)(self._action)
        self.app.view(ANYTHING)(self._submitted)
        self.app.view_closed(ANYTHING)(_acknowledge)
        self.app.shortcut(ANYTHING)(self._shortcut)
        self.app.options(ANYTHING)(self._options)
        self.app.error(_on_error)

    async def _command(self, ack: AsyncAck, body: Payload) -> None:
        ask = self._ask(body, body["user_id"], body.get("channel_id", ""), body.get("text") or "")
        await self._answer(ack, Request(Kind.COMMAND, str(body["command"]).lstrip("/"), ask))

    async def _event(self, ack: AsyncAck, body: Payload) -> None:
        request = self._event_request(body)
        if request is not None:
            answer = await self.desk.handle(request)
            self._bot.tasks.start(self.desk.deliver(request, answer), "answer to an event")
        await ack()

    async def _action(self, ack: AsyncAck, body: Payload) -> None:
        action = body["actions"][0]
        name = str(action["action_id"]).split(":")[0]
        ask = self._ask(body, body["user"]["id"], _channel(body), "", _pressed(body, action))
        request = Request(Kind.BUTTON, name, ask)
        answer = await self.desk.handle(request)
        await ack()
        self._bot.tasks.start(self.desk.deliver(request, answer), f"answer to {name}")

    async def _shortcut(self, ack: AsyncAck, body: Payload) -> None:
        ask = self._ask(body, body["user"]["id"], _channel(body), "", _shortcut_values(body))
        request = Request(Kind.SHORTCUT, str(body["callback_id"]), ask)
        answer = await self.desk.handle(request)
        await ack()
        self._bot.tasks.start(self.desk.deliver(request, answer), f"answer to {request.name}")

    async def _submitted(self, ack: AsyncAck, body: Payload) -> None:
        view = body["view"]
        typed = {name: decode(text) for name, text in values(view["state"]["values"]).items()}
        ask = self._ask(body, body["user"]["id"], "", "", typed)
        outcome = await forms.check(self._bot, ask, str(view["callback_id"]), str(view["private_metadata"]))
        if isinstance(outcome, Mapping):
            await ack(response_action="errors", errors=dict(outcome))
            return
        request = Request(Kind.FORM, str(view["callback_id"]), outcome)
        answer = await self.desk.handle(request)
        if forms.unsaved(answer):
            field = next(iter(view["state"]["values"]), "")
            await ack(response_action="errors", errors={field: forms.UNSAVED})
            return
        await ack()
        self._bot.tasks.start(self.desk.deliver(request, answer), f"answer to {request.name}")

    async def _options(self, ack: AsyncAck, body: Payload) -> None:
        """What an external select offers for what was typed so far."""
        found = await doors.offer(self._bot, str(body.get("action_id")), decode(str(body.get("value") or "")))
        await ack(options=options(found))

    async def _answer(self, ack: AsyncAck, request: Request) -> None:
        """A command's answer travels in the ack itself; a form opens beside it."""
        answer: Answer = await self.desk.handle(request)
        match answer:
            case Reply():
                kind = "in_channel" if answer.public else "ephemeral"
                await ack(text=answer.text, blocks=list(answer.blocks), response_type=kind)
            case Open():
                self._bot.tasks.start(self.desk.open(request, answer), f"form {answer.form}")
                await ack()
            case None:
                await ack()

    def _event_request(self, body: Payload) -> Request | None:
        event = body["event"]
        kind = str(event.get("type"))
        if event.get("bot_id") or event.get("user") in (None, self._identity.get("user_id")):
            return None
        if kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im"):
            return self._mention(body, event)
        ask = self._ask(body, str(event.get("user")), _event_channel(event), "", _flat(event))
        return Request(Kind.EVENT, kind, replace(ask, key=str(body["event_id"])))

    def _mention(self, body: Payload, event: Payload) -> Request | None:
        if event.get("subtype"):
            return None
        me = f"<@{self._identity.get('user_id')}>"
        words = re.sub(rf"^\s*{me[:-1]}(?:\|[^>]*)?>\s*", "", str(event.get("text") or ""))
        channel, ts = str(event["channel"]), str(event["ts"])
        ask = self._ask(body, str(event["user"]), channel, words)
        thread = str(event.get("thread_ts") or ts)
        ask = replace(ask, key=f"message:{channel}:{ts}", via="mention", thread=thread, ts=ts)
        return Request(Kind.MENTION, "tocsin", ask)

    def _ask(
        self, body: Payload, person: str, channel: str, text: str, values: Mapping[str, str] | None = None
    ) -> Ask:
        """The ask of a payload; its key is the trigger, which Slack makes anew for each act of a person."""
        trigger = str(body.get("trigger_id") or "")
        return Ask(
            person=person,
            channel=channel,
            words=decode_words(text).strip(),
            at=self._bot.clock.now(),
            via=str(body.get("command") or body.get("type") or "slack"),
            key=trigger,
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
    return {"value": str(value), "message": str(container.get("message_ts") or "")}


def _shortcut_values(body: Payload) -> dict[str, str]:
    message = body.get("message") or {}
    return {"message": str(message.get("ts") or ""), "text": decode(str(message.get("text") or ""))}


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
        "name": str((event.get("channel") or {}).get("name") or "")
        if isinstance(event.get("channel"), Mapping)
        else "",
    }


def _known(token: str, identity: Payload) -> Callable[[str | None, str | None], Awaitable[AuthorizeResult]]:
    """Who we are, known since the start: no vendor call in the path."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=identity.get("bot_id"),
            bot_user_id=identity.get("user_id"),
            bot_token=token,
        )

    return authorize


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _on_error(error: Exception, body: Payload) -> BoltResponse:
    """What could not be kept is sent again by Slack (503); a bug is acknowledged with a text."""
    if isinstance(error, StoreUnavailable):
        log.error("not kept, Slack sends it again: %s", error.cause)
        return BoltResponse(status=503, body="")
    log.error("a request of type %s failed outside its handler", body.get("type"), exc_info=error)
    return BoltResponse(status=200, body=SORRY)
