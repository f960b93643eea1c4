"""`/inc page`: one page of one target, written down with everything that follows from it."""

import secrets
from dataclasses import asdict
from sqlite3 import Connection

from bot.blocks import page as blocks
from bot.domain.audit import Entry as AuditEntry
from bot.domain.catalog import Service
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident, Kind
from bot.domain.markup import plain
from bot.domain.page import Page, Way
from bot.domain.refusal import Refusal
from bot.flows.catalog import finding
from bot.flows.paging import ladder, telling
from bot.flows.paging import target as targets
from bot.flows.paging.target import Route, Target
from bot.flows.recording import log
from bot.ports import Ask, Bot, PageWish, Reply
from store import audit, catalog, outbox
from store import page as rows

OPTIONS = 3


def suggested(bot: Bot, incident: Incident) -> tuple[Service, ...]:
    """What a form may begin with: the service that the incident is about."""
    found = bot.rows.read(catalog.service, incident.service) if incident.service else None
    return (found,) if found else ()


async def page(bot: Bot, ask: Ask, words: str, incident: Incident | None) -> Reply:
    """Page whoever the words name exactly; where they name nobody, nothing is done and the person is asked.

    Raises Refusal where the same page is still calling.
    """
    found, why = bot.rows.read(targets.find, words)
    if found is None:
        near = await bot.rows.query(finding.like, bot.rows, words.partition(" ")[0], 0)
        services = (near.profile.service,) if near.profile else near.options
        title = plain(ask.values.get("said") or f"page {words}")
        return blocks.unsure(title, words, services[:OPTIONS], ask.channel)
    page = await bot.rows.settle(ask.key, _begin, bot, ask, found, (incident, why))
    bot.wake()
    return blocks.begun(page, incident)


def _begin(db: Connection, bot: Bot, ask: Ask, target: Target, about: tuple[Incident | None, str]) -> Page:
    incident, why = about
    _refuse_twice(db, target, incident)
    way = targets.route(db, bot, target)
    key = secrets.token_hex(8)
    page = Page(
        id=f"page-{key}",
        kind=target.kind,
        target=target.id,
        about=target.title,
        by=ask.person,
        at=ask.at,
        way=way.way,
        why=why or (incident.title if incident else ""),
        incident=incident.id if incident else "",
        levels=targets.levels(db, target, ask.at),
        timeout=bot.house.page_timeout,
        key=f"tocsin-{key}",
        note=way.note,
    )
    rows.add(db, page)
    text = f"paged {page.about}{': ' + page.why if page.why else ''}"
    if incident:
        log(db, incident, ask.by, Kind.PAGE, text)
    else:
        audit.add(db, AuditEntry(ask.person, "page", page.id, ask.at, ask.via, {"text": text}))
    if page.way is Way.SLACK:
        ladder.climb(db, page, ask.at)
    else:
        outbox.add(db, _call(db, page, way), ask.at)
        ladder.poll(db, page, ask.at)
    telling.show(db, page, ask.at)
    return page


def _refuse_twice(db: Connection, target: Target, incident: Incident | None) -> None:
    """The same page twice would only wake people twice."""
    for each in rows.calling(db):
        same = (each.kind, each.target, each.incident) == (
            target.kind,
            target.id,
            incident.id if incident else "",
        )
        if same:
            raise Refusal(
                f"{each.about} is being paged already: the message that says so shows who answers. "
                "If it takes too long, page the next person: /inc page @x"
            )


def _call(db: Connection, page: Page, route: Route) -> Effect:
    wish = PageWish(
        key=page.key,
        title=f"{page.incident or page.about}: {page.why or 'you are needed'}",
        details=_details(page),
        sender=targets.sender(db, page.by),
        service=route.service,
        policy=route.policy,
        people=route.people,
    )
    return Effect(f"{page.id}:call", EffectKind.PAGE, body={"page": page.id, "wish": asdict(wish)})


def _details(page: Page) -> str:
    lines = (
        f"Paged for {page.about} from Slack.",
        page.why,
        f"Incident: {page.incident}" if page.incident else "",
    )
    return "\n".join(filter(None, lines))
