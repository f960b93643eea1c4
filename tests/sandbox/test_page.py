"""The sandbox's page: whole, self-contained, safe with foreign text, able to show all that the bot draws."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.sandbox.slack.elements import INTERACTIVE
from bot.sandbox.slack.facts import SURFACES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "bot" / "sandbox" / "page"
SCRIPTS = sorted(PAGE.glob("*.js"))
FILES = sorted(path for path in PAGE.iterdir() if path.suffix in {".js", ".css", ".html"})
NAMESPACE = "http://www.w3.org/2000/svg"
GROUNDS = ("paper", "side", "note")
TEXT_KINDS = {"plain_text", "mrkdwn", "raw_text"}
VIEW_KINDS = {"modal", "home"}
WAYS_FROM_TEXT_TO_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|DOMParser|createContextualFragment"
    r"|setHTML|\beval\(|\bFunction\("
)
BLOCKS = sorted(frozenset().union(*SURFACES.values()))
ELEMENTS = sorted(INTERACTIVE - {"file_input"})


def named(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def source(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def everything() -> str:
    return "\n".join(source(path.name) for path in FILES)


def table(name: str, script: str) -> set[str]:
    """The keys of `const NAME = {…};` in a script, one key a line."""
    body = re.search(rf"const {name} = \{{\n(.*?)\n\}};", source(script), re.DOTALL)
    assert body, f"{script} has no table {name}"
    return set(re.findall(r"^  (\w+)\b[,:]", body[1], re.MULTILINE))


def types_of_the_kit() -> set[str]:
    kit = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "blocks").glob("*.py"))
    return set(re.findall(r"\"type\": \"(\w+)\"", kit)) - TEXT_KINDS - VIEW_KINDS


def test_every_block_and_element_of_the_kit_can_be_shown() -> None:
    shown = table("BLOCKS", "blocks.js") | table("ELEMENTS", "elements.js")

    missing = types_of_the_kit() - shown

    assert missing == set()


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_of_slack_has_a_builder(kind: str) -> None:
    assert kind in table("BLOCKS", "blocks.js")


@pytest.mark.parametrize("kind", ELEMENTS)
def test_an_element_of_slack_has_a_builder(kind: str) -> None:
    assert kind in table("ELEMENTS", "elements.js")


@pytest.mark.parametrize("name", named(FILES))
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    addresses = re.findall(r"https?://[\w.-]+[^\s\"'`]*", source(name).replace(NAMESPACE, ""))
    imported = re.findall(r"@import|url\(|//cdn|sendBeacon|WebSocket|EventSource", source(name))

    assert (addresses, imported) == ([], [])


def test_the_page_forbids_foreign_sources_itself() -> None:
    policy = re.search(r"Content-Security-Policy\" content=\"([^\"]+)\"", source("index.html"))

    assert policy
    assert "default-src 'self'" in policy[1]
    assert "unsafe" not in policy[1]


@pytest.mark.parametrize("name", named(FILES))
def test_text_never_becomes_markup(name: str) -> None:
    assert WAYS_FROM_TEXT_TO_MARKUP.findall(source(name)) == []


@pytest.mark.parametrize("name", named(FILES))
def test_a_file_stays_small(name: str) -> None:
    assert len(source(name).splitlines()) <= 300


@pytest.mark.parametrize("name", named(SCRIPTS))
def test_a_script_says_first_what_a_reader_finds_there(name: str) -> None:
    assert re.match(r"// [A-Z].{20,}\.\n", source(name))


@pytest.mark.parametrize("name", named(SCRIPTS))
def test_every_import_names_something_that_is_exported(name: str) -> None:
    missing = []
    for words, other in re.findall(r"import \{([^}]+)\} from \"\./([\w.]+)\"", source(name)):
        exported = set(re.findall(r"export (?:async )?(?:const|function|class) (\w+)", source(other)))
        missing += [f"{word} of {other}" for word in map(str.strip, words.split(",")) if word not in exported]

    assert missing == []


@pytest.mark.parametrize("name", named(SCRIPTS))
def test_every_call_of_the_control_api_has_a_function(name: str) -> None:
    exported = set(re.findall(r"export (?:async )?(?:const|function|class) (\w+)", source("api.js")))

    unknown = set(re.findall(r"(?<!/)\bapi\.(\w+)", source(name))) - exported

    assert unknown == set()


def test_every_script_and_sheet_that_is_named_exists() -> None:
    asked = set(re.findall(r"from \"\./([\w.]+)\"", everything()))
    asked |= set(re.findall(r"(?:href|src)=\"([\w.]+\.(?:css|js))\"", source("index.html")))

    assert asked == {path.name for path in FILES} - {"index.html"}


def test_every_place_that_a_script_fills_is_in_the_page() -> None:
    wanted = set(re.findall(r"getElementById\(\"([\w-]+)\"\)", everything()))
    present = set(re.findall(r"\bid(?:=|: )\"([\w-]+)\"", everything()))

    assert wanted - present == set()


def test_every_icon_and_reaction_that_is_used_is_drawn() -> None:
    icons = set(re.findall(r"icon(?:Button)?\(\"(\w+)\"", everything()))
    picks = set(re.findall(r"\"([\w+]+)\"", re.findall(r"PICKS = \[(.*?)\]", source("emoji.js"))[0]))
    known = re.findall(r"SHORTCODES = \{(.*?)\};", source("emoji.js"), re.DOTALL)[0]

    assert icons - table("STROKES", "dom.js") == set()
    assert {pick for pick in picks if not re.search(rf"[\s\"]{re.escape(pick)}\"?:", known)} == set()


def test_every_button_of_the_frame_says_what_it_does() -> None:
    buttons = re.findall(r"<button ([^>]*)>([^<]*)</button>", source("index.html"))

    silent = [
        traits for traits, text in buttons if not text.strip() and not re.search("aria-label=|title=", traits)
    ]

    assert silent == []


def colour(name: str) -> tuple[float, float, float]:
    value = re.findall(rf"--{name}: #(\w+)", source("style.css"))[0]
    digits = "".join(2 * letter for letter in value) if len(value) == 3 else value
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(name: str) -> float:
    """WCAG 2.2's relative luminance."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour(name))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (text, ground)
        for text in ("ink", "soft", "link", "bad", "brand")
        for ground in ("paper", "side", "note")
    ]
    + [("paper", "brand"), ("paper", "go"), ("ink", "shade")],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("name", ["", *named(FILES)])
async def test_the_page_is_served(sandbox: Sandbox, name: str) -> None:
    async with ClientSession() as browser, browser.get(f"{sandbox.url}/{name}") as answer:
        served = await answer.text()

    kinds = {"": "html", ".html": "html", ".css": "css", ".js": "javascript"}
    assert answer.status == 200
    assert kinds[Path(name).suffix] in answer.content_type
    assert served == source(name or "index.html")
