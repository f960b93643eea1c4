"""How the bot speaks of itself: help, health, audit, and old commands offered again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.blocks.kit import (
    actions,
    ago,
    button,
    clip,
    context,
    escape,
    header,
    modal,
    person,
    section,
    sections,
    snug,
    when,
    with_people,
)
from bot.domain.audit import Entry
from bot.ports import Block, Reply

Usage = Mapping[tuple[str, str], tuple[str, str]]
PEOPLE = ("incident.lead", "incident.role", "incident.hand-off", "rca.given")
"""Deeds in words of our own that name somebody."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is. `waiting` is the age of the oldest effect; `lines` say how each vendor is fresh."""

    services: int
    open_incidents: int
    open_requests: int
    dead_requests: int
    waiting: timedelta | None
    stuck: Sequence[str]
    overdue_jobs: int
    dead_jobs: int
    lines: Sequence[str]
    given_up: Sequence[str] = ()


def help(usage: Usage, words: Sequence[str]) -> Reply:
    """The table of commands; with words, only theirs."""
    shown = [(word, name) for word, name in usage if not words or words[0] in (word, name)]
    if len(words) > 1 and (words[0], words[1]) in usage:
        shown = [(words[0], words[1])]
    if not shown:
        return help(usage, ())
    groups: dict[str, list[str]] = {}
    for key in shown:
        how, says = usage[key]
        groups.setdefault(key[0], []).append(f"`{escape(how)}` {escape(says)}")
    tables = [block for lines in groups.values() for block in sections(lines[0], lines[1:])]
    foot = "Everything also as `/tocsin &lt;word&gt; …` and `@Tocsin &lt;word&gt; …`, in threads too."
    return Reply("Tocsin's commands", (header("What you can type"), *tables, context(foot)))


def health(shown: Health) -> Reply:
    """Whether all is well, first; then the figures."""
    troubles = _troubles(shown)
    head = "Tocsin is well." if not troubles else f"Tocsin needs a look: {'; '.join(troubles)}."
    figures = (
        f"{shown.services} services · {shown.open_incidents} open incidents · "
        f"{shown.open_requests} requests open · {_waits(shown.waiting)}"
    )
    return Reply(
        head, (section(f"*{head}*"), section("\n".join(shown.lines) or "No vendors."), context(figures))
    )


def _waits(waiting: timedelta | None) -> str:
    if waiting is None:
        return "no message waits"
    return f"the oldest message waits since {ago(waiting.total_seconds())}"


def _troubles(shown: Health) -> list[str]:
    counted = (
        (shown.dead_requests, "requests given up"),
        (
            len(shown.stuck),
            f"messages waiting longer than 60 s ({_some(shown.stuck)})",
        ),
        (len(shown.given_up), f"messages given up in the last day ({_some(shown.given_up)})"),
        (shown.overdue_jobs, "jobs overdue"),
        (shown.dead_jobs, "jobs given up"),
    )
    return [f"{count} {what}" for count, what in counted if count]


def _some(names: Sequence[str]) -> str:
    return ", ".join(snug(each, 80) for each in names[:3])


def audit(id: str, entries: Sequence[Entry], broken: int | None) -> Reply:
    """Who did what, when, from where; newest last."""
    if not entries:
        return Reply(f"Nothing is recorded about {escape(id)}.")
    shown = entries[-20:]
    head = f"*Audit of {escape(id)}* ({len(entries)} entries"
    if len(shown) < len(entries):
        has_all = f"; `tocsin audit {escape(id)}` has all" if id.startswith("INC-") else ""
        head += f", the last {len(shown)}{has_all}"
    lines = [_deed(entry) for entry in shown]
    chain = (
        "The chain is whole."
        if broken is None
        else f"⚠️ The chain is broken at row {broken}: somebody changed it."
    )
    return Reply(f"{head})", (*sections(f"{head})", lines), context(chain)))


def _deed(entry: Entry) -> str:
    """When, who, what, from where; what was written with it in short."""
    said = str(entry.detail.get("text") or "")
    told = with_people(said, 80) if entry.what in PEOPLE else snug(said, 80)
    what = entry.what.removeprefix("incident.")
    told = f": {told.removeprefix(what + ': ')}" if told else ""
    return f"{when(entry.at)} {person(entry.who)} {what}{told} · from {snug(entry.via, 30)}"


def unknown(words: str, usage: str, meant: Sequence[str]) -> Reply:
    """Words that lead nowhere; nothing was done."""
    first = snug(words.split(" ", 1)[0], 60)
    if usage:
        more = usage.split(maxsplit=1)[0].lstrip("/")
        return Reply(
            f"`{first}` is written like this: `{escape(usage)}`. Nothing was done. "
            f"`/tocsin help {more}` shows what else there is."
        )
    if not meant:
        return Reply(f"I do not know “{first}”. `/tocsin help` shows every command.")
    text = f"I do not know “{first}”. Did you mean `/{snug(meant[0], 60)}`? Nothing was done yet."
    runs = [button(f"Run /{clip(each, 60)}", "say", each) for each in meant[:3]]
    return Reply(text, (section(text), actions(runs)))


def offer_form(form: str, incident: str) -> Reply:
    """A form needs a press that is no older than three seconds: one button that opens it."""
    text = "Press the button and the form opens."
    return Reply(
        text, (section(text), actions([button("Open the form", "form_open", f"{form} {incident}".strip())]))
    )


def shown(reply: Reply) -> Block:
    """An answer as a window of its own, over what was pressed."""
    return modal("Tocsin", reply.blocks or (section(reply.text),), callback="shown")


def offer_again(typed: str, at: datetime) -> Reply:
    """A command that was left lying too long to be carried out unasked."""
    if not typed:
        return Reply(f"What you asked {when(at)} was not carried out: I was away. Please ask again.")
    text = f"You typed `/{snug(typed, 200)}` {when(at)} while I was away. Do it now?"
    return Reply(text, (section(text), actions([button("Do it now", "say", typed)])))
