"""`/changes`: what was merged, deployed and released, and the buttons under it."""

from datetime import timedelta

from bot.blocks import change as blocks
from bot.domain.catalog import Found
from bot.domain.change import Mark, Scope, Window, span, split, with_deps
from bot.domain.incident import Incident
from bot.domain.refusal import Refusal
from bot.flows import change
from bot.ports import Answer, Ask, Bot, Reply

OLD = "That button is from an older list. Ask again: /changes <service>"


async def overview(bot: Bot, ask: Ask) -> Answer:
    """`/changes`: of this incident's or this channel's service; elsewhere, of everything."""
    return await _of_channel(bot, ask, bot.house.changes_window)


async def show(bot: Bot, ask: Ask) -> Answer:
    """`/changes <service or team> [2h] [--deps]`."""
    words, deps = with_deps(ask.words)
    name, asked = split(words)
    length = asked or bot.house.changes_window
    if not name.removeprefix("service:").strip():
        return await _of_channel(bot, ask, length, deps=deps)
    about = await change.find(bot, name, deps=deps)
    if isinstance(about, Found):
        return blocks.unknown(about, length)
    _, incident = await change.subject(bot, ask.channel, ask.room)
    return await _answer(bot, ask, about, _window(bot, length, incident))


async def more(bot: Bot, ask: Ask) -> Answer:
    """A press on Older, Newer, Look back, or on one of several services: `payments-api|4h|10`."""
    return await _page(bot, ask, ask.values.get("value", ""))


async def suspect(bot: Bot, ask: Ask) -> Answer:
    """A press on Suspect."""
    return await _mark(bot, ask, Mark.SUSPECT)


async def dismiss(bot: Bot, ask: Ask) -> Answer:
    """A press on Dismiss."""
    return await _mark(bot, ask, Mark.DISMISSED)


async def restore(bot: Bot, ask: Ask) -> Answer:
    """A press on Bring back: what was dismissed in this incident is shown again."""
    subject, _, page = ask.values.get("value", "").partition("\n")
    await change.bring_back(bot, ask, subject.partition("|")[0])
    return await _page(bot, ask, page)


async def _mark(bot: Bot, ask: Ask, mark: Mark) -> Reply:
    """The value is `INC-12|<change id>`; a list adds a line that says which page it is."""
    subject, _, page = ask.values.get("value", "").partition("\n")
    incident, bar, id = subject.partition("|")
    if not bar:
        raise Refusal(OLD)
    marking = await change.mark(bot, ask, incident, id, mark)
    if page and marking.fresh:
        return await _page(bot, ask, page)
    return blocks.marked(marking.marked, fresh=marking.fresh)


async def _page(bot: Bot, ask: Ask, page: str) -> Reply:
    key, length, skip = ([*page.rsplit("|", 2), "", ""])[:3]
    window = span(length)
    if window is None or not skip.isdecimal():
        raise Refusal(OLD)
    about = change.of_key(bot.rows, key)
    if about is None:
        raise Refusal(f"The catalog has no service or team {key} any more. Search it: /svc find {key}")
    _, incident = await change.subject(bot, ask.channel, ask.room)
    found = await _answer(bot, ask, about, _window(bot, window, incident, int(skip)))
    return Reply(found.text, found.blocks, replace=True)


async def _of_channel(bot: Bot, ask: Ask, length: timedelta, *, deps: bool = False) -> Reply:
    service, incident = await change.subject(bot, ask.channel, ask.room)
    about = change.of_service(bot.rows, service, deps=deps) if service else change.EVERYTHING
    return await _answer(bot, ask, about, _window(bot, length, incident))


def _window(bot: Bot, length: timedelta, incident: Incident | None, skip: int = 0) -> Window:
    now = bot.clock.now()
    return Window(now - length, now, skip=skip, incident=incident.id if incident else "")


async def _answer(bot: Bot, ask: Ask, about: Scope, window: Window) -> Reply:
    """From the store at once; what is stale is read again meanwhile and the answer edited."""
    note = ""
    if about.services and change.is_stale(bot, about.services, window):
        bot.tasks.start(change.refresh_and_tell(bot, ask, about, window), "refresh changes")
        note = "refreshing…" if ask.answer_url else "asking GitHub now; ask again in a moment"
    return blocks.answer(about, await change.shown(bot, about, window), window.until, note=note)
