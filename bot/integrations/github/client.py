"""The way out to GitHub, by PyGithub: what changed, and how repositories are kept. Read only."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from functools import partial
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.domain.change import Change, ChangeKind
from bot.integrations.github import lists
from bot.integrations.github.answers import refuse_trouble, translated
from bot.integrations.github.asked import EVERY_STREAM, changed_since, facts_asked
from bot.integrations.github.budget import Budget
from bot.integrations.github.changes import MOST_PATHS, Want, with_files
from bot.integrations.github.harvest import Harvest, Question
from bot.integrations.github.lists import Lists
from bot.integrations.github.settings import GithubSettings
from bot.integrations.threads import Threads, together, within
from bot.ports import FactsSnapshot, Forge, ForgeSnapshot, Rejected, RepositoryFacts, Unreachable

if TYPE_CHECKING:
    from github import Github as Client

VENDOR = "GitHub"
BATCH, AT_ONCE, ROUNDS = 50, 2, 20
DEADLINE = 10.0  # GitHub itself gives up on a query after ten seconds
PATIENCE = 120.0
LISTED = 600.0
LOOKS, REMEMBERED = 3, 500
"""Commits whose files are asked for at least; commits whose files are remembered: they do not change."""
WHOLE, KEPT = 0.1, 0.035
"""Requests a repository that a sync may cost, and what of them how repositories are kept needs."""
NEXT = re.compile(r'<([^>]+)>; rel="next"')

Json = dict[str, Any]
Credential = SecretStr | tuple[str, SecretStr, int]


def build(settings: GithubSettings) -> Forge | None:
    """The forge, or None where neither a token nor an App is set. Asks nothing of the network."""
    credential = _credential(settings)
    return None if credential is None else Github(settings.api_url, credential, org=settings.org)


def _credential(settings: GithubSettings) -> Credential | None:
    key = settings.app_private_key_file
    if settings.app_id is None or key is None or settings.installation_id is None:
        return settings.token
    return settings.app_id, SecretStr(key.read_text("ascii")), settings.installation_id


class Github:
    """GitHub's GraphQL API, 50 repositories a query. One repository's refusal does not cost the others."""

    def __init__(
        self, url: str, credential: Credential, *, org: str = "", deadline: float = DEADLINE
    ) -> None:
        self._org = org
        self._is_app = isinstance(credential, tuple)
        self._pace = asyncio.Semaphore(AT_ONCE)
        self._budget, self._rest = Budget(), Budget()
        self._lists: dict[str, tuple[float, Lists]] = {}
        self._pushed: dict[str, Change] = {}
        self._threads: Threads[Client] = Threads(
            VENDOR, partial(_client, url, credential, deadline), limit=AT_ONCE, deadline=deadline
        )

    async def changes(
        self, repositories: Sequence[str], since: datetime, *, urgent: bool = False
    ) -> ForgeSnapshot:
        """What was merged, pushed, deployed and released since then; with `facts` 0.1 requests a repository.

        A few more where that is less than `LOOKS`: whether a commit holds settings is asked of each.
        """
        sweep = self._sweep(changed_since(since), repositories, urgent, EVERY_STREAM)
        harvest = await within(PATIENCE, sweep, VENDOR)
        left = max(LOOKS, int(len(repositories) * (WHOLE - KEPT)) - harvest.asked)
        found = await within(PATIENCE, self._looked(harvest.changes, left, urgent), VENDOR)
        return ForgeSnapshot(tuple(found.values()), harvest.unread)

    async def _looked(self, changes: Mapping[str, Change], most: int, urgent: bool) -> dict[str, Change]:
        """The changes, the newest of what was pushed with its files; trouble leaves them as they are."""
        pushed = (each for each in changes.values() if each.kind is ChangeKind.COMMIT)
        known = {id: self._pushed[id] for id in changes if id in self._pushed}
        newest = nlargest(most, (each for each in pushed if each.id not in known), key=lambda each: each.at)
        found = {each.id: each for each in await together(self._files(each, urgent) for each in newest)}
        seen = {**known, **{id: each for id, each in found.items() if each.paths}}
        self._pushed = dict(islice({**seen, **self._pushed}.items(), REMEMBERED))
        return {**changes, **known, **found}

    async def _files(self, commit: Change, urgent: bool) -> Change:
        path = f"/repos/{self._whole(commit.repository)}/commits/{commit.sha}"
        try:
            self._rest.ask(urgent=urgent)
            async with self._pace:
                return with_files(
                    commit, await self._threads.call(partial(_get, path, {"per_page": MOST_PATHS}))
                )
        except (Unreachable, Rejected):
            return commit

    async def facts(self, repositories: Sequence[str], *, urgent: bool = False) -> FactsSnapshot:
        """What scorecards ask of repositories, in as few requests; refusals of single fields are lacks."""
        return await within(PATIENCE, self._facts(repositories, urgent), VENDOR)

    async def ping(self) -> str:
        """Whom the credential belongs to."""
        if self._is_app:
            seen = await self._threads.call(partial(_get, "/installation/repositories", {"per_page": 1}))
            return f"GitHub App installation, {seen.get('total_count', 0)} repositories"
        return f"GitHub user {(await self._threads.call(partial(_get, '/user', {}))).get('login', '')}"

    async def aclose(self) -> None:
        """Give the threads and the connections back."""
        await self._threads.aclose()

    async def _facts(self, repositories: Sequence[str], urgent: bool) -> FactsSnapshot:
        harvest = await self._sweep(facts_asked(as_app=self._is_app), repositories, urgent)
        whole = {name: self._whole(name) for name in harvest.facts}
        of_owner: dict[str, list[RepositoryFacts]] = {}
        for name, each in harvest.facts.items():
            of_owner.setdefault(whole[name].partition("/")[0], []).append(each)
        listed = {
            owner: await self._listed(owner, lists.wanted(of_owner[owner]), urgent)
            for owner in sorted(of_owner)
        }
        found = (
            lists.added(each, listed[whole[name].partition("/")[0]], whole[name].lower())
            for name, each in harvest.facts.items()
        )
        return FactsSnapshot(tuple(found), harvest.unread)

    def _whole(self, repository: str) -> str:
        """`owner/name`, also of a repository that is named without its owner."""
        return repository if "/" in repository else f"{self._org}/{repository}"

    async def _listed(self, owner: str, names: frozenset[str], urgent: bool) -> Lists:
        """An organisation's lists, read again after ten minutes: a sync asks in portions."""
        at, known = self._lists.get(owner, (0.0, None))
        if known is None or time.monotonic() - at >= LISTED:
            at, known = time.monotonic(), Lists()
        missing = names - known.read
        if not missing:
            return known
        self._rest.ask(urgent=urgent)
        async with self._pace:
            found = await self._threads.call(partial(_lists, owner, missing, deepcopy(known), self._rest))
        self._lists[owner] = at, found
        return found

    async def _sweep(
        self,
        question: Question,
        repositories: Sequence[str],
        urgent: bool,
        cursors: Mapping[str, str | None] | None = None,
    ) -> Harvest:
        """Every repository, 50 a query, page after page. Raises Unreachable where GitHub answered none."""
        harvest, wants = self._start(repositories, cursors or {})
        for _ in range(ROUNDS):
            batches = list(_batches(wants, BATCH))
            harvest.asked += len(batches)
            wants = []
            for part in await together(self._batch(question, batch, urgent) for batch in batches):
                harvest.take(part)
                wants += part.more
            if not wants:
                break
        harvest.failed |= {want.repository: "more changes than can be read at once" for want in wants}
        if harvest.lost and not harvest.reached:
            raise Unreachable(next(iter(harvest.lost.values())))
        return harvest

    def _start(
        self, repositories: Sequence[str], cursors: Mapping[str, str | None]
    ) -> tuple[Harvest, list[Want]]:
        """The first wishes, and the names that are none."""
        harvest = Harvest()
        wants = []
        for repository in dict.fromkeys(repositories):
            owner, _, name = self._whole(repository).partition("/")
            if owner and name and "/" not in name:
                wants.append(Want(repository, owner, name, cursors))
            else:
                harvest.failed[repository] = "not an owner/name"
        return harvest, wants

    async def _batch(self, question: Question, wants: Sequence[Want], urgent: bool) -> Harvest:
        """One query; where GitHub gave up on it, its two halves, and so on while one half fares better."""
        whole = await self._attempt(question, wants, urgent)
        return whole if not whole.lost else await self._halved(question, wants, urgent)

    async def _halved(self, question: Question, wants: Sequence[Want], urgent: bool) -> Harvest:
        """Both halves lost: it is GitHub, and no repository, that is at fault."""
        halves = list(_batches(wants, (len(wants) + 1) // 2))
        found = await together(self._attempt(question, half, urgent) for half in halves)
        at_fault = [n for n, each in enumerate(found) if each.lost]
        harvest = Harvest()
        for number, part in enumerate(found):
            further = at_fault == [number] and len(halves[number]) > 1
            each = await self._halved(question, halves[number], urgent) if further else part
            harvest.take(each)
            harvest.more += each.more
        return harvest

    async def _attempt(self, question: Question, wants: Sequence[Want], urgent: bool) -> Harvest:
        self._budget.ask(urgent=urgent)
        try:
            async with self._pace:
                answer = await self._threads.call(partial(_query, question.body(wants), self._budget))
        except Unreachable as trouble:
            if trouble.retry_after is not None:
                raise
            return Harvest(lost={want.repository: str(trouble) for want in wants})
        return question.answered(wants, answer)


def _client(url: str, credential: Credential, deadline: float) -> "Client":
    """A PyGithub client that neither repeats nor sleeps: both are ours to decide."""
    import github  # noqa: PLC0415  (200 ms, and only where GitHub is used)

    logging.getLogger("github.Requester").setLevel(logging.INFO)  # DEBUG prints answers, tokens among them
    if isinstance(credential, tuple):
        app, key, installation = credential
        auth: github.Auth.Auth = github.Auth.AppAuth(app, key.get_secret_value()).get_installation_auth(
            installation
        )
    else:
        auth = github.Auth.Token(credential.get_secret_value())
    return github.Github(
        auth=auth,
        base_url=url,
        timeout=int(deadline) or 1,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,  # a query is a POST, and would wait a second after the one before
    )


def _query(body: Json, budget: Budget, client: "Client") -> Json:
    """One GraphQL query in a thread; errors of single nodes stay in the answer."""
    requester = client.requester
    headers, found = _call(lambda: requester.requestJsonAndCheck("POST", requester.graphql_url, input=body))
    budget.learn(headers)
    return refuse_trouble(headers, found)


def _lists(owner: str, names: frozenset[str], known: Lists, budget: Budget, client: "Client") -> Lists:
    """An organisation's lists of those names beside what is known, in a thread."""

    def get(path: str, parameters: Json) -> tuple[Any, str]:
        with translated():
            headers, body = client.requester.requestJsonAndCheck("GET", path, parameters=parameters)
        budget.learn(headers)
        return body, _next(str(headers.get("link") or ""))

    return lists.read(owner, get, names, known)


def _next(link: str) -> str:
    """The address of the next page in a Link header."""
    found = NEXT.search(link)
    return found[1] if found else ""


def _get(path: str, parameters: Json, client: "Client") -> Json:
    return _call(lambda: client.requester.requestJsonAndCheck("GET", path, parameters=parameters))[1]


def _call(ask: Callable[[], tuple[Mapping[str, Any], Any]]) -> tuple[Mapping[str, Any], Json]:
    with translated():
        headers, body = ask()
    if not isinstance(body, dict):
        raise Unreachable("GitHub answered with something that is not JSON")
    return headers, body


def _batches(wants: Sequence[Want], size: int) -> Iterator[list[Want]]:
    rest = iter(wants)
    while batch := list(islice(rest, size)):
        yield batch
