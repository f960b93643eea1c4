"""`tocsin doctor`: tokens, scopes, vendors, clock and disk, each line with its remedy."""

import asyncio
import email.utils
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from sqlite3 import Connection
from typing import TypeVar

import aiohttp

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.flows.rota.mirrors import refusals
from bot.integrations import roster
from bot.integrations.github.permissions import NEEDED
from bot.integrations.slack import OPTIONAL, SCOPES, asked, web_client
from bot.ports import Rejected, Unreachable
from bot.preflight import lacking, preflight
from bot.settings import BadSettings, Settings, read
from store.catalog import repositories
from store.change import heard
from store.rota import pager_service, sync_state
from store.rota import strangers as pager_strangers
from store.sqlite import ReadingRows

T = TypeVar("T")
Say = Callable[[str], None]
MARKS = {"ok": "✓", "off": "–", "bad": "✗", "unreachable": "✗"}
ROOM = 200 * 2**20
SKEW = 60.0
TRIED = 5
NAMED = 10
"""People whom a line lists by name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked; `state` is ok, off, bad or unreachable."""

    what: str
    state: str
    text: str
    remedy: str = ""


def run(env: Mapping[str, str], say: Say, *, as_json: bool) -> int:
    """Check everything. 0 all well, 2 something is wrong, 3 something is unreachable."""
    lines = asyncio.run(check(env))
    if as_json:
        say(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
    else:
        for line in lines:
            say(
                f"{MARKS[line.state]} {line.what}: {line.text}"
                + (f"\n    → {line.remedy}" if line.remedy else "")
            )
    states = {line.state for line in lines}
    return 2 if "bad" in states else 3 if "unreachable" in states else 0


async def check(env: Mapping[str, str]) -> list[Line]:
    """Every line, in the order in which one would mend them."""
    settings = read(env)
    wrong = dict.fromkeys([*settings.lacking, *settings.wrong])
    lines = [Line("settings", "bad", problem) for problem in wrong]
    asked = [*await slack(settings), *await vendors(settings)]
    seen = [*await rights(settings), *hearing(settings)]
    return [*lines, database(settings), disk(settings), *asked, *pages(settings), *seen, *strangers(settings)]


def database(settings: Settings) -> Line:
    """Whether the file can be read as ours."""
    try:
        ReadingRows(settings.database).close()
    except (Refusal, StoreUnavailable) as trouble:
        return Line("database", "bad", str(trouble))
    return Line("database", "ok", str(settings.database))


async def rights(settings: Settings) -> list[Line]:
    """Whether GitHub tells all that is asked of the first repositories; a right that lacks is no data."""
    client = roster.clients({"github": settings.github})["github"]
    names = _in_catalog(settings)[:TRIED]
    if client is None or not names:
        return []
    try:
        told = (await client.facts(names, urgent=True)).facts
    except (Unreachable, Rejected):
        return []  # the vendor's own line says so
    finally:
        await client.aclose()
    lacking: dict[str, set[str]] = {}
    for each in told:
        for fact, lack in each.lacking.items():
            if lack.permission:
                lacking.setdefault(lack.permission, set()).add(fact)
    if told and not lacking:
        count = len(set(NEEDED.values()))
        return [Line("GitHub's permissions", "ok", f"all {count}, tried on {told[0].repository}")]
    return [
        Line(
            f"GitHub's permission {permission}",
            "off",
            f"lacks, so there is no data for {', '.join(sorted(facts))}",
            "Give it to the token or the App; docs/github.md lists what each is for.",
        )
        for permission, facts in sorted(lacking.items())
    ]


def hearing(settings: Settings) -> list[Line]:
    """Which way GitHub is fresh."""
    if settings.github is None or not _in_catalog(settings):
        return []
    at = _read(settings, heard, None)
    if at:
        said = f"by webhook, last at {at:%Y-%m-%d %H:%M} UTC, and every 15 minutes"
        return [Line("GitHub, fresh", "ok", said)]
    what = "no webhook has come yet" if settings.github.webhook_secret else "webhooks are off"
    remedy = "Set GITHUB_WEBHOOK_SECRET and add the webhook; docs/github.md says how."
    return [Line("GitHub, fresh", "off", f"every 15 minutes; {what}", remedy)]


def _in_catalog(settings: Settings) -> list[str]:
    none: list[str] = []
    return _read(settings, repositories, none)


def _read(settings: Settings, step: Callable[[Connection], T], without: T) -> T:
    """What the database says; `without` it, where it cannot be read."""
    try:
        rows = ReadingRows(settings.database)
    except (Refusal, StoreUnavailable):
        return without
    try:
        return rows.read(step)
    finally:
        rows.close()


def pages(settings: Settings) -> list[Line]:
    """Whether people and teams can be paged by PagerDuty: what is set is there, as last read."""
    given = settings.pagerduty
    if given is None or given.api_key is None:
        return []
    if not given.page_service:
        said = "services are paged by PagerDuty, people and teams by Slack"
        return [Line("pages", "off", said, "Set PAGERDUTY_PAGE_SERVICE to a service for pages.")]
    if _read(settings, sync_state, None) and not _read(settings, partial(_known, given.page_service), True):
        said = f"PagerDuty has no service {given.page_service}"
        return [Line("pages", "bad", said, "Correct PAGERDUTY_PAGE_SERVICE.")]
    return [Line("pages", "ok", f"by PagerDuty, of people and teams on {given.page_service}")]


def _known(service: str, db: Connection) -> bool:
    return pager_service(db, service) is not None


def strangers(settings: Settings) -> list[Line]:
    """Whom PagerDuty knows and the catalog does not: matched by exact address or by id, never by name."""
    try:
        rows = ReadingRows(settings.database)
    except (Refusal, StoreUnavailable):
        return []
    found = rows.read(pager_strangers)
    rows.close()
    if not found:
        return []
    named = ", ".join(f"{each.name} <{each.email}>" for each in found[:NAMED])
    more = f" and {len(found) - NAMED} more (tocsin sync pagerduty --json)" if len(found) > NAMED else ""
    remedy = "Give each person of the catalog the same e-mail as in PagerDuty, or `pagerduty:` with their id."
    said = f"{len(found)} of PagerDuty's people are nobody in the catalog: {named}{more}"
    return [Line("people", "off", said, remedy)]


def disk(settings: Settings) -> Line:
    """Whether there is room."""
    folder = settings.database.resolve().parent
    if not folder.is_dir():
        return Line("disk", "bad", f"there is no folder {folder}", "Make it, or set TOCSIN_DATABASE.")
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        return Line("disk", "bad", f"{free // 2**20} MiB free", "Make room: 200 MiB at least.")
    return Line("disk", "ok", f"{free // 2**20} MiB free")


async def slack(settings: Settings) -> list[Line]:
    """The tokens, the scopes, and Slack's clock beside ours; nothing where the settings are to be mended."""
    if settings.slack is None or settings.lacking:
        return []
    async with aiohttp.ClientSession() as session:
        client = web_client(settings.slack, session)
        try:
            identity, _ = await preflight(settings.slack, client)
            answer = await asked(client.auth_test())
        except BadSettings as bad:
            return [Line("Slack", "bad", problem) for problem in bad.problems]
        except (Unreachable, Rejected) as trouble:
            remedy = "Check SLACK_API_URL and the network."
            return [Line("Slack", "unreachable", str(trouble), remedy)]
    how = "Socket Mode" if settings.slack.over_socket else "HTTP"
    lacks = lacking(answer.headers)
    scopes = len(SCOPES) - len(lacks)
    return [
        Line("Slack", "ok", f"{identity.get('user')} in {identity.get('team')}, over {how}, {scopes} scopes"),
        clock(answer.headers),
        *mirrors(settings, [each for each in lacks if each in OPTIONAL]),
    ]


def mirrors(settings: Settings, lacks: list[str]) -> list[Line]:
    """Whether Slack shows who is on call, where the house has set that it does."""
    rotas = settings.house.rotas
    if not rotas.usergroups and not rotas.topics:
        return []
    if rotas.usergroups and lacks:
        said = f"the app lacks {' and '.join(lacks)}"
        return [Line("user groups", "bad", said, "Add them under OAuth & Permissions and install it again.")]
    none: list[str] = []
    found = _read(settings, partial(refusals, house=settings.house), none)
    return [Line("who is on call, in Slack", "bad", each) for each in found] or [
        Line("who is on call, in Slack", "ok", "user groups and topics follow")
    ]


def clock(headers: Mapping[str, str]) -> Line:
    """Whether our clock agrees with Slack's: signatures older than five minutes are refused."""
    told = next((value for name, value in headers.items() if name.lower() == "date"), "")
    parts = email.utils.parsedate_tz(told)
    if parts is None:
        return Line("clock", "off", "Slack did not say its time")
    skew = datetime.now(UTC).timestamp() - email.utils.mktime_tz(parts)
    if abs(skew) > SKEW:
        return Line("clock", "bad", f"{skew:+.0f} s from Slack's", "Set the machine's clock (NTP).")
    return Line("clock", "ok", f"{skew:+.0f} s from Slack's")


async def vendors(settings: Settings) -> list[Line]:
    """Whether each vendor that is set answers."""
    clients = roster.clients({"pagerduty": settings.pagerduty, "github": settings.github})
    lines = []
    for entry in roster.ROSTER:
        client = clients[entry.name]
        sight = await roster.look(entry, client)
        state = {"on": "ok", "rejected": "bad"}.get(sight.state, sight.state)
        lines.append(Line(entry.title, state, sight.text, sight.remedy))
        if client is not None:
            await client.aclose()
    return lines
