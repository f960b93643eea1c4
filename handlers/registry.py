"""The only file that knows Bolt: one listener per kind, everything acknowledged, requests as plain data."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.blocks.kit import options
from bot.domain.keeping import StoreUnavailable
from bot.domain.markup import decode
from bot.domain.refusal import Refusal
from bot.ports import Answer, Bot, Open, Reply
from handlers import forms, routing, wire
from handlers.asks import Asks
from handlers.desk import Desk
from handlers.request import Kind, Request

log = logging.getLogger("tocsin.slack")
Payload = Mapping[str, Any]
Listener = Callable[[Payload], Awaitable[BoltResponse]]
SORRY = "Tocsin could not read that request. Nothing was changed."


class Registry:
    """Bolt's application over our desk. `identity` is what auth.test said at the start."""

    def __init__(self, bot: Bot, token: str, identity: Payload) -> None:
        self._bot = bot
        self._asks = Asks(bot.clock, identity)
        self._written = wire.Written()
        self.desk = Desk(bot)
        self._listeners: Mapping[str, Listener] = {
            "command": self._command,
            "event_callback": self._event,
            "block_actions": self._action,
            "view_submission": self._submitted,
            "shortcut": self._shortcut,
            "message_action": self._shortcut,
            "block_suggestion": self._options,
        }
        self.app = Bolt(
            name="tocsin",  # without one Bolt reads the source of every module to find the caller's
            signing_secret="checked in http.py",  # noqa: S106  (no secret: Bolt wants words here)
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            authorize=Known(token, identity),
            before_authorize=Front(self._listen),
            process_before_response=True,
        )
        self.app.error(_on_error)

    async def over_http(self, body: str, headers: Mapping[str, str]) -> BoltResponse:
        """Dispatch one HTTP request whose signature was found good; 400 where its body says nothing."""
        try:
            payload = wire.read(body, headers.get("Content-Type", ""))
        except ValueError:
            return BoltResponse(status=400, body="unreadable")
        return await self.over_socket(payload)

    async def over_socket(self, payload: Payload) -> BoltResponse:
        """Dispatch the payload of one Socket Mode envelope, or of a request that was checked and read."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=dict(payload))
            return await self.app.async_dispatch(request)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            return await _on_error(error, payload)  # Bolt itself stumbles over what is malformed enough

    async def _listen(self, body: Payload) -> BoltResponse:
        """Hand a payload to the listener of its kind; what nobody listens for is acknowledged too."""
        listener = self._listeners.get("command" if "command" in body else str(body.get("type")))
        return await listener(body) if listener else _taken()

    async def _command(self, body: Payload) -> BoltResponse:
        """A command's answer travels in the acknowledgement itself; a form opens beside it."""
        request = self._asks.command(body)
        answer: Answer = await self.desk.handle(request)
        match answer:
            case Reply():
                return BoltResponse(status=200, body=self._written.text(answer))
            case Open():
                self._bot.tasks.start(self.desk.open(request, answer), f"form {answer.form}")
        return _taken()

    async def _event(self, body: Payload) -> BoltResponse:
        request = self._asks.event(body)
        return _taken() if request is None else await self._take(request)

    async def _action(self, body: Payload) -> BoltResponse:
        return await self._take(self._asks.action(body))

    async def _shortcut(self, body: Payload) -> BoltResponse:
        return await self._take(self._asks.shortcut(body))

    async def _take(self, request: Request) -> BoltResponse:
        self._follow(request, await self.desk.handle(request))
        return _taken()

    async def _submitted(self, body: Payload) -> BoltResponse:
        view = body["view"]
        form, kept = str(view["callback_id"]), str(view["private_metadata"])
        first = next(iter(view["state"]["values"]), "")
        try:
            outcome = await forms.check(self._bot, self._asks.submission(body), form, kept)
        except StoreUnavailable:
            return _wrong({first: forms.UNSAVED})
        if isinstance(outcome, Mapping):
            return _wrong(outcome)
        request = Request(Kind.FORM, form, outcome)
        answer = await self.desk.handle(request)
        if forms.unsaved(answer):
            return _wrong({first: forms.UNSAVED})
        if isinstance(answer, Open):
            return await self._again(request, answer)
        self._follow(request, answer)
        return _taken()

    async def _again(self, request: Request, opening: Open) -> BoltResponse:
        """The form stays open and shows another: somebody was faster, and no word is lost."""
        try:
            shown = await forms.view(self._bot, request.ask, opening)
        except (Refusal, StoreUnavailable):
            self._follow(request, opening)
            return _taken()
        return BoltResponse(status=200, body={"response_action": "update", "view": shown})

    async def _options(self, body: Payload) -> BoltResponse:
        """What an external select offers for what was typed so far."""
        found = await routing.offer(
            self._bot, str(body.get("action_id")), decode(str(body.get("value") or ""))
        )
        return BoltResponse(status=200, body={"options": options(found)})

    def _follow(self, request: Request, answer: Answer) -> None:
        """Bring the answer after the acknowledgement, by its own way."""
        if answer is not None:
            self._bot.tasks.start(self.desk.deliver(request, answer), f"answer to {request.name}")


class Bolt(AsyncApp):
    """Bolt without a web client made anew for each request (6 µs): nobody here asks Bolt for one."""

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["client"] = self.client
        req.context["logger"] = self.logger
        req.context["listener_runner"] = self.listener_runner


class Known(AsyncAuthorize):
    """Who we are, known since the start: no vendor call in the path."""

    def __init__(self, token: str, identity: Payload) -> None:
        self._result = AuthorizeResult(
            enterprise_id=identity.get("enterprise_id"),
            team_id=identity.get("team_id"),
            bot_id=identity.get("bot_id"),
            bot_user_id=identity.get("user_id"),
            bot_token=token,
        )

    async def __call__(self, **of_request: object) -> AuthorizeResult:  # noqa: ARG002  (Bolt's shape)
        """The same for every request."""
        return self._result


class Front(AsyncMiddleware):
    """Hands the payload to our own listeners; Bolt goes on only where Slack verifies our address.

    For each listener that it knows Bolt gathers thirty keyword arguments, twice (35 µs); a table does not.
    Before Bolt authorizes, because who we are is known and our listeners ask no context for it.
    """

    def __init__(self, listen: Listener) -> None:
        self._listen = listen

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  (Bolt's shape)
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Answer; what Bolt answers by itself goes on."""
        return await (next() if req.body.get("type") == "url_verification" else self._listen(req.body))


def _taken() -> BoltResponse:
    return BoltResponse(status=200)


def _wrong(errors: Mapping[str, str]) -> BoltResponse:
    """The form stays open and shows what is wrong with each field."""
    return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(errors)})


async def _on_error(error: Exception, body: Payload) -> BoltResponse:
    """What could not be kept is sent again by Slack (503); a bug is acknowledged with a text."""
    if isinstance(error, StoreUnavailable):
        log.error("not kept, Slack sends it again: %s", error.cause)
        return BoltResponse(status=503, body="")
    log.error("a request of type %s failed outside its handler", body.get("type"), exc_info=error)
    return BoltResponse(status=200, body=SORRY)
