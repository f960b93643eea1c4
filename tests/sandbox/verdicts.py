"""What the sandbox says of right and wrong payloads, beside slack_sdk's own models.

`python -m tests.sandbox.verdicts` prints it; `--write` brings the models' part of docs/sandbox.md up to date.
"""

import asyncio
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackApiError, SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import APP_TOKEN, BOT_TOKEN, Rules, Sandbox
from bot.sandbox.slack import interactions
from tests.sandbox import given
from tests.sandbox.conftest import ANA, Few, Still, client, manifest

DOCUMENT = Path(__file__).parents[2] / "docs" / "sandbox.md"
OPEN, CLOSE = "<!-- models -->\n", "<!-- /models -->"
UNCHECKED = "—"
TAKES = "takes it"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wanted, what was said. `models`: slack_sdk's complaint, `takes it`, or `—`: it cannot tell."""

    about: str
    name: str
    word: str
    said: str
    models: str = UNCHECKED

    @property
    def split(self) -> bool:
        """Whether sandbox and models disagree."""
        return self.models != UNCHECKED and (self.models == TAKES) == bool(self.said)


WHY: Sequence[tuple[str, str]] = (
    (r"unknown block", "slack_sdk has no model of the kind yet"),
    (r"title attribute cannot exceed 200", "the model compares with `<`, its own words say “cannot exceed”"),
    (
        r"provide an array|items allowed \S*/blocks\]|duplicate block_id|only_one_table"
        r"|characters \S*/blocks\]|blocks allowed|initial option|view_too_large|define `submit`",
        "the models look at each block, element and field alone",
    ),
    (r"additional property", "the models leave out fields that they do not know, and say so in the log"),
    (
        r"more than 0 characters|no less than",
        "the models check no smallest length, and leave out what is empty",
    ),
    (r"provide (an? )?\w+", "the models keep, or convert, what has another type"),
    (
        r"unsupported type",
        "the models take any element and text kind, or drop the one that does not belong there",
    ),
    (r"duplicate (action|task)_id", "the models do not compare ids"),
    (r"valid URL", "the models do not read addresses"),
    (r"must define", "the models do not ask that one of two fields be there, and only one"),
    (
        r"less than|no more than|greater than|valid enum",
        "the models have no such limit, or not inside this element",
    ),
    (r"missing required", "the models do not require it"),
)


def why(verdict: Verdict) -> str:
    """Why the models say otherwise."""
    text = verdict.said or verdict.models
    return next((reason for pattern, reason in WHY if re.search(pattern, text)), "")


def of_models(payload: Any, surface: str) -> str:
    """slack_sdk's verdict. Written out, so that what is inside is looked at as well."""
    try:
        if surface == "view":
            View(**payload).to_dict()
            return TAKES
        for block in payload:
            parsed = Block.parse(block)
            if parsed is None:
                return "unknown block"
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError) as error:
        return str(error)
    return TAKES


async def all_verdicts() -> list[Verdict]:
    """Everything that is given, judged over the wire by the real SDK."""
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)
    found = []
    async with _sandbox() as sandbox:
        api = client(sandbox)
        for one in given.of_blocks():
            found.append(_verdict(one, await _of_blocks(api, one), models=True))
        for one in given.of_views():
            found.append(_verdict(one, await _of_view(sandbox, api, one), models=True))
        for one in given.of_names():
            found.append(_verdict(one, await _of_call(api, "conversations.create", {"name": one.payload})))
    for calls in (*given.SCOPES, *given.RATES):
        found.append(Verdict(calls.about, calls.name, calls.word, await _of_calls(calls)))
    return found


def _verdict(one: given.Given, said: str, *, models: bool = False) -> Verdict:
    judged = of_models(one.payload, one.surface) if models else UNCHECKED
    return Verdict(one.about, one.name, one.word, said, judged)


@asynccontextmanager
async def _sandbox(scopes: list[str] | None = None, *, rates: bool = False) -> AsyncIterator[Sandbox]:
    rules = Rules(rate_limits=rates)
    async with Sandbox(Few(), manifest=manifest(scopes), clock=Still(), rules=rules) as running:
        yield running


async def _of_blocks(api: AsyncWebClient, one: given.Given) -> str:
    """What blocks.validate says; on other surfaces than messages, of a view with the blocks in it."""
    if one.surface == "message":
        return await _asked(api, {"blocks": json.dumps(one.payload)}, one, "/blocks")
    title = {"title": given.FORM["title"], "submit": given.FORM["submit"]} if one.surface == "modal" else {}
    return await _asked(api, {"view": {"type": one.surface, "blocks": one.payload, **title}}, one, "")


async def _asked(api: AsyncWebClient, args: dict[str, Any], one: given.Given, at: str) -> str:
    """The complaint that was wanted where it is among those made, else the first one."""
    try:
        await api.api_call("blocks.validate", json=args)
    except SlackApiError as refused:
        errors = refused.response["errors"]
        told = [f"{error['message']} [json-pointer:{at}{error['pointer']}]" for error in errors]
        return one.word if one.word in told else told[0]
    return ""


async def _of_view(sandbox: Sandbox, api: AsyncWebClient, one: given.Given) -> str:
    if one.payload["type"] == "home":
        args, method = {"user_id": ANA, "view": one.payload}, "views.publish"
    else:
        args = {"trigger_id": interactions.trigger(sandbox.world, ANA), "view": one.payload}
        method = "views.open"
    try:
        await api.api_call(method, json=args)
    except SlackApiError as refused:
        return str((refused.response.get("errors") or [refused.response["error"]])[0])
    return ""


async def _of_call(api: AsyncWebClient, method: str, args: dict[str, Any]) -> str:
    try:
        await api.api_call(method, json=args)
    except SlackApiError as refused:
        return str(refused.response["error"])
    return ""


async def _of_calls(calls: given.Calls) -> str:
    """What is said to the last of them."""
    said = ""
    async with _sandbox(calls.scopes, rates=calls.about == "rate") as sandbox:
        for method, args, seconds in calls.calls:
            sandbox.clock.advance(seconds)
            token = APP_TOKEN if method.startswith("apps.") else BOT_TOKEN
            said = await _of_call(client(sandbox, token), method, args)
    return said


def table(verdicts: Iterable[Verdict]) -> str:
    """Every verdict, for people to read."""
    rows = [("about", "given", "sandbox", "slack_sdk", "why they differ")]
    rows += [(v.about, v.name, v.said or TAKES, v.models, why(v) if v.split else "") for v in verdicts]
    return "\n".join(" | ".join(cell.replace("\n", " ") for cell in row) for row in rows)


def differences(verdicts: Iterable[Verdict]) -> str:
    """Where the models say otherwise, by reason, as the document has it."""
    split = [verdict for verdict in verdicts if verdict.split]
    reasons = [reason for _, reason in WHY if any(why(v) == reason for v in split)]
    lines = ["| slack_sdk's models | differ from the sandbox on |", "|---|---|"]
    for reason in reasons:
        lines.append(f"| {reason} | {'; '.join(v.name for v in split if why(v) == reason)} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str]) -> None:
    """Print the table; with `--write` bring the document up to date."""
    verdicts = asyncio.run(all_verdicts())
    sys.stdout.write(table(verdicts) + "\n")
    if "--write" in argv:
        before, _, rest = DOCUMENT.read_text().partition(OPEN)
        after = rest.partition(CLOSE)[2]
        DOCUMENT.write_text(f"{before}{OPEN}{differences(verdicts)}{CLOSE}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
