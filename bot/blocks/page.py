"""How a page looks: one message that says who is called and who answered; what whoever is called reads."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.blocks.kit import (
    actions,
    ago,
    button,
    clip,
    context,
    escape,
    link,
    modal,
    person,
    search_input,
    section,
    text_input,
    whole,
)
from bot.domain.catalog import Service
from bot.domain.incident import Incident
from bot.domain.oncall import label
from bot.domain.page import Entry, Happened, Page, State, Way, Who, answer, everybody, in_order, state
from bot.ports import Block, Blocks, Reply

SHOWN = 8


def lasted(span: timedelta) -> str:
    """`42 s`, `7 min`."""
    return ago(span.total_seconds())


def message(page: Page, entries: Sequence[Entry]) -> tuple[str, Blocks]:
    """The message of a page: what for, then line by line what happened (fallback text, blocks)."""
    why = f": {escape(page.why, 300)}" if page.why else ""
    lines = list(_lines(page, in_order(entries)))
    title = f"📟 *Page for {_about(page)}*{why}"
    asked = f"asked by {person(page.by)}"
    source = link(page.url, "in PagerDuty") if page.url else ""
    parts = [asked, _through(page, entries), source, escape(page.note, 200)]
    text = f"{title}\n{lines[-1]}"
    return text, (section(whole([title, *lines])), context(" · ".join(filter(None, parts))))


def _through(page: Page, entries: Sequence[Entry]) -> str:
    """By which way, and what that means for who escalates."""
    if any(each.kind is Happened.INSTEAD for each in entries):
        return "PagerDuty did not answer: called in Slack"
    ways = {
        Way.PAGERDUTY: "PagerDuty escalates by its own policy",
        Way.EVENTS: "by PagerDuty's events",
        Way.SLACK: f"in Slack, next level after {lasted(page.timeout)}",
    }
    return ways[page.way]


def _lines(page: Page, entries: Sequence[Entry]) -> Iterator[str]:
    """Everything that happened, in order; before PagerDuty has said whom it calls, whom it will."""
    steps = list(_grouped(entries))
    if not any(step[0].kind is Happened.PAGED for step in steps) and state(entries) is State.CALLING:
        yield _calling(page.levels[0] if page.levels else (), 1)
    called_at: datetime | None = None
    for index, step in enumerate(steps):
        first = step[0]
        rest = [each[0].kind for each in steps[index + 1 :]]
        if first.kind is Happened.PAGED:
            over = (
                Happened.PAGED in rest or answer(entries) is not None or state(entries) is not State.CALLING
            )
            yield _paged(step, called_at, declined=_was_declined(steps[:index]), over=over)
            called_at = first.at
        elif said := _said(page, first):
            yield said
    if answer(entries) is None and state(entries) is State.UNANSWERED:
        yield "*Nobody answered.*"


def _grouped(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """People of one level who are called together stand together."""
    group: list[Entry] = []
    for each in entries:
        together = group and each.kind is Happened.PAGED and group[0].kind is Happened.PAGED
        if together and each.level == group[0].level and each.at - group[0].at < timedelta(seconds=2):
            group.append(each)
            continue
        if group:
            yield group
        group = [each]
    if group:
        yield group


def _was_declined(before: Sequence[Sequence[Entry]]) -> bool:
    return bool(before) and before[-1][0].kind is Happened.DECLINED


def _paged(step: Sequence[Entry], called_at: datetime | None, *, declined: bool, over: bool) -> str:
    people = [each.who for each in step if each.who]
    level = step[0].level
    if called_at is None:
        return f"Paged {_names(people, level)}" if over else _calling(people, level)
    dots = "" if over else "…"
    if declined:
        return f"{_names(people, level)} paged{dots}"
    waited = lasted(step[0].at - called_at)
    return f"No answer in {waited}, {_names(people, level)} paged{dots}"


def _calling(people: Sequence[Who], level: int) -> str:
    return f"Paging {_names(people, level)}…" if people else "Paging whoever is on call…"


def _names(people: Sequence[Who], level: int) -> str:
    names = " and ".join(_who(who) for who in people)
    return f"{names} ({label(level)})" if level else names


def _who(who: Who) -> str:
    """A name; whom the catalog does not know has none but `@U123`, and is mentioned."""
    return person(who.slack) if who.name == f"@{who.slack}" else escape(who.name, 80)


def _about(page: Page) -> str:
    """What it is for; a mention only of somebody whom it calls anyway, for a title may look like an id."""
    called = (person(who.slack) for who in everybody(page) if page.about == f"@{who.slack}")
    return next(called, escape(page.about, 150))


def _said(page: Page, entry: Entry) -> str:
    name = _who(entry.who) if entry.who else "Somebody"
    after = lasted(entry.at - page.at)
    said = {
        Happened.ACKNOWLEDGED: f"*{name} acknowledged after {after}*",
        Happened.DECLINED: f"{name} can't",
        Happened.RESOLVED: f"Resolved in PagerDuty{f' by {name}' if entry.who else ''} after {after}",
        Happened.DELIVERED: "Delivered to PagerDuty; who answers is not visible from here.",
        Happened.INSTEAD: "PagerDuty does not take it yet; calling in Slack as well.",
    }
    return said.get(entry.kind, "")


def begun(page: Page, incident: Incident | None) -> Reply:
    """What whoever pages reads at once."""
    people = page.levels[0] if page.levels else ()
    where = "The message in this channel" if incident else "A direct message to you"
    return Reply(f"{_calling(people, 1)} {where} shows who answers.")


def asked(page: Page) -> tuple[str, Blocks]:
    """What somebody who is called reads."""
    why = f": {escape(page.why, 500)}" if page.why else ""
    where = f" · {page.incident}" if page.incident else ""
    text = f"📟 {person(page.by)} pages you for *{_about(page)}*{where}{why}"
    buttons = [
        button("Acknowledge", "page_acknowledge", page.id, style="primary"),
        button("Can't", "page_decline", page.id),
    ]
    hint = f"Without an answer the next one is called after {lasted(page.timeout)}."
    return text, (section(text), actions(buttons), context(hint))


def answered(page: Page, before: Entry | None, kind: Happened, incident: Incident | None) -> Reply:
    """What whoever pressed reads in the message's place."""
    about = f"the page for *{_about(page)}*"
    if before is not None:
        name = _who(before.who) if before.who else "Somebody"
        return Reply(
            f"{name} acknowledged {about} already, after {lasted(before.at - page.at)}.", replace=True
        )
    if kind is Happened.DECLINED:
        return Reply(f"You can't take {about}; whoever comes next is called.", replace=True)
    channel = f"<#{incident.channel}>" if incident and incident.channel else ""
    hint = (
        f"Go to {channel}: `/inc catchup` says where it stands." if channel else "Whoever paged you sees it."
    )
    return Reply(f"You acknowledged {about}. {hint}", replace=True)


def nobody(page: Page) -> Reply:
    """That nobody was reached, to whoever paged, with the numbers that are known."""
    text = f"{person(page.by)} *nobody answered the page for {_about(page)}.*"
    numbers = [f"• {_who(who)} {escape(who.phone, 40)}" for who in everybody(page) if who.phone]
    if numbers:
        text += "\nCall them yourself:\n" + "\n".join(numbers[:SHOWN])
    else:
        text += " No number is known: `/oncall` says who is on call, `/inc page @x` pages somebody else."
    return Reply(text, (section(text),))


def unsure(title: str, words: str, services: Sequence[Service], channel: str) -> Reply:
    """Nothing is called exactly so: nobody was paged, and each choice is a button."""
    text = (
        "Nothing was done yet, nobody was paged: `page` takes the exact name of a service or a team, or a "
        "person: `/inc page <service, team or @x> [why]`."
    )
    rest = words.partition(" ")[2]
    buttons = [
        button(f"Page {clip(each.title, 60)}", "say", f"inc@{channel} page service:{each.id} {rest}".strip())
        for each in services
    ]
    buttons += [
        button(f'Declare "{clip(title, 55)}"', "say_declare", title[:2000]),
        button("Help on page", "help_on", "inc page"),
    ]
    return Reply(text, (section(text), actions(buttons)))


def form(incident: Incident, suggested: Sequence[Service]) -> Block:
    """The form of a page; the incident's service is chosen already."""
    blocks = (
        search_input(
            "service", "Page whoever is on call for", [(s.title, s.id) for s in suggested], optional=False
        ),
        text_input("why", "Why", initial=incident.title),
        context("People and teams: `/inc page @x` or `/inc page <team>`."),
    )
    return modal("Page", blocks, callback="page", submit="Page")
