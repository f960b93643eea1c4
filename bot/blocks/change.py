"""How changes look: one line each, a page of them, what is missing, and the buttons of an incident."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.blocks.kit import (
    Block,
    actions,
    ago,
    button,
    clip,
    context,
    escape,
    link,
    person,
    section,
    snug,
    when,
)
from bot.domain.catalog import Found
from bot.domain.change import DEEDS, Change, ChangeKind, Mark, Marked, Scope, named, worded
from bot.domain.reading import Gap, GapKind, Recent
from bot.domain.suspects import Suspect
from bot.ports import Reply

Say = Callable[[str], str]
When = Callable[[datetime], str]
TITLE = 200
SUSPECTS, ALONG = 3, 2
ASIDE = 80
ENTITY = 5  # characters of the longest entity that escaping makes of one
WEEK = timedelta(weeks=1)
LONG_LOOK = timedelta(weeks=4)


def line(change: Change, now: datetime) -> str:
    """One change in one line of mrkdwn: what, who, how long ago, and where it went."""
    target = _target(change) if change.kind is ChangeKind.DEPLOYMENT else ""
    parts = [
        _linked(change),
        f"{DEEDS[change.kind]} by {snug(change.author, 80)}" if change.author else DEEDS[change.kind],
        age(change.at, now),
        snug(change.repository, 120),
        snug(target, 60),
    ]
    return " · ".join(part for part in parts if part)


def age(at: datetime, now: datetime) -> str:
    """How long ago, with the time itself in the reader's zone."""
    seconds = (now - at).total_seconds()
    return f"{ago(seconds)} ago ({when(at, '{date_short_pretty} {time}')})"


def gap(found: Gap) -> str:
    """What an answer lacks and what to do about it, as mrkdwn."""
    return _gap(found, lambda text: snug(text, 200), lambda at: when(at, "{date_short_pretty} {time}"))


def plain_gap(found: Gap) -> str:
    """As `gap`, for a terminal."""
    return _gap(found, str, lambda at: f"{at:%Y-%m-%d %H:%M} UTC").replace("`", "")


def page(name: str, window: timedelta, skip: int) -> str:
    """The value of a button that shows a page: `payments-api|4h|10`; an empty name means everything."""
    return f"{name}|{worded(window)}|{skip}"


def answer(about: Scope, found: Recent, now: datetime, *, note: str = "", replace: bool = False) -> Reply:
    """The page of changes that somebody asked for; `note` says what goes on in the background."""
    heading = _heading(about.title, found)
    state = page(about.key, found.window.length, found.window.skip)
    blocks = [
        section(f"*{heading}*"),
        context(*_sources(found, now, note)),
        *([] if found.window.skip else _likeliest(found, state)),
        *(block for change in found.changes for block in _row(change, found, now, state)),
        *([] if found.total else [section(_nothing(found, note))]),
        *_ways_on(about, found),
    ]
    return Reply(
        _spoken(heading, found), tuple(block for block in blocks if _has_content(block)), replace=replace
    )


def unknown(found: Found, window: timedelta) -> Reply:
    """No service of that name; the nearest ones are one press away, all of them two."""
    if found.empty:
        return Reply("The catalog is empty, so no change has a service yet: `tocsin import catalog.yaml`.")
    said = f"No service is called “{snug(found.text, 80)}”."
    if not found.options:
        search = "`/svc find &lt;text&gt;` searches the catalog; bare `/changes` shows every service."
        return Reply(f"{said} {search}")
    offered = [button(each.title, "change_more", page(each.id, window, 0)) for each in found.options[:5]]
    if found.total > len(offered):
        more = f"and {found.total - len(offered)} more"
        offered.append(button(more, "say", f"svc find {found.text[:150]}"))
    said = f"{said} Which one do you mean?"
    return Reply(said, (section(said), actions(offered)))


def marked(marking: Marked, *, fresh: bool) -> Reply:
    """What a press on Suspect or Dismiss did, for the person who pressed."""
    change, incident = marking.change, marking.incident
    what = _linked(change)
    if not fresh:
        return Reply(f"{person(marking.by)} already marked {what}: {marking.mark}.")
    if marking.mark is Mark.SUSPECT:
        return Reply(f"{what} is a suspect: on the timeline of {incident} and in its document.")
    return Reply(f"{what} is hidden for everyone in {incident}. `/changes` there brings it back.")


def _heading(name: str, found: Recent) -> str:
    count = f"{found.total} change{'' if found.total == 1 else 's'}" if found.total else "No changes"
    return f"{count} of {snug(name, 100)} in the last {worded(found.window.length)}"


def _spoken(heading: str, found: Recent) -> str:
    """The notification's text: the answer itself, without the buttons."""
    if not found.changes:
        return heading
    newest = found.changes[0]
    return f"{heading}; newest: {snug(named(newest), TITLE)}"


def _sources(found: Recent, now: datetime, note: str) -> tuple[str, ...]:
    as_of = f"GitHub, as of {ago((now - found.as_of).total_seconds())} ago" if found.as_of else ""
    first, last = found.window.skip + 1, found.window.skip + len(found.changes)
    place = (
        f"{first} to {last} of {found.total}" if found.changes and found.total > len(found.changes) else ""
    )
    asking = {GapKind.NEVER_READ} if note else set()
    missing = (gap(each) for each in found.missing if each.kind not in asking)
    return tuple(part for part in (as_of, place, note, *missing) if part)


def _row(change: Change, found: Recent, now: datetime, state: str) -> tuple[Block, ...]:
    """A change; in an incident with its buttons."""
    block = section(line(change, now) + _says(change, found))
    return (block, *_choices(change, found, state))


def _says(change: Change, found: Recent) -> str:
    suspect = found.marks.get(change.id)
    return f"\n*Suspect*, says {person(suspect.by)}" if suspect else ""


def _choices(change: Change, found: Recent, state: str) -> tuple[Block, ...]:
    """In an incident: suspect it, or dismiss it for all."""
    incident = found.window.incident
    if not incident:
        return ()
    value = f"{incident}|{change.id}\n{state}"
    choices = [button("Dismiss", "change_dismiss", value)]
    if change.id not in found.marks:
        choices.insert(0, button("Suspect", "change_suspect", value))
    return (actions(choices),)


def suspect_line(suspect: Suspect, place: int) -> str:
    """A suspect in lines of mrkdwn: what it is, the facts that put it there, what went live with it.

    A file's name with an underscore would end what is slanted in its middle.
    """
    change = suspect.change
    who = f" · {snug(change.author, 80)}" if change.author else ""
    where = snug(suspect.place.title, 80)
    facts = "; ".join(snug(each, 160) for each in suspect.facts)
    slanted = facts if "_" in facts else f"_{facts}_"
    return f"*{place}.* {_linked(change)}{who} · {where}\n{slanted}{_along(suspect.others)}"


def _along(others: Sequence[Change]) -> str:
    """What the same deployment brought besides."""
    if not others:
        return ""
    more = f" and {len(others) - ALONG} more" if len(others) > ALONG else ""
    return f"\nWent live together with {', '.join(_linked(each, ASIDE) for each in others[:ALONG])}{more}"


def _likeliest(found: Recent, state: str) -> Iterator[Block]:
    """The first three suspects with their buttons, and the line that divides them from the list."""
    if not found.likely:
        return
    yield section("*Likeliest causes*, by what is known of each")
    for place, each in enumerate(found.likely[:SUSPECTS], 1):
        yield section(suspect_line(each, place) + _says(each.change, found))
        yield from _choices(each.change, found, state)
    yield section("*All changes*, newest first")


def _nothing(found: Recent, note: str) -> str:
    kinds = {each.kind for each in found.missing}
    if note and kinds == {GapKind.NEVER_READ}:
        return "GitHub was not read before for this service."
    if kinds & {GapKind.OFF, GapKind.NO_REPOSITORY, GapKind.NEVER_READ}:
        return "Nothing is known for that time; the line above says what to set up."
    return "Nothing was merged, deployed or released in that time."


def _ways_on(about: Scope, found: Recent) -> tuple[Block, ...]:
    """Older and newer pages, what it needs, a longer look where nothing was found, what was dismissed."""
    name, window = about.key, found.window
    end = window.skip + len(found.changes)
    buttons = []
    if found.total > end:
        buttons.append(
            button(f"Older ({found.total - end} more)", "change_more", page(name, window.length, end))
        )
    if window.skip:
        back = max(0, window.skip - window.limit)
        buttons.append(button("Newer", "change_more", page(name, window.length, back)))
    if about.deps or any(each.depends_on for each in about.services or ()):
        label = "Without what it needs" if about.deps else "With what it needs"
        buttons.append(button(label, "change_more", page(about.other_way, window.length, 0)))
    longer = WEEK if window.length < WEEK else LONG_LOOK
    if not found.total and window.length < LONG_LOOK:
        buttons.append(button(f"Look back {worded(longer)}", "change_more", page(name, longer, 0)))
    if found.dismissed:
        value = f"{window.incident}|\n{page(name, window.length, window.skip)}"
        buttons.append(button(f"Bring back {len(found.dismissed)} dismissed", "change_restore", value))
    return (actions(buttons),) if buttons else ()


def _has_content(block: Block) -> bool:
    return block["type"] != "context" or bool(block["elements"])


def _linked(change: Change, most: int = TITLE) -> str:
    """The name as a link; an address that is too long beside a name of so many characters is left out."""
    return link(change.url if len(change.url) <= 3 * most // 2 else "", _title(change, most))


def _title(change: Change, most: int) -> str:
    """The name, short enough even where each character of it is escaped."""
    name = named(change)
    return clip(name, most if len(escape(name, most)) <= most else most // ENTITY)


def _target(change: Change) -> str:
    state = change.state.replace("_", " ")
    return f"{change.environment}: {state}" if change.environment and state else change.environment or state


def _gap(found: Gap, safe: Say, at: When) -> str:
    more = f" (and {found.more} more)" if found.more else ""
    since = f" since {at(found.since)}" if found.since else ""
    what = safe(found.what)
    texts = {
        GapKind.NO_REPOSITORY: f"The catalog has no repository for {what}{more}: add `repository:`.",
        GapKind.OFF: "GitHub is off: set `GITHUB_TOKEN`.",
        GapKind.UNREACHABLE: f"GitHub could not be reached{since} ({what}).",
        GapKind.UNREADABLE: f"GitHub does not show {what}{more}{since}.",
        GapKind.NEVER_READ: f"{what}{more} was not read from GitHub yet: `tocsin sync github` does it.",
        GapKind.SHORT: f"Changes are known only{since}.",
    }
    return texts[found.kind]
