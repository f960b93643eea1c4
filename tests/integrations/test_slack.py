"""Slack as the way out: each method through the real SDK, and each way of failing in our words."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.domain.may import Member, Standing
from bot.integrations.slack import SlackChat, SlackSettings, web_client
from bot.integrations.slack_answers import asked, waiting
from bot.ports import Posted, Rejected, Reply, Unreachable, Upload
from bot.sandbox.clock import SandboxClock
from bot.sandbox.person import Person
from bot.sandbox.server import BOT_TOKEN, Rules, Sandbox
from bot.sandbox.slack.world import BOT_USER
from tests.loopback import refusing, serving
from tests.sandbox.conftest import ANA, BO, GENERAL, GUEST, Few, manifest

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SECTION = ({"type": "section", "text": {"type": "mrkdwn", "text": "hello"}},)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Slack without rate limits; the bot is in no channel yet."""
    rules = Rules(ack_seconds=0.5, rate_limits=False)
    async with Sandbox(Few(), manifest=manifest(), clock=SandboxClock(), rules=rules) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def chat(sandbox: Sandbox, session: aiohttp.ClientSession) -> SlackChat:
    """The port, built as the bot builds it."""
    return over(sandbox.api_url, session)


@pytest.fixture
async def room(chat: SlackChat) -> str:
    """A channel of the bot's own, with Ana in it."""
    channel = await chat.open_channel("inc-1-x")
    await chat.invite(channel, [ANA])
    return channel


@pytest.fixture
async def ana(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, ANA) as person:
        yield person


def over(url: str, session: aiohttp.ClientSession) -> SlackChat:
    """The port on a Slack at that address."""
    settings = SlackSettings.model_validate({"bot_token": BOT_TOKEN, "api_url": url})
    return SlackChat(web_client(settings, session))


# What each method does ----------------------------------------------------------------------------------


async def test_a_message_is_posted_edited_and_found_by_its_mark(
    chat: SlackChat, room: str, ana: Person
) -> None:
    ts = await chat.post(room, "hello", SECTION, outbox_id="o-1")
    await chat.edit(room, ts, "better", ())

    assert (await ana.messages(room))[-1]["text"] == "better"
    assert await chat.find_post(room, "o-1", LONG_AGO) == ts
    assert await chat.find_post(room, "o-2", LONG_AGO) is None
    assert await chat.find_post(room, "o-1", datetime.now(UTC) + timedelta(hours=1)) is None


async def test_a_mark_is_found_behind_many_pages(chat: SlackChat, room: str) -> None:
    first = await chat.post(room, "the first", (), outbox_id="o-first")
    for n in range(205):
        await chat.post(room, f"{n}", (), outbox_id=f"o-{n}")

    assert await chat.find_post(room, "o-first", LONG_AGO) == first


async def test_a_reply_in_a_thread_is_found_there(chat: SlackChat, room: str) -> None:
    parent = await chat.post(room, "parent", (), outbox_id="o-1")

    reply = await chat.post(room, "reply", (), outbox_id="o-2", thread=parent)

    assert await chat.find_post(room, "o-2", LONG_AGO, thread=parent) == reply
    found = await chat.message(room, reply)
    assert found is not None
    assert (found.text, found.person) == ("reply", BOT_USER)


async def test_only_one_person_sees_a_whisper(
    sandbox: Sandbox, chat: SlackChat, room: str, ana: Person
) -> None:
    await chat.invite(room, [BO])

    await chat.whisper(room, ANA, "psst", ())

    async with Person(sandbox.url, BO) as bo:
        assert [m["text"] for m in await ana.messages(room) if m.get("ephemeral")] == ["psst"]
        assert [m["text"] for m in await bo.messages(room) if m.get("ephemeral")] == []


async def test_a_message_is_read_decoded_with_its_time_and_link(
    sandbox: Sandbox, chat: SlackChat, room: str, ana: Person
) -> None:
    ts = await ana.post(room, "A & B <x>")

    found = await chat.message(room, ts)

    assert isinstance(found, Posted)
    assert (found.person, found.text) == (ANA, "A & B <x>")
    assert found.at.timestamp() == pytest.approx(float(ts))
    assert found.link.startswith(f"{sandbox.url}/archives/{room}/p")


async def test_a_message_that_is_gone_is_none(chat: SlackChat, room: str) -> None:
    await chat.post(room, "hello", (), outbox_id="o-1")

    assert await chat.message(room, "1.000001") is None


async def test_a_channel_is_ours_only_where_we_made_it_since_then(
    chat: SlackChat, room: str, ana: Person
) -> None:
    await ana.do("channel", do="create", name="inc-2-y")

    assert await chat.find_channel("inc-1-x", LONG_AGO) == room
    assert await chat.find_channel("inc-1-x", datetime.now(UTC) + timedelta(hours=1)) is None
    assert await chat.find_channel("inc-2-y", LONG_AGO) is None


async def test_who_is_there_already_is_invited_without_complaint(chat: SlackChat, room: str) -> None:
    await chat.invite(room, [ANA])
    await chat.invite(room, [BOT_USER])
    with pytest.raises(Rejected):
        await chat.invite("C0NOWHERE", [ANA])


async def test_topic_and_pin_are_set_and_a_second_pin_is_fine(
    chat: SlackChat, room: str, ana: Person
) -> None:
    ts = await chat.post(room, "card", (), outbox_id="o-1")

    await chat.set_topic(room, "INC-1 · SEV3")
    await chat.pin(room, ts)
    await chat.pin(room, ts)

    shown = await ana.look("channel", channel=room)
    assert (shown["channel"]["topic"], shown["pins"]) == ("INC-1 · SEV3", [ts])
    with pytest.raises(Rejected):
        await chat.pin(room, "1.000001")


async def test_a_file_is_shared_and_found_again(chat: SlackChat, room: str, ana: Person) -> None:
    file = await chat.upload(room, Upload("inc-1.md", "INC-1 ключ", "# INC-1 ключ\n"))

    (shared,) = await ana.files(room)
    assert (shared["id"], shared["content"]) == (file, "# INC-1 ключ\n")
    assert await chat.find_file(room, "INC-1 ключ", LONG_AGO) == file
    assert await chat.find_file(room, "INC-2", LONG_AGO) is None


async def test_a_file_goes_into_a_thread_and_is_removed_once(chat: SlackChat, room: str, ana: Person) -> None:
    head = await chat.post(room, "the document", (), outbox_id="o-1")

    file = await chat.upload(room, Upload("inc-1.md", "INC-1", "# INC-1", head))
    threads = [message["thread_ts"] for message in await ana.messages(room) if message["files"]]
    await chat.remove_file(file)
    await chat.remove_file(file)

    assert threads == [head]
    assert await ana.files(room) == []
    assert await chat.find_file(room, "INC-1", LONG_AGO) is None


async def test_what_the_bot_said_itself_is_known_as_such(chat: SlackChat, room: str, ana: Person) -> None:
    ours = await chat.post(room, "resolved", (), outbox_id="o-1")
    answer = await chat.post(room, "rolled back", (), outbox_id="o-2", thread=ours)
    theirs = await ana.post(room, "hooray")

    found = [await chat.message(room, ts) for ts in (ours, answer, theirs)]

    assert [posted.ours for posted in found if posted] == [True, True, False]


async def test_a_person_is_written_to_directly(chat: SlackChat, ana: Person) -> None:
    channel = await chat.direct(ANA)

    await chat.post(channel, "just you", (), outbox_id="o-1")

    assert (await ana.messages("@bot"))[-1]["text"] == "just you"


async def test_who_is_who(chat: SlackChat) -> None:
    people, cursor = await chat.members("")

    assert (await chat.member(GUEST)).standing is Standing.GUEST
    assert (await chat.member(ANA)) == Member(ANA, Standing.MEMBER)
    assert cursor == ""
    assert {ANA, BO, GUEST} <= {person.id for person in people}
    with pytest.raises(Rejected) as raised:
        await chat.member("U0NOBODY")
    assert raised.value.code == "user_not_found"


async def test_a_form_needs_a_trigger_that_lives(chat: SlackChat) -> None:
    with pytest.raises(Rejected) as raised:
        title = {"type": "plain_text", "text": "x"}
        await chat.open_view("1.2.x", {"type": "modal", "title": title, "blocks": [{"type": "divider"}]})

    assert raised.value.code == "invalid_trigger_id"


# The answer_url -----------------------------------------------------------------------------------------


async def answered(chat: SlackChat, status: int, **headers: str) -> tuple[Any, BaseException | None]:
    """What arrives at an answer_url that answers so, and what becomes of it."""
    got: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response(status=status, text="used_url", headers=headers)

    async with serving([web.post("/a", take)]) as url:
        try:
            await chat.answer(f"{url}/a", Reply("hi", SECTION, replace=True))
        except (Rejected, Unreachable) as trouble:
            return got, trouble
    return got, None


async def test_an_answer_goes_over_its_url(chat: SlackChat) -> None:
    got, trouble = await answered(chat, 200)

    assert trouble is None
    assert got == [
        {"text": "hi", "response_type": "ephemeral", "replace_original": True, "blocks": list(SECTION)}
    ]


async def test_an_answer_for_all_is_public(chat: SlackChat) -> None:
    got: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response()

    async with serving([web.post("/a", take)]) as url:
        await chat.answer(f"{url}/a", Reply("hi", public=True))

    assert got == [{"text": "hi", "response_type": "in_channel", "replace_original": False}]


@pytest.mark.parametrize("status", [400, 403, 404, 410])
async def test_an_answer_url_that_is_used_up_is_told(chat: SlackChat, status: int) -> None:
    _, trouble = await answered(chat, status)

    assert isinstance(trouble, Rejected)
    assert trouble.code == "expired_url"


@pytest.mark.parametrize(
    ("status", "headers", "uncertain", "wait"),
    [
        (429, {"Retry-After": "7"}, False, 7.0),
        (429, {}, False, None),
        (500, {}, True, None),
        (503, {}, True, None),
    ],
)
async def test_an_answer_url_in_trouble_is_tried_again(
    chat: SlackChat, status: int, headers: dict[str, str], uncertain: bool, wait: float | None
) -> None:
    _, trouble = await answered(chat, status, **headers)

    assert isinstance(trouble, Unreachable)
    assert (trouble.uncertain, trouble.retry_after) == (uncertain, wait)


async def test_an_answer_url_that_nobody_serves_is_unreachable(chat: SlackChat) -> None:
    with pytest.raises(Unreachable) as raised:
        await chat.answer(refusing(), Reply("hi"))

    assert not raised.value.uncertain


async def test_an_answer_url_that_hangs_up_is_uncertain(chat: SlackChat) -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with serving([web.post("/a", cut)]) as url:
        with pytest.raises(Unreachable) as raised:
            await chat.answer(f"{url}/a", Reply("hi"))

    assert raised.value.uncertain


# How calls fail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "rate_limited", "retry_after": 30}, (False, 30.0)),
        ({"kind": "rate_limited", "retry_after": None}, (False, None)),
        ({"kind": "server_error"}, (True, None)),
        ({"kind": "server_error", "code": "502"}, (True, None)),
        ({"kind": "html"}, (True, None)),
        ({"kind": "html", "code": "200"}, (True, None)),
        ({"kind": "html", "code": "404"}, (True, None)),
        ({"kind": "error", "code": "internal_error"}, (True, None)),
        ({"kind": "error", "code": "fatal_error"}, (True, None)),
        ({"kind": "error", "code": "ratelimited"}, (False, None)),
        ({"kind": "drop"}, (True, None)),
        ({"kind": "refuse"}, (True, None)),
    ],
)
async def test_what_may_pass_is_unreachable(
    sandbox: Sandbox, chat: SlackChat, room: str, fault: dict[str, Any], expected: tuple[bool, float | None]
) -> None:
    sandbox.faults.add({"match": "chat.postMessage", **fault})

    with pytest.raises(Unreachable) as raised:
        await chat.post(room, "hello", (), outbox_id="o-1")

    assert (raised.value.uncertain, raised.value.retry_after) == expected
    assert str(raised.value)
    assert BOT_TOKEN not in str(raised.value)


@pytest.mark.parametrize("code", ["channel_not_found", "token_revoked", "a_code_nobody_knows"])
async def test_what_slack_refuses_is_told_in_its_word(sandbox: Sandbox, chat: SlackChat, code: str) -> None:
    sandbox.faults.add({"match": "*", "kind": "error", "code": code})

    with pytest.raises(Rejected) as raised:
        await chat.set_topic(GENERAL, "x")

    assert (raised.value.code, str(raised.value)) == (code, code)


async def test_a_scope_that_is_missing_is_named(session: aiohttp.ClientSession) -> None:
    async with Sandbox(Few(), manifest=manifest(["commands"])) as sandbox:
        with pytest.raises(Rejected) as raised:
            await over(sandbox.api_url, session).open_channel("inc-1-x")

    assert (raised.value.code, str(raised.value)) == (
        "missing_scope",
        "missing_scope (needs channels:manage)",
    )


ODD: list[tuple[str, str, int]] = [
    ("text/plain", "ok", 200),
    ("text/plain", "", 200),
    ("text/plain", "no", 503),
    ("application/json", "[1]", 200),
    ("application/json", "{", 200),
    ("application/json", "null", 200),
    ("application/json", "{}", 200),
    ("application/json", '"ok"', 200),
    ("application/gzip", "", 200),
    ("application/octet-stream", "\x00", 500),
]


@pytest.mark.parametrize(("kind", "body", "status"), ODD)
async def test_what_is_not_slacks_json_is_no_answer(
    session: aiohttp.ClientSession, kind: str, body: str, status: int
) -> None:
    async def odd(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=kind)

    async with serving([web.post("/{method}", odd)]) as url:
        with pytest.raises(Unreachable) as raised:
            await over(url, session).set_topic(GENERAL, "x")

    assert raised.value.uncertain


async def test_where_nobody_listens_nothing_was_done(session: aiohttp.ClientSession) -> None:
    with pytest.raises(Unreachable) as raised:
        await over(refusing(), session).set_topic(GENERAL, "x")

    assert not raised.value.uncertain


async def test_an_answer_that_never_comes_is_uncertain() -> None:
    async def late() -> Any:
        raise TimeoutError

    with pytest.raises(Unreachable) as raised:
        await asked(late())

    assert (str(raised.value), raised.value.uncertain) == ("no answer", True)


@pytest.mark.parametrize("kind", ["server_error", "drop"])
async def test_bytes_that_do_not_get_there_are_unreachable(
    sandbox: Sandbox, chat: SlackChat, room: str, kind: str
) -> None:
    sandbox.faults.add({"match": "upload", "kind": kind})

    with pytest.raises(Unreachable):
        await chat.upload(room, Upload("inc-1.md", "INC-1", "# INC-1"))


async def test_without_a_session_nothing_goes_out(session: aiohttp.ClientSession) -> None:
    chat = over("http://127.0.0.1:1", session)
    await session.close()

    with pytest.raises(Unreachable):
        await chat.answer("http://127.0.0.1:1/", Reply("hi"))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [({}, None), ({"Retry-After": "30"}, 30.0), ({"retry-after": "0"}, 0.0), ({"Retry-After": "soon"}, None)],
)
def test_how_long_slack_asks_us_to_wait(told: dict[str, str], seconds: float | None) -> None:
    assert waiting(told) == seconds


def test_an_address_is_taken_with_and_without_a_slash(session: aiohttp.ClientSession) -> None:
    def made(url: str) -> str:
        return web_client(SlackSettings(bot_token=SecretStr("xoxb-1"), api_url=url), session).base_url

    assert made("http://127.0.0.1:9/api") == made("http://127.0.0.1:9/api/") == "http://127.0.0.1:9/api/"
    assert (
        web_client(SlackSettings(bot_token=SecretStr("xoxb-1")), session).base_url == "https://slack.com/api/"
    )
