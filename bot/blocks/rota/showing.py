"""How being on call looks: levels with people and how to reach them, a person's shifts, the house's teams."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from bot.blocks.kit import (
    actions,
    ago,
    button,
    context,
    header,
    modal,
    person,
    section,
    snug,
    text_input,
    when,
)
from bot.blocks.rota.note import quoted
from bot.domain.catalog import Person
from bot.domain.oncall import Candidate, Candidates, Duties, Duty, OnCall, OnCallLevel, Overview
from bot.ports import Block, Reply

PEOPLE, LEVELS, DUTIES, BUTTONS, HANDOFFS = 4, 8, 8, 5, 4
MOST_TEXT, CARD, LEVEL, NOTE = 2800, 1900, 1400, 600
IMPORT = "Bring services, teams, people and rotas in with `tocsin import catalog.yaml`."
TRY = "Try `/oncall &lt;service or team&gt;`, `/oncall @someone` or `/oncall me`."


def answer(
    found: OnCall | Duties | Overview | Candidates, now: datetime, word: str = "now", suffix: str = ""
) -> Reply:
    """The answer to `/oncall …`, whatever it is about; `word` is then where it is of another time.

    `suffix` is put behind what a button looks up.
    """
    match found:
        case OnCall():
            return _oncall(found, now, suffix)
        case Duties():
            return _duties(found, now, word)
        case Overview():
            return _overview(found, now, word)
        case Candidates():
            return _candidates(found, suffix)


def form(found: Reply, about: str) -> Block:
    """An answer in a form that looks up another name; what cannot be pressed there is left out."""
    shown = [block for block in found.blocks if block["type"] != "actions"] or [section(found.text)]
    ask = text_input("about", "Service, team or person", initial=about)
    return modal("Who is on call", [ask, *shown], callback="oncall", submit="Look up")


def lines(oncall: OnCall, now: datetime) -> tuple[str, ...]:
    """One line of mrkdwn per level, for a field of a card; what is missing where nobody is on call."""
    note = () if oncall.primary or not oncall.note else (snug(oncall.note, NOTE),)
    leads = (f"*Leads:* {_names(oncall.leads)}",) if oncall.leads else ()
    return _whole([*note, *leads, *(_line(level, now) for level in oncall.levels)], CARD)


def source(oncall: OnCall, now: datetime) -> str:
    """Where an answer comes from and how old it is, as mrkdwn; "" where nothing is known."""
    match oncall.source:
        case "pagerduty":
            return _pager(oncall.as_of, oncall.failing_since, now)
        case "rota":
            return "From the team's own rota, no vendor needed"
        case "person":
            return "From the catalog"
        case _:
            return ""


def name(found: Person) -> str:
    """A person's name as mrkdwn. No mention: a card that all read must not call everybody it names."""
    return snug(found.name or found.id or "somebody", 80)


def reach(found: Person) -> str:
    """How to reach a person, as mrkdwn: in Slack, by phone, by mail."""
    ways = (("tel", found.phone, "📞"), ("mailto", found.email, "✉️"))
    others = [f"{sign} {_way(scheme, address)}" for scheme, address, sign in ways if address]
    return " · ".join([*([person(found.slack)] if found.slack else []), *others])


# One service or team ------------------------------------------------------------------------------------


def _oncall(oncall: OnCall, now: datetime, suffix: str) -> Reply:
    origin, note, inner = source(oncall, now), _note(oncall), _within(oncall, now)
    shown: list[Block] = [header(f"On call: {oncall.about}")]
    shown += [context(origin)] if origin else []
    shown += [section(_level(level, now)) for level in oncall.levels[:LEVELS]]
    more = len(oncall.levels) - LEVELS
    shown += [context(f"and {more} more levels: `tocsin oncall` in a terminal lists all")] if more > 0 else []
    shown += [section(note)] if note else []
    shown += [section(line) for line in inner]
    shown += [section(_leads(oncall.leads))] if oncall.leads else []
    shown += [quoted(each, now) for each in oncall.handoffs[:HANDOFFS]]
    buttons = _buttons(oncall.also, suffix)
    shown += [buttons] if buttons else []
    said = " · ".join(_line(level, now) for level in oncall.levels[:2] if level.people)
    said = said or note or " · ".join(_whole(inner, MOST_TEXT)) or "nobody"
    return Reply(f"On call for {snug(oncall.about, 150)}: {said}", tuple(shown))


def _within(oncall: OnCall, now: datetime) -> list[str]:
    """Who is on call in the teams within one that has nobody itself."""
    if not oncall.within:
        return []
    first = f"{snug(oncall.about, 150)} has nobody on call itself; the teams within it have:"
    return [first, *(_team(each, now) for each in oncall.within)]


def _level(level: OnCallLevel, now: datetime) -> str:
    """`Primary: who until when, then whom`, and under it how to reach each of them."""
    ways = [f"{snug(each.name, 80)}: {reach(each)}" for each in level.people[:PEOPLE] if reach(each)]
    if len(level.people) == 1 and ways:
        ways = [reach(level.people[0])]
    return "\n".join(_whole([_line(level, now), *ways], LEVEL))


def _leads(found: Sequence[Person]) -> str:
    """Whom to ask where nobody is known to be on call."""
    ways = [f"{snug(each.name, 80)}: {reach(each)}" for each in found[:PEOPLE] if reach(each)]
    return "\n".join(_whole([f"*Ask the team's leads:* {_names(found)}", *ways], LEVEL))


def _line(level: OnCallLevel, now: datetime) -> str:
    label = level.label.capitalize()
    until = f" until {_when(level.until, now)}" if level.until else ""
    following = f", then {_names(level.next)}" if level.next else ""
    return f"*{label}:* {_names(level.people)}{until}{following}"


def _when(at: datetime, now: datetime) -> str:
    """A time in the reader's zone, and how far off it is."""
    return f"{when(at)} ({ago((at - now).total_seconds())})" if at > now else when(at)


def _whole(listed: Sequence[str], limit: int) -> tuple[str, ...]:
    """As many lines as fit, none of them cut (a cut mention or date would be shown as it is written)."""
    lengths = accumulate(len(line) + len(" · ") for line in listed)
    fitting = max(1, sum(length <= limit for length in lengths))
    more = len(listed) - fitting
    return (*listed[:fitting], f"and {more} more") if more > 0 else tuple(listed)


def _names(found: Sequence[Person]) -> str:
    if not found:
        return "nobody"
    more = f" and {len(found) - PEOPLE} more" if len(found) > PEOPLE else ""
    return ", ".join(name(each) for each in found[:PEOPLE]) + more


def _note(oncall: OnCall) -> str:
    """The note; that the vendor is silent already stands beside the source, in the reader's own time."""
    silent = oncall.failing_since is not None and oncall.source == "pagerduty"
    return "" if silent and oncall.primary else snug(oncall.note, NOTE)


def _pager(as_of: datetime | None, failing_since: datetime | None, now: datetime) -> str:
    silent = f" · could not be reached since {when(failing_since)}" if failing_since else ""
    if as_of is None:
        return f"PagerDuty, not read yet{silent}"
    age = now - as_of
    old = failing_since is not None or OnCall("", source="pagerduty", as_of=as_of).stale(now)
    return f"PagerDuty, {'cached ' if old else 'read '}{ago(age.total_seconds())} ago{silent}"


# One person ---------------------------------------------------------------------------------------------


def _duties(found: Duties, now: datetime, word: str) -> Reply:
    stranger = found.person.name in ("", found.person.slack) and bool(found.person.slack)
    shown: list[Block] = [header("On call" if stranger else f"On call: {found.person.name}")]
    if found.as_of:
        shown.append(context(_pager(found.as_of, found.failing_since, now)))
    now_lines = [_current(duty, now) for duty in found.current[:DUTIES]]
    if len(found.current) > DUTIES:
        now_lines.append(f"and {len(found.current) - DUTIES} more")
    next_lines = [_upcoming(duty, now) for duty in found.upcoming]
    shown += [section(_titled(word.capitalize(), now_lines))] if now_lines else []
    shown += [section(_titled("Next", next_lines))] if next_lines else []
    if not now_lines:
        shown.append(section(snug(found.note, NOTE) or f"Not on call {word}."))
    ways = reach(found.person)
    shown += [context(name(found.person), ways)] if ways else []
    said = "; ".join((now_lines or next_lines)[:3]) or snug(found.note, NOTE)
    who = person(found.person.slack) if stranger else snug(found.person.name, 80)
    return Reply(f"{who}: {said}", tuple(shown))


def shift_lines(found: Duties, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What somebody is on call for now, and what comes next, a line of mrkdwn each."""
    return (
        tuple(_current(duty, now) for duty in found.current[:DUTIES]),
        tuple(_upcoming(duty, now) for duty in found.upcoming),
    )


def _titled(title: str, listed: Sequence[str]) -> str:
    return f"*{title}:* " + "\n".join(listed)


def _place(duty: Duty) -> str:
    return f"{snug(duty.about, 120)}, {duty.label}" if duty.label else snug(duty.about, 120)


def _current(duty: Duty, now: datetime) -> str:
    if duty.end:
        return f"{_place(duty)}, until {_when(duty.end, now)}"
    return f"{_place(duty)}, always" if duty.source == "person" else f"{_place(duty)}, without an end"


def _upcoming(duty: Duty, now: datetime) -> str:
    start = f"from {_when(duty.start, now)}" if duty.start else ""
    end = f" until {when(duty.end)}" if duty.end else ""
    return f"{_place(duty)}, {start}{end}"


# The house, and several that may be meant ---------------------------------------------------------------


def _overview(found: Overview, now: datetime, word: str) -> Reply:
    if not found.teams and not found.rest:
        missing = (
            IMPORT if found.empty else "No team has anybody on call: give each its levels under `oncall:`."
        )
        return Reply(f"Nobody is known to be on call. {missing}")
    listed = [_team(each, now) for each in found.teams] or ["Nobody is on call in the teams looked at."]
    shown: list[Block] = [header(f"On call {word}"), *(section(line) for line in listed)]
    if found.rest and word == "now":
        teams = "team" if found.rest == 1 else "teams"
        more = button(f"and {found.rest} more {teams}", "oncall_show", f"house {found.total - found.rest}")
        shown.append(actions([more]))
    return Reply(f"On call {word}: " + " · ".join(_whole(listed, MOST_TEXT)), (*shown, context(TRY)))


def in_house(found: Overview, now: datetime) -> tuple[str, ...]:
    """One line for each team that has somebody on call, for a card."""
    return tuple(_team(each, now).replace("\n", ": ", 1) for each in found.teams)


def _team(oncall: OnCall, now: datetime) -> str:
    levels = [level for level in oncall.levels if level.people]
    return f"*{snug(oncall.about, 150)}*\n{_line(levels[0], now)}"


def _candidates(found: Candidates, suffix: str) -> Reply:
    asked = snug(found.text, 150)
    if found.empty:
        return Reply(f"Nothing is in the catalog yet, so nobody is known for “{asked}”. {IMPORT}")
    if not found.options:
        return Reply(f"No service, team or person is called “{asked}”. {TRY}")
    end = found.offset + min(BUTTONS, len(found.options))
    rest = [button(f"and {found.total - end} more", "oncall_show", f"more {end} {found.text[:150]}{suffix}")]
    text = f"Who is on call for which “{asked}”?"
    buttons = actions([*_offered(found.options, suffix), *(rest if found.total > end else ())])
    return Reply(text, (section(text), buttons))


def _buttons(options: Sequence[Candidate], suffix: str) -> Block | None:
    return actions(_offered(options, suffix)) if options else None


def _offered(options: Sequence[Candidate], suffix: str) -> list[Block]:
    named = [(_title(each), f"{each.kind}:{each.id}{suffix}") for each in options[:BUTTONS]]
    return [button(title, "oncall_show", value) for title, value in named]


def _title(option: Candidate) -> str:
    return f"Team {option.title}" if option.kind == "team" else option.title


def _way(scheme: str, address: str) -> str:
    """A link that dials or writes; the address is foreign text."""
    target = "".join(address.split())
    shown = snug(address.replace("|", "¦"), 120)
    if not target or not target.isprintable() or any(c in target for c in "<>|&") or len(target) > 120:
        return shown
    return f"<{scheme}:{target}|{shown}>"
