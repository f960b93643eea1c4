"""Bolt in between: everything is acknowledged, answers travel as they should, twice is once."""

import json
import sqlite3
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.may import Member, Standing
from bot.ports import Bot
from bot.tasks import TrackedTasks
from handlers import forms
from handlers.registry import SORRY, Registry
from store import draft as drafts
from store import inbox, outbox
from store import incident as incidents
from store import member as members
from store.sqlite import Store
from tests import make
from tests.handlers.payloads import (
    BOT,
    IDENTITY,
    Json,
    command,
    event,
    mention,
    press,
    shortcut,
    submission,
    suggestion,
)
from tests.make import NOW

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A house where Ana is known."""
    await rows.run(members.keep, [Member("U0ANA", Standing.MEMBER)], NOW)
    return make.bot(rows)


@pytest.fixture
def registry(bot: Bot) -> Registry:
    return Registry(bot, "xoxb-planted", IDENTITY)


async def settle(bot: Bot) -> None:
    """Let what was begun come to its end."""
    assert isinstance(bot.tasks, TrackedTasks)
    await bot.tasks.settle()


async def taken(registry: Registry, payload: Json) -> tuple[int, Any]:
    """Status and body of the acknowledgement."""
    answer = await registry.over_socket(payload)
    body = answer.body
    return answer.status, json.loads(body) if body and body.startswith("{") else body


def waiting(bot: Bot) -> list[str]:
    """The texts of the answers on their way."""
    return [
        str(each.effect.body.get("text"))
        for each in bot.rows.read(outbox.ready, NOW)
        if each.effect.id.startswith("answer:")
    ]


def count(bot: Bot, table: str) -> int:
    def counted(db: sqlite3.Connection) -> int:
        return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])

    return bot.rows.read(counted)


# Acknowledged, whatever it is ---------------------------------------------------------------------------

NOBODYS: list[Json] = [
    {},
    {"type": "of_the_future"},
    command("frobnicate", word="/of-another-app"),
    event("of_the_future"),
    event("message", channel="C0GENERAL", text="chat", ts="1.1"),
    event("message", channel="D1", channel_type="im", subtype="message_changed", ts="1.1"),
    event("reaction_added", user=BOT, reaction="pushpin", item={"channel": "C1", "ts": "1.1"}),
    event("message", bot_id="B1", channel_type="im", channel="D1", ts="1.1"),
    event("tokens_revoked", user=None),
    press("of_an_older_version"),
    press("page_link"),
    shortcut("of_an_older_version"),
    {
        "type": "message_action",
        "callback_id": "x",
        "user": {"id": "U0ANA"},
        "message": {"ts": "1.1", "text": "x"},
    },
    {"type": "view_closed", "view": {}, "user": {"id": "U0ANA"}},
    {"type": "workflow_step_edit"},
]


@pytest.mark.parametrize("payload", NOBODYS)
async def test_what_nobody_handles_is_acknowledged(registry: Registry, bot: Bot, payload: Json) -> None:
    status, body = await taken(registry, payload)
    await settle(bot)

    assert status == 200
    assert body != SORRY
    assert count(bot, "incident") == 0


MALFORMED: list[Json] = [
    {"command": "/inc"},
    {"command": "/inc", "user_id": "U0ANA", "text": ["x"]},
    {"type": "event_callback"},
    {"type": "event_callback", "event": "x"},
    {"type": "event_callback", "event": {"type": "reaction_added", "user": "U0ANA"}},
    {"type": "event_callback", "event": {"type": "app_mention", "user": "U0ANA"}},
    {"type": "block_actions", "user": {"id": "U0ANA"}},
    {"type": "block_actions", "user": {"id": "U0ANA"}, "actions": []},
    {"type": "block_actions", "actions": [{"action_id": "inc_list"}]},
    {"type": "view_submission", "user": {"id": "U0ANA"}, "view": {}},
    {"type": "shortcut", "user": {"id": "U0ANA"}},
    {"type": "block_actions", "user": "U0ANA", "actions": [{"action_id": "inc_list"}]},
]


@pytest.mark.parametrize("payload", MALFORMED)
async def test_what_cannot_be_read_is_acknowledged_with_words_and_logged_once(
    registry: Registry, bot: Bot, payload: Json, caplog: pytest.LogCaptureFixture
) -> None:
    status, body = await taken(registry, payload)

    assert (status, body) == (200, SORRY)
    assert len(caplog.records) == 1
    assert caplog.messages[0].startswith("a request of type ")


async def test_a_select_that_nobody_fills_offers_nothing(registry: Registry) -> None:
    assert await taken(registry, suggestion("of_an_older_version", "x")) == (200, {"options": []})


async def test_a_check_of_the_certificate_is_answered(registry: Registry) -> None:
    answer = await registry.over_http("ssl_check=1&token=x", FORM)

    assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "headers"), [("{", JSON), ("[]", JSON), ("payload=%7B", FORM), ("payload=5", FORM)]
)
async def test_a_body_that_says_nothing_is_the_senders_fault(
    registry: Registry, body: str, headers: dict[str, str]
) -> None:
    answer = await registry.over_http(body, headers)

    assert (answer.status, answer.body) == (400, "unreadable")


async def test_the_address_answers_slacks_challenge(registry: Registry) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})

    answer = await registry.over_http(body, JSON)

    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "abc"})


# Answers ------------------------------------------------------------------------------------------------


async def test_a_look_up_is_answered_in_the_acknowledgement(registry: Registry, bot: Bot) -> None:
    status, body = await taken(registry, command("list"))

    assert status == 200
    assert body == {
        "response_type": "ephemeral",
        "text": "No open incidents. `/inc &lt;title&gt;` declares one.",
        "blocks": [],
    }
    assert count(bot, "inbox") == 0


async def test_a_refusal_is_whispered_escaped(registry: Registry) -> None:
    _, body = await taken(registry, command("audit <!channel>", word="/tocsin"))

    assert body["response_type"] == "ephemeral"
    assert "<!channel>" not in json.dumps(body)


async def test_over_http_a_command_may_hold_any_word(registry: Registry, bot: Bot) -> None:
    body = urlencode(command("payload & co: 100 % <@U0BO>"))

    answer = await registry.over_http(body, FORM)

    assert "INC-1" in json.loads(answer.body)["text"]
    (found,) = bot.rows.read(incidents.open_ones)
    assert found.title == "payload & co: 100 % @U0BO"


async def test_what_is_pressed_is_answered_by_its_own_way(registry: Registry, bot: Bot) -> None:
    status, body = await taken(registry, press("of_an_older_version"))
    await settle(bot)

    assert (status, body) == (200, "")
    assert waiting(bot) == ["That button is of an older version of Tocsin. /tocsin help shows what there is."]


async def test_a_select_is_filled_while_people_type(registry: Registry, bot: Bot) -> None:
    status, body = await taken(registry, suggestion("service", "pay"))

    assert (status, list(body)) == (200, ["options"])


# Once ---------------------------------------------------------------------------------------------------


async def test_the_same_command_twice_declares_once(registry: Registry, bot: Bot) -> None:
    payload = command("checkout 500s")

    first, second = await taken(registry, payload), await taken(registry, payload)

    assert first[1]["text"].startswith("*INC-1* declared: checkout 500s.")
    assert second == (200, "")
    assert count(bot, "incident") == 1


async def test_commands_without_a_trigger_are_not_taken_for_one(registry: Registry, bot: Bot) -> None:
    for title in ("checkout 500s", "search is slow"):
        await taken(registry, command(title, trigger_id=""))

    assert [each.title for each in bot.rows.read(incidents.open_ones)] == ["search is slow", "checkout 500s"]


async def test_a_mention_that_comes_as_two_events_is_answered_once(registry: Registry, bot: Bot) -> None:
    words = f"<@{BOT}> inc new checkout 500s"
    await taken(registry, mention(words, id="Ev1"))
    await taken(registry, mention(words, id="Ev2"))
    await taken(
        registry,
        event("message", id="Ev3", channel="D1", channel_type="im", text="inc new search slow", ts="9.9"),
    )
    await settle(bot)

    assert [each.title for each in bot.rows.read(incidents.open_ones)] == ["search slow", "checkout 500s"]


async def test_an_event_twice_is_kept_once(registry: Registry, bot: Bot) -> None:
    payload = event("channel_rename", channel={"id": "C1", "name": "new"})

    statuses = [(await taken(registry, payload))[0] for _ in range(2)]

    assert statuses == [200, 200]
    assert count(bot, "inbox") == 1


async def test_a_channel_renamed_by_nobody_named_is_known_under_its_new_name(
    registry: Registry, bot: Bot
) -> None:
    await taken(registry, mention(f"<@{BOT}> inc new checkout 500s", id="Ev0"))
    await settle(bot)
    found = bot.rows.read(incidents.open_ones)[0]
    await bot.rows.run(incidents.save, replace(found, channel="C1", channel_name="old"))
    payload = event("channel_rename", channel={"id": "C1", "name": "new"})
    del payload["event"]["user"]

    status, _ = await taken(registry, payload)

    assert (status, bot.rows.read(incidents.open_ones)[0].channel_name) == (200, "new")


# When nothing can be kept -------------------------------------------------------------------------------


@pytest.fixture
def unsaved(rows: Store, registry: Registry) -> Registry:
    """A house whose disk takes nothing any more."""
    rows.close()
    return registry


@pytest.mark.parametrize(
    "payload",
    [event("reaction_added", reaction="pushpin", item={"channel": "C1", "ts": "1.1"}), mention("svc pay")],
)
async def test_what_slack_sends_again_is_not_acknowledged(unsaved: Registry, payload: Json) -> None:
    assert await taken(unsaved, payload) == (503, "")


async def test_a_command_that_was_not_saved_says_so(unsaved: Registry) -> None:
    status, body = await taken(unsaved, command("checkout 500s"))

    assert status == 200
    assert body["text"].startswith("Not saved, nothing changed, please repeat in a minute. (")


async def test_a_look_up_that_cannot_be_read_says_so(unsaved: Registry) -> None:
    status, body = await taken(unsaved, command("list"))

    assert status == 200
    assert body["text"].startswith("I cannot look that up now, please repeat in a minute. (")


async def test_a_form_that_was_not_saved_stays_open(unsaved: Registry) -> None:
    status, body = await taken(unsaved, submission("declare", "d n", title="checkout 500s"))

    assert (status, body) == (200, {"response_action": "errors", "errors": {"title": forms.UNSAVED}})


# Forms --------------------------------------------------------------------------------------------------


@pytest.fixture
async def draft(rows: Store) -> str:
    """Ana's open declare form."""
    kept = drafts.Draft(
        "d1", "declare", "U0ANA", {"channel": "C0GENERAL", "answer_url": "", "thread": ""}, "n1"
    )
    await rows.run(drafts.save, kept, NOW)
    return "d1 n1"


@pytest.mark.parametrize("metadata", ["", "d1", "d1 n2", "d2 n1", "d1 n1 x", "; DROP TABLE draft"])
async def test_a_form_that_is_not_open_is_too_old(registry: Registry, draft: str, metadata: str) -> None:
    _, body = await taken(registry, submission("declare", metadata, title="checkout 500s"))

    assert body["errors"] == {"title": "This form is too old. Please open it again."}


async def test_somebody_elses_form_is_too_old(registry: Registry, draft: str) -> None:
    payload = submission("declare", draft, title="checkout 500s") | {"user": {"id": "U0EVE"}}

    _, body = await taken(registry, payload)

    assert body["response_action"] == "errors"


@pytest.mark.parametrize("title", ["", "x", "   ", "x" * 201])
async def test_a_wrong_field_is_told_beside_it(registry: Registry, bot: Bot, draft: str, title: str) -> None:
    _, body = await taken(registry, submission("declare", draft, title=title))

    assert body["errors"] == {"title": "Say what is broken in 3 to 200 characters."}
    assert count(bot, "inbox") == 0


async def test_wrong_then_right_then_twice_is_one_incident(registry: Registry, bot: Bot, draft: str) -> None:
    await taken(registry, submission("declare", draft, title="x"))
    right = [
        await taken(registry, submission("declare", draft, title="A &amp; B", severity="2")) for _ in "ab"
    ]
    await settle(bot)

    assert right == [(200, ""), (200, "")]
    (found,) = bot.rows.read(incidents.open_ones)
    assert (found.title, found.severity) == ("A & B", 2)
    assert [text.split(".")[0] for text in waiting(bot)] == ["*INC-1* declared: A &amp; B"]
    key = bot.rows.read(inbox.find, "form:n1")
    assert key is not None
    assert key[1] == "done"
