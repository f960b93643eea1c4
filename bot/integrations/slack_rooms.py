"""Slack's channels, their topics and pins, and direct conversations: a part of the Chat port."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.rota.topic import written
from bot.integrations.slack_answers import asked, unless
from bot.integrations.slack_groups import SlackGroups


class SlackRooms(SlackGroups):
    """What is done with channels. Every method raises Unreachable or Rejected (code: Slack's own word)."""

    async def open_channel(self, name: str) -> str:
        """Create a public channel."""
        answer = await asked(self._client.conversations_create(name=name))
        return str(answer["channel"]["id"])

    async def find_channel(self, name: str, since: datetime) -> str | None:
        """Our own channel of that name, created since then; a stranger's is not ours to take."""
        me = await asked(self._client.auth_test())
        cursor: str | None = None
        while True:
            page = await asked(
                self._client.users_conversations(limit=200, cursor=cursor, exclude_archived=True)
            )
            for channel in page.get("channels") or []:
                ours = channel.get("creator") == me["user_id"] and channel["created"] >= since.timestamp()
                if ours and channel["name"] == name:
                    return str(channel["id"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def room(self, name: str) -> str | None:
        """Walk the public channels for the name and join the one found."""
        cursor: str | None = None
        while True:
            page = await asked(
                self._client.conversations_list(limit=1000, cursor=cursor, exclude_archived=True)
            )
            for channel in page.get("channels") or []:
                if channel["name"] == name:
                    if not channel.get("is_member"):
                        await asked(self._client.conversations_join(channel=channel["id"]))
                    return str(channel["id"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def join(self, channel: str) -> str:
        """Come into a public channel; returns its name."""
        answer = await asked(self._client.conversations_join(channel=channel))
        return str((answer.get("channel") or {}).get("name") or "")

    async def invite(self, channel: str, people: Sequence[str]) -> None:
        """Invite; who is there already stays, who cannot come keeps nobody else out."""
        call = self._client.conversations_invite(channel=channel, users=list(people), force=True)
        await unless(call, "already_in_channel", "cant_invite_self")

    async def set_topic(self, channel: str, topic: str) -> None:
        """Set the topic (250 characters at most)."""
        await asked(self._client.conversations_setTopic(channel=channel, topic=topic))

    async def topic(self, channel: str) -> str:
        """The topic of a channel, as people wrote it."""
        answer = await asked(self._client.conversations_info(channel=channel))
        return written(str(((answer.get("channel") or {}).get("topic") or {}).get("value") or ""))

    async def pin(self, channel: str, ts: str) -> None:
        """Pin a message; pinned already is fine."""
        await unless(self._client.pins_add(channel=channel, timestamp=ts), "already_pinned")

    async def direct(self, person: str) -> str:
        """Open the direct conversation with a person."""
        answer = await asked(self._client.conversations_open(users=[person]))
        return str(answer["channel"]["id"])
