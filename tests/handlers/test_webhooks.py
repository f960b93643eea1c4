"""Webhooks of vendors: signed or turned away, kept before the answer, carried out once."""

import hmac
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.domain import signing
from bot.domain.catalog import Catalog, Service
from bot.domain.change import ChangeKind, Window
from bot.flows.paging import Heard
from bot.ports import Ask, Bot, PagerEntry
from bot.tasks import TrackedTasks
from handlers import http
from handlers.doors import WEBHOOKS
from handlers.registry import Registry
from handlers.request import Kind, Request
from handlers.webhooks import github, pagerduty
from handlers.webhooks.route import MOST_WRONG, Strikes
from store import catalog, inbox, jobs
from store import change as kept
from store.sqlite import Store
from tests import make
from tests.handlers.payloads import IDENTITY
from tests.make import NOW

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
SECRET, OLD = "planted-webhook-secret", "planted-old-secret"
REPOSITORY = {"full_name": "Acme/Payments-API", "default_branch": "main", "html_url": "https://g/acme/p"}
PULL = {
    "node_id": "PR_1",
    "merged": True,
    "merged_at": "2026-11-20T11:58:00Z",
    "title": "Lower the pool size",
    "user": {"login": "bo-l"},
    "html_url": "https://g/acme/p/pull/812",
    "number": 812,
    "merge_commit_sha": "abc",
    "changed_files": 3,
    "additions": 40,
    "deletions": 2,
}
MERGED = {"action": "closed", "repository": REPOSITORY, "pull_request": PULL}
WEEK = Window(NOW - timedelta(weeks=1), NOW)


@pytest.fixture
async def bot(rows: Store) -> Bot:
    """A house with one service."""
    service = Service("payments-api", "Payments", repository="acme/payments-api")
    await rows.run(catalog.save, Catalog(services=(service,)), NOW)
    return make.bot(rows)


@asynccontextmanager
async def served(bot: Bot) -> AsyncIterator[str]:
    """Where the bot hears GitHub."""
    registry = Registry(bot, "xoxb-planted", IDENTITY)
    application = http.application(bot, registry, "", webhooks={"github": (OLD, SECRET)})
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks"
    finally:
        await runner.cleanup()


async def finished(bot: Bot, seconds: float = 5) -> None:
    """Wait until what was kept is carried out."""
    assert isinstance(bot.tasks, TrackedTasks)
    await bot.tasks.settle(seconds)


def signed(body: bytes, event: str, delivery: str = "d1", secret: str = SECRET) -> dict[str, str]:
    """What GitHub sends with a body."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": delivery,
        "X-Hub-Signature-256": "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex(),
    }


async def sent(url: str, body: bytes, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as it,
    ):
        return it.status


async def told(bot: Bot, event: str, payload: Any, delivery: str = "d1") -> int:
    """Let GitHub tell, and the bot finish."""
    body = json.dumps(payload).encode()
    async with served(bot) as url:
        status = await sent(f"{url}/github", body, signed(body, event, delivery))
    await finished(bot)
    return status


def changes(bot: Bot) -> list[Any]:
    return list(bot.rows.read(kept.recent, ["acme/payments-api"], WEEK)[0])


async def test_a_merge_is_known_at_once_and_read_again_soon(bot: Bot) -> None:
    status = await told(bot, "pull_request", MERGED)

    [change] = changes(bot)
    assert status == 202
    assert (change.id, change.kind, change.number, change.author) == (
        "PR_1",
        ChangeKind.PULL_REQUEST,
        812,
        "bo-l",
    )
    assert (change.files, change.lines, change.at) == (3, 42, datetime(2026, 11, 20, 11, 58, tzinfo=UTC))
    assert bot.rows.read(jobs.next_due) == NOW + timedelta(seconds=2)
    assert bot.rows.read(kept.heard) == NOW
    assert bot.rows.read(inbox.counts) == (0, 0)


async def test_the_same_delivery_is_carried_out_once(bot: Bot) -> None:
    assert [await told(bot, "pull_request", MERGED) for _ in range(2)] == [202, 200]
    assert len(changes(bot)) == 1


async def test_one_delivery_with_another_body_is_another(bot: Bot) -> None:
    later = MERGED | {"pull_request": PULL | {"title": "Raise it"}}

    assert [await told(bot, "pull_request", each) for each in (MERGED, later)] == [202, 202]
    assert [each.title for each in changes(bot)] == ["Raise it"]


async def test_what_is_known_by_its_number_keeps_its_id(bot: Bot, rows: Store) -> None:
    await rows.run(kept.keep, [make.change(id="MDEx", number=812, paths=("a.py",))])

    await told(bot, "pull_request", MERGED)

    [change] = changes(bot)
    assert (change.id, change.paths, change.title) == ("MDEx", ("a.py",), "Lower the pool size")


def deployment(state: str, minute: int) -> dict[str, Any]:
    raw = {"node_id": "DE_1", "id": 7, "sha": "abcdef0123", "ref": "v2", "environment": "production",
           "created_at": "2026-11-20T11:50:00Z", "creator": None, "description": None}  # fmt: skip
    status = {"state": state, "created_at": f"2026-11-20T11:{minute}:00Z"}
    return {"repository": REPOSITORY, "deployment": raw, "deployment_status": status}


async def test_an_older_state_told_later_does_not_count(bot: Bot) -> None:
    await told(bot, "deployment_status", deployment("success", 55), "d1")
    await told(bot, "deployment_status", deployment("in_progress", 52), "d2")

    [change] = changes(bot)
    assert (change.state, change.title, change.author) == ("success", "Deploy v2 to production", "ghost")


async def test_a_repository_that_the_catalog_does_not_have_is_left_alone(bot: Bot) -> None:
    elsewhere = MERGED | {"repository": REPOSITORY | {"full_name": "acme/other"}}

    assert await told(bot, "pull_request", elsewhere) == 202
    assert bot.rows.read(kept.recent, None, WEEK) == ((), 0)
    assert bot.rows.read(jobs.next_due) is None


PUSH = {"ref": "refs/heads/main", "repository": REPOSITORY, "commits": [{"modified": ["docs/CODEOWNERS"]}]}
LOOKS: list[tuple[str, Any, bool]] = [
    ("push", PUSH, True),
    ("push", PUSH | {"ref": "refs/heads/topic"}, False),
    ("push", PUSH | {"commits": [{"added": ["src/app.py"]}]}, False),
    ("workflow_run", {"action": "completed", "repository": REPOSITORY}, True),
    ("branch_protection_rule", {"action": "edited", "repository": REPOSITORY}, True),
    ("repository", {"action": "edited", "repository": REPOSITORY}, True),
    ("pull_request", MERGED | {"pull_request": PULL | {"merged": False}}, False),
    ("release", {"action": "deleted", "repository": REPOSITORY, "release": {"published_at": "x"}}, False),
    ("star", {"action": "created", "repository": REPOSITORY}, False),
    ("ping", {"zen": "Keep it logically awesome."}, False),
]


@pytest.mark.parametrize(("event", "payload", "look"), LOOKS)
def test_which_events_have_the_repository_read_again(event: str, payload: Any, look: bool) -> None:
    assert github.told(event, payload).look is look


# Turned away --------------------------------------------------------------------------------------------

BODY = json.dumps(MERGED).encode()
TURNED_AWAY: list[tuple[str, str, bytes, dict[str, str], int]] = [
    ("another secret", "github", BODY, signed(BODY, "ping", secret="other"), 401),
    ("another body", "github", BODY + b" ", signed(BODY, "ping"), 401),
    ("no signature", "github", BODY, {"X-GitHub-Event": "ping"}, 401),
    ("a vendor that is off", "pagerduty", BODY, signed(BODY, "ping"), 404),
    ("a vendor that nobody knows", "acme", BODY, signed(BODY, "ping"), 404),
    ("no JSON", "github", b"{", signed(b"{", "ping"), 400),
    ("no object", "github", b"[]", signed(b"[]", "ping"), 400),
    ("too large", "github", b"x" * (http.LARGEST + 1), signed(b"x", "ping"), 413),
]  # fmt: skip


@pytest.mark.parametrize(
    ("vendor", "body", "headers", "status"),
    [each[1:] for each in TURNED_AWAY],
    ids=[each[0] for each in TURNED_AWAY],
)
async def test_what_is_not_the_vendors_is_turned_away(
    bot: Bot, vendor: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with served(bot) as url:
        assert await sent(f"{url}/{vendor}", body, headers) == status

    assert bot.rows.read(inbox.counts) == (0, 0)


async def test_a_delivery_without_its_id_is_unreadable(bot: Bot) -> None:
    headers = signed(BODY, "ping")
    del headers["X-GitHub-Delivery"]
    async with served(bot) as url:
        assert await sent(f"{url}/github", BODY, headers) == 400


async def test_a_form_is_read_as_well(bot: Bot) -> None:
    body = b"payload=%7B%22zen%22%3A%20%22x%22%7D"
    async with served(bot) as url:
        headers = signed(body, "ping") | {"Content-Type": "application/x-www-form-urlencoded"}
        assert await sent(f"{url}/github", body, headers) == 202
    await finished(bot)

    assert bot.rows.read(inbox.counts) == (0, 0)


async def test_the_secret_before_the_last_counts_while_it_is_set(bot: Bot) -> None:
    async with served(bot) as url:
        assert await sent(f"{url}/github", BODY, signed(BODY, "ping", secret=OLD)) == 202


async def test_what_cannot_be_kept_is_asked_for_again(bot: Bot, rows: Store) -> None:
    async with served(bot) as url:
        rows.close()
        assert await sent(f"{url}/github", BODY, signed(BODY, "ping")) == 503


async def test_whoever_guesses_secrets_is_not_listened_to(bot: Bot) -> None:
    async with served(bot) as url:
        headers = signed(BODY, "ping", secret="guess")
        answers = [await sent(f"{url}/github", BODY, headers) for _ in range(MOST_WRONG + 1)]

    assert (answers[-2:], set(answers[:-1])) == ([401, 503], {401})


def test_after_a_minute_an_address_is_listened_to_again() -> None:
    now = [0.0]
    strikes = Strikes(lambda: now[0])
    for _ in range(MOST_WRONG):
        strikes.add("a")

    assert (strikes.out("a"), strikes.out("b")) == (True, False)
    now[0] = 61.0
    assert strikes.out("a") is False
    strikes.add("a")
    assert strikes.out("a") is False


async def test_what_was_left_lying_is_taken_up(bot: Bot) -> None:
    registry = Registry(bot, "xoxb-planted", IDENTITY)
    values = {"event": "pull_request", "body": json.dumps(MERGED)}
    then = NOW - timedelta(hours=1)
    body = Request(Kind.WEBHOOK, "github", Ask("", "", "", then, "webhook", "d9", values=values)).dump()
    await bot.rows.run(inbox.accept, "d9", "webhook", body, then)

    await registry.desk.take_up("d9", "webhook", body)

    assert (len(changes(bot)), bot.rows.read(inbox.counts)) == (1, (0, 0))


# Real deliveries ----------------------------------------------------------------------------------------

here = pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
VERIFY = {"github-256": signing.github, "pagerduty-v3": signing.pagerduty}


@pytest.mark.real
@here
def test_the_published_signatures_hold() -> None:
    vectors = json.loads((REAL / "signatures" / "vectors.json").read_text())
    seen = []
    for each in vectors:
        if each["vendor"] in VERIFY:
            check, secrets = VERIFY[each["vendor"]], ["another", each["secret"]]
            given = [*each["valid"], *each.get("invalid", ())]
            seen += [check({each["header"]: header}, each["body"].encode(), secrets) for header in given]
            assert seen[-len(given) :] == [True] * len(each["valid"]) + [False] * len(each.get("invalid", ()))
    slack = next(each for each in vectors if each["vendor"] == "slack-v0")
    headers = {slack["headers"]["ts"]: slack["timestamp"], slack["headers"]["sig"]: slack["valid"][0]}
    assert http.signed(headers, slack["body"], slack["secret"], float(slack["timestamp"]))
    assert len(seen) == 7


@pytest.mark.real
@here
async def test_every_real_delivery_is_taken(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    files = [
        path for path in sorted((REAL / "payloads" / "github-webhooks").rglob("*")) if path.suffix == ".json"
    ]
    statuses = []
    async with served(bot) as url:
        for number, path in enumerate(files):
            body = path.read_bytes()
            headers = signed(body, path.parent.name, f"d{number}")
            statuses.append(await sent(f"{url}/github", body, headers))
    await finished(bot, 20)

    assert set(statuses) == {202}
    assert bot.rows.read(inbox.counts) == (0, 0)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.real
@here
def test_real_deliveries_are_understood() -> None:
    seen: dict[str, int] = {}
    for path in sorted((REAL / "payloads" / "github-webhooks").rglob("*.json")):
        found = github.told(path.parent.name, json.loads(path.read_text()))
        seen[path.parent.name] = seen.get(path.parent.name, 0) + len(found.changes)

    assert {event: count for event, count in seen.items() if count} == {
        "deployment": 1,
        "deployment_status": 1,
        "release": 6,
    }
    assert set(WEBHOOKS) >= {"github"}


# PagerDuty ----------------------------------------------------------------------------------------------

TOLD = {
    "id": "01EVENT",
    "event_type": "incident.acknowledged",
    "resource_type": "incident",
    "occurred_at": "2026-11-20T12:00:42.123Z",
    "agent": {"id": "PANA", "type": "user_reference"},
    "data": {"id": "Q1", "incident_key": "tocsin-1", "assignees": [{"id": "PBO", "type": "user_reference"}]},
}
ID = "event:01EVENT"
AT = datetime(2026, 11, 20, 12, 0, 42, 123_000, UTC)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PagerEntry(ID, "acknowledged", AT, ("PANA",))),
        ({"agent": None}, PagerEntry(ID, "acknowledged", AT)),
        (
            {"agent": {"id": "PS1", "type": "service_reference"}},
            PagerEntry(ID, "acknowledged", AT),
        ),
        (
            {"event_type": "incident.escalated", "agent": None},
            PagerEntry(ID, "paged", AT, ("PBO",)),
        ),
        ({"event_type": "incident.priority_updated"}, None),
    ],
)
def test_an_event_of_pagerduty_in_our_words(changed: dict[str, Any], expected: PagerEntry | None) -> None:
    assert pagerduty.heard({**TOLD, **changed}) == Heard("Q1", "tocsin-1", expected)


def test_a_ping_of_pagerduty_is_of_no_incident() -> None:
    ping = {"id": "01PING", "event_type": "pagey.ping", "occurred_at": "2026-11-20T12:00:00Z", "data": None}

    assert pagerduty.heard(ping) == Heard("", "")


def test_a_delivery_of_pagerduty_is_named_by_its_event_alone() -> None:
    body = json.dumps({"event": TOLD}).encode()

    assert pagerduty.named({"X-Webhook-Id": "other"}, body, {"event": TOLD}) == (
        "pagerduty:01EVENT",
        "incident.acknowledged",
    )
    with pytest.raises(LookupError):
        pagerduty.named({}, b"{}", {"event": {}})


def commit(number: int, message: str, path: str) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "message": message,
        "modified": [path],
        "timestamp": "2026-11-20T12:50:00+01:00",
        "author": {"username": "ana"},
        "url": f"https://g/acme/p/commit/c{number}",
    }


def test_configuration_that_is_pushed_past_pull_requests_is_a_change() -> None:
    commits = [
        commit(1, "Lower the pool\n\nFor now.", "config/production.yaml"),
        commit(2, "Lower it more (#12)", "config/production.yaml"),
        commit(3, "Merge pull request #13 from a/b", "config/production.yaml"),
        commit(4, "Fix a typo", "src/app.py"),
    ]

    pushed = github.told("push", PUSH | {"commits": commits}).changes
    elsewhere = github.told("push", PUSH | {"commits": commits, "ref": "refs/heads/topic"}).changes

    assert [(each.kind, each.title, each.author, each.id) for each in pushed] == [
        (ChangeKind.CONFIG, "Lower the pool", "ana", "c1")
    ]
    assert pushed[0].at == datetime(2026, 11, 20, 11, 50, tzinfo=UTC)
    assert elsewhere == ()
