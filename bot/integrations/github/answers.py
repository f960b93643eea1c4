"""What GitHub's errors mean: come again later, refused, or only one repository refused."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bot.integrations.github.changes import Want
from bot.ports import Rejected, Unreachable

Json = dict[str, Any]
HINTS = {
    401: "GitHub does not accept the credential",
    404: "GitHub has nothing at this address: check GITHUB_API_URL",
}
LIMITED = ("RATE_LIMITED", "RATE_LIMIT")
REASONS = {"NOT_FOUND": "not found, or this credential may not see it", "FORBIDDEN": "forbidden"}
SLEEP = (1.0, 3600.0)


@contextmanager
def translated() -> Iterator[None]:
    """PyGithub's exceptions as ours, in words without the credential, nothing of it chained."""
    import jwt  # noqa: PLC0415  (comes with PyGithub)
    import requests  # noqa: PLC0415  (comes with PyGithub)
    from github import GithubException, RateLimitExceededException  # noqa: PLC0415  (loaded by the client)

    try:
        yield
    except GithubException as error:
        headers = {str(name).lower(): value for name, value in (error.headers or {}).items()}
        if (
            error.status == 429
            or isinstance(error, RateLimitExceededException)
            or _is_spent(error.status, headers)
        ):
            raise Unreachable("GitHub asks us to wait", retry_after=_wait(headers)) from None
        raise _meaning(error.status, error.message or "") from None
    except requests.RequestException as error:
        raise Unreachable(f"GitHub could not be reached ({type(error).__name__})") from None
    except jwt.PyJWTError as error:
        raise Rejected(
            "private_key", f"GitHub App's private key is no good ({type(error).__name__})"
        ) from None
    except RuntimeError:  # PyGithub's answer to a redirect elsewhere
        raise Rejected("redirected", "GitHub redirects elsewhere: check GITHUB_API_URL") from None
    except ValueError:
        raise Unreachable("GitHub answered with something that is not JSON") from None


def refuse_trouble(headers: Mapping[str, Any], body: Json) -> Json:
    """The answer, if it is one: GraphQL says 200 also where it answers nothing at all."""
    errors = [each for each in body.get("errors") or () if isinstance(each, dict)]
    for error in errors:
        if error.get("type") in LIMITED:
            raise Unreachable("GitHub's budget is used up", retry_after=_wait(headers))
    if isinstance(body.get("data"), dict):
        return body
    for error in errors:
        if error.get("type") or error.get("locations"):  # a time-out has neither
            raise Rejected(
                str(error.get("type") or "graphql"), f"GitHub refuses: {error.get('message') or ''}"
            )
    raise Unreachable("GitHub gave up on the query")


def by_place(errors: Iterable[Json], wants: Sequence[Want]) -> dict[int, list[Json]]:
    """An answer's errors by the place of the repository that they are about."""
    found: dict[int, list[Json]] = {}
    for error in errors:
        path = error.get("path") or ("",)
        alias = str(path[0])
        if alias[:1] == "r" and alias[1:].isdigit() and int(alias[1:]) < len(wants):
            found.setdefault(int(alias[1:]), []).append(error)
    return found


def reason(error: Json) -> str:
    """Why a node was refused."""
    return REASONS.get(str(error.get("type")), str(error.get("message") or "refused"))


def _is_spent(status: int, headers: Mapping[str, Any]) -> bool:
    return status == 403 and ("retry-after" in headers or headers.get("x-ratelimit-remaining") == "0")


def _meaning(status: int, message: str) -> Unreachable | Rejected:
    if status >= 500:
        return Unreachable(f"GitHub answered {status}")
    if status in HINTS:
        return Rejected(str(status), HINTS[status])
    return Rejected(str(status), f"GitHub answered {status} {message}".rstrip())


def _wait(headers: Mapping[str, Any]) -> float:
    """Seconds until GitHub listens again: its own word, else when its hour ends, else a minute."""
    said = str(headers.get("retry-after", ""))
    if said.isdigit():
        return float(said)
    reset = str(headers.get("x-ratelimit-reset", ""))
    if reset.isdigit():
        return min(max(int(reset) - time.time(), SLEEP[0]), SLEEP[1])
    return 60.0
