"""Two believable days of merged pull requests, deployments and releases for every repository of a catalog."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.sandbox.company.keeping import keep
from bot.sandbox.company.sheet import Sheet
from bot.sandbox.github import Deployment, GithubTwin, Pull, Release, Repository

HOSTILE = "Escape <!channel> & <b> in order notes"
WINDOW = timedelta(hours=48)
FRESH = timedelta(hours=3)
OLDER = timedelta(days=12)
TITLES = (
    "Retry {needs} on connection reset, twice at most",
    "Lower the timeout to {needs} from 10 s to 2 s",
    "Raise the connection pool to {n}0",
    "Bump the base image to 1.{n}.3",
    "Log the request id with every error",
    "Cache answers of {needs} for {n} s",
    "Fix rounding of amounts in JPY and KRW",
    "Add an index on created_at",
    "Move feature flag lookup out of the hot path",
    "Drop the column legacy_status (step 2 of 2)",
    "Stop retrying when {needs} says 4xx",
    "Alert at {n}0 % of the rate limit",
    'Revert "Cache answers of {needs} for {n} s"',
    "Rename the queue workers' metrics",
    "Update dependencies",
    "Make the health check ask the database too",
    "Cut memory of the nightly job by streaming rows",
    "Give the canary {n} % of traffic",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A repository and who works in it."""

    name: str
    authors: tuple[str, ...]
    needs: str


def seed_github(
    sheet: Sheet, now: datetime, *, daily: int | None = None, titles: Sequence[str] = TITLES
) -> GithubTwin:
    """Changes up to `now`, the same for the same `now`: three to six merges a repository in 48 hours.

    `daily`: so many changes a day over all repositories instead. The newest of the first repository tries to
    shout at a channel.
    """
    twin = GithubTwin()
    places = {place.name: place for place in _places(sheet)}
    counts = _counts(list(places), daily)
    for number, place in enumerate(places.values()):
        repository = twin.add(place.name)
        keep(repository)
        chance = Random(place.name)  # noqa: S311  (a world, no secret)
        _fill(repository, place, now, Story(chance, counts[place.name], titles, fresh=daily is None))
        if number == 0 and repository.pulls:
            repository.pulls[-1] = replace(repository.pulls[-1], title=HOSTILE)
    return twin


@dataclass(slots=True)
class Story:
    """What is left to chance in one repository. `fresh`: the newest merge is less than three hours old."""

    chance: Random
    merges: int
    titles: Sequence[str]
    fresh: bool

    def title(self, place: Place) -> str:
        """A title that names what the service needs."""
        words = self.chance.choice(self.titles)
        return words.replace("{needs}", place.needs).replace("{n}", str(self.chance.randint(2, 9)))

    def author(self, place: Place) -> str:
        """One of the team; nobody where the team has no accounts."""
        return self.chance.choice(place.authors) if place.authors else ""


def _places(sheet: Sheet) -> Iterator[Place]:
    for service in sheet["services"].values():
        if service.get("repository"):
            system = sheet.get("systems", {}).get(service.get("system"), {})
            owner = service.get("team") or system.get("team")
            team = sheet["teams"].get(owner, {"members": ()})
            logins = (sheet["people"][each].get("github") for each in team["members"])
            needs = service.get("depends_on") or ["the database"]
            first: Any = needs[0]
            name = first if isinstance(first, str) else first["service"]
            yield Place(service["repository"], tuple(each for each in logins if each), name)


def _counts(names: list[str], daily: int | None) -> dict[str, int]:
    """Merges of each repository. Half of all changes are merges, most of the rest deployments."""
    if daily is None:
        return {name: Random(f"{name} merges").randint(3, 6) for name in names}  # noqa: S311
    counts = dict.fromkeys(names, 0)
    chance = Random(daily)  # noqa: S311
    for name in chance.choices(names, k=round(daily * WINDOW / timedelta(days=1) / 2)):
        counts[name] += 1
    return counts


def _fill(repository: Repository, place: Place, now: datetime, story: Story) -> None:
    """Merges in order of time, a deployment of every second one, a release of the newest."""
    ages = [WINDOW * story.chance.uniform(0.01, 1.0) for _ in range(story.merges)]
    if story.fresh:
        ages[0] = FRESH * story.chance.uniform(0.2, 1.0)
    times = sorted(now - age for age in ages)
    old = [now - OLDER * story.chance.uniform(0.3, 1.0) for _ in range(2 if story.merges else 0)]
    number = story.chance.randint(80, 900)
    for index, at in enumerate((*sorted(old), *times)):
        number += story.chance.randint(1, 4)
        title = story.title(place)
        pull = Pull(number, title, story.author(place), at.replace(microsecond=0), _sha(place.name, number))
        pull = _sized(pull, place)
        repository.pulls.append(pull)
        if index % 2 == 0:
            _deploy(repository, pull, now, story)
    if story.merges > 4:
        _release(repository, repository.pulls[-2], now)


PATHS = {
    "Add an index": ("migrations/0042_add_index.sql", "src/store.py"),
    "Drop the column": ("migrations/0043_drop_column.sql", "src/store.py"),
    "Raise the": ("config/production.yaml",),
    "Lower the": ("config/production.yaml", "src/client.py"),
    "Give the canary": ("deploy/values-production.yaml",),
    "Update dependencies": ("requirements.txt", "requirements.lock"),
    "Bump the base": ("Dockerfile",),
}
"""What a change of that title touches; others touch code and its tests."""
CODE = ("src/api.py", "src/model.py", "tests/test_api.py")


def _sized(pull: Pull, place: Place) -> Pull:
    """With its files, its size and who of the team reviewed it: the same for the same pull request."""
    chance = Random(f"{place.name} {pull.number} size")  # noqa: S311  (a world, no secret)
    paths = next((paths for title, paths in PATHS.items() if pull.title.startswith(title)), CODE)
    others = [each for each in place.authors if each != pull.author]
    reviewers = (chance.choice(others),) if others else ()
    return replace(pull, paths=paths, lines=chance.choice((4, 12, 38, 90, 260)), reviewers=reviewers)


def _deploy(repository: Repository, pull: Pull, now: datetime, story: Story) -> None:
    at = pull.merged_at + timedelta(minutes=story.chance.randint(6, 25))
    if at < now:
        state = "FAILURE" if story.chance.random() < 0.1 else "SUCCESS"
        number = 40_000 + pull.number
        log = f"{repository.url}/actions/runs/{number}"
        repository.deployments.append(
            Deployment(number, "production", state, pull.author, at, pull.sha, log_url=log)
        )


def _release(repository: Repository, pull: Pull, now: datetime) -> None:
    at = min(pull.merged_at + timedelta(minutes=40), now)
    tag = f"v{at:%Y}.{pull.number}"
    repository.releases.append(Release(tag, f"{tag}: {pull.title}", pull.author, at, at, pull.sha))


def _sha(*parts: object) -> str:
    return hashlib.sha1(repr(parts).encode()).hexdigest()  # noqa: S324  (a commit's name, no secret)
