"""`tocsin doctor`: tokens, scopes, vendors, clock and disk, each line with its remedy."""

import asyncio
import email.utils
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import aiohttp

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.integrations import roster
from bot.integrations.slack import SCOPES, asked, web_client
from bot.ports import Rejected, Unreachable
from bot.preflight import missing_scopes, preflight
from bot.settings import BadSettings, Settings, read
from store.rota import strangers as pager_strangers
from store.sqlite import ReadingRows

Say = Callable[[str], None]
MARKS = {"ok": "✓", "off": "–", "bad": "✗", "unreachable": "✗"}
ROOM = 200 * 2**20
SKEW = 60.0
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
    return [*lines, database(settings), disk(settings), *asked, *strangers(settings)]


def database(settings: Settings) -> Line:
    """Whether the file can be read as ours."""
    try:
        ReadingRows(settings.database).close()
    except (Refusal, StoreUnavailable) as trouble:
        return Line("database", "bad", str(trouble))
    return Line("database", "ok", str(settings.database))


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
    scopes = len(SCOPES) - len(missing_scopes(answer.headers))
    return [
        Line("Slack", "ok", f"{identity.get('user')} in {identity.get('team')}, over {how}, {scopes} scopes"),
        clock(answer.headers),
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
