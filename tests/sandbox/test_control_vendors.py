"""What people do in PagerDuty and GitHub through the control API, and the webhooks that tell of it."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.following import following
from bot.sandbox.github import GithubTwin
from bot.sandbox.github.hooks import SECRET as GITHUB_SECRET
from bot.sandbox.pagerduty import Incident, PagerDutyTwin, Policy, Service, User, deeds
from bot.sandbox.pagerduty.hooks import SECRET as PAGERDUTY_SECRET
from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import Rules, Sandbox
from tests.loopback import refusing, serving
from tests.sandbox.conftest import ANA, Few, manifest

Delivery = tuple[dict[str, str], bytes]


@pytest.fixture
async def company() -> AsyncIterator[Few]:
    """A company with both vendors and nothing in them but two people, a policy and a repository."""
    pagerduty, github = PagerDutyTwin(), GithubTwin()
    pagerduty.users = {name: User(name, f"Name of {name}", f"{name}@acme.example") for name in ("PA", "PB")}
    pagerduty.policies = {"E1": Policy("E1", "Payments", (("PA",), ("PB",)))}
    pagerduty.services = {"P1": Service("P1", "Payments", "E1")}
    github.add("acme/ledger")
    yield Few(pagerduty=pagerduty, github=github)


@pytest.fixture
async def sandbox(company: Few) -> AsyncIterator[Sandbox]:
    """A sandbox of that company."""
    rules = Rules(ack_seconds=0.3, rate_limits=False)
    async with Sandbox(company, manifest=manifest(), rules=rules) as running:
        yield running


class Inbox:
    """Where webhooks arrive."""

    def __init__(self) -> None:
        self.url = ""
        self._got: asyncio.Queue[Delivery] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        self._got.put_nowait((dict(request.headers), await request.read()))
        return web.Response(status=202)

    async def next(self) -> Delivery:
        return await asyncio.wait_for(self._got.get(), 5)


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    """An address that takes whatever comes."""
    found = Inbox()
    async with serving([web.post("/hook", found.take)]) as url:
        found.url = f"{url}/hook"
        yield found


def page(twin: PagerDutyTwin, id: str = "Q1") -> None:
    """An incident of Payments: Ana is called."""
    deeds.open_incident(twin, Incident(id, 1, "Replica lag", "P1", twin.clock.now()), "", ())


def signed(body: bytes, secrets: Sequence[str]) -> list[str]:
    return [hmac.digest(secret.encode(), body, "sha256").hex() for secret in secrets]


# PagerDuty ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "status", "then"),
    [
        ("acknowledge", "acknowledged", (["PB"], "acknowledge_log_entry")),
        ("resolve", "resolved", (["PA"], "resolve_log_entry")),
    ],
)
async def test_a_person_answers_the_newest_incident(
    company: Few, ana: Person, do: str, status: str, then: tuple[list[str], str]
) -> None:
    page(company.pagerduty, "Q1")
    page(company.pagerduty, "Q2")

    told = await ana.do("pagerduty", do=do, user="PB")
    newest, older = await ana.look("incidents")

    assert told == {"incident": "Q2", "status": status}
    assert (newest["status"], (newest["assignees"], newest["log"][-1])) == (status, then)
    assert (older["id"], older["status"]) == ("Q1", "triggered")


async def test_whoever_was_called_answers_where_nobody_is_named(company: Few, ana: Person) -> None:
    page(company.pagerduty, "Q1")
    page(company.pagerduty, "Q2")

    told = await ana.do("pagerduty", do="acknowledge", incident="Q1")

    assert told == {"incident": "Q1", "status": "acknowledged"}
    assert company.pagerduty.incidents["Q1"].log[-1].agent == "PA"


async def test_what_is_resolved_stays_so(company: Few, ana: Person) -> None:
    page(company.pagerduty)
    await ana.do("pagerduty", do="resolve")

    told = await ana.do("pagerduty", do="acknowledge")

    assert told == {"incident": "Q1", "status": "resolved"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"do": "acknowledge"}, "PagerDuty has no incident"),
        ({"do": "snooze"}, "an incident can be acknowledged or resolved, not 'snooze'"),
    ],
)
async def test_what_pagerduty_cannot_do_is_said(ana: Person, body: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await ana.do("pagerduty", **body)


async def test_nobody_answers_whom_pagerduty_does_not_know(company: Few, ana: Person) -> None:
    page(company.pagerduty)

    with pytest.raises(Refusal, match="no such user of PagerDuty: 'PX'"):
        await ana.do("pagerduty", do="acknowledge", user="PX")


@pytest.mark.parametrize("secrets", [(PAGERDUTY_SECRET,), ("old", "new")])
async def test_pagerduty_tells_of_it_signed_with_every_secret(
    company: Few, ana: Person, inbox: Inbox, secrets: tuple[str, ...]
) -> None:
    more = {} if secrets == (PAGERDUTY_SECRET,) else {"secrets": list(secrets)}
    await ana.do("pagerduty", do="subscribe", url=inbox.url, **more)
    page(company.pagerduty)

    headers, body = await inbox.next()
    await ana.do("pagerduty", do="acknowledge", user="PB")
    _, second = await inbox.next()

    assert headers["X-PagerDuty-Signature"].split(",") == [f"v1={each}" for each in signed(body, secrets)]
    assert json.loads(body)["event"]["event_type"] == "incident.triggered"
    event = json.loads(second)["event"]
    assert (event["event_type"], event["agent"]["id"]) == ("incident.acknowledged", "PB")


async def test_nothing_is_told_where_nobody_subscribes_any_more(
    company: Few, ana: Person, inbox: Inbox
) -> None:
    await ana.do("pagerduty", do="subscribe", url=inbox.url)

    await ana.do("pagerduty", do="subscribe", url="")

    assert company.pagerduty.subscription is None


# GitHub -------------------------------------------------------------------------------------------------


async def test_a_merge_is_in_the_repository_and_told_signed(company: Few, ana: Person, inbox: Inbox) -> None:
    await ana.do("github", do="subscribe", url=inbox.url)

    told = await ana.do(
        "github", do="merge", repository="ACME/ledger", title="Shrink the pool", author="bo", lines=3
    )
    headers, body = await inbox.next()

    [pull] = company.github.repositories["acme/ledger"].pulls
    assert (told, pull.number, pull.title, pull.author, pull.lines) == (
        {"number": 1}, 1, "Shrink the pool", "bo", 3,
    )  # fmt: skip
    assert headers["X-GitHub-Event"] == "pull_request"
    assert headers["X-Hub-Signature-256"] == f"sha256={signed(body, [GITHUB_SECRET])[0]}"
    payload = json.loads(body)
    assert (payload["action"], payload["pull_request"]["merge_commit_sha"]) == ("closed", pull.sha)


async def test_the_newest_merge_is_deployed(company: Few, ana: Person, inbox: Inbox) -> None:
    await ana.do("github", do="subscribe", url=inbox.url, secret="of our own")
    for title in ("one", "two"):
        await ana.do("github", do="merge", repository="acme/ledger", title=title, author="bo")
        await inbox.next()

    told = await ana.do("github", do="deploy", repository="acme/ledger", state="failure")
    headers, body = await inbox.next()

    repository = company.github.repositories["acme/ledger"]
    newest = max(repository.pulls, key=lambda pull: pull.merged_at)
    [deployment] = repository.deployments
    assert told == {"number": 1}
    assert (deployment.sha, deployment.environment, deployment.state) == (newest.sha, "production", "FAILURE")
    assert headers["X-Hub-Signature-256"] == f"sha256={signed(body, ['of our own'])[0]}"
    payload = json.loads(body)
    assert headers["X-GitHub-Event"] == "deployment_status"
    assert (payload["deployment_status"]["state"], payload["deployment"]["creator"]) == (
        "failure", {"login": "bo"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"do": "merge", "repository": "acme/none"}, "no such repository: 'acme/none'"),
        ({"do": "revert", "repository": "acme/ledger"}, "one can merge, push or deploy, not 'revert'"),
        ({"do": "deploy", "repository": "acme/ledger"}, "nothing was merged there that could be deployed"),
    ],
)
async def test_what_github_cannot_do_is_said(ana: Person, body: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        await ana.do("github", **body)


async def test_a_receiver_that_is_not_there_disturbs_nobody(company: Few, ana: Person) -> None:
    await ana.do("github", do="subscribe", url=refusing())
    await ana.do("pagerduty", do="subscribe", url=refusing())

    merged = await ana.do("github", do="merge", repository="acme/ledger")
    page(company.pagerduty)
    async with asyncio.timeout(5):
        while not (company.github.hook.answers and company.pagerduty.subscription.answers):
            await ana.look("clock")

    assert (merged, company.github.hook.answers, company.pagerduty.subscription.answers) == (
        {"number": 1}, [0], [0],
    )  # fmt: skip


@pytest.mark.parametrize("vendor", ["pagerduty", "github"])
async def test_a_company_without_the_vendor_says_so(vendor: str) -> None:
    async with Sandbox(Few(), manifest=manifest()) as bare, Person(bare.url, ANA) as ana:
        with pytest.raises(Refusal, match="this company has no "):
            await ana.do(vendor, do="subscribe", url="http://127.0.0.1:1/")


# The clock ----------------------------------------------------------------------------------------------


async def test_the_bots_clock_follows_the_sandboxs_and_stays_where_that_goes(sandbox: Sandbox) -> None:
    sandbox.clock.advance(60)

    async with following(sandbox.url) as clock:
        begun = clock.offset
        sandbox.clock.advance(3600)
        async with asyncio.timeout(5), aiohttp.ClientSession() as session:
            while clock.offset == begun:
                await (await session.get(f"{sandbox.url}/control/clock")).read()
        moved = clock.offset

    assert (begun, moved) == (60, 3660)
