"""How readiness looks that nobody asked for: what got worse, the week's digest, what is due, the report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit import actions, button, header, section, snug, when, whole
from bot.domain.catalog import Team
from bot.domain.scorecard import Gap, Readiness, score
from bot.domain.scorecard.report import Report, Share
from bot.ports import Block, Reply

DAY = "{date_short_pretty}"
MOST, NAMES = 15, 10
Due = Mapping[tuple[str, str], datetime]
"""(service, rule) → the day by which it has to be mended."""


@dataclass(frozen=True, slots=True)
class Worse:
    """A rule that was in order and is not any more: the value as it was and as it is, and who saw it.

    `source` is "" where a waiver has ended.
    """

    service: str
    service_title: str
    rule: str
    values: tuple[str, str]
    source: str
    at: datetime | None


def degraded(team: Team, found: Sequence[Worse], now: datetime) -> Reply:
    """One message for everything of a team that got worse."""
    lines = [_worse(each, now) for each in found]
    title = (
        f"{snug(team.title, 100)}: {len(found)} {'rule has' if len(found) == 1 else 'rules have'} got worse"
    )
    owner = [] if team.id else ["Whose are they? `/svc owner <service>` says, and takes, who owns it."]
    services = list(dict.fromkeys((each.service, each.service_title) for each in found))
    buttons = [button(f"Mend {title}", "ready_show", f"service:{id}") for id, title in services[:5]]
    shown = (section(f"*{title}*"), section(whole([*lines, *owner])), actions([*buttons, *_ways(team)]))
    return Reply(f"{title}: {lines[0]}", shown)


def _worse(each: Worse, now: datetime) -> str:
    """`✗ Shop: README, README.md → nothing, since 12:00, seen by the sync of GitHub`."""
    was, became = each.values
    values = f": {snug(was, 100)} → {snug(became, 100)}" if was != became else ""
    since = when(each.at or now)
    how = f"seen by the sync of {snug(each.source, 80)}" if each.source else "its waiver has ended"
    return f"✗ *{snug(each.service_title, 100)}*: {snug(each.rule, 100)}{values}, since {since}, {how}"


def digest(team: Team, below: Sequence[Readiness], due: Due, now: datetime) -> Reply:
    """The week's digest of a team: each service below the target with its failing rules."""
    lines = [line for each in below[:MOST] for line in _of_service(each, due, now)]
    title = (
        f"{snug(team.title, 100)}: {len(below)} {'service' if len(below) == 1 else 'services'} below target"
    )
    rest = [f"and {len(below) - MOST} more services"] if len(below) > MOST else []
    shown = (
        header(f"Readiness this week: {team.title}"),
        section(f"*{title}*"),
        section(whole([*lines, *rest])),
    )
    return Reply(f"{title}. {lines[0]}", (*shown, actions(_ways(team))))


def _of_service(each: Readiness, due: Due, now: datetime) -> Iterator[str]:
    yield f"*{snug(each.service.title, 100)}*: {snug(score(each.result), 60)}"
    for gap in each.gaps:
        yield f"     {_gap(gap, due.get((each.service.id, gap.rule)), now)}"


def _gap(gap: Gap, due: datetime | None, now: datetime) -> str:
    word = "overdue since" if due and due <= now else "due"
    by = f" ({word} {when(due, DAY)})" if due else ""
    return f"✗ {snug(gap.title, 100)} ({snug(gap.level, 40)}){by}: {snug(gap.fix, 200)}"


def due(team: Team, found: Sequence[tuple[Readiness, str, datetime]], now: datetime) -> Reply:
    """What a team promised to mend by a day that is near or past."""
    lines = [
        f"*{snug(each.service.title, 100)}*: {_gap(gap, day, now)}"
        for each, rule, day in found
        for gap in each.gaps
        if gap.rule == rule
    ]
    title = f"{snug(team.title, 100)}: {len(lines)} to mend"
    return Reply(f"{title}. {lines[0]}", (section(f"*{title}*"), section(whole(lines)), actions(_ways(team))))


def _ways(team: Team) -> list[Block]:
    """What else a team may look at, or have quiet; the house, which is a team without id, has neither."""
    if not team.id:
        return []
    return [
        button(f"All of {team.title}", "ready_show", f"team:{team.id}"),
        button("Snooze for two weeks", "ready_snooze", f"{team.id} 14d"),
    ]


# The report ---------------------------------------------------------------------------------------------


def report(found: Report, kind: str) -> Reply:
    """The figures; the picture follows as a file."""
    title = f"Readiness, {kind} report: {found.card.title}"
    shown = [header(title), *(section(text) for text in paragraphs(found))]
    shown.append(
        actions([button("All services", "ready_show", "page 0"), button("What helps most?", "ready_what_if")])
    )
    return Reply(f"{snug(title, 150)}. {headline(found)}", tuple(shown))


def headline(found: Report) -> str:
    """`41 of 60 services (68 %) are at Gold.`"""
    percent = round(100 * found.at_target / found.services) if found.services else 0
    return f"{found.at_target} of {found.services} services ({percent} %) are at {snug(found.target, 40)}."


def paragraphs(found: Report) -> Iterator[str]:
    """The parts of a report, as mrkdwn."""
    yield f"*{headline(found)}*\n{_levels(found)}"
    if found.then:
        yield _movement(found)
    if found.shares:
        yield whole(["*Each team's share of its own services at target*", *map(_share, found.shares[:MOST])])
    if told := risen(found):
        yield f"*Coverage that moved*\n{told}"
    if found.failing:
        lines = [
            f"• {snug(each.title, 100)}: {each.failed} fail"
            f"{f', {each.untold} without data' if each.untold else ''} of {each.services}"
            for each in found.failing[:NAMES]
        ]
        yield whole(["*What fails most*", *lines])


def _levels(found: Report) -> str:
    parts = [
        f"{snug(level, 40)} {count}{_signed(found.moved.get(level, 0))}"
        for level, count in reversed(list(found.levels.items()))
        if count or level in found.moved
    ]
    return " · ".join(parts)


def _signed(change: int) -> str:
    return f" ({change:+d})" if change else ""


def _movement(found: Report) -> str:
    since = f"*Since {when(found.then, DAY)}*" if found.then else ""
    ups = f"{len(found.ups)} rose: {_names(found.ups)}" if found.ups else "none rose"
    downs = f"{len(found.downs)} dropped: {_names(found.downs)}" if found.downs else "none dropped"
    return f"{since}\n↑ {ups}\n↓ {downs}"


def _names(titles: Sequence[str]) -> str:
    rest = f" and {len(titles) - NAMES} more" if len(titles) > NAMES else ""
    return ", ".join(snug(title, 80) for title in titles[:NAMES]) + rest


def _share(each: Share) -> str:
    points = round(100 * (each.moved or 0))
    change = f" ({points:+d} points)" if points else ""
    return (
        f"• {snug(each.title, 100)}: {each.at_target} of {each.services}, {round(100 * each.part)} %{change}"
    )


def _covered(found: Report, rule: str) -> str:
    """`, coverage 70 % → 95 %` where that is known."""
    then, now = found.covered_then.get(rule), found.coverage.get(rule)
    if then is None or now is None or round(100 * then) == round(100 * now):
        return ""
    return f", coverage {round(100 * then)} % → {round(100 * now)} %"


def risen(found: Report) -> str:
    """The rules whose coverage moved, also those that nobody fails any more; "" where none did."""
    titles = {rule.identifier: rule.title for rule in found.card.rules}
    lines = [f"{titles[rule]}{_covered(found, rule)}" for rule in found.coverage if _covered(found, rule)]
    return "\n".join(f"• {snug(line, 200)}" for line in lines)
