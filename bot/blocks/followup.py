"""How follow-ups and tasks look: kept, listed, given to somebody, and the form for one."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit import (
    actions,
    button,
    clip,
    context,
    modal,
    person,
    person_input,
    section,
    select_input,
    snug,
    text_input,
    when,
)
from bot.domain.followup import TYPES, Followup, Sort, State, lint
from bot.domain.incident import Incident
from bot.ports import Block, Blocks, Reply

LISTED = 20
WEEKS = ("1", "2", "4", "8", "12")
NAMES = {Sort.TASK: ("task", "tasks"), Sort.FOLLOWUP: ("follow-up", "follow-ups")}
HOW = {Sort.TASK: "`/inc task &lt;text&gt; @x`", Sort.FOLLOWUP: "`/inc followup &lt;text&gt; @x`"}


def kept(incident: Incident, followup: Followup) -> Reply:
    """It is kept: whose, until when, and kindly what would make it easier to finish."""
    name = NAMES[followup.sort][0].capitalize()
    head = f"{name} of *{incident.id}*: {snug(followup.text, 300)} · {_whose(followup)}"
    row = [_done(followup), _change(followup), _drop(followup)]
    hints = lint(followup.text) if followup.sort is Sort.FOLLOWUP else ()
    kindly = (
        (context("It is kept as it is. It is easier to finish when it is:"), *(context(h) for h in hints))
        if hints
        else ()
    )
    return Reply(head, (section(head), actions(row), *kindly))


def there_already(incident: Incident, sort: Sort) -> Reply:
    """The message has made one before."""
    one, many = NAMES[sort]
    how = f"`/inc {many.replace('-', '')}` lists them."
    return Reply(f"That message is a {one} of *{incident.id}* already. {how}")


def yours(incident: Incident, followup: Followup, by: str) -> tuple[str, Blocks]:
    """What its owner is told: (fallback text, blocks)."""
    name = NAMES[followup.sort][0]
    where = f" (<#{incident.channel}>)" if incident.channel else ""
    text = f"A {name} of *{incident.id}*{where} is yours, says {person(by)}: {snug(followup.text, 500)}"
    due = f"Due {when(followup.due, '{date_short_pretty}')}." if followup.due else "It is for now."
    return text, (section(text), actions([_done(followup), _change(followup)]), context(due))


def listed(incident: Incident, sort: Sort, found: Sequence[Followup], now: datetime) -> Reply:
    """Those of an incident, each with the button that ends it; what is done stands below."""
    one, many = NAMES[sort]
    if not found:
        return Reply(f"*{incident.id}* has no {many}. {HOW[sort]} keeps one.")
    todo = [each for each in found if each.is_open]
    over = [each for each in found if not each.is_open]
    head = f"*{incident.id}*: {len(todo)} of {len(found)} {one if len(found) == 1 else many} to do"
    rows = [section(_line(each, now), _done(each)) for each in todo[:LISTED]]
    ended = [section(_ended(each), _reopen(each)) for each in over[-LISTED:]]
    more = len(todo) - len(rows)
    foot = f"and {more} more; the document has them all. " if more > 0 else ""
    return Reply(head, (section(head), *rows, *ended, context(f"{foot}{HOW[sort]} keeps another.")))


def _line(each: Followup, now: datetime) -> str:
    late = "⚠️ overdue · " if each.is_late(now) else ""
    ticket = f" · <{each.ticket}|ticket>" if each.ticket.startswith("https://") else ""
    return f"☐ {snug(each.text, 300)}\n{late}{_whose(each)}{ticket}"


def _ended(each: Followup) -> str:
    by = f" by {person(each.ended_by)}" if each.ended_by else ""
    at = f" {when(each.ended_at)}" if each.ended_at else ""
    mark = "☑" if each.state is State.DONE else "☒"
    return f"{mark} {snug(each.text, 300)}\n{each.state}{by}{at}"


def _whose(each: Followup) -> str:
    owner = person(each.owner) if each.owner else "nobody's yet"
    due = f" · due {when(each.due, '{date_short_pretty}')}" if each.due else ""
    return f"{owner}{due}{f' · {each.type}' if each.type else ''}"


def _done(each: Followup) -> Block:
    return button("Done", "followup_done", str(each.number))


def _reopen(each: Followup) -> Block:
    return button("Not done", "followup_reopen", str(each.number))


def _drop(each: Followup) -> Block:
    return button("Drop it", "followup_drop", str(each.number))


def _change(each: Followup) -> Block:
    return button("Change", "followup_form", str(each.number))


def form(incidents: Sequence[Incident], given: Followup, weeks: str = "") -> Block:
    """One follow-up: what, who, until when, what for; of which incident is asked where several may be."""
    types = [(f"{name}: {says}", name) for name, says in TYPES.items()]
    due = [(f"in {number} week{'s' if number != '1' else ''}", number) for number in WEEKS]
    about = [(f"{each.id} {each.title}", each.id) for each in incidents]
    fields = [
        text_input("text", "What will be done?", initial=given.text, optional=False, lines=True),
        person_input("owner", "Who does it?", initial=given.owner),
        select_input("weeks", "Due (else as the severity asks)", due, initial=weeks),
        select_input("type", "What is it for?", types, initial=given.type),
    ]
    if len(about) > 1:
        fields.append(select_input("about", "Incident", about, initial=about[0][1], optional=False))
    hint = "Begin with a verb; name the thing; say where it ends."
    fields[0]["hint"] = {"type": "plain_text", "text": hint}
    title = NAMES[given.sort][0].capitalize() + (f" of {incidents[0].id}" if len(about) == 1 else "")
    return modal(clip(title, 24), fields, callback="followup", submit="Keep")
