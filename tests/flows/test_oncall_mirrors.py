"""User groups and topics over the real SDK and the practice Slack: kept equal, put right, given up."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.catalog import Rota, Team
from bot.domain.house import Chosen, House, Mirrors
from bot.flows.rota import groups, topics
from bot.flows.rota.mirrors import refusals
from bot.integrations.slack import SlackChat
from bot.ports import Bot
from bot.sandbox import company, demo
from bot.sandbox.clock import SandboxClock
from bot.sandbox.person import Person
from bot.sandbox.server import BOT_TOKEN, Sandbox
from store import catalog, outbox
from store.rota import mirror
from store.sqlite import Store
from tests import make
from tests.make import StillClock
from tests.oncall import ANA, BO, MONDAY, STOREFRONT, keep

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ROOM = "C0GENERAL"
HOURS = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]
OFFICE = Rota("storefront-primary", make.rota_layers(members=["bo", "ana"], windows=HOURS), "c.yaml")
TEAM = replace(STOREFRONT, oncall=STOREFRONT.oncall[:1], channel="#general")


@dataclass
class Mirrored:
    """The storefront, in its office hours, with a practice Slack."""

    bot: Bot
    clock: StillClock
    slack: AsyncWebClient
    ana: Person

    async def at(self, moment: datetime) -> None:
        """Both jobs run."""
        self.clock.time = moment
        await groups.follow(self.bot, {})
        await topics.follow(self.bot, {})

    async def group(self) -> tuple[str, list[str], bool]:
        """(handle, members, whether it is on) of the one group that there is."""
        told = await self.slack.usergroups_list(include_users=True, include_disabled=True)
        (found,) = told["usergroups"]
        return found["handle"], found["users"], not found["date_delete"]

    async def topic(self) -> str:
        """What the channel's topic is."""
        told = await self.slack.conversations_info(channel=ROOM)
        return str(told["channel"]["topic"]["value"])

    def told(self) -> list[str]:
        """What was said about it."""
        waiting = self.bot.rows.read(outbox.stuck, self.clock.time + 900 * DAY)
        return [str(each.effect.body["text"]) for each in waiting]

    def refused(self) -> list[str]:
        """What health and doctor say."""
        return self.bot.rows.read(refusals, self.bot.house)


@pytest.fixture
async def here(rows: Store) -> AsyncIterator[Mirrored]:
    """Both are set, for everyone."""
    await keep(rows, ANA, BO, TEAM, OFFICE)
    async with AsyncExitStack() as stack:
        sandbox = Sandbox(company.empty(), manifest=demo.manifest(), clock=SandboxClock())
        await stack.enter_async_context(sandbox)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        slack = AsyncWebClient(BOT_TOKEN, base_url=f"{sandbox.url}/api/", session=session)
        ana, clock = Person(sandbox.url, "U0ANA"), StillClock()
        stack.push_async_callback(ana.close)
        house = House(rotas=Mirrors(Chosen(everyone=True), Chosen(teams=("storefront",))))
        made = make.bot(rows, clock=clock, chat=SlackChat(slack), house=house)
        yield Mirrored(made, clock, slack, ana)


async def test_the_group_is_who_is_on_call_and_off_while_nobody_is(here: Mirrored) -> None:
    await here.at(MONDAY - 3 * DAY + HOUR)
    friday = await here.group()
    await here.at(MONDAY - 2 * DAY)
    saturday = await here.group()
    await here.at(MONDAY)

    assert friday == ("oncall-storefront", ["U0ANA"], True)
    assert saturday == ("oncall-storefront", ["U0ANA"], False)
    assert await here.group() == ("oncall-storefront", ["U0BO"], True)
    assert here.told() == []


async def test_what_somebody_changes_by_hand_is_put_right_and_said_once_a_day(here: Mirrored) -> None:
    await here.at(MONDAY)
    told = await here.slack.usergroups_list()
    (group,) = told["usergroups"]
    for number in (1, 2):
        await here.slack.usergroups_users_update(usergroup=group["id"], users=["U0CY"])
        await here.at(MONDAY + number * 6 * MINUTE)

    assert await here.group() == ("oncall-storefront", ["U0BO"], True)
    (said,) = here.told()
    assert said.startswith("Somebody changed `@oncall-storefront` by hand (put in <@U0CY>; took out <@U0BO>)")


async def test_a_group_of_that_handle_is_taken_over_and_nothing_is_said(here: Mirrored) -> None:
    made = await here.slack.usergroups_create(name="Duty", handle="oncall-storefront")
    await here.slack.usergroups_users_update(usergroup=made["usergroup"]["id"], users=["U0CY"])

    await here.at(MONDAY)

    assert await here.group() == ("oncall-storefront", ["U0BO"], True)
    assert here.told() == []


@pytest.mark.parametrize(
    ("tuned", "code", "remedy"),
    [
        ({"plan": "free"}, "plan_upgrade_required", "a paid plan"),
        ({"groups": "admins"}, "permission_denied", "Let everyone change user groups"),
    ],
)
async def test_where_slack_takes_no_groups_that_is_said_and_asked_again_after_a_day(
    here: Mirrored, tuned: dict[str, str], code: str, remedy: str
) -> None:
    await here.ana.do("plan", **tuned)
    await here.at(MONDAY)
    said = here.refused()
    await here.ana.do("plan", plan="paid", groups="everyone")
    await here.at(MONDAY + 2 * HOUR)
    still = here.refused()
    await here.at(MONDAY + DAY + MINUTE)

    assert [f"({code})" in line and remedy in line for line in said] == [True]
    assert still == said
    assert here.refused() == []
    assert await here.group() == ("oncall-storefront", ["U0BO"], True)


async def test_the_topic_says_who_is_on_call_and_keeps_what_people_wrote(here: Mirrored) -> None:
    await here.slack.conversations_join(channel=ROOM)
    await here.slack.conversations_setTopic(channel=ROOM, topic="Ask here first")
    await here.at(MONDAY - 3 * DAY + HOUR)
    friday = await here.topic()
    await here.slack.conversations_setTopic(channel=ROOM, topic="Ask <there> & here")
    await here.at(MONDAY)

    assert friday == "Ask here first [on call: Ana Silva]"
    assert (await here.topic()).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == (
        "Ask <there> & here [on call: Bo Lindqvist]"
    )


async def test_a_topic_that_says_it_already_is_not_set_again(here: Mirrored) -> None:
    await here.at(MONDAY)
    before = await here.slack.conversations_info(channel=ROOM)
    await here.at(MONDAY + HOUR)
    after = await here.slack.conversations_info(channel=ROOM)

    assert after["channel"]["topic"] == before["channel"]["topic"]


async def test_what_is_no_longer_set_is_switched_off_and_taken_out_once(here: Mirrored) -> None:
    await here.slack.conversations_join(channel=ROOM)
    await here.slack.conversations_setTopic(channel=ROOM, topic="Ask here")
    await here.at(MONDAY)
    here.bot = replace(here.bot, house=House())
    await here.at(MONDAY + HOUR)
    off, topic = await here.group(), await here.topic()
    (group,) = (await here.slack.usergroups_list(include_disabled=True))["usergroups"]
    await here.slack.usergroups_enable(usergroup=group["id"])
    await here.slack.conversations_setTopic(channel=ROOM, topic="Ask [on call: Cy]")
    await here.at(MONDAY + 2 * HOUR)

    assert off == ("oncall-storefront", ["U0BO"], False)
    assert topic == "Ask here"
    assert await here.group() == ("oncall-storefront", ["U0BO"], True)
    assert await here.topic() == "Ask [on call: Cy]"
    assert here.told() == []


async def test_a_group_that_somebody_has_made_theirs_is_left_to_them(here: Mirrored) -> None:
    await here.at(MONDAY)
    (group,) = (await here.slack.usergroups_list())["usergroups"]
    await here.slack.usergroups_users_update(usergroup=group["id"], users=["U0CY"])
    here.bot = replace(here.bot, house=House(rotas=Mirrors(usergroups=Chosen(teams=("shop",)))))

    await here.at(MONDAY + HOUR)

    assert await here.group() == ("oncall-storefront", ["U0CY"], True)


async def test_a_team_that_has_gone_from_the_catalog_leaves_nothing_behind(
    here: Mirrored, rows: Store
) -> None:
    await here.at(MONDAY)
    await rows.run(catalog.mark_gone, "team", ["storefront"], MONDAY)

    await here.at(MONDAY + HOUR)

    assert await here.group() == ("oncall-storefront", ["U0BO"], False)
    assert await here.topic() == ""


async def test_where_slack_refuses_to_let_go_it_is_asked_no_more(here: Mirrored) -> None:
    await here.at(MONDAY)
    await here.ana.do("plan", groups="admins")
    await here.ana.do("faults", match="conversations.setTopic", kind="error", code="restricted_action")
    here.bot = replace(here.bot, house=House())

    await here.at(MONDAY + HOUR)

    assert here.bot.rows.read(mirror.of_kind, groups.KIND) == {}
    assert here.bot.rows.read(mirror.of_kind, topics.KIND) == {}


async def test_a_team_that_there_is_not_and_a_channel_that_there_is_not_are_named(
    here: Mirrored, rows: Store
) -> None:
    await keep(rows, replace(TEAM, channel="#nowhere"))
    here.bot = replace(here.bot, house=House(rotas=Mirrors(topics=Chosen(teams=("storefront", "shop")))))

    await here.at(MONDAY)

    assert here.refused() == [
        "rotas: in tocsin.yaml names shop, which is no team",
        "Topic of storefront's channel: Slack refuses (channel_not_found). Correct channel: of the team, or "
        "invite Tocsin; it is tried again in a day.",
    ]


async def test_unset_nothing_is_asked_of_slack(rows: Store) -> None:
    await keep(rows, ANA, BO, Team("storefront", "Storefront", oncall=TEAM.oncall), OFFICE)
    nobody = make.bot(rows)

    await groups.follow(nobody, {})
    await topics.follow(nobody, {})
