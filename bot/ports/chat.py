"""What we ask of Slack, in our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.may import Member
    from bot.domain.posted import Picture, Posted, Upload
    from bot.domain.usergroup import UserGroup
    from bot.ports import Blocks, Reply


class Chat(Protocol):
    """Slack. Every method raises Unreachable or Rejected (code: Slack's own)."""

    async def post(self, channel: str, text: str, blocks: Blocks, *, outbox_id: str, thread: str = "") -> str:
        """Post a message marked with `outbox_id`; returns its ts."""
        ...

    async def find_post(
        self, channel: str, outbox_id: str, since: datetime, *, thread: str = ""
    ) -> str | None:
        """The ts of the message posted under that mark (in that thread), or None."""
        ...

    async def edit(self, channel: str, ts: str, text: str, blocks: Blocks) -> None: ...

    async def whisper(self, channel: str, person: str, text: str, blocks: Blocks) -> None:
        """An ephemeral message: only that person sees it."""
        ...

    async def answer(self, url: str, reply: Reply) -> None:
        """Answer over a response_url."""
        ...

    async def open_channel(self, name: str) -> str:
        """Create a public channel; returns its id."""
        ...

    async def find_channel(self, name: str, since: datetime) -> str | None:
        """A channel of that name that this bot created at or after `since`."""

    async def room(self, name: str) -> str | None:
        """The id of the public channel of that name, which the bot has joined; None where there is none."""

    async def join(self, channel: str) -> str: ...

    async def invite(self, channel: str, people: Sequence[str]) -> None: ...

    async def set_topic(self, channel: str, topic: str) -> None: ...

    async def pin(self, channel: str, ts: str) -> None: ...

    async def upload(self, channel: str, file: Upload) -> str:
        """Share a text file in a channel, or in a thread of it; returns the file's id."""
        ...

    async def remove_file(self, file: str) -> None:
        """Delete a file of ours; one that is gone already is fine."""
        ...

    async def show(self, channel: str, picture: Picture) -> str:
        """Share a picture in a channel; returns the file's id."""
        ...

    async def fetch(self, file: str) -> tuple[str, bytes]:
        """The name and the bytes of a file that somebody handed to the bot."""
        ...

    async def find_file(self, channel: str, title: str, since: datetime) -> str | None:
        """A file of that title shared in the channel since then, or None."""
        ...

    async def direct(self, person: str) -> str:
        """The channel id of the direct conversation with a person."""
        ...

    async def message(self, channel: str, ts: str) -> Posted | None:
        """The message at `ts` with its permalink (thread replies too), or None where it is gone."""
        ...

    async def permalink(self, channel: str, ts: str) -> str: ...

    async def topic(self, channel: str) -> str:
        """The topic of a channel, as people wrote it."""
        ...

    async def groups(self) -> Sequence[UserGroup]:
        """Every user group with its members, those that are switched off too."""
        ...

    async def make_group(self, name: str, handle: str, description: str) -> UserGroup:
        """A new user group, without members."""
        ...

    async def call_group(self, group: str, handle: str) -> None:
        """Give a user group its handle."""
        ...

    async def fill_group(self, group: str, people: Sequence[str]) -> None:
        """Exactly these are the members of a user group; never nobody."""
        ...

    async def switch_group(self, group: str, *, on: bool) -> None:
        """Switch a user group on or off."""
        ...

    async def member(self, person: str) -> Member:
        """Who somebody is to the workspace."""
        ...

    async def members(self, cursor: str) -> tuple[Sequence[Member], str]:
        """A page of everybody ("" begins), and the cursor of the next ("": there is none)."""
        ...

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None:
        """Show a person their App Home."""
        ...

    async def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal within the three seconds of its trigger."""
        ...
