"""User groups through the real SDK: as a rota needs them, no guests, no bots, none on the free plan."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.world import BOT_USER
from tests.sandbox.conftest import ANA, BO, GENERAL, GUEST
from tests.sandbox.wire import connected, served


@pytest.fixture
async def group(slack: AsyncWebClient) -> str:
    """An empty group; its id."""
    made = await slack.usergroups_create(name="On call: payments", handle="oncall-payments")
    return str(made["usergroup"]["id"])


async def word(slack: AsyncWebClient, method: str, **args: Any) -> str:
    """What a call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await slack.api_call(method, json=args)
    return str(refused.value.response["error"])


async def test_a_group_has_the_members_that_it_was_given(slack: AsyncWebClient, group: str) -> None:
    await slack.usergroups_users_update(usergroup=group, users=[ANA])
    await slack.usergroups_users_update(usergroup=group, users=f"{BO},{ANA},{BO}")

    listed = (await slack.usergroups_list(include_users=True))["usergroups"]
    assert (await slack.usergroups_users_list(usergroup=group))["users"] == [BO, ANA]
    assert [(one["handle"], one["users"], one["user_count"]) for one in listed] == [
        ("oncall-payments", [BO, ANA], 2)
    ]


@pytest.mark.parametrize(
    ("users", "said"),
    [
        ("", "no_users_provided"),
        (" , ", "no_users_provided"),
        ("U0NONE", "invalid_users"),
        (f"{ANA},{GUEST}", "invalid_user"),
        (BOT_USER, "invalid_user"),
    ],
)
async def test_a_group_takes_full_members_only_and_never_nobody(
    slack: AsyncWebClient, group: str, users: str, said: str
) -> None:
    assert await word(slack, "usergroups.users.update", usergroup=group, users=users) == said
    assert (await slack.usergroups_users_list(usergroup=group))["users"] == []


async def test_a_disabled_group_is_listed_when_asked_for_and_comes_back(
    slack: AsyncWebClient, group: str
) -> None:
    disabled = (await slack.usergroups_disable(usergroup=group))["usergroup"]
    quiet = (await slack.usergroups_list())["usergroups"]
    whole = (await slack.usergroups_list(include_disabled=True))["usergroups"]
    enabled = (await slack.usergroups_enable(usergroup=group))["usergroup"]

    assert disabled["date_delete"] > 0
    assert (len(quiet), len(whole)) == (0, 1)
    assert enabled["date_delete"] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "missing_subteam_name"),
        ({"name": "On call: payments"}, "name_already_exists"),
        ({"name": "x", "handle": "oncall-payments"}, "handle_already_exists"),
        ({"name": "x", "handle": "ana"}, "handle_already_exists"),
        ({"name": "x", "handle": "general"}, "handle_already_exists"),
    ],
)
async def test_names_and_handles_are_nobody_elses(
    slack: AsyncWebClient, group: str, args: dict[str, str], said: str
) -> None:
    assert await word(slack, "usergroups.create", **args) == said


async def test_a_group_keeps_its_own_name_when_it_is_changed(slack: AsyncWebClient, group: str) -> None:
    await slack.usergroups_update(usergroup=group, name="On call: payments", handle="oncall-pay")

    [told] = (await slack.usergroups_list())["usergroups"]
    assert (told["name"], told["handle"]) == ("On call: payments", "oncall-pay")


METHODS = ["create", "update", "enable", "disable", "list", "users.list", "users.update"]


@pytest.mark.parametrize("method", METHODS)
async def test_on_the_free_plan_there_are_no_groups(
    slack: AsyncWebClient, ana: Person, group: str, method: str
) -> None:
    await ana.do("plan", plan="free")

    said = await word(slack, f"usergroups.{method}", usergroup=group, name="x", users=ANA)

    assert said == ("paid_teams_only" if method in ("create", "update") else "plan_upgrade_required")


async def test_a_workspace_may_keep_groups_for_its_admins(
    slack: AsyncWebClient, ana: Person, group: str
) -> None:
    await ana.do("plan", groups="admins")

    assert await word(slack, "usergroups.users.update", usergroup=group, users=ANA) == "permission_denied"
    assert (await slack.usergroups_users_list(usergroup=group))["users"] == []


async def test_a_group_that_is_not_there_is_said_so(slack: AsyncWebClient) -> None:
    assert await word(slack, "usergroups.users.update", usergroup="S0", users=ANA) == "no_such_subteam"


async def test_the_plan_is_one_of_two(ana: Person) -> None:
    with pytest.raises(Refusal, match="free or paid"):
        await ana.do("plan", plan="gold")


async def test_a_mention_of_a_group_is_known_everywhere(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person, group: str
) -> None:
    await slack.conversations_join(channel=GENERAL)
    await slack.chat_postMessage(channel=GENERAL, text=f"<!subteam^{group}> look")
    hers = await ana.post("#general", "@oncall-payments please")

    shown = {message["ts"]: message for message in await ana.messages("#general")}
    assert shown[hers]["text"] == f"<!subteam^{group}> please"
    assert [m["rendered"] for m in shown.values()][-2:] == [
        "@oncall-payments look",
        "@oncall-payments please",
    ]
    assert {tuple(m["notified"]) for m in list(shown.values())[-2:]} == {(group,)}


async def test_a_command_names_the_group_with_its_handle(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    async with connected(sandbox) as ws:
        _event, made = await served(ws, slack.usergroups_create(name="On call", handle="oncall"))
        got, _told = await served(ws, ana.type("#general", "/inc page @oncall"))

    assert got["text"] == f"page <!subteam^{made['usergroup']['id']}|@oncall>"


async def test_changes_of_members_are_told(sandbox: Sandbox, slack: AsyncWebClient, group: str) -> None:
    await slack.usergroups_users_update(usergroup=group, users=[ANA, BO])
    await slack.usergroups_users_update(usergroup=group, users=[BO])

    event = sandbox.deliveries.log[-1].payload["event"]
    assert (event["type"], event["added_users"], event["removed_users"]) == (
        "subteam_members_changed",
        [],
        [ANA],
    )
