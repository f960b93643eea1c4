"""A card that somebody hands over in Slack: looked at, kept as a draft, brought in once it is confirmed."""

import base64
import json
import secrets
from dataclasses import dataclass

from bot.domain.may import may_manage
from bot.domain.refusal import Refusal
from bot.domain.scorecard.preview import Preview
from bot.flows import drafts
from bot.flows.scorecard.bringing import File, bring_in, preview
from bot.ports import Ask, Bot, Rejected

PASTED = "pasted.json"


@dataclass(frozen=True, slots=True)
class Handed:
    """What a card would change, and the draft under which it waits."""

    preview: Preview
    draft: str


def may_bring(bot: Bot, person: str) -> None:
    """Raises Refusal for who may not bring scorecards in."""
    if may_manage(person, bot.house.managers):
        return
    who = ", ".join(f"<@{each}>" for each in bot.house.managers)
    where = f"Ask {who}." if who else "Nobody is named yet: `managers:` in tocsin.yaml does."
    text = f"Scorecards are for the house's managers to bring in. {where} `tocsin lint FILE` checks a card."
    raise Refusal(text, shown=text)


async def handed(bot: Bot, ask: Ask, text: str, file: str) -> Handed:
    """Look at a card that was pasted or uploaded; nothing changes yet. Raises Refusal."""
    may_bring(bot, ask.person)
    found = await _file(bot, text, file)
    return await _waits(bot, ask, found, await bot.rows.query(preview, found, ask.at))


async def _waits(bot: Bot, ask: Ask, file: File, seen: Preview) -> Handed:
    """The file under a draft, with what it would change as it was shown."""
    id = secrets.token_hex(8)
    if not seen.problems:
        data, marks = base64.b64encode(file.data).decode(), json.dumps([str(mark) for mark in seen.marks])
        body = {"name": file.name, "data": data, "marks": marks}
        await drafts.keep(bot, ask, drafts.Draft(id, "scorecard", ask.person, body, secrets.token_hex(16)))
    return Handed(seen, id)


async def _file(bot: Bot, text: str, file: str) -> File:
    if not file:
        if not text.strip():
            raise Refusal("Paste a scorecard or upload one; nothing was changed.")
        return File(PASTED if text.lstrip()[:1] in ("{", "[", "/") else "pasted.yaml", text.encode())
    try:
        name, data = await bot.chat.fetch(file)
    except Rejected as refused:
        raise Refusal(f"That file is not to be had: {refused}. Paste its text instead.") from refused
    return File(name, data)


async def confirm(bot: Bot, ask: Ask, id: str) -> Handed:
    """Bring in what was looked at; who may is asked again. Raises Refusal.

    Where the cards have changed since, it is shown anew instead, under a draft of its own.
    """
    may_bring(bot, ask.person)
    draft = drafts.find(bot, id)
    if draft is None or draft.person != ask.person:
        raise Refusal("That card waits no more. `/ready import` takes it again.")
    file = File(str(draft.body["name"]), base64.b64decode(str(draft.body["data"])))
    seen = json.loads(str(draft.body.get("marks", "null")))
    found = await bring_in(bot.rows, file, ask.by, seen)
    return await _waits(bot, ask, file, found) if found.stale else Handed(found, id)
