"""How ready a service is: where it stands, its gaps with owner and fix, every rule with its trace."""

from collections.abc import Iterator
from datetime import datetime

from bot.blocks.kit import (
    actions,
    ago,
    button,
    context,
    header,
    link,
    person,
    section,
    sections,
    snug,
    when,
    whole,
)
from bot.domain.scorecard import (
    Gap,
    Judged,
    Outcome,
    Readiness,
    Result,
    Trace,
    score,
    shortfall,
    standing,
    told,
)
from bot.domain.scorecard.waiver import State
from bot.ports import Block, Reply

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NO_DATA: "?",
    Outcome.WAIVED: "⏸",
    Outcome.ERROR: "⚠",
}
NAMES, FIELD = 10, 300
RULES, TRACES = 12, 2


# One service --------------------------------------------------------------------------------------------


def service(found: Readiness, now: datetime) -> Reply:
    """Where a service stands; each gap with its owner and its fix, then what is in order."""
    result = found.result
    line = _gone(found) + _standing(result)
    shown: list[Block] = [header(f"{found.service.title}: {score(result)}"), section(line)]
    shown.append(context(*_origin(found, now)))
    shown += [context(_levels(result))] if result.applicable else []
    lines = [_gap(each, found, now) for each in found.gaps]
    shown += [section(whole(lines))] if lines else []
    shown += [section(whole(list(_waivers(found))))] if found.waivers and result.applicable else []
    passed = ", ".join(rule.title for rule in result.counted if rule.passed)
    shown += [context(f"{MARKS[Outcome.PASSED]} {snug(passed, 1500)}")] if passed else []
    shown += [context(_others(found))] if found.others else []
    shown.append(actions(_ways(found)))
    return Reply(f"*{snug(found.service.title, 150)}*: {line}", tuple(shown))


def _gone(found: Readiness) -> str:
    """That the catalog has it no more; "" of what stands."""
    gone = found.service.gone_at
    return f"⚠️ No longer in the catalog since {when(gone)}; this is how it stood.\n" if gone else ""


def _levels(result: Result) -> str:
    """`Bronze 1 of 1 · Silver 1 of 1 · Gold 5 of 7`."""
    counts = {level: result.of_level(level) for level in result.levels}
    return (
        " · ".join(f"{snug(level, 40)} {n} of {all}" for level, (n, all) in counts.items() if all)
        or "no rules"
    )


def _waivers(found: Readiness) -> Iterator[str]:
    """What is waived or asked to be, by whom, why, and until when."""
    titles = {rule.identifier: rule.title for rule in found.scorecard.rules}
    for each in found.waivers:
        title, reason = snug(titles.get(each.rule, each.rule), 100), snug(each.reason, 300)
        ends = when(each.until, "{date_short_pretty}")
        if each.state is State.GRANTED:
            by = f"asked by {person(each.asked_by)}, granted by {person(each.decided_by)}"
            yield f"{MARKS[Outcome.WAIVED]} *{title}* is waived until {ends}: {reason} ({by})"
        else:
            asker = person(each.asked_by)
            yield f"{MARKS[Outcome.WAIVED]} *{title}*: {asker} asks to waive it until {ends}: {reason}"


def _others(found: Readiness) -> str:
    """Where it stands on the other cards."""
    return " · ".join(
        f"{snug(card.title, 60)}: {snug(score(result), 60)} (`/ready card:{snug(card.identifier, 40)} "
        f"{snug(found.service.id, 60)}`)"
        for card, result in found.others[:5]
    )


def field(result: Result) -> str:
    """For a field of a card: where the service stands, and the way to more."""
    way = f"\n`/ready {snug(result.service, 80)}`" if result.open else ""
    return snug(standing(result), FIELD) + way


def _standing(result: Result) -> str:
    open_ones = shortfall(result)
    if not result.applicable:
        return "Not applicable: this card is not about such services."
    upward = f" Next: {snug(result.next_level, 40)}." if result.next_level else ""
    reached = snug(score(result), 80)
    return f"{reached} — {snug(open_ones, 1500)}.{upward}" if open_ones else reached


def _origin(found: Readiness, now: datetime) -> Iterator[str]:
    """The card, how old the evaluation is, and of when the facts of each source are."""
    at = found.result.evaluated_at
    age = f", evaluated {ago((now - at).total_seconds())} ago" if at else ""
    yield f"{snug(found.scorecard.title, 80)}{age}"
    oldest: dict[str, datetime] = {}
    for trace in (each for rule in found.result.rules for each in rule.traces):
        if trace.source and trace.as_of:
            oldest[trace.source] = min(trace.as_of, oldest.get(trace.source, trace.as_of))
    for source, moment in list(oldest.items())[:NAMES]:
        yield f"{snug(source, 80)}: {ago((now - moment).total_seconds())} old"


def _gap(gap: Gap, found: Readiness, now: datetime) -> str:
    """`✗ runbook (Gold), since 3 Nov: …` with what to do under it."""
    why = f", no data: {snug(gap.why, 200)}" if gap.outcome is Outcome.NO_DATA else _found(gap.trace, now)
    at = found.since.get(gap.rule)
    since = f", since {when(at, '{date_short_pretty}')}" if at else ""
    title = f"{MARKS[gap.outcome]} *{snug(gap.title, 100)}* ({snug(gap.level, 40)}){since}{why}"
    way = f" {link(gap.page, 'Open the page')}." if gap.page else ""
    return f"{title}\n     Owner: {snug(gap.owner, 200)}. Fix: {snug(gap.fix, 400)}.{way}"


def _found(trace: Trace | None, now: datetime) -> str:
    """What was found instead of what was wanted; that there is nothing needs no words."""
    if trace is None or told(trace.actual) == "nothing":
        return ""
    return f": {snug(told(trace.actual), 150)}{_age(trace, now)}"


def _age(trace: Trace, now: datetime) -> str:
    return f", {ago((now - trace.as_of).total_seconds())} ago" if trace.as_of else ""


def named(card: str) -> str:
    """How a button's value begins that is about a card which somebody named: `card:x `."""
    return f"card:{card} " if card else ""


def _ways(found: Readiness) -> list[Block]:
    id, team, on = found.service.id, found.team, named(found.on)
    whole = [button(f"All of {team.title}", "ready_show", f"{on}team:{team.id}")] if team else []
    may_waive = found.gaps and not found.service.gone_at
    waive = [button("Waive a rule", "ready_waive_form", f"{on}{id}")] if may_waive else []
    return [
        button("Every rule", "ready_show", f"rules 0 {on}{id}"),
        *whole,
        *waive,
        button("Show the service", "svc_show", id),
    ]


def rules(found: Readiness, now: datetime, offset: int = 0) -> Reply:
    """A page of rules, each with its trace: the property, what was wanted, what it is, whence and how old."""
    card, reached = snug(found.scorecard.title, 80), snug(score(found.result), 80)
    title = f"*{snug(found.service.title, 150)}* — {card}: {reached}"
    id, ruled = found.service.id, found.result.rules
    lines = ["\n".join(_traced(rule, now)) for rule in ruled[offset : offset + RULES]]
    end = offset + len(lines)
    on = named(found.on)
    buttons = [button("Back", "ready_show", f"{on}service:{id}")]
    if end < len(ruled):
        buttons.append(button(f"and {len(ruled) - end} more rules", "ready_show", f"rules {end} {on}{id}"))
    return Reply(title, (*sections(title, lines), actions(buttons)))


def _traced(rule: Judged, now: datetime) -> Iterator[str]:
    blind = " (for want of data)" if rule.passed and not rule.known else ""
    yield f"{MARKS[rule.outcome]} *{snug(rule.title, 100)}* ({snug(rule.level, 40)}){blind}"
    for trace in rule.traces[:TRACES]:
        actual = snug(told(trace.actual), 100) if trace.known or trace.as_of else "no data"
        source = f" · {snug(trace.source, 60)}{_age(trace, now)}" if trace.source else ""
        note = f" · {snug(trace.note, 100)}" if trace.note else ""
        yield f"     `{snug(trace.property, 60)}` {snug(trace.wanted, 80)}: {actual}{source}{note}"
    if len(rule.traces) > TRACES:
        yield f"     and {len(rule.traces) - TRACES} more conditions: `tocsin ready` in a terminal lists all"
