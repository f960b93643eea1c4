"""How readiness looks: a service with its gaps, every rule with its trace, many services the worst first."""

from collections.abc import Iterator
from datetime import datetime

from bot.blocks.kit import actions, ago, button, context, header, section, sections, snug, whole
from bot.domain.oncall import Candidates
from bot.domain.scorecard import (
    Gap,
    Judged,
    Listed,
    Outcome,
    Readiness,
    Result,
    Trace,
    Worst,
    score,
    shortfall,
    standing,
    told,
)
from bot.ports import Block, Reply

MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NO_DATA: "?"}
NAMES, FIELD, CHOICES = 10, 300, 8
RULES, TRACES = 12, 2
IMPORT = "Bring services in with `tocsin import catalog.yaml`."
TRY = "Try `/ready &lt;service or team&gt;`, or `/ready` for all."


def answer(found: Readiness | Worst | Candidates, now: datetime) -> Reply:
    """The answer to `/ready …`, whatever it is about."""
    match found:
        case Readiness():
            return service(found, now)
        case Worst():
            return worst(found, now)
        case Candidates():
            return _candidates(found)


# One service --------------------------------------------------------------------------------------------


def service(found: Readiness, now: datetime) -> Reply:
    """Where a service stands; each gap with its owner and its fix, then what is in order."""
    result = found.result
    line = _standing(result)
    shown: list[Block] = [header(f"{found.service.title}: {score(result)}"), section(line)]
    shown.append(context(*_origin(found, now)))
    lines = [_gap(each, now) for each in found.gaps]
    shown += [section(whole(lines))] if lines else []
    passed = ", ".join(rule.title for rule in result.rules if rule.passed)
    shown += [context(f"{MARKS[Outcome.PASSED]} {snug(passed, 1500)}")] if passed else []
    shown.append(actions(_ways(found)))
    return Reply(f"*{snug(found.service.title, 150)}*: {line}", tuple(shown))


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


def _gap(gap: Gap, now: datetime) -> str:
    """`✗ runbook (Gold), for Payments: …` with what to do under it."""
    why = f", no data: {snug(gap.why, 200)}" if gap.outcome is Outcome.NO_DATA else _found(gap.trace, now)
    title = f"{MARKS[gap.outcome]} *{snug(gap.title, 100)}* ({snug(gap.level, 40)}){why}"
    return f"{title}\n     Owner: {snug(gap.owner, 200)}. Fix: {snug(gap.fix, 400)}."


def _found(trace: Trace | None, now: datetime) -> str:
    """What was found instead of what was wanted; that there is nothing needs no words."""
    if trace is None or told(trace.actual) == "nothing":
        return ""
    return f": {snug(told(trace.actual), 150)}{_age(trace, now)}"


def _age(trace: Trace, now: datetime) -> str:
    return f", {ago((now - trace.as_of).total_seconds())} ago" if trace.as_of else ""


def _ways(found: Readiness) -> list[Block]:
    id, team = found.service.id, found.team
    whole = [button(f"All of {team.title}", "ready_show", f"team:{team.id}")] if team else []
    return [
        button("Every rule", "ready_show", f"rules 0 {id}"),
        *whole,
        button("Show the service", "svc_show", id),
    ]


def rules(found: Readiness, now: datetime, offset: int = 0) -> Reply:
    """A page of rules, each with its trace: the property, what was wanted, what it is, whence and how old."""
    card, reached = snug(found.scorecard.title, 80), snug(score(found.result), 80)
    title = f"*{snug(found.service.title, 150)}* — {card}: {reached}"
    id, ruled = found.service.id, found.result.rules
    lines = ["\n".join(_traced(rule, now)) for rule in ruled[offset : offset + RULES]]
    end = offset + len(lines)
    buttons = [button("Back", "ready_show", f"service:{id}")]
    if end < len(ruled):
        buttons.append(button(f"and {len(ruled) - end} more rules", "ready_show", f"rules {end} {id}"))
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


# Many services, and several that may be meant -----------------------------------------------------------


def worst(found: Worst, now: datetime) -> Reply:
    """A page of services, the worst first, each with a way to its gaps."""
    about = f"Readiness: {found.team.title}" if found.team else "Readiness"
    if not found.tally.total:
        return Reply(_nothing(found))
    spread = _spread(found)
    lines = [section(_line(each, team=not found.team), _show(each)) for each in found.listed]
    name = f"team:{found.team.id}" if found.team else ""
    end = found.offset + len(found.listed)
    more = [button(f"and {found.rest} more", "ready_show", f"page {end} {name}")] if found.rest else []
    ages = [each.result.evaluated_at for each in found.listed if each.result.evaluated_at]
    age = f"evaluated {ago((now - min(ages)).total_seconds())} ago, the worst first" if ages else ""
    shown: list[Block] = [header(about), section(spread), context(age or "no more"), *lines]
    shown += [actions(more)] if more else []
    first = " · ".join(_line(each, team=False) for each in found.listed[:3])
    return Reply(f"{snug(about, 150)}: {spread}. {first}", tuple(shown))


def _nothing(found: Worst) -> str:
    if found.tally.waiting:
        return (
            f"{found.tally.waiting} services are being evaluated for the first time. Ask again in a minute."
        )
    if found.team:
        return f"{snug(found.team.title, 150)} owns no service that the card is about. {TRY}"
    return f"No service is known yet. {IMPORT}"


def _spread(found: Worst) -> str:
    """`Gold 4 · Silver 6 · Basic 2`, the best first."""
    levels, tally = found.scorecard.levels, found.tally
    parts = [f"*{snug(levels[n].title, 40)}* {tally.ranks[n]}" for n in sorted(tally.ranks, reverse=True)]
    parts += [f"not applicable {tally.outside}"] if tally.outside else []
    parts += [f"not evaluated yet {tally.waiting}"] if tally.waiting else []
    return " · ".join(parts)


def _line(each: Listed, *, team: bool) -> str:
    owner = f" · {snug(each.team_title or each.team or 'nobody owns it', 80)}" if team else ""
    tier = f" · tier {each.tier}" if each.tier is not None else ""
    return f"*{snug(each.title, 120)}*{tier}{owner}\n{snug(standing(each.result), FIELD)}"


def _show(each: Listed) -> Block:
    return button("Show", "ready_show", f"service:{each.result.service}")


def _candidates(found: Candidates) -> Reply:
    asked = snug(found.text, 150)
    if found.empty:
        return Reply(f"Nothing is in the catalog yet, so “{asked}” is not known. {IMPORT}")
    if not found.options:
        return Reply(f"No service or team is called “{asked}”. {TRY}")
    buttons = [
        button(
            f"Team {each.title}" if each.kind == "team" else each.title,
            "ready_show",
            f"{each.kind}:{each.id}",
        )
        for each in found.options[:CHOICES]
    ]
    end = found.offset + sum(each.kind == "service" for each in found.options)
    if found.total > end:
        buttons.append(
            button(f"and {found.total - end} more", "ready_show", f"more {end} {found.text[:150]}")
        )
    text = f"Readiness of which “{asked}”?"
    return Reply(text, (section(text), actions(buttons)))
