"""Webhooks out of the twin: what happens in a repository, in GitHub's words, signed."""

import asyncio
import hmac
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.sandbox.github.account import Deployment, Pull, Repository, node_id

Json = dict[str, Any]
SECRET = "sandbox-github-webhook-secret"  # noqa: S105  (the practice account's)


@dataclass(slots=True)
class Hook:
    """Where deliveries go. GitHub sends each once; whoever missed one asks for it again by hand."""

    url: str
    secret: str = SECRET
    answers: list[int] = field(default_factory=list)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    def send(self, event: str, payload: Json) -> None:
        """Send a delivery, beside whatever else goes on."""
        task = asyncio.get_running_loop().create_task(self._deliver(event, json.dumps(payload).encode()))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, event: str, body: bytes) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": str(uuid.uuid4()),
            "X-Hub-Signature-256": "sha256=" + hmac.digest(self.secret.encode(), body, "sha256").hex(),
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                self.answers.append(response.status)
        except (aiohttp.ClientError, TimeoutError):
            self.answers.append(0)


def merged(repository: Repository, pull: Pull) -> tuple[str, Json]:
    """A pull request that was merged; its files are not told here, by GitHub neither."""
    told = {
        "number": pull.number,
        "node_id": node_id("PR", repository.name, pull.number),
        "title": pull.title,
        "merged": True,
        "merged_at": _time(pull.merged_at),
        "merge_commit_sha": pull.sha,
        "user": {"login": pull.author},
        "html_url": f"{repository.url}/pull/{pull.number}",
        "changed_files": len(pull.paths),
        "additions": pull.lines,
        "deletions": 0,
    }
    head = {"action": "closed", "number": pull.number}
    return "pull_request", {**head, "pull_request": told, "repository": _about(repository)}


def deployed(repository: Repository, deployment: Deployment) -> tuple[str, Json]:
    """A deployment's newest status."""
    status = {
        "state": deployment.state.lower(),
        "created_at": _time(deployment.at),
        "log_url": deployment.log_url,
    }
    told = {
        "id": deployment.number,
        "node_id": node_id("DE", repository.name, deployment.number),
        "sha": deployment.sha,
        "ref": deployment.ref,
        "environment": deployment.environment,
        "description": deployment.description or None,
        "creator": {"login": deployment.creator},
        "created_at": _time(deployment.at),
    }
    return "deployment_status", {
        "action": "created",
        "deployment": told,
        "deployment_status": status,
        "repository": _about(repository),
    }


def _about(repository: Repository) -> Json:
    return {
        "full_name": repository.name,
        "html_url": repository.url,
        "default_branch": repository.branch,
    }


def _time(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))
