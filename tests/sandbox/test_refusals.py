"""The Web API through the real SDK: tokens, scopes, arguments, each method's refusals in Slack's words."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import APP_TOKEN, BOT_TOKEN, Rules, Sandbox
from bot.sandbox.slack import facts, methods, scopes
from bot.sandbox.slack.api import METHODS
from bot.sandbox.slack.world import BOT_USER
from tests.sandbox.conftest import ANA, BO, GENERAL, QUIET, SCOPES, SECRET, Few, client, manifest
from tests.sandbox.parts import modal, plain, section

LINK = {"title": "t", "type": "link", "link": "https://a.b"}
FILE = [{"id": "F0"}]
DOCUMENT = Path(__file__).parents[2] / "docs" / "sandbox.md"
UNWRITTEN = {"internal_error", "invalid_json", "json_not_object"}
"""What any call of any service may answer."""


async def refusal(api: AsyncWebClient, method: str, args: dict[str, Any]) -> dict[str, Any]:
    """The answer to a call that must be refused."""
    with pytest.raises(SlackApiError) as caught:
        await api.api_call(method, json=args)
    answer: dict[str, Any] = caught.value.response.data
    return answer


@pytest.mark.parametrize(
    ("token", "method", "word"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
        (APP_TOKEN, "chat.postMessage", "not_allowed_token_type"),
        (BOT_TOKEN, "chat.scheduleMessage", "unknown_method"),
        (BOT_TOKEN, "no.such.thing", "unknown_method"),
    ],
)
async def test_a_token_opens_only_its_own_doors(sandbox: Sandbox, token: str, method: str, word: str) -> None:
    answer = await refusal(client(sandbox, token), method, {})

    assert answer["error"] == word


@pytest.mark.parametrize(
    ("method", "args", "needed"),
    [
        ("chat.postMessage", {"channel": GENERAL, "text": "x"}, "chat:write"),
        ("conversations.create", {"name": "x"}, "channels:manage"),
        ("conversations.create", {"name": "x", "is_private": True}, "groups:write"),
        ("conversations.history", {"channel": GENERAL}, "channels:history"),
        ("conversations.history", {"channel": SECRET}, "groups:history"),
        ("conversations.list", {"types": "public_channel"}, "channels:read"),
        ("users.conversations", {"types": "private_channel"}, "groups:read"),
        ("conversations.open", {"users": ANA}, "im:write"),
        ("conversations.open", {"users": f"{ANA},{BO}"}, "mpim:write"),
        ("users.lookupByEmail", {"email": "ana@example.com"}, "users:read.email"),
        ("pins.add", {"channel": GENERAL, "timestamp": "1"}, "pins:write"),
        ("bookmarks.add", {"channel_id": GENERAL}, "bookmarks:write"),
        ("reactions.get", {"channel": GENERAL, "timestamp": "1"}, "reactions:read"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1}, "files:write"),
        ("files.list", {}, "files:read"),
    ],
)
async def test_a_missing_scope_is_named(method: str, args: dict[str, Any], needed: str) -> None:
    async with Sandbox(Few(), manifest=manifest(["commands"])) as bare:
        answer = await refusal(client(bare), method, args)

    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"] == "commands"


@pytest.mark.parametrize(
    ("method", "args", "word"),
    [
        ("chat.postMessage", {"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#secret", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": QUIET, "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": GENERAL}, "no_text"),
        ("chat.postMessage", {"channel": GENERAL, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": GENERAL, "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": GENERAL, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": GENERAL, "blocks": [{"type": "x"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": GENERAL, "text": "x", "thread_ts": "1.0"},
            "cannot_reply_to_message",
        ),
        ("chat.postMessage", {"channel": GENERAL, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        (
            "chat.postMessage",
            {"channel": GENERAL, "text": "x", "metadata": {"event_type": "x"}},
            "invalid_metadata_schema",
        ),
        (
            "chat.postMessage",
            {"channel": GENERAL, "text": "x", "markdown_text": "y"},
            "markdown_text_conflict",
        ),
        ("chat.update", {"channel": GENERAL, "ts": "1.0", "text": "x"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": GENERAL, "user": "U0GUEST", "text": "x"}, "user_not_in_channel"),
        ("chat.getPermalink", {"channel": GENERAL, "message_ts": "1.0"}, "message_not_found"),
        ("conversations.create", {}, "invalid_name_required"),
        ("conversations.create", {"name": "x" * 81}, "invalid_name_maxlength"),
        ("conversations.create", {"name": "Inc 1"}, "invalid_name_specials"),
        ("conversations.create", {"name": "inc.1"}, "invalid_name_specials"),
        ("conversations.create", {"name": "---"}, "invalid_name_punctuation"),
        ("conversations.create", {"name": "secret"}, "name_taken"),
        ("conversations.info", {"channel": SECRET}, "channel_not_found"),
        ("conversations.list", {"limit": 1001}, "invalid_limit"),
        ("conversations.list", {"cursor": "???"}, "invalid_cursor"),
        ("conversations.list", {"cursor": "bmV4dA=="}, "invalid_cursor"),
        ("conversations.list", {"types": "everything"}, "invalid_types"),
        ("conversations.history", {"channel": QUIET}, "not_in_channel"),
        ("conversations.history", {"channel": GENERAL, "oldest": "then"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": GENERAL, "latest": "now"}, "invalid_ts_latest"),
        ("conversations.replies", {"channel": GENERAL, "ts": "1.0"}, "thread_not_found"),
        ("conversations.invite", {"channel": QUIET, "users": ANA}, "not_in_channel"),
        ("conversations.invite", {"channel": GENERAL}, "no_user"),
        ("conversations.invite", {"channel": GENERAL, "users": BOT_USER}, "cant_invite_self"),
        ("conversations.invite", {"channel": GENERAL, "users": "U0NONE"}, "user_not_found"),
        ("conversations.invite", {"channel": GENERAL, "users": ANA}, "already_in_channel"),
        ("conversations.invite", {"channel": GENERAL, "users": ",".join(["U1"] * 1001)}, "too_many_users"),
        ("conversations.join", {"channel": "C0NONE"}, "channel_not_found"),
        ("conversations.setTopic", {"channel": GENERAL, "topic": "x" * 251}, "too_long"),
        ("conversations.setTopic", {"channel": QUIET, "topic": "x"}, "not_in_channel"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
        ("users.conversations", {"user": "U0NONE"}, "user_not_found"),
        ("users.info", {"user": "U0NONE"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
        ("pins.add", {"channel": GENERAL}, "no_item_specified"),
        ("pins.add", {"channel": GENERAL, "timestamp": "1.0"}, "message_not_found"),
        ("pins.add", {"channel": GENERAL, "timestamp": "then"}, "bad_timestamp"),
        ("pins.remove", {"channel": GENERAL, "timestamp": "1"}, "bad_timestamp"),
        ("bookmarks.add", {"channel_id": GENERAL, **LINK, "type": "folder"}, "invalid_bookmark_type"),
        ("bookmarks.add", {"channel_id": GENERAL, **LINK, "link": "a.b"}, "invalid_link"),
        ("bookmarks.add", {"channel_id": GENERAL, "type": "link"}, "invalid_arguments"),
        ("reactions.get", {"channel": GENERAL}, "no_item_specified"),
        ("reactions.get", {"channel": GENERAL, "timestamp": "1.0"}, "message_not_found"),
        ("reactions.get", {"channel": GENERAL, "timestamp": "then"}, "bad_timestamp"),
        ("reactions.add", {"channel": GENERAL, "timestamp": "now", "name": "eyes"}, "bad_timestamp"),
        ("reactions.remove", {"channel": GENERAL, "timestamp": "", "name": "eyes"}, "no_item_specified"),
        ("files.list", {"user": "U0NONE"}, "user_not_found"),
        ("views.open", {"trigger_id": "t", "view": modal(section())}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "t"}, "invalid_arguments"),
        ("views.open", {"trigger_id": "t", "view": "{"}, "invalid_arguments"),
        ("views.open", {"trigger_id": "t", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        (
            "views.open",
            {"trigger_id": "t", "view": modal(section(), title=plain("x" * 25))},
            "invalid_arguments",
        ),
        ("views.update", {"view_id": "V0", "view": modal(section())}, "not_found"),
        ("views.publish", {"user_id": "U0NONE", "view": {}}, "invalid_arguments"),
        ("views.publish", {"user_id": ANA, "view": modal()}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "missing_argument"),
        ("files.completeUploadExternal", {"files": FILE}, "file_not_found"),
        ("files.completeUploadExternal", {"files": "nothing"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": []}, "invalid_arguments"),
        ("files.info", {"file": "F0"}, "file_not_found"),
    ],
)
async def test_slack_refuses_in_its_own_words(
    sandbox: Sandbox, slack: AsyncWebClient, method: str, args: dict[str, Any], word: str
) -> None:
    await slack.conversations_join(channel=GENERAL)

    answer = await refusal(slack, method, args)

    assert answer["error"] == word
    assert word in facts.errors(method)


def test_every_word_is_one_that_slack_has_for_the_family() -> None:
    """In words of the facts: Slack's list of 2021, a method's page, or what was seen."""
    unknown = {}
    for path in sorted(Path(methods.__file__).parent.glob("[a-z]*.py")):
        module = import_module(f"bot.sandbox.slack.methods.{path.stem}")
        said = set(re.findall(r"(?:Refused|wrong_arguments)\(\"(\w+)\"", path.read_text()))
        unknown[path.stem] = said.difference(*(facts.errors(method) for method in module.METHODS))

    assert {family: words for family, words in unknown.items() if words} == {}


def test_the_document_names_every_method_and_every_word() -> None:
    text = DOCUMENT.read_text()
    listed = text.partition("\nMethods: ")[2].partition("\nAnything else")[0]
    families = (found.split(".", 1) for found in re.findall(r"`([\w.|]+)`", listed))
    source = "".join(path.read_text() for path in Path(facts.__file__).parent.rglob("*.py"))
    said = set(re.findall(r"(?:Refused|wrong_arguments)\(\"(\w+)\"", source))

    assert {f"{family}.{name}" for family, names in families for name in names.split("|")} == set(METHODS)
    assert {word for word in said if f"`{word}`" not in text} <= UNWRITTEN


def test_every_method_has_a_scope_and_a_tier() -> None:
    assert set(METHODS) == set(scopes.NEEDS)
    assert set(METHODS) - set(facts.TIERS) == {"blocks.validate"}


async def test_wrong_blocks_are_explained(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)

    answer = await refusal(slack, "chat.postMessage", {"channel": GENERAL, "blocks": [{"type": "header"}]})

    complaint = "missing required field: text [json-pointer:/blocks/0]"
    assert answer["errors"] == [complaint]
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {complaint}"]}


async def test_blocks_that_are_long_altogether_are_refused(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)
    long = [section(text={"type": "mrkdwn", "text": "x" * 3000})] * 5

    answer = await refusal(slack, "chat.postMessage", {"channel": GENERAL, "blocks": long})

    assert answer["error"] == "msg_blocks_too_long"


async def test_nothing_is_done_in_an_archived_channel(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)
    ts = (await slack.chat_postMessage(channel=GENERAL, text="x"))["ts"]
    sandbox.world.channels[GENERAL].archived = True
    tries: dict[str, dict[str, Any]] = {
        "chat.postMessage": {"text": "x"},
        "chat.update": {"ts": ts, "text": "y"},
        "chat.postEphemeral": {"user": ANA, "text": "x"},
        "conversations.invite": {"users": "U0GUEST"},
        "conversations.setTopic": {"topic": "x"},
        "conversations.setPurpose": {"purpose": "x"},
        "conversations.rename": {"name": "x"},
        "conversations.kick": {"user": ANA},
        "conversations.join": {},
        "conversations.archive": {},
        "conversations.unarchive": {},
        "pins.add": {"timestamp": ts},
        "reactions.add": {"timestamp": ts, "name": "eyes"},
    }

    words = {m: (await refusal(slack, m, {"channel": GENERAL, **args}))["error"] for m, args in tries.items()}

    others = {
        "chat.update": "is_inactive",
        "conversations.archive": "already_archived",
        "conversations.unarchive": "not_in_channel",
        "pins.add": "restricted_action",
    }
    assert words == {**dict.fromkeys(tries, "is_archived"), **others}


@pytest.mark.parametrize(
    ("body", "word"), [("{", "invalid_json"), ("[1]", "json_not_object"), ('"x"', "json_not_object")]
)
async def test_a_body_that_is_no_json_object_is_refused(sandbox: Sandbox, body: str, word: str) -> None:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{sandbox.api_url}auth.test", data=body) as answer,
    ):
        said = await answer.json()

    assert said == {"ok": False, "error": word}


async def test_query_form_and_json_are_read_alike(sandbox: Sandbox) -> None:
    url, args = f"{sandbox.api_url}users.info", {"user": ANA, "token": BOT_TOKEN}
    async with aiohttp.ClientSession() as session:
        ways: list[dict[str, Any]] = [{"params": args}, {"data": args}, {"json": args}]
        names = [(await (await session.post(url, **way)).json())["user"]["name"] for way in ways]

    assert names == ["ana"] * 3


async def test_the_granted_scopes_are_in_every_answer(slack: AsyncWebClient) -> None:
    answer = await slack.auth_test()

    assert answer.headers["x-oauth-scopes"].split(",") == sorted(SCOPES)
    assert answer["user_id"] == BOT_USER


async def test_no_dm_without_the_messages_tab() -> None:
    closed = manifest(messages_tab_enabled=False)
    async with Sandbox(Few(), manifest=closed, rules=Rules(rate_limits=False)) as sandbox:
        answer = await refusal(client(sandbox), "chat.postMessage", {"channel": ANA, "text": "x"})

    assert answer["error"] == "messages_tab_disabled"


async def test_no_home_without_the_home_tab() -> None:
    async with Sandbox(Few(), manifest=manifest(home_tab_enabled=False)) as sandbox:
        view = {"type": "home", "blocks": []}
        answer = await refusal(client(sandbox), "views.publish", {"user_id": ANA, "view": view})

    assert answer["error"] == "not_enabled"
