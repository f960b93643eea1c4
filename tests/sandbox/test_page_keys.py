"""The page without a mouse: every part can be reached, every control has a name, the focus is always seen."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person
from bot.sandbox.server import Sandbox
from bot.sandbox.slack import interactions
from tests.sandbox.browser import in_a_browser, looked_at
from tests.sandbox.conftest import ANA, GENERAL
from tests.sandbox.parts import actions, button, field, modal, option, plain, section, select, typed
from tests.sandbox.test_page import PAGE, SCRIPTS, named, source

CONTROLS = frozenset({"a", "button", "input", "select", "textarea"})
VOID = frozenset({"input", "br", "hr", "img", "link", "meta"})


class Named(HTMLParser):
    """The controls of a document with what a screen reader calls them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.labels = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs), []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            ended, traits, words = self._open.pop()
            if ended in CONTROLS and "hidden" not in traits:
                labelled = "labelled" if traits.get("id") in self.labels or self._in_label() else ""
                text = "".join(words).strip() if ended in ("a", "button") else ""
                self.found.append((f"{ended} {traits}", traits.get("aria-label") or labelled or text))
            if ended == tag:
                return

    def _in_label(self) -> bool:
        return any(tag == "label" for tag, _, _ in self._open)


def test_what_is_in_the_page_from_the_start_has_names() -> None:
    assert [control for control, name in Named(source("index.html")).found if not name] == [
        control for control, _ in Named(source("index.html")).found if "'id': 'you'" in control
    ]


@in_a_browser
async def test_every_control_has_a_name(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person, tmp_path: Path
) -> None:
    await slack.conversations_join(channel=GENERAL)
    menu = actions(button("Lead"), select(options=[option()], placeholder=plain("Which?")))
    await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[section(accessory=button()), menu])
    ts = await ana.post("#general", "look")
    await ana.react("#general", ts, "eyes")
    await ana.do("upload", channel=GENERAL, name="log.txt", content="x")
    form = modal(field(typed(), block_id="a"), field(select(options=[option()])), submit=plain("Keep"))
    await slack.views_open(trigger_id=interactions.trigger(sandbox.world, ANA), view=form)

    found = Named(await looked_at(sandbox, tmp_path)).found

    assert [control for control, name in found if not name] == []
    assert {"Lead", "Which?", "Send", "Keep", "React with 📌 (puts it on the incident's timeline)"} <= {
        name for _, name in found
    }


@in_a_browser
async def test_messages_and_fields_can_be_reached(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person, tmp_path: Path
) -> None:
    ts = await ana.post("#general", "look")
    form = modal(
        field(typed(), block_id="a"), field(typed(), block_id="b", optional=True), submit=plain("Keep")
    )
    await slack.views_open(trigger_id=interactions.trigger(sandbox.world, ANA), view=form)

    dom = await looked_at(sandbox, tmp_path)

    assert re.findall(rf'<article [^>]*id="m-{ts}" tabindex="(-?\d)"', dom) == ["-1"]
    assert re.findall(r'aria-required="(\w+)"', dom) == ["true", "false"]


def test_the_first_stop_leads_past_all_others() -> None:
    controls = re.findall(r"<(?:button|a|input|textarea)[^>]* id=\"(\w+)\"", source("index.html"))

    assert (controls[0], 'byId("skip").addEventListener' in source("keys.js")) == ("skip", True)


def test_f6_goes_through_parts_that_are_in_the_page() -> None:
    parts = re.findall(r"\{ part: \"(\w+)\"", source("keys.js"))

    assert parts == ["sidebar", "roombar", "messages", "home", "composer", "gate", "world"]
    assert [part for part in parts if f'id="{part}"' not in source("index.html")] == []


@pytest.mark.parametrize("name", named(SCRIPTS))
def test_what_opens_a_menu_says_so(name: str) -> None:
    """In the call that makes the button, or in the page."""
    makers = [found for found in source(name).split("\n") if "openMenu(event.currentTarget" in found]
    ids = ("shortcuts", "you")

    silent = [line for line in makers if "aria-haspopup" not in source(name) and name != "composer.js"]

    assert silent == []
    assert all(re.search(rf'id="{one}"[^>]*aria-haspopup="menu"', source("index.html")) for one in ids)


def test_the_focus_is_hidden_nowhere_but_in_the_box_whose_frame_shows_it() -> None:
    sheets = "\n".join(path.read_text("utf-8") for path in sorted(PAGE.glob("*.css")))

    hiding = re.findall(r"^(.*?) \{[^}]*outline: (?:0|none)", sheets, re.MULTILINE)

    assert hiding == ["#box"]
    assert "#composer:focus-within {" in sheets and ":focus-visible { outline: 2px solid" in sheets
