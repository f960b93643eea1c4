"""The two questions that GitHub is asked of many repositories: what changed, and how each is kept."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.integrations.github import facts as github_facts
from bot.integrations.github.changes import BRANCH, STREAMS, Want, document, variables
from bot.integrations.github.harvest import Errors, Harvest, Question

Json = dict[str, Any]
EVERY_STREAM: dict[str, str | None] = {stream.field: None for stream in STREAMS}


def changed_since(since: datetime) -> Question:
    """What was merged, pushed, deployed and released since then; who may not see commits is told the rest."""
    take = partial(_take_changes, since)
    return Question(document, partial(_dated, since), take, whole=True, spare=BRANCH)


def _dated(since: datetime, wants: Sequence[Want]) -> Json:
    return variables(wants) | {"since": since.isoformat()}


def facts_asked(*, as_app: bool) -> Question:
    """What scorecards ask of a repository; `as_app`: an App is told where it may not see, a person is not."""
    return Question(github_facts.document, variables, partial(_take_facts, as_app), whole=False)


def _take_changes(since: datetime, harvest: Harvest, want: Want, node: Json, _: Errors) -> None:
    """Take one repository's changes, and wish for the next pages while all of a page was new enough."""
    cursors: dict[str, str | None] = {}
    for stream in STREAMS:
        page = stream.page(node)
        nodes = [each for each in page.get("nodes") or () if each]
        found = (stream.read(want.repository, node.get("url") or "", each) for each in nodes)
        harvest.changes |= {change.id: change for change in found if change and change.at >= since}
        if (page.get("pageInfo") or {}).get("hasNextPage") and stream.reaches(nodes, since):
            cursors[stream.field] = page["pageInfo"]["endCursor"]
    if cursors:
        harvest.more.append(Want(want.repository, want.owner, want.name, cursors))


def _take_facts(as_app: bool, harvest: Harvest, want: Want, node: Json, errors: Errors) -> None:
    harvest.facts[want.repository] = github_facts.read(want.repository, node, errors, as_app=as_app)
