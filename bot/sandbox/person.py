"""A person in the sandbox, for tests, scripts and benches: types, clicks, submits, waits to see something."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.sandbox.slack import rendering

Json = dict[str, Any]


class Refusal(Exception):
    """The sandbox says that a person cannot do that."""


PATIENCE = 15.0


class Person:
    """One person: `async with Person(sandbox.url, "U1") as ana: await ana.type("#general", "/inc …")`.

    `patience`: seconds that they wait for what they want to see, where nothing else is said.
    """

    def __init__(self, url: str, user: str, patience: float = PATIENCE) -> None:
        self.url, self.user, self.patience = url.rstrip("/"), user, patience
        self._session: aiohttp.ClientSession | None = None
        self._rooms: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave; the person may come back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, verb: str, path: str, **sent: Any) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        async with self._session.request(verb, f"{self.url}/control/{path}", **sent) as answer:
            said = await answer.json()
        if isinstance(said, dict) and answer.status >= 400:
            raise Refusal(said.get("error", answer.status))
        return said

    async def look(self, path: str, **query: Any) -> Any:
        """Read something of the control API."""
        return await self._ask("GET", path, params={"as": self.user, **query})

    async def do(self, path: str, **body: Any) -> Any:
        """Do something of the control API."""
        return await self._ask("POST", path, json={"as": self.user, **body})

    async def channel(self, name: str) -> str:
        """The id of a channel named `#general`; `@bot` is the direct conversation; ids pass as they are."""
        if name == "@bot":
            await self.look("state")  # the direct conversation is there from the first look on
            return f"D{self.user[1:]}"
        if not name.startswith("#"):
            return name
        if name not in self._rooms:
            state = await self.look("state")
            self._rooms = {f"#{room['name']}": room["id"] for room in state["channels"]}
        return self._rooms.get(name) or name

    async def type(self, channel: str, text: str) -> Json:
        """Type a slash command, or a message where it does not begin with a slash."""
        verb = "command" if text.startswith("/") else "post"
        told: Json = await self.do(verb, channel=await self.channel(channel), text=text)
        return told

    async def post(self, channel: str, text: str, *, thread: str = "") -> str:
        """Write a message; its ts."""
        room = await self.channel(channel)
        told = await self.do("post", channel=room, text=text, **({"thread_ts": thread} if thread else {}))
        return str(told["ts"])

    async def react(self, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Add a reaction, or take it away."""
        await self.do("react", channel=await self.channel(channel), ts=ts, name=name, remove=remove)

    async def click(self, button: str, *, channel: str = "", ts: str = "", value: Any = None) -> Json:
        """Press what has this label or action_id: in a channel's newest message with it, else in a modal.

        Where the message changes under the finger, it is looked for and pressed once more.
        """
        try:
            return await self._press(button, channel, ts, value)
        except Refusal as refusal:
            if not str(refusal).startswith("nothing to press there"):
                raise
            return await self._press(button, channel, ts, value)

    async def _press(self, button: str, channel: str, ts: str, value: Any) -> Json:
        places = await self._places(channel, ts)
        for where, blocks in places:
            for block, element in _elements(blocks):
                if button in (element.get("action_id"), rendering.text_object(element.get("text"), str)):
                    spot = {"block_id": block["block_id"], "action_id": element["action_id"], "value": value}
                    told: Json = await self.do("click", **where, **spot)
                    return told
        labels = [rendering.text_object(e.get("text"), str) for _, b in places for _, e in _elements(b)]
        raise AssertionError(f"nothing to click says {button!r}; there is: {labels}")

    async def _places(self, channel: str, ts: str) -> list[tuple[Json, list[Json]]]:
        if not channel:
            state = await self.look("state")
            shown = [*reversed(state["modals"]), *([state["home"]] if state["home"] else [])]
            return [({"view_id": view["id"]}, view["blocks"]) for view in shown]
        room = await self.channel(channel)
        found = [m for m in await self.messages(room) if ts in ("", m["ts"])]
        return [({"channel": room, "ts": m["ts"]}, m["blocks"]) for m in reversed(found)]

    async def modal(self) -> Json | None:
        """The modal on top, if one is open."""
        modals = (await self.look("state"))["modals"]
        return modals[-1] if modals else None

    async def opens(self, within: float = 0) -> Json:
        """Wait until a modal is open; the one on top."""
        return await self._until(self.modal, within, "no modal opened")

    async def submit(self, values: Mapping[str, Any], *, view_id: str = "") -> Json:
        """Fill the modal on top in and press Submit."""
        view_id = view_id or (await self.opens())["id"]
        told: Json = await self.do("submit", view_id=view_id, values=dict(values))
        return told

    async def messages(self, channel: str) -> list[Json]:
        """What the person sees in a channel, oldest first."""
        told = await self.look("channel", channel=await self.channel(channel))
        return list(told["messages"])

    async def files(self, channel: str) -> list[Json]:
        """The files that stand in a channel, with their content, oldest first; deleted ones are gone."""
        shared = [file for message in await self.messages(channel) for file in message["files"]]
        found = [await self._file(file["id"]) for file in shared if not file["deleted"]]
        return [file for file in found if file is not None]

    async def _file(self, id: str) -> Json | None:
        """A file with its content; None where it was deleted a moment ago."""
        try:
            return {"id": id, **await self.look("file", id=id)}
        except Refusal as refusal:
            if str(refusal) != "file_not_found":
                raise
            return None

    async def sees(self, channel: str, text: str, *, within: float = 0) -> Json:
        """Wait until a message that the person sees in a channel contains the text; that message."""

        return await self.meets(channel, lambda m: text in m["rendered"], repr(text), within=within)

    async def meets(
        self, channel: str, wanted: Callable[[Json], bool], what: str, *, within: float = 0
    ) -> Json:
        """Wait until there is a message of that kind that the person sees in a channel; the newest."""

        async def found() -> Json | None:
            return next((m for m in reversed(await self._visible(channel)) if wanted(m)), None)

        try:
            return await self._until(found, within, f"nobody said {what} in {channel}")
        except AssertionError as error:
            shown = "\n".join(f"- {m['username']}: {m['rendered']}" for m in await self._visible(channel))
            raise AssertionError(f"{error}; visible:\n{shown}") from None

    async def _visible(self, channel: str) -> list[Json]:
        """The messages, or none while there is no such channel yet."""
        try:
            return await self.messages(channel)
        except Refusal:
            self._rooms = {}
            return []

    async def _until(self, look: Callable[[], Awaitable[Json | None]], within: float, otherwise: str) -> Json:
        """Look after every change until there is something to see."""
        rev, within = -1, within or self.patience
        try:
            async with asyncio.timeout(within):
                while True:
                    rev = (await self.look("wait", after=rev, seconds=within))["rev"]
                    if (found := await look()) is not None:
                        return dict(found)
        except TimeoutError:
            raise AssertionError(otherwise) from None


def _elements(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """What can be pressed in blocks, each with its block."""
    inside = [(b, e) for b in blocks for e in (*b.get("elements", ()), b.get("accessory"), b.get("element"))]
    return [(block, element) for block, element in inside if element and "action_id" in element]
