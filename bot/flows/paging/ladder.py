"""Our own escalation: a direct message to each of a level, the next level when nobody answers in time."""

from datetime import datetime
from sqlite3 import Connection

from bot.blocks import page as blocks
from bot.domain.effect import Effect, EffectKind
from bot.domain.page import Entry, Happened, Page, State, next_step, state
from bot.flows.paging import telling
from bot.flows.paging.happening import keep
from store import jobs, outbox
from store import page as rows
from store.moments import ms


def climb(db: Connection, page: Page, now: datetime) -> None:
    """Call whoever comes next, or wait for an answer; where nobody is left that is said loudly."""
    entries = rows.entries_of(db, page.id)
    if state(entries) is not State.CALLING:
        return
    step = next_step(page, entries, now)
    if step.people:
        paged = [
            Entry(f"slack:{step.level}:{who.slack}", Happened.PAGED, now, who, step.level)
            for who in step.people
        ]
        rows.record(db, page.id, paged)
        for who in step.people:
            outbox.add(db, _message(page, who.slack), now)
        look_again(db, page, now + page.timeout)
    elif step.until:
        look_again(db, page, step.until)
    else:
        keep(db, page, [Entry("exhausted", Happened.EXHAUSTED, now)], now)


def look_again(db: Connection, page: Page, due: datetime) -> None:
    """See to the page at that time: once, however many ask for the same one."""
    jobs.schedule(db, f"{jobs_of(page)}{ms(due)}", "page", {"page": page.id}, due)


def poll(db: Connection, page: Page, now: datetime) -> None:
    """Ask PagerDuty again soon. Times stand on a grid, so that two who ask for a look get one."""
    steps = (now - page.at) // telling.POLL + 1
    look_again(db, page, page.at + steps * telling.POLL)


def jobs_of(page: Page) -> str:
    """How the keys of a page's jobs begin."""
    return f"page:{page.id}:"


def _message(page: Page, slack: str) -> Effect:
    text, shown = blocks.asked(page)
    body = {"text": text, "blocks": list(shown)}
    return Effect(f"{page.id}:to:{slack}", EffectKind.DIRECT, person=slack, body=body)
