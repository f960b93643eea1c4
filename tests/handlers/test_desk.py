"""The desk: kept before it is done, done once, guarded; what was left lying is taken up or offered."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.domain.keeping import StoreUnavailable
from bot.domain.may import Member, Standing
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.ports import Ask, Bot, Open, Reply
from bot.tasks import TrackedTasks
from handlers.desk import Desk
from handlers.request import Kind, Request, load
from store import inbox, outbox
from store import incident as incidents
from store import member as members
from store.sqlite import Store
from tests import make
from tests.loopback import refusing, serving
from tests.make import NOW, StillClock, incident

KEY = "1.2.trigger"


@pytest.fixture
async def bot(rows: Store) -> AsyncIterator[Bot]:
    """INC-12 in its channel, Ana, and a Slack that nobody reaches."""
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], NOW)
    await rows.run(incidents.save, incident(channel="C12", channel_name="inc-12"))
    async with aiohttp.ClientSession() as session:
        settings = SlackSettings.model_validate({"bot_token": "xoxb-1", "api_url": refusing()})
        yield make.bot(rows, chat=SlackChat(web_client(settings, session)))


@pytest.fixture
def desk(bot: Bot) -> Desk:
    return Desk(bot)


def request(
    kind: Kind, door: str, words: str = "", *, key: str = KEY, channel: str = "C12", **values: str
) -> Request:
    return Request(kind, door, Ask("U0ANA", channel, words, NOW, "test", key=key, values=values))


def broken(key: str = KEY) -> Request:
    """A press without its value: the handler has a bug for it."""
    return request(Kind.BUTTON, "inc_lead_me", key=key)


def state(bot: Bot, key: str = KEY) -> str:
    """How far a kept request is; "" where it was never kept."""
    found = bot.rows.read(inbox.find, key)
    return found[1] if found else ""


def answers(bot: Bot) -> list[str]:
    """The texts on their way."""
    return [str(each.effect.body["text"]) for each in bot.rows.read(outbox.ready, bot.clock.now())]


async def taken_up(desk: Desk, asked: Request) -> None:
    """Take a request up as the clockwork does."""
    await desk.take_up(asked.ask.key, asked.kind, asked.dump())


# Live ---------------------------------------------------------------------------------------------------


async def test_what_writes_is_kept_and_settled(desk: Desk, bot: Bot) -> None:
    answer = await desk.handle(request(Kind.COMMAND, "inc", "note pool is full"))

    assert isinstance(answer, Reply)
    assert "INC-12" in answer.text
    assert state(bot) == "done"


async def test_what_reads_is_not_kept(desk: Desk, bot: Bot) -> None:
    answer = await desk.handle(request(Kind.COMMAND, "inc", "timeline"))

    assert isinstance(answer, Reply)
    assert state(bot) == ""


async def test_a_refusal_settles_too(desk: Desk, bot: Bot) -> None:
    answer = await desk.handle(request(Kind.COMMAND, "inc", "status closed"))

    assert isinstance(answer, Reply)
    assert "from there it can go to" in answer.text
    assert state(bot) == "done"


async def test_a_repeat_is_answered_with_nothing(desk: Desk, bot: Bot) -> None:
    asked = request(Kind.COMMAND, "inc", "note pool is full")

    first, second = await desk.handle(asked), await desk.handle(asked)

    assert (bool(first), second) == (True, None)
    assert len(bot.rows.read(incidents.events, "INC-12")) == 1


async def test_a_guest_is_told_and_nothing_is_done(desk: Desk, bot: Bot, rows: Store) -> None:
    await rows.run(members.keep, [Member("U0ANA", Standing.GUEST)], NOW)

    answer = await desk.handle(request(Kind.COMMAND, "inc", "note pool is full"))

    assert isinstance(answer, Reply)
    assert answer.text.startswith("Tocsin works for full members of this workspace, not for guests")
    assert bot.rows.read(incidents.events, "INC-12") == ()


async def test_the_log_has_one_line_without_a_word_of_what_was_said(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tocsin")

    await desk.handle(request(Kind.COMMAND, "inc", "note the secret is planted"))
    await asyncio.sleep(0)

    (line,) = caplog.messages
    assert line.startswith("command inc note by U0ANA: ok in ")
    assert line.endswith(" ms")


# A bug --------------------------------------------------------------------------------------------------


async def test_a_bug_is_apologised_for_logged_with_its_traceback_and_tried_again(
    desk: Desk, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await desk.handle(broken())

    assert isinstance(answer, Reply)
    reference = answer.text.split("`")[1]
    assert answer.text == (
        f"Something went wrong on our side (reference `{reference}`). It is kept, and I try again by myself."
    )
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert record.getMessage() == f"request inc_lead_me failed, reference {reference}: KeyError"
    assert record.exc_info
    assert state(bot) == "new"


async def test_the_same_bug_again_has_the_same_reference_and_no_second_traceback(
    desk: Desk, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.handle(broken())
    await taken_up(desk, broken())

    first, second = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert second.getMessage() == first.getMessage().replace("failed", "failed again")
    assert not second.exc_info
    assert answers(bot) == []


async def test_a_bug_in_a_look_up_has_changed_nothing(desk: Desk, bot: Bot) -> None:
    answer = await desk.handle(request(Kind.BUTTON, "help_on"))

    assert isinstance(answer, Reply)
    assert answer.text.endswith("Nothing was changed.")
    assert state(bot) == ""


async def test_nothing_is_running_after_a_bug(desk: Desk) -> None:
    await desk.handle(broken())

    assert not desk.runs(KEY)


# Taken up -----------------------------------------------------------------------------------------------


async def kept(bot: Bot, asked: Request) -> Request:
    """Kept, as if we had been killed right after."""
    await bot.rows.run(inbox.accept, asked.ask.key, asked.kind, asked.dump(), NOW)
    return asked


async def test_what_was_left_lying_is_done_and_answered(desk: Desk, bot: Bot) -> None:
    asked = await kept(bot, request(Kind.COMMAND, "inc", "note pool is full"))

    await taken_up(desk, asked)

    assert state(bot) == "done"
    assert [text[:5] for text in answers(bot)] == ["Noted"]


async def test_what_was_done_already_is_not_done_again(desk: Desk, bot: Bot) -> None:
    asked = await kept(bot, request(Kind.COMMAND, "inc", "note pool is full"))
    await taken_up(desk, asked)

    await taken_up(desk, asked)

    assert len(bot.rows.read(incidents.events, "INC-12")) == 1
    assert len(answers(bot)) == 1


async def test_an_old_command_is_offered_instead(desk: Desk, bot: Bot) -> None:
    asked = await kept(bot, request(Kind.COMMAND, "inc", "note pool is full"))
    assert isinstance(bot.clock, StillClock)
    bot.clock.time = NOW + timedelta(minutes=11)

    await taken_up(desk, asked)

    (text,) = answers(bot)
    assert text.startswith("You typed `/inc note pool is full` ")
    assert text.endswith("Do it now?")
    assert bot.rows.read(incidents.events, "INC-12") == ()
    assert state(bot) == "done"


async def test_an_old_press_cannot_be_said_again(desk: Desk, bot: Bot) -> None:
    asked = await kept(bot, request(Kind.BUTTON, "inc_lead_me", value="INC-12"))
    assert isinstance(bot.clock, StillClock)
    bot.clock.time = NOW + timedelta(minutes=11)

    await taken_up(desk, asked)

    (text,) = answers(bot)
    assert text.endswith("was not carried out: I was away. Please ask again.")


async def test_an_old_event_is_carried_out(desk: Desk, bot: Bot) -> None:
    asked = await kept(bot, request(Kind.EVENT, "channel_rename", name="inc-12-renamed"))
    assert isinstance(bot.clock, StillClock)
    bot.clock.time = NOW + timedelta(days=1)

    await taken_up(desk, asked)

    found = bot.rows.read(incidents.get, "INC-12")
    assert found is not None
    assert found.channel_name == "inc-12-renamed"


def test_a_request_is_kept_whole() -> None:
    asked = request(Kind.FORM, "declare", "words", value="<&>")

    assert load(asked.kind, asked.dump()) == asked


# Forms that Slack does not open -------------------------------------------------------------------------


@pytest.mark.parametrize("trigger", ["", "1.2.gone"])
async def test_a_form_that_did_not_open_is_offered_by_a_button(desk: Desk, bot: Bot, trigger: str) -> None:
    asked = request(Kind.MENTION, "tocsin", "inc", trigger=trigger)

    await desk.open(asked, Open("note", {"incident": "INC-12"}))

    (offer,) = bot.rows.read(outbox.ready, NOW)
    (button,) = [
        each
        for block in offer.effect.body["blocks"]
        for each in block.get("elements", ())
        if "action_id" in each
    ]
    assert button["action_id"] == "form_open"
    assert "INC-12" in button["value"]


async def test_nothing_to_deliver_is_nothing(desk: Desk, bot: Bot) -> None:
    await desk.deliver(request(Kind.EVENT, "reaction_added"), None)

    assert answers(bot) == []


async def test_an_answer_is_brought_durably(desk: Desk, bot: Bot) -> None:
    asked = request(Kind.BUTTON, "svc_show", key="another")

    await desk.deliver(asked, Reply("hello"))
    await desk.deliver(asked, Reply("hello"))

    assert answers(bot) == ["hello"]
    assert isinstance(bot.tasks, TrackedTasks)
    await bot.tasks.settle()


# Slow, and unsaved --------------------------------------------------------------------------------------


@asynccontextmanager
async def asked_who(bot: Bot, may_say: asyncio.Event, heard: asyncio.Event) -> AsyncIterator[Bot]:
    """A Slack that says who somebody is when it may, and not before; `heard` that it was asked."""

    async def told(_: web.Request) -> web.Response:
        heard.set()
        await may_say.wait()
        return web.json_response({"ok": True, "user": {"id": "U0BO", "team_id": "T1"}})

    async with serving([web.get("/users.info", told)]) as url, aiohttp.ClientSession() as session:
        settings = SlackSettings.model_validate({"bot_token": "xoxb-1", "api_url": f"{url}/"})
        yield replace(bot, chat=SlackChat(web_client(settings, session), "T1"))


async def test_what_takes_long_is_kept_said_to_go_on_and_answered_later(bot: Bot) -> None:
    asked = request(Kind.COMMAND, "inc", "note pool is full")
    from_bo = replace(asked, ask=replace(asked.ask, person="U0BO"))
    may_say, heard = asyncio.Event(), asyncio.Event()
    async with asked_who(bot, may_say, heard) as slow:
        answer = await Desk(slow, budget=0).handle(from_bo)
        meanwhile = state(bot)
        may_say.set()
        assert isinstance(bot.tasks, TrackedTasks)
        await bot.tasks.settle()

    assert (answer, meanwhile) == (Reply("Still working on it; the answer follows here."), "new")
    assert [text[:5] for text in answers(bot)] == ["Noted"]
    assert state(bot) == "done"


async def test_a_second_delivery_waits_for_nothing_while_the_first_is_carried_out(bot: Bot) -> None:
    asked = request(Kind.COMMAND, "inc", "note pool is full")
    from_bo = replace(asked, ask=replace(asked.ask, person="U0BO"))
    may_say, heard = asyncio.Event(), asyncio.Event()
    async with asked_who(bot, may_say, heard) as slow:
        desk = Desk(slow)
        first = asyncio.ensure_future(desk.handle(from_bo))
        await heard.wait()
        second = await desk.handle(from_bo)
        may_say.set()
        answer = await first

    assert (isinstance(answer, Reply), second) == (True, None)
    assert len(bot.rows.read(incidents.events, "INC-12")) == 1


async def test_what_is_changed_at_once_is_one_commit(desk: Desk, rows: Store) -> None:
    commits: list[bool] = []
    rows.on_commit(lambda: commits.append(True))

    await desk.handle(request(Kind.COMMAND, "inc", "note pool is full"))

    assert len(commits) == 1


async def test_what_can_be_neither_done_nor_kept_is_said_so(desk: Desk, rows: Store) -> None:
    rows.close()

    answer = await desk.handle(request(Kind.COMMAND, "inc", "note pool is full"))

    assert answer == Reply("Not saved, nothing changed, please repeat in a minute. (the store is closed)")


async def test_where_nothing_can_be_kept_a_person_is_told_past_the_outbox(
    desk: Desk, bot: Bot, rows: Store, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []

    async def take(request: web.Request) -> web.Response:
        said.append(str((await request.json())["text"]))
        return web.Response()

    rows.close()
    async with serving([web.post("/a", take)]) as url:
        asked = request(Kind.BUTTON, "inc_note_form", trigger="1.2.x")
        heard = replace(asked, ask=replace(asked.ask, answer_url=f"{url}/a"))
        unheard = replace(asked, ask=replace(asked.ask, answer_url=refusing()))
        for each in (heard, unheard, asked):
            await desk.open(each, Open("note", {"incident": "INC-12"}))

    assert [text[:9] for text in said] == ["Not saved"]
    assert [message[:50] for message in caplog.messages] == [
        "nothing can be kept, and the person could not be t"
    ]


async def test_a_request_that_cannot_be_settled_now_is_answered_all_the_same(
    desk: Desk, bot: Bot, rows: Store
) -> None:
    asked = request(Kind.COMMAND, "inc", "status closed")
    await bot.rows.run(inbox.accept, KEY, "command", asked.dump(), NOW)
    rows.close()

    await taken_up_quietly(desk, asked)

    assert not desk.runs(KEY)


async def taken_up_quietly(desk: Desk, asked: Request) -> None:
    """Take a request up where the database is gone; what can't be read is raised to the clockwork."""
    with pytest.raises(StoreUnavailable):
        await taken_up(desk, asked)
