"""Slack's user groups, on paid plans: a part of the Chat port."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.usergroup import UserGroup
from bot.integrations.slack_answers import asked


class SlackGroups:
    """What is done with user groups. Every method raises Unreachable or Rejected (code: Slack's own word)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def groups(self) -> Sequence[UserGroup]:
        """All of them with their members, those that are switched off too."""
        told = await asked(self._client.usergroups_list(include_users=True, include_disabled=True))
        return [_group(each) for each in told.get("usergroups") or []]

    async def make_group(self, name: str, handle: str, description: str) -> UserGroup:
        """Make one, without members."""
        made = self._client.usergroups_create(name=name, handle=handle, description=description)
        return _group((await asked(made)).get("usergroup") or {})

    async def call_group(self, group: str, handle: str) -> None:
        """Give it its handle."""
        await asked(self._client.usergroups_update(usergroup=group, handle=handle))

    async def fill_group(self, group: str, people: Sequence[str]) -> None:
        """Exactly these are its members; Slack takes no empty list."""
        await asked(self._client.usergroups_users_update(usergroup=group, users=list(people)))

    async def switch_group(self, group: str, *, on: bool) -> None:
        """Switch it on or off."""
        if on:
            await asked(self._client.usergroups_enable(usergroup=group))
        else:
            await asked(self._client.usergroups_disable(usergroup=group))


def _group(told: Mapping[str, Any]) -> UserGroup:
    return UserGroup(
        id=str(told.get("id") or ""),
        handle=str(told.get("handle") or ""),
        people=tuple(map(str, told.get("users") or ())),
        on=not told.get("date_delete"),
    )
