"""How many services stand: a page in any order, as lines or as a table; and several that may be meant."""

from datetime import datetime

from bot.blocks.kit import actions, ago, button, context, header, section, snug
from bot.blocks.scorecard.one import named, service
from bot.blocks.tables import table
from bot.domain.oncall import Candidates
from bot.domain.scorecard import Listed, Readiness, Worst, shortfall, standing
from bot.ports import Block, Reply

FIELD, CHOICES, TEAMS = 300, 8, 5
IMPORT = "Bring services in with `tocsin import catalog.yaml`."
TRY = "Try `/ready &lt;service or team&gt;`, or `/ready` for all."
SORTS = {
    "worst": "the worst first",
    "best": "the best first",
    "tier": "by tier",
    "team": "by team",
    "name": "by name",
}
LABELS = {
    "worst": "Worst first",
    "best": "Best first",
    "tier": "By tier",
    "team": "By team",
    "name": "By name",
}


def answer(found: Readiness | Worst | Candidates, now: datetime) -> Reply:
    """The answer to `/ready …`, whatever it is about."""
    match found:
        case Readiness():
            return service(found, now)
        case Worst():
            return worst(found, now)
        case Candidates():
            return _candidates(found)


def worst(found: Worst, now: datetime) -> Reply:
    """A page of services, the worst first, each with a way to its gaps."""
    about = f"Readiness: {found.team.title}" if found.team else "Readiness"
    if not found.tally.total:
        return Reply(_nothing(found))
    spread = _spread(found)
    lines = [section(_line(each, team=_mixed(found)), _show(each, found.on)) for each in found.listed]
    shown: list[Block] = [header(about), section(spread), context(*_within(found), _age(found, now)), *lines]
    shown.append(actions([*_more(found, "page"), *_ways(found, "page")]))
    first = " · ".join(_line(each, team=bool(found.within)) for each in found.listed[:3])
    return Reply(f"{snug(about, 150)}: {spread}. {first}", tuple(shown))


def tabled(found: Worst, now: datetime) -> Reply:
    """The same as a table: a row a service."""
    about = f"Readiness: {found.team.title}" if found.team else "Readiness"
    if not found.tally.total:
        return Reply(_nothing(found))
    head = ("Service", "Tier", "Team", "Level", "Rules", "Open")
    rows = [_row(each) for each in found.listed]
    shown: list[Block] = [
        header(about),
        section(_spread(found)),
        context(*_within(found), _age(found, now)),
        table([head, *rows]),
    ]
    shown.append(actions([*_more(found, "table"), *_ways(found, "table")]))
    return Reply(f"{snug(about, 150)}: {_spread(found)}", tuple(shown))


def _mixed(found: Worst) -> bool:
    """Whether services of several teams stand in the list."""
    return found.team is None or bool(found.within)


def _within(found: Worst) -> tuple[str, ...]:
    """Whose services these are, where the team owns none."""
    if not found.team or not found.within:
        return ()
    names = ", ".join(snug(each.title, 60) for each in found.within[:TEAMS])
    more = f" and {len(found.within) - TEAMS} more" if len(found.within) > TEAMS else ""
    return (f"{snug(found.team.title, 150)} owns nothing itself: of the teams within it ({names}{more})",)


def _row(each: Listed) -> tuple[str, ...]:
    result = each.result
    tier = "" if each.tier is None else str(each.tier)
    team, rules = each.team_title or each.team or "nobody", f"{result.passed}/{result.total}"
    return each.title, tier, team, result.level, rules, shortfall(result)


def _age(found: Worst, now: datetime) -> str:
    ages = [each.result.evaluated_at for each in found.listed if each.result.evaluated_at]
    age = f"evaluated {ago((now - min(ages)).total_seconds())} ago, " if ages else ""
    return f"{age}{SORTS[found.sort]}"


def _of(found: Worst) -> str:
    """Whose list it is, on which card and how it is sorted, as a button's value carries it."""
    sort = f"sort:{found.sort} " if found.sort != "worst" else ""
    return f"{named(found.on)}{sort}{_team(found)}".strip()


def _team(found: Worst) -> str:
    return f"team:{found.team.id}" if found.team else ""


def _more(found: Worst, word: str) -> list[Block]:
    end = found.offset + len(found.listed)
    value = f"{word} {end} {_of(found)}"
    return [button(f"and {found.rest} more", "ready_show", value)] if found.rest else []


def _ways(found: Worst, word: str) -> list[Block]:
    """Other orders, the other form, the picture, and what would help most."""
    on, team = named(found.on), _team(found)
    sorts = [
        button(label, "ready_show", f"{word} 0 {on}sort:{sort} {team}".strip())
        for sort, label in LABELS.items()
        if sort != found.sort and (sort != "team" or _mixed(found))
    ]
    other, label = ("table", "As a table") if word == "page" else ("page", "As a list")
    return [
        *sorts,
        button(label, "ready_show", f"{other} 0 {_of(found)}"),
        *([] if found.within else [button("Chart", "ready_chart", f"{on}{team or 'all'}")]),
        button("What helps most?", "ready_what_if", on.strip()),
    ]


def _nothing(found: Worst) -> str:
    if found.tally.waiting:
        return (
            f"{found.tally.waiting} services are being evaluated for the first time. Ask again in a minute."
        )
    if found.team:
        nor = ", nor do the teams within it" if found.within else ""
        return f"{snug(found.team.title, 150)} owns no service that the card is about{nor}. {TRY}"
    if found.tally.outside:
        title = snug(found.scorecard.title, 150)
        return (
            f"{title} is about none of the {found.tally.outside} services: its filter lets none of them in."
        )
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


def _show(each: Listed, on: str) -> Block:
    return button("Show", "ready_show", f"{named(on)}service:{each.result.service}")


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
            f"{named(found.on)}{each.kind}:{each.id}",
        )
        for each in found.options[:CHOICES]
    ]
    end = found.offset + sum(each.kind == "service" for each in found.options)
    if found.total > end:
        buttons.append(
            button(
                f"and {found.total - end} more",
                "ready_show",
                f"more {end} {named(found.on)}{found.text[:150]}",
            )
        )
    text = f"Readiness of which “{asked}”?"
    return Reply(text, (section(text), actions(buttons)))
