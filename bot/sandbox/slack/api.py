"""The Web API's door: token, method, rate, scope, arguments; then the method itself, and Slack's answer."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.slack import scopes
from bot.sandbox.slack.app import App
from bot.sandbox.slack.call import Call, Refused, Run
from bot.sandbox.slack.methods import (
    canvases,
    channels,
    chat,
    checking,
    conversations,
    files,
    history,
    marks,
    usergroups,
    users,
    views,
)
from bot.sandbox.slack.rates import Rates
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.socket import Sockets
from bot.sandbox.slack.world import World

BOT_TOKEN, APP_TOKEN = "xoxb-sandbox", "xapp-sandbox"

METHODS: Mapping[str, Run] = {
    **canvases.METHODS,
    **channels.METHODS,
    **chat.METHODS,
    **checking.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **history.METHODS,
    **marks.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
WITH_APP_TOKEN = frozenset({"apps.connections.open"})
NEVER_LOGGED = frozenset({"token"})


class Api:
    """Slack's `/api/{method}`."""

    def __init__(self, world: World, app: App, faults: Faults, rates: Rates) -> None:
        self.world, self.app, self.faults, self.rates = world, app, faults, rates
        self.sockets: Sockets | None = None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, through the faults in force."""
        return await self.faults.serve(request, "slack", request.match_info["method"], self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        args: Mapping[str, Any] = {}
        try:
            args = await arguments(request)
            body = self._run(method, args, _token(request, args, method))
        except Refused as refusal:
            self._note(method, args, refusal.code)
            return self._told({"ok": False, "error": refusal.code, **refusal.extra})
        self._note(method, args)
        return self._told({"ok": True, **body})

    def _run(self, method: str, args: Mapping[str, Any], token: str) -> Json:
        _check_token(method, token)
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        if seconds := self.rates.wait(method, args):
            raise Refused("ratelimited", retry_after=seconds)
        call = Call(method, args, self.world, self.app, self._new_socket)
        need = scopes.NEEDS[method]
        needed = need if isinstance(need, tuple) else need(call)
        if missing := scopes.missing(self.app.scopes, needed):
            raise Refused("missing_scope", needed=missing, provided=",".join(sorted(self.app.scopes)))
        return METHODS[method](call)

    def _new_socket(self) -> str:
        if self.sockets is None:
            raise Refused("internal_error")
        return self.sockets.new_ticket()

    def _note(self, method: str, args: Mapping[str, Any], error: str = "") -> None:
        shown = {name: value for name, value in args.items() if name not in NEVER_LOGGED}
        self.faults.calls.note("slack", method, error, shown)

    def _told(self, body: Json) -> web.Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self.app.scopes))}
        if seconds := body.pop("retry_after", None):
            headers["Retry-After"] = str(seconds)
            return web.json_response(body, status=429, headers=headers)
        return web.json_response(body, headers=headers)


async def arguments(request: web.Request) -> dict[str, Any]:
    """What the call was given: query, form and JSON together, as the SDKs mix them."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and (body := await request.text()):
        args |= _json_object(body)
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        args |= dict(await request.post())
    return args


def _json_object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(value, dict):
        raise Refused("json_not_object")
    return value


def _token(request: web.Request, args: Mapping[str, Any], method: str) -> str:
    """The token of the header, else the argument; an app-level token is read from the header alone."""
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    if word.lower() == "bearer":
        return token
    if method in WITH_APP_TOKEN:
        raise Refused("missing_args")
    return str(args.get("token", ""))


def _check_token(method: str, token: str) -> None:
    """The right kind of token for the method, and one that was handed out."""
    if not token:
        raise Refused("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise Refused("invalid_auth")
    if method != "auth.test" and (token == APP_TOKEN) != (method in WITH_APP_TOKEN):
        raise Refused("not_allowed_token_type")
