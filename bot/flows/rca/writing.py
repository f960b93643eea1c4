"""Sections as people write them: of two who write at once the second sees the first, and loses no word."""

from dataclasses import replace
from sqlite3 import Connection

from bot.domain.audit import Entry
from bot.domain.incident import Incident
from bot.domain.rca.plan import of
from bot.domain.rca.written import LONGEST, Edited, Overtaken, Text, merge
from bot.domain.refusal import Refusal
from bot.flows import refreshing
from bot.ports import Ask, Bot, Reply
from store import audit, rca


def text_of(bot: Bot, incident: str, section: str, version: int | None = None) -> Text:
    """What people wrote in a section: the newest text, or that of a version."""
    return bot.rows.read(rca.text, incident, section, version)


async def write(bot: Bot, ask: Ask, incident: Incident, edited: Edited) -> Text | Overtaken:
    """Keep a section's text; `Overtaken` where somebody changed it meanwhile, and nothing was kept."""
    outcome = await bot.rows.settle(ask.key, _write, incident.id, ask, edited)
    bot.wake()
    return outcome


def _write(db: Connection, id: str, ask: Ask, edited: Edited) -> Text | Overtaken:
    standing = rca.text(db, id, edited.section)
    merged = merge(standing, edited)
    if merged is None or len(merged) > LONGEST:
        before = rca.text(db, id, edited.section, edited.over) if edited.over else Text(edited.section)
        return Overtaken(standing, before, too_long=merged is not None)
    if merged == standing.text:
        return standing
    kept = rca.write(db, id, replace(standing, text=merged), ask.person, ask.at)
    title = of(edited.section).title
    said = f"wrote “{title}”" if merged else f"emptied “{title}”"
    detail = {"section": edited.section, "version": kept.version, "text": said}
    audit.add(db, Entry(ask.person, "rca.wrote", id, ask.at, ask.via, detail))
    refreshing.renew(db, id, ask.at)
    return kept


async def share(bot: Bot, ask: Ask, incident: Incident) -> Reply:
    """Put the document into the channel now, or renew it there. Raises Refusal where there is none."""
    if not incident.channel:
        raise Refusal(f"{incident.id} has no channel to put it into; in a terminal: tocsin rca {incident.id}")
    await bot.rows.settle(ask.key, refreshing.share, incident.id, ask.at)
    bot.wake()
    where = f"The document of *{incident.id}* is on its way to <#{incident.channel}>."
    return Reply(f"{where} From then on it follows every edit.")
