"""Each kind of effect against the Slack twin: once where one can look, another way where one is closed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.domain.effect import Effect, EffectKind, EffectState, Pending
from bot.domain.incident import Status
from bot.domain.refusal import Refusal
from bot.flows import outbox as sending
from bot.flows import rooms, trouble
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.ports import Ask, Bot
from bot.sandbox.clock import SandboxClock
from bot.sandbox.person import Person
from bot.sandbox.server import BOT_TOKEN, Rules, Sandbox
from store import incident as incidents
from store import outbox
from store.sqlite import Store
from tests import make
from tests.loopback import refusing
from tests.make import incident
from tests.sandbox.conftest import ANA, BO, GENERAL, Few, manifest

HOUR = timedelta(hours=1)
OPENING = "INC-12:channel"


@dataclass
class Desk:
    """A bot, its Slack, Ana, and the channel of INC-12."""

    bot: Bot
    rows: Store
    sandbox: Sandbox
    ana: Person
    room: str

    async def add(self, kind: EffectKind, id: str = "o1", **fields: Any) -> Pending:
        """Put an effect in the outbox."""
        body = fields.pop("body", {})
        effect = Effect(id, kind, body=body, **({"incident": "INC-12"} | fields))
        await self.rows.run(outbox.add, effect, self.now)
        return self.found(id)

    @property
    def now(self) -> Any:
        return self.bot.clock.now()

    def found(self, id: str = "o1") -> Pending:
        """An effect as it stands."""
        pending = self.rows.read(outbox.find, id)
        assert pending is not None
        return pending

    async def deliver(self, id: str = "o1") -> Pending:
        """Try to carry it out, now."""
        await sending.deliver(self.bot, self.found(id))
        return self.found(id)

    async def again(self, id: str = "o1") -> Pending:
        """Let its time come and try again."""
        self.sandbox.clock.advance(120)
        return await self.deliver(id)

    def fault(self, match: str, kind: str = "drop", **more: Any) -> None:
        """One call goes wrong."""
        self.sandbox.faults.add({"match": match, "kind": kind, "times": 1} | more)

    async def texts(self, room: str = "") -> list[str]:
        """What Ana sees."""
        said = [str(each["text"]) for each in await self.ana.messages(room or self.room)]
        return [text for text in said if text and "has joined" not in text]

    def others(self) -> list[str]:
        """The texts of direct messages on their way."""
        waiting = self.rows.read(outbox.ready, self.now + HOUR)
        return [str(each.effect.body["text"]) for each in waiting if each.effect.kind is EffectKind.DIRECT]


@pytest.fixture
async def desk(rows: Store) -> AsyncIterator[Desk]:
    """INC-12 in a channel of its own, Ana in it."""
    rules = Rules(ack_seconds=0.5, rate_limits=False)
    async with (
        Sandbox(Few(), manifest=manifest(), clock=SandboxClock(), rules=rules) as sandbox,
        aiohttp.ClientSession() as session,
        Person(sandbox.url, ANA) as ana,
    ):
        settings = SlackSettings.model_validate({"bot_token": BOT_TOKEN, "api_url": sandbox.api_url})
        chat = SlackChat(web_client(settings, session))
        room = await chat.open_channel("inc-12")
        await chat.invite(room, [ANA])
        await rows.run(incidents.save, incident(channel=room, channel_name="inc-12", lead=BO))
        yield Desk(make.bot(rows, clock=sandbox.clock, chat=chat), rows, sandbox, ana, room)


POST = {"text": "hello", "blocks": []}


# Messages -----------------------------------------------------------------------------------------------


async def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(desk: Desk) -> None:
    await desk.add(EffectKind.POST, body=POST)
    desk.fault("chat.postMessage")

    first, second = await desk.deliver(), await desk.again()

    assert (first.state, first.uncertain) == (EffectState.NEW, True)
    assert second.state is EffectState.DONE
    assert await desk.texts() == ["hello"]


async def test_a_message_that_never_got_there_is_sent_again(desk: Desk) -> None:
    await desk.add(EffectKind.POST, body=POST)
    desk.fault("chat.postMessage", "refuse")

    await desk.deliver()
    second = await desk.again()

    assert second.state is EffectState.DONE
    assert await desk.texts() == ["hello"]


async def test_slack_is_waited_for_as_long_as_it_asks(desk: Desk) -> None:
    await desk.add(EffectKind.POST, body=POST)
    desk.fault("chat.postMessage", "rate_limited", retry_after=30)
    before = desk.now

    found = await desk.deliver()

    assert timedelta(seconds=29) < found.due_at - before < timedelta(seconds=35)
    assert not found.uncertain


async def test_a_slot_is_edited_and_posted_anew_where_its_message_is_gone(desk: Desk) -> None:
    await desk.add(EffectKind.POST, "o1", slot="card:INC-12", body=POST)
    first = await desk.deliver("o1")
    await desk.add(EffectKind.POST, "o2", slot="card:INC-12", body=POST | {"text": "edited"})
    await desk.deliver("o2")
    assert (await desk.texts())[0] == "edited"

    place = desk.rows.read(outbox.place, "card:INC-12")
    assert place is not None
    desk.fault("chat.update", "error", code="message_not_found")
    await desk.add(EffectKind.POST, "o3", slot="card:INC-12", body=POST | {"text": "anew"})
    await desk.deliver("o3")

    assert first.state is EffectState.DONE
    assert (await desk.texts())[-1] == "anew"
    moved = desk.rows.read(outbox.place, "card:INC-12")
    assert moved is not None
    assert moved.ts != place.ts


async def test_another_refusal_of_an_edit_is_a_refusal(desk: Desk) -> None:
    await desk.add(EffectKind.POST, "o1", slot="card:INC-12", body=POST)
    await desk.deliver("o1")
    desk.fault("chat.update", "error", code="cant_update_message")
    await desk.add(EffectKind.POST, "o2", slot="card:INC-12", body=POST)

    assert (await desk.deliver("o2")).state is EffectState.DEAD


async def test_a_room_that_is_not_there_gets_nothing_and_nobody_waits(desk: Desk) -> None:
    await desk.add(EffectKind.POST, body=POST | {"room": "nowhere"})

    assert (await desk.deliver()).state is EffectState.DONE


async def test_a_whisper_is_tried_twice_at_most(desk: Desk) -> None:
    await desk.add(EffectKind.WHISPER, person=ANA, body=POST | {"text": "psst"})
    for _ in range(4):
        desk.fault("chat.postEphemeral")

    await desk.deliver()
    for _ in range(4):
        found = await desk.again()

    assert found.state is EffectState.DONE
    assert (await desk.texts()).count("psst") <= 3


async def test_a_direct_message_is_sent_once(desk: Desk) -> None:
    await desk.add(EffectKind.DIRECT, person=ANA, body={"text": "you"})
    desk.fault("chat.postMessage")

    await desk.deliver()
    await desk.again()

    assert await desk.texts("@bot") == ["you"]


async def test_a_word_that_something_is_late_is_dropped_once_it_came_through(desk: Desk) -> None:
    await desk.add(EffectKind.POST, "o1", body=POST)
    await desk.deliver("o1")
    await desk.add(EffectKind.DIRECT, "o2", person=ANA, body={"text": "late", "about": "o1"})

    assert (await desk.deliver("o2")).state is EffectState.DONE
    assert await desk.texts("@bot") == []


# Answers ------------------------------------------------------------------------------------------------


def answer(url: str = "", **more: Any) -> dict[str, Any]:
    return {
        "url": url,
        "text": "answer",
        "blocks": [],
        "public": False,
        "replace": False,
        "channel": "",
        "thread": "",
    } | more


async def test_an_answer_whose_url_is_used_up_becomes_a_direct_message(desk: Desk) -> None:
    await desk.add(EffectKind.ANSWER, person=ANA, body=answer(f"{desk.sandbox.url}/response/T0/unknown"))

    assert (await desk.deliver()).state is EffectState.DONE
    assert await desk.texts("@bot") == ["answer"]


async def test_an_answer_that_may_have_been_heard_follows_directly(desk: Desk) -> None:
    await desk.add(EffectKind.ANSWER, person=ANA, body=answer(f"{desk.sandbox.url}/response/T0/unknown"))
    desk.fault("response_url")

    first, second = await desk.deliver(), await desk.again()

    assert (first.uncertain, second.state) == (True, EffectState.DONE)
    assert await desk.texts("@bot") == ["answer"]


async def test_an_answer_url_that_nobody_serves_is_tried_again(desk: Desk) -> None:
    await desk.add(EffectKind.ANSWER, person=ANA, body=answer(refusing()))

    found = await desk.deliver()

    assert (found.state, found.uncertain) == (EffectState.NEW, False)


async def test_a_mention_is_answered_in_its_thread(desk: Desk) -> None:
    ts = await desk.ana.post(desk.room, "@Tocsin svc pay")
    await desk.add(EffectKind.ANSWER, person=ANA, body=answer(channel=desk.room, thread=ts))

    await desk.deliver()

    last = (await desk.ana.messages(desk.room))[-1]
    assert (last["text"], last["thread_ts"]) == ("answer", ts)


# Channels, pins, files ----------------------------------------------------------------------------------


async def test_a_name_that_a_stranger_has_is_not_taken_from_them(desk: Desk) -> None:
    await desk.ana.do("channel", do="create", name="inc-12-x")
    await desk.add(EffectKind.CHANNEL, OPENING, body={"name": "inc-12-x", "number": 12})

    await desk.deliver(OPENING)

    known = desk.rows.read(incidents.get, "INC-12")
    assert known is not None
    assert known.channel_name == "inc-12-x-2"


async def test_a_channel_whose_answer_was_lost_is_adopted(desk: Desk) -> None:
    await desk.add(EffectKind.CHANNEL, OPENING, body={"name": "inc-12-x", "number": 12})
    desk.fault("conversations.create")

    await desk.deliver(OPENING)
    await desk.again(OPENING)

    known = desk.rows.read(incidents.get, "INC-12")
    assert known is not None
    assert known.channel_name == "inc-12-x"
    rooms = (await desk.ana.look("state"))["channels"]
    assert [each["name"] for each in rooms if each["name"].startswith("inc-12-x")] == ["inc-12-x"]


async def test_another_refusal_of_a_channel_is_a_refusal(desk: Desk) -> None:
    await desk.add(EffectKind.CHANNEL, OPENING, body={"name": "inc-12-x", "number": 12}, person=ANA)
    desk.fault("conversations.create", "error", code="restricted_action")

    assert (await desk.deliver(OPENING)).state is EffectState.DEAD
    assert len(desk.others()) == 1


async def test_a_file_whose_answer_was_lost_is_found(desk: Desk) -> None:
    await desk.add(EffectKind.FILE, body={"name": "a.md", "title": "INC-12", "content": "# A"})
    desk.fault("files.completeUploadExternal")

    await desk.deliver()
    found = await desk.again()

    assert found.state is EffectState.DONE
    assert len(await desk.ana.files(desk.room)) == 1


async def test_people_topic_and_pin_follow(desk: Desk) -> None:
    await desk.add(EffectKind.POST, "o1", slot="card:INC-12", body=POST)
    await desk.deliver("o1")
    await desk.add(EffectKind.INVITE, "o2", body={"people": [BO]})
    await desk.add(EffectKind.TOPIC, "o3", body={"topic": "INC-12 · SEV3"})

    states = [(await desk.deliver(id)).state for id in ("o2", "o3")]

    shown = await desk.ana.look("channel", channel=desk.room)
    assert states == [EffectState.DONE, EffectState.DONE]
    assert shown["channel"]["topic"] == "INC-12 · SEV3"


# Given up -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(trouble.PERMANENT)[:4])
async def test_what_slack_will_say_again_is_given_up_at_once_and_told(desk: Desk, code: str) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"}, person=ANA)
    desk.fault("conversations.setTopic", "error", code=code)

    found = await desk.deliver()

    assert (found.state, found.why) == (EffectState.DEAD, code)
    assert len(desk.others()) == 1


async def test_where_nobody_asked_the_lead_is_told(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"})
    desk.fault("conversations.setTopic", "error", code="restricted_action")

    await desk.deliver()

    waiting = desk.rows.read(outbox.ready, desk.now + HOUR)
    assert [each.effect.person for each in waiting] == [BO]


async def test_that_a_channel_is_closed_is_told_once_whatever_says_so(desk: Desk) -> None:
    for name in ("o1", "o2"):
        await desk.add(EffectKind.TOPIC, id=name, body={"topic": "x"})
        desk.fault("conversations.setTopic", "error", code="is_archived")
        await desk.deliver(name)

    assert desk.others() == []
    for _ in range(2):
        await rooms.found_closed(desk.bot, {"incident": "INC-12", "why": "archived"})
    waiting = desk.rows.read(outbox.ready, desk.now + HOUR)
    assert [(e.effect.person, e.effect.body["text"].split(",")[0]) for e in waiting] == [
        (BO, f"🗄️ Somebody archived <#{desk.room}>")
    ]


async def refused_pin(desk: Desk) -> Pending:
    """A pin that Slack refuses as it does in an archived channel, until it is given up."""
    found = await desk.add(EffectKind.PIN, body={"channel": desk.room, "ts": "1700000000.000100"})
    for _ in range(4):
        if found.state is EffectState.DEAD:
            break
        desk.fault("pins.add", "error", code="restricted_action")
        found = await desk.again()
    return found


async def test_a_refused_pin_waits_for_the_event_that_says_why(desk: Desk) -> None:
    found = await refused_pin(desk)

    assert (found.state, found.refusals) == (EffectState.DEAD, 2)
    assert [text for text in desk.others() if "I could not pin the card" in text] != []


async def test_of_what_is_closed_after_its_incident_nobody_hears(desk: Desk) -> None:
    over = incident(channel=desk.room, channel_name="inc-12", lead=BO, status=Status.CANCELLED)
    await desk.rows.run(incidents.save, over)

    found = await refused_pin(desk)

    assert found.state is EffectState.DEAD
    assert desk.others() == []


async def test_an_answer_that_is_given_up_is_told_whole(desk: Desk) -> None:
    await desk.add(EffectKind.ANSWER, person=ANA, body=answer(channel="C0NOWHERE", thread="1.1"))

    assert (await desk.deliver()).state is EffectState.DEAD
    assert desk.others() == ["answer"]


async def test_an_incident_without_a_channel_cannot_be_spoken_in(desk: Desk) -> None:
    await desk.rows.run(incidents.save, incident(13))
    await desk.add(EffectKind.TOPIC, incident="INC-13", body={"topic": "x"})

    found = await desk.deliver()

    assert (found.state, found.why) == (EffectState.DEAD, "INC-13 has no channel")


async def test_other_refusals_are_tried_ten_times(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"})
    desk.sandbox.faults.add({"match": "conversations.setTopic", "kind": "error", "code": "odd"})

    states = [(await desk.deliver()).state]
    states += [(await desk.again()).state for _ in range(9)]

    assert states == [EffectState.NEW] * 9 + [EffectState.DEAD]


async def test_after_a_day_it_is_given_up(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"})
    desk.sandbox.faults.add({"match": "conversations.setTopic", "kind": "refuse"})
    await desk.deliver()
    desk.sandbox.clock.advance(86_500)

    found = await desk.deliver()

    assert found.state is EffectState.DEAD
    assert found.why.startswith("not delivered in 24 hours: ")


async def test_a_fault_of_ours_is_tried_again_and_given_up_in_the_end(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"})
    for _ in range(10):
        await desk.rows.run(outbox.sending, "o1", desk.now)
        await trouble.failed(desk.bot, desk.found(), "KeyError")
        desk.sandbox.clock.advance(120)

    assert (desk.found().state, desk.found().why) == (EffectState.DEAD, "KeyError")


async def test_what_was_given_up_can_be_taken_up_again_once(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "again"})
    desk.fault("conversations.setTopic", "error", code="is_archived")
    await desk.deliver()

    ask = Ask(ANA, GENERAL, "", desk.now, "button", key="k1")
    await trouble.try_again(desk.bot, ask, "o1")
    with pytest.raises(Refusal, match="That was done in the meantime"):
        await trouble.try_again(desk.bot, Ask(ANA, GENERAL, "", desk.now, "button", key="k2"), "o1")

    assert (await desk.deliver()).state is EffectState.DONE


async def test_what_is_being_sent_elsewhere_is_left_alone(desk: Desk) -> None:
    pending = await desk.add(EffectKind.POST, body=POST)
    await desk.deliver()

    await sending.deliver(desk.bot, pending)

    assert await desk.texts() == ["hello"]


# The watch ----------------------------------------------------------------------------------------------


async def test_what_was_being_sent_and_is_not_any_more_is_looked_for(desk: Desk) -> None:
    await desk.add(EffectKind.POST, body=POST)
    await desk.rows.run(outbox.sending, "o1", desk.now)

    await trouble.watch(desk.bot, ["o1"])
    kept = desk.found()
    await trouble.watch(desk.bot, [])

    assert kept.state is EffectState.SENDING
    assert (desk.found().state, desk.found().uncertain) == (EffectState.NEW, True)


async def test_who_waits_longer_than_a_minute_is_told_once(desk: Desk) -> None:
    await desk.add(EffectKind.TOPIC, body={"topic": "x"}, person=ANA)
    desk.sandbox.clock.advance(61)

    await trouble.watch(desk.bot, [])
    await trouble.watch(desk.bot, [])

    assert len(desk.others()) == 1
