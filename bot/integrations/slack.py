"""Slack as the way out: the Chat port over slack_sdk, one shared session, no retries of its own."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.markup import decode
from bot.domain.may import Member, member
from bot.integrations import slack_files
from bot.integrations.credentials import address, header_safe
from bot.integrations.slack_answers import TIMEOUT, asked, unless, waiting
from bot.integrations.slack_rooms import SlackRooms
from bot.ports import Blocks, Picture, Posted, Rejected, Reply, Unreachable, Upload

__all__ = ["OPTIONAL", "SCOPES", "SlackChat", "SlackSettings", "asked", "web_client"]
SCOPES: Mapping[str, str] = {
    "app_mentions:read": "so that @Tocsin answers in threads, where slash commands do not work",
    "channels:history": "reads the message that a 📌 puts on the timeline, and looks before posting twice",
    "channels:join": "joins the room where incidents are announced",
    "channels:manage": "creates incident channels, sets their topic and invites people",
    "channels:read": "finds its own channels again after a restart, and sees them renamed or archived",
    "chat:write": "posts and edits the context card and the messages of an incident",
    "commands": "the slash commands and shortcuts",
    "files:read": "looks whether a document was uploaded before uploading it again",
    "files:write": "uploads the post-incident document",
    "im:history": "reads what you write to it in a direct message",
    "im:write": "tells you directly what it could not tell you otherwise",
    "pins:write": "pins the card",
    "reactions:read": "sees 📌 🔎 ❌ 🎉 ❓ put on a message and taken off",
    "usergroups:read": "sees whether `@oncall-<team>` is as it should be (where `rotas.usergroups` is set)",
    "usergroups:write": "keeps `@oncall-<team>` equal to who is on call (where `rotas.usergroups` is set)",
    "users:read": "knows guests from full members, and shows names instead of ids",
}
"""Why each scope is asked for; the manifest asks for exactly these."""
OPTIONAL = frozenset({"usergroups:read", "usergroups:write"})
"""Scopes that only a setting needs: a bot that was installed without them starts all the same."""
MARK = "tocsin_outbox"
MEMBERS_A_PAGE = 500


class SlackSettings(BaseModel):
    """What Slack needs: a bot token, and an app token (Socket Mode) or a signing secret (HTTP)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    api_url: str = "https://slack.com/api"

    _safe = field_validator("bot_token", "app_token", "signing_secret")(header_safe)
    _url = field_validator("api_url")(address)

    @property
    def over_socket(self) -> bool:
        """Whether events come over Socket Mode."""
        return self.app_token is not None


def web_client(settings: SlackSettings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The one client of the process, on the one session."""
    return AsyncWebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.api_url + "/",
        session=session,
        timeout=TIMEOUT,
        retry_handlers=[],
    )


class SlackChat(SlackRooms):
    """The Chat port. Every method raises Unreachable or Rejected (code: Slack's own word)."""

    def __init__(self, client: AsyncWebClient, team: str = "") -> None:
        super().__init__(client)
        self._team = team

    async def post(self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread: str = "") -> str:
        """Post; the mark in the metadata finds it again after an uncertain answer."""
        answer = await asked(
            self._client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=list(blocks) or None,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": MARK, "event_payload": {"id": outbox_id}},
            )
        )
        return str(answer["ts"])

    async def find_post(
        self, channel: str, outbox_id: str, since: datetime, *, thread: str = ""
    ) -> str | None:
        """Walk what was said in the channel, or in the thread, since then for the mark."""
        read: Any = self._client.conversations_replies if thread else self._client.conversations_history
        where = {"channel": channel, "ts": thread} if thread else {"channel": channel}
        where |= {"oldest": f"{since.timestamp():.6f}"}
        cursor: str | None = None
        while True:
            page = await asked(read(**where, limit=200, cursor=cursor, include_all_metadata=True))
            for message in page.get("messages") or []:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("id") == outbox_id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def edit(self, channel: str, ts: str, text: str, blocks: Blocks) -> None:
        """Replace a message's text and blocks."""
        await asked(self._client.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks)))

    async def whisper(self, channel: str, person: str, text: str, blocks: Blocks) -> None:
        """An ephemeral message in a channel."""
        await asked(
            self._client.chat_postEphemeral(
                channel=channel, user=person, text=text, blocks=list(blocks) or None
            )
        )

    async def answer(self, url: str, reply: Reply) -> None:
        """Answer over a response_url on the shared session."""
        body: dict[str, Any] = {
            "text": reply.text,
            "response_type": "in_channel" if reply.public else "ephemeral",
            "replace_original": reply.replace,
        }
        if reply.blocks:
            body["blocks"] = list(reply.blocks)
        session = self._client.session
        if session is None or session.closed:
            raise Unreachable("the session is closed")
        try:
            async with session.post(url, json=body, timeout=aiohttp.ClientTimeout(TIMEOUT)) as response:
                if response.status == 429:
                    raise Unreachable("Slack asks us to wait", retry_after=waiting(response.headers))
                if response.status >= 500:
                    raise Unreachable(f"the answer_url says {response.status}", uncertain=True)
                if response.status >= 400:
                    raise Rejected("expired_url", (await response.text())[:100])
        except aiohttp.ClientConnectorError as trouble:
            raise Unreachable(str(trouble)) from trouble
        except (aiohttp.ClientError, TimeoutError) as trouble:
            raise Unreachable(str(trouble) or "no answer", uncertain=True) from trouble

    async def upload(self, channel: str, file: Upload) -> str:
        """The three steps of an upload: a URL, the bytes, the sharing."""
        data = file.content.encode()
        place = await asked(self._client.files_getUploadURLExternal(filename=file.name, length=len(data)))
        session = self._client.session
        if session is None or session.closed:
            raise Unreachable("the session is closed")
        try:
            timeout = aiohttp.ClientTimeout(TIMEOUT)
            async with session.post(place["upload_url"], data=data, timeout=timeout) as response:
                if response.status != 200:
                    raise Unreachable(f"the upload answered {response.status}")
        except (aiohttp.ClientError, TimeoutError) as trouble:
            raise Unreachable(str(trouble) or "no answer") from trouble
        await asked(
            self._client.files_completeUploadExternal(
                files=[{"id": place["file_id"], "title": file.title}],
                channel_id=channel,
                thread_ts=file.thread or None,
            )
        )
        return str(place["file_id"])

    async def remove_file(self, file: str) -> None:
        """Delete a file."""
        await unless(self._client.files_delete(file=file), "file_not_found", "file_deleted")

    async def show(self, channel: str, picture: Picture) -> str:
        """Share a picture."""
        return await slack_files.show(self._client, channel, picture)

    async def fetch(self, file: str) -> tuple[str, bytes]:
        """A file that somebody handed to the bot."""
        return await slack_files.fetch(self._client, file)

    async def find_file(self, channel: str, title: str, since: datetime) -> str | None:
        """A file of that title that came into the channel since then."""
        ts = f"{since.timestamp():.0f}"
        page = await asked(self._client.files_list(channel=channel, count=100, ts_from=ts))
        return next((str(file["id"]) for file in page.get("files") or [] if file.get("title") == title), None)

    async def message(self, channel: str, ts: str) -> Posted | None:
        """One message, also a thread reply: history first, then the replies that end at it."""
        answer = await asked(
            self._client.conversations_history(
                channel=channel, latest=ts, inclusive=True, limit=1, include_all_metadata=True
            )
        )
        found = _at(answer.get("messages") or [], ts)
        if found is None:
            found = _at(await self._replies(channel, ts), ts)
        if found is None:
            return None
        return Posted(
            channel=channel,
            ts=ts,
            person=str(found.get("user") or found.get("bot_id") or ""),
            text=decode(str(found.get("text") or "")),
            at=datetime.fromtimestamp(float(ts), UTC),
            link=await self.permalink(channel, ts),
            ours=(found.get("metadata") or {}).get("event_type") == MARK,
        )

    async def _replies(self, channel: str, ts: str) -> list[Mapping[str, Any]]:
        try:
            answer = await asked(
                self._client.conversations_replies(
                    channel=channel,
                    ts=ts,
                    latest=ts,
                    inclusive=True,
                    limit=1000,
                    include_all_metadata=True,
                )
            )
        except Rejected as refused:
            if refused.code == "thread_not_found":
                return []
            raise
        return list(answer.get("messages") or [])

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message."""
        answer = await asked(self._client.chat_getPermalink(channel=channel, message_ts=ts))
        return str(answer["permalink"])

    async def member(self, person: str) -> Member:
        """Who somebody is: full member, guest, of another workspace, gone."""
        told = (await asked(self._client.users_info(user=person))).get("user")
        if not isinstance(told, Mapping):
            raise Rejected("unreadable_answer", "users.info told no user")
        return member({**told, "id": person}, self._team)

    async def members(self, cursor: str) -> tuple[Sequence[Member], str]:
        """A page of everybody in the workspace."""
        page = await asked(self._client.users_list(limit=MEMBERS_A_PAGE, cursor=cursor or None))
        found = [member(user, self._team) for user in page.get("members") or []]
        return found, str((page.get("response_metadata") or {}).get("next_cursor") or "")

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None:
        """Show a person their App Home."""
        await asked(self._client.views_publish(user_id=person, view=dict(view)))

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal; the trigger lives three seconds."""
        await asked(self._client.views_open(trigger_id=trigger, view=dict(view)))


def _at(messages: Sequence[Mapping[str, Any]], ts: str) -> Mapping[str, Any] | None:
    return next((message for message in messages if message.get("ts") == ts), None)
