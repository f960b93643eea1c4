"""Who writes and reviews the changes of repositories, and of folders in them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from bot.domain.catalog import Code
from bot.domain.change import folded
from store.moments import at, ms

MOST = 500
"""Merges that are looked at, the newest: whoever knows a service has touched it lately."""
MACHINES = frozenset({"dependabot", "renovate", "github-actions", "ghost", ""})


@dataclass(frozen=True, slots=True)
class Contributor:
    """A login, how many merges they wrote and reviewed, and when they last did either."""

    login: str
    wrote: int
    reviewed: int
    last_wrote: datetime | None
    last_reviewed: datetime | None


def contributors(db: Connection, code: Iterable[Code], since: datetime) -> tuple[Contributor, ...]:
    """Who merged into these repositories since then, and who reviewed; machines are left out.

    Of a repository with a folder, only merges count that touched it, as far as their files were told. Who
    wrote most comes first.
    """
    folders = {folded(each.name): each.path.strip("/") for each in code}
    keys = {f"key{place}": name for place, name in enumerate(folders)}
    rows = db.execute(
        f"""SELECT repository_key, author, reviewers, paths, at FROM change
        WHERE kind = 'pull_request' AND at >= :since
            AND repository_key IN ({", ".join(f":{name}" for name in keys)})
        ORDER BY at DESC LIMIT :most""",  # noqa: S608
        {**keys, "since": ms(since), "most": MOST},
    )
    wrote: dict[str, list[datetime]] = {}
    reviewed: dict[str, list[datetime]] = {}
    for name, author, reviewers, paths, moment in rows:
        if not _within(folders[name], json.loads(paths)):
            continue
        wrote.setdefault(author, []).append(at(moment))
        for login in json.loads(reviewers):
            if login != author:
                reviewed.setdefault(login, []).append(at(moment))
    people = [each for each in {**wrote, **reviewed} if not _machine(each)]
    found = [_of(login, wrote.get(login, []), reviewed.get(login, [])) for login in people]
    return tuple(sorted(found, key=lambda each: (-each.wrote, -each.reviewed, each.login)))


def _within(folder: str, paths: list[str]) -> bool:
    return not folder or not paths or any(each.startswith(f"{folder}/") for each in paths)


def _machine(login: str) -> bool:
    return login in MACHINES or login.endswith("[bot]")


def _of(login: str, wrote: list[datetime], reviewed: list[datetime]) -> Contributor:
    """The times come newest first."""
    return Contributor(login, len(wrote), len(reviewed), next(iter(wrote), None), next(iter(reviewed), None))
