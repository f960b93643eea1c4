"""What people see on the sandbox's page, in a real browser."""

import re
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks import kit
from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from tests.sandbox.blocks_taken import TAKEN
from tests.sandbox.browser import in_a_browser, looked_at, seen_in_a_browser
from tests.sandbox.conftest import ANA, GENERAL, SECRET
from tests.sandbox.parts import section


@in_a_browser
async def test_a_person_sees_their_channels(sandbox: Sandbox, tmp_path: Path) -> None:
    dom = await looked_at(sandbox, tmp_path)

    rooms = re.findall(r"class=\"room-name\">([^<]+)<", dom)
    assert rooms == ["Tocsin", "general", "secret", "Tocsin", "quiet"]
    assert "Ana Lima" in dom


@in_a_browser
async def test_what_people_write_is_shown_as_text(sandbox: Sandbox, ana: Person, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)> & *<script>alert(2)</script>* @bo"
    await ana.post("#general", nasty)

    dom = await looked_at(sandbox, tmp_path)

    assert (
        "&lt;img src=x onerror=alert(1)&gt; &amp; <strong>&lt;script&gt;alert(2)&lt;/script&gt;</strong>"
        in dom
    )
    assert "<img" not in dom
    assert ">@Bo Chen</span>" in dom


@in_a_browser
async def test_every_block_that_the_kit_makes_is_drawn(
    sandbox: Sandbox, slack: AsyncWebClient, tmp_path: Path
) -> None:
    await slack.conversations_join(channel="C0GENERAL")
    await slack.chat_postMessage(channel="C0GENERAL", text="all of it", blocks=everything_the_kit_makes())

    dom = await looked_at(sandbox, tmp_path)

    shown = [
        "INC-1 &lt;b&gt;",
        ">4 min old<",
        "<strong>Owner</strong>",
        ">Lead<",
        'href="https://example.com/1"',
    ]
    assert [words for words in shown if words not in dom] == []
    assert "not shown here" not in dom


def everything_the_kit_makes() -> list[dict[str, Any]]:
    return [
        kit.header("INC-1 <b>"),
        kit.context("4 min old"),
        kit.fields([("Owner", "Payments"), ("On call", kit.person("U0BO"))]),
        kit.divider(),
        kit.section(kit.link("https://example.com/1", "Runbook"), kit.button("Show", "show")),
        kit.actions([kit.button("Lead", "lead", style="primary"), kit.button("Resolve", "resolve")]),
    ]


DRAWN = {
    "a card at every limit": 'class="card"',
    "a carousel of ten": 'class="carousel"',
    "a container of ten that folds": "<details",
    "thumbs and a bin": ">Good</button>",
    "a plan with a task that waits": ">to do</span>",
    "a task with its sources": ">example.com</a>",
    "a film with a title of 200": "a film",
    "a data table with numbers": "<caption>Numbers</caption>",
    "a pie of twelve": "<meter",
    "a table with a number and a column left alone": ">42<",
    "a button that runs a workflow": ">Run</button>",
}


@in_a_browser
async def test_every_kind_of_block_is_drawn(sandbox: Sandbox, slack: AsyncWebClient, tmp_path: Path) -> None:
    await slack.conversations_join(channel=GENERAL)
    for name in DRAWN:
        await slack.chat_postMessage(channel=GENERAL, text=name, blocks=TAKEN[name])

    dom = await looked_at(sandbox, tmp_path)

    assert [name for name, trace in DRAWN.items() if trace not in dom] == []
    assert "not shown here" not in dom


@in_a_browser
async def test_home_stands_beside_the_messages(
    sandbox: Sandbox, slack: AsyncWebClient, tmp_path: Path
) -> None:
    await slack.views_publish(user_id=ANA, view={"type": "home", "blocks": [section()]})

    dom = await looked_at(sandbox, tmp_path, "home")

    tabs = re.findall(r'class="tab" href="#U0ANA/(\w+)"( aria-current="page")?', dom)
    assert tabs == [("home", ' aria-current="page"'), ("D0ANA", "")]
    assert 'id="home">' in dom and "hello" in dom
    assert [envelope.payload["event"]["tab"] for envelope in sandbox.deliveries.log] == ["home"]


@in_a_browser
async def test_an_address_without_a_person_shows_the_message(
    sandbox: Sandbox, ana: Person, tmp_path: Path
) -> None:
    ts = await ana.post("#secret", "here it is")

    dom = await seen_in_a_browser(f"{sandbox.url}/?live=off#/{SECRET}/{ts}", tmp_path)

    assert (f'id="m-{ts}"' in dom, "here it is" in dom) == (True, True)


@in_a_browser
async def test_without_a_font_for_pictures_they_are_words(
    sandbox: Sandbox, ana: Person, tmp_path: Path
) -> None:
    ts = await ana.post("#general", "look 📌 :eyes:")
    await ana.react("#general", ts, "rotating_light")

    dom = await seen_in_a_browser(f"{sandbox.url}/?live=off&emoji=words#U0ANA/{GENERAL}", tmp_path)

    assert "look :pushpin: :eyes:" in dom.replace("<span>", "").replace("</span>", "")
    assert ":rotating_light:" in dom


@in_a_browser
async def test_pictures_are_shown_and_other_files_are_named(
    sandbox: Sandbox, ana: Person, tmp_path: Path
) -> None:
    for name in ("chart.png", "log.txt"):
        await ana.do("upload", channel=GENERAL, name=name, content="x")

    dom = await looked_at(sandbox, tmp_path)

    assert len(re.findall(r'<img src="/files/\w+\?as=U0ANA" alt="chart.png"', dom)) == 1
    assert ">log.txt · 1 bytes<" in dom


@in_a_browser
async def test_messages_that_were_not_read_are_marked(
    sandbox: Sandbox, slack: AsyncWebClient, tmp_path: Path
) -> None:
    await slack.chat_postMessage(channel=ANA, text="psst")

    dom = await looked_at(sandbox, tmp_path)

    unread = re.findall(r'class="room unread".*?class="room-name">([^<]+)<', dom)
    assert unread == ["Tocsin"]
