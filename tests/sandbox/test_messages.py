"""Messages through the real SDK and as a person sees them: posted, edited, threaded, and whom they page."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import ANA, BO, GENERAL
from tests.sandbox.parts import actions, button, mrkdwn, plain, section

MARK = {"event_type": "tocsin", "event_payload": {"outbox_id": "7"}}


@pytest.fixture(autouse=True)
async def joined(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)


async def test_metadata_comes_back_only_when_asked_for(slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=GENERAL, text="x", metadata=MARK)

    without = (await slack.conversations_history(channel=GENERAL, limit=1))["messages"][0]
    with_it = (await slack.conversations_history(channel=GENERAL, limit=1, include_all_metadata=True))[
        "messages"
    ][0]

    assert "metadata" not in without
    assert with_it["metadata"] == MARK


async def test_history_comes_newest_first_in_pages(slack: AsyncWebClient) -> None:
    for number in range(5):
        await slack.chat_postMessage(channel=GENERAL, text=str(number))

    texts: list[str] = []
    cursor, pages = "", 0
    while pages == 0 or cursor:
        answer = await slack.conversations_history(channel=GENERAL, limit=2, cursor=cursor)
        texts += [message["text"] for message in answer["messages"]]
        cursor = answer["response_metadata"]["next_cursor"] if answer["has_more"] else ""
        pages += 1

    assert texts == ["4", "3", "2", "1", "0", "<@U0SANDBOX> has joined the channel"]
    assert pages == 3


@pytest.mark.parametrize(("inclusive", "expected"), [(False, ["2"]), (True, ["3", "2", "1"])])
async def test_history_can_be_bounded(slack: AsyncWebClient, inclusive: bool, expected: list[str]) -> None:
    ts = [(await slack.chat_postMessage(channel=GENERAL, text=str(n)))["ts"] for n in range(1, 4)]

    answer = await slack.conversations_history(
        channel=GENERAL, oldest=ts[0], latest=ts[2], inclusive=inclusive
    )

    assert [message["text"] for message in answer["messages"]] == expected


async def test_replies_stand_in_their_thread_and_not_in_history(slack: AsyncWebClient) -> None:
    parent = (await slack.chat_postMessage(channel=GENERAL, text="parent"))["ts"]
    reply = (await slack.chat_postMessage(channel=GENERAL, text="reply", thread_ts=parent))["ts"]
    await slack.chat_postMessage(channel=GENERAL, text="loud", thread_ts=parent, reply_broadcast=True)

    history = (await slack.conversations_history(channel=GENERAL, limit=2))["messages"]
    thread = (await slack.conversations_replies(channel=GENERAL, ts=parent))["messages"]
    alone = (await slack.conversations_replies(channel=GENERAL, ts=reply))["messages"]

    assert [message["text"] for message in history] == ["loud", "parent"]
    assert [message["text"] for message in thread] == ["parent", "reply", "loud"]
    assert [message["text"] for message in alone] == ["reply"]
    assert thread[0]["reply_count"] == 2


async def test_a_reply_cannot_be_replied_to(slack: AsyncWebClient) -> None:
    parent = (await slack.chat_postMessage(channel=GENERAL, text="parent"))["ts"]
    reply = (await slack.chat_postMessage(channel=GENERAL, text="reply", thread_ts=parent))["ts"]

    with pytest.raises(SlackApiError, match="cannot_reply_to_message"):
        await slack.chat_postMessage(channel=GENERAL, text="x", thread_ts=reply)


async def test_an_edit_with_text_alone_takes_the_blocks_away(slack: AsyncWebClient, ana: Person) -> None:
    ts = (await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[section()]))["ts"]

    await slack.chat_update(channel=GENERAL, ts=ts, text="new words")

    message = await ana.sees("#general", "new words")
    assert (message["text"], message["blocks"], message["edited"]) == ("new words", [], True)


async def test_an_edit_replaces_and_pages_nobody(slack: AsyncWebClient, ana: Person) -> None:
    ts = (await slack.chat_postMessage(channel=GENERAL, text="x"))["ts"]

    await slack.chat_update(channel=GENERAL, ts=ts, text="<!channel> <@U0ANA>", metadata=MARK)

    message = await ana.sees("#general", "@channel @ana")
    assert (message["notified"], message["metadata"]) == ([], MARK)


async def test_a_bot_cannot_edit_what_others_wrote(slack: AsyncWebClient, ana: Person) -> None:
    ts = await ana.post("#general", "mine")

    with pytest.raises(SlackApiError, match="cant_update_message"):
        await slack.chat_update(channel=GENERAL, ts=ts, text="yours")


async def test_only_one_person_sees_an_ephemeral(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    await slack.chat_postEphemeral(channel=GENERAL, user=ANA, text="psst <!channel>")

    async with Person(sandbox.url, BO) as bo:
        others = [message["rendered"] for message in await bo.messages("#general")]
    history = (await slack.conversations_history(channel=GENERAL))["messages"]
    message = await ana.sees("#general", "psst")
    assert (message["ephemeral"], message["notified"]) == (True, [])
    assert not any("psst" in text for text in [*others, *(m["text"] for m in history)])


async def test_a_person_can_be_written_to_by_their_id(slack: AsyncWebClient, ana: Person) -> None:
    answer = await slack.chat_postMessage(channel=ANA, text="hello")

    assert answer["channel"] == "D0ANA"
    assert (await ana.sees("@bot", "hello"))["bot"] is True


async def test_a_permalink_names_the_thread_of_a_reply(slack: AsyncWebClient, sandbox: Sandbox) -> None:
    parent = (await slack.chat_postMessage(channel=GENERAL, text="parent"))["ts"]
    reply = (await slack.chat_postMessage(channel=GENERAL, text="reply", thread_ts=parent))["ts"]

    links = [
        (await slack.chat_getPermalink(channel=GENERAL, message_ts=ts))["permalink"] for ts in (parent, reply)
    ]

    base = f"{sandbox.url}/archives/{GENERAL}/p"
    assert links == [
        base + parent.replace(".", ""),
        f"{base}{reply.replace('.', '')}?thread_ts={parent}&cid={GENERAL}",
    ]


@pytest.mark.parametrize(
    ("sent", "paged"),
    [
        ({"text": "<!channel> now"}, ["channel"]),
        ({"text": "<!here|here>"}, ["here"]),
        ({"text": "&lt;!channel&gt; and @channel"}, []),
        ({"text": "<@U0ANA> and <@U0BO|bo>, <@U0ANA>"}, ["U0ANA", "U0BO"]),
        ({"text": "<!subteam^S123|@oncall>"}, ["S123"]),
        ({"text": "<#C0GENERAL>"}, []),
        ({"text": "x", "blocks": [section(text=mrkdwn("<!everyone>"))]}, ["everyone"]),
        ({"text": "x", "blocks": [section(text=plain("<!everyone>"))]}, []),
        ({"text": "x", "blocks": [{"type": "header", "text": plain("<!channel>")}]}, []),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "<!channel>"}]}, ["channel"]),
        ({"text": "x", "blocks": [{"type": "context", "elements": [mrkdwn("<!here>")]}]}, ["here"]),
        ({"text": "x", "blocks": [section(fields=[mrkdwn("<@U0BO>")])]}, ["U0BO"]),
        ({"text": "x", "blocks": [actions(button("<!channel>", value="<!channel>"))]}, []),
        (
            {"text": "x", "blocks": [{"type": "image", "image_url": "https://a.b", "alt_text": "<!here>"}]},
            ["here"],
        ),
    ],
)
async def test_who_is_paged(
    slack: AsyncWebClient, ana: Person, sent: dict[str, Any], paged: list[str]
) -> None:
    ts = (await slack.chat_postMessage(channel=GENERAL, **sent))["ts"]

    message = next(m for m in await ana.messages("#general") if m["ts"] == ts)

    assert message["notified"] == paged


@pytest.mark.parametrize(
    ("element", "paged"),
    [
        ({"type": "user", "user_id": "U0ANA"}, ["U0ANA"]),
        ({"type": "broadcast", "range": "channel"}, ["channel"]),
        ({"type": "usergroup", "usergroup_id": "S1"}, ["S1"]),
        ({"type": "text", "text": "<!channel>"}, []),
    ],
)
async def test_who_is_paged_by_rich_text(
    slack: AsyncWebClient, ana: Person, element: dict[str, Any], paged: list[str]
) -> None:
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}
    await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[block])

    message = (await ana.messages("#general"))[-1]

    assert message["notified"] == paged


async def test_a_person_edits_and_deletes_only_their_own(slack: AsyncWebClient, ana: Person) -> None:
    mine = await ana.post("#general", "mine")
    bots = (await slack.chat_postMessage(channel=GENERAL, text="bot's"))["ts"]

    await ana.do("edit", channel=GENERAL, ts=mine, text="changed")
    with pytest.raises(Refusal, match="cant_update_message"):
        await ana.do("delete", channel=GENERAL, ts=bots)
    changed = await ana.sees("#general", "changed")
    await ana.do("delete", channel=GENERAL, ts=mine)

    assert changed["edited"] is True
    assert mine not in [message["ts"] for message in await ana.messages("#general")]


async def test_reactions_are_counted_once_a_person(slack: AsyncWebClient, ana: Person) -> None:
    ts = await ana.post("#general", "look")
    await ana.react("#general", ts, "pushpin")
    with pytest.raises(Refusal, match="already_reacted"):
        await ana.react("#general", ts, ":pushpin:")

    told = (await slack.reactions_get(channel=GENERAL, timestamp=ts))["message"]["reactions"]
    await ana.react("#general", ts, "pushpin", remove=True)
    after = (await slack.reactions_get(channel=GENERAL, timestamp=ts))["message"]

    assert told == [{"name": "pushpin", "users": [ANA], "count": 1}]
    assert "reactions" not in after
