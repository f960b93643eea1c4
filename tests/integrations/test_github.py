"""The real PyGithub against the twin: batches, partial errors, budgets, Apps, and never the credential."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr, ValidationError

from bot.domain.change import Change, ChangeKind
from bot.integrations.github import Credential, Github, GithubSettings, build
from bot.ports import Rejected, Unreachable
from bot.sandbox.faults import Faults
from bot.sandbox.github import TOKEN, Commit, Deployment, GithubTwin, Pull, Release, routes
from tests.loopback import refusing, serving

NOW = datetime.now(UTC).replace(microsecond=0)
DAY_AGO = NOW - timedelta(days=1)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


@asynccontextmanager
async def calling(
    twin: GithubTwin, faults: Faults, credential: Credential | None = None, **how: Any
) -> AsyncIterator[Github]:
    """A client of the twin, on loopback."""
    async with (
        serving(routes(twin, faults)) as url,
        aclosing(Github(f"{url}/github", credential or SecretStr(TOKEN), **how)) as forge,
    ):
        yield forge


@pytest.fixture
def twin() -> GithubTwin:
    twin = GithubTwin()
    twin.add("acme/ledger").pulls.append(Pull(7, "Retry writes", "ana", ago(3), "c0ffee"))
    return twin


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
async def forge(twin: GithubTwin, faults: Faults) -> AsyncIterator[Github]:
    async with calling(twin, faults) as forge:
        yield forge


def asked(faults: Faults) -> int:
    return len(faults.calls.told("github"))


async def test_a_merge_a_deployment_and_a_release_become_changes(forge: Github, twin: GithubTwin) -> None:
    repository = twin.add("acme/ledger")
    repository.deployments.append(
        Deployment(5, "production", "SUCCESS", "bo", ago(2), "c0ffee", log_url="https://ci/5")
    )
    repository.releases.append(Release("v2", "", "", ago(1), ago(1), "c0ffee"))

    snapshot = await forge.changes(["acme/ledger"], DAY_AGO)

    page = "https://github.example/acme/ledger"
    merge, deployment, release = snapshot.changes
    assert snapshot.failed == {}
    assert merge == Change(
        id=merge.id,
        kind=ChangeKind.PULL_REQUEST,
        repository="acme/ledger",
        title="Retry writes",
        author="ana",
        url=f"{page}/pull/7",
        at=ago(3),
        number=7,
        sha="c0ffee",
    )
    assert deployment == Change(
        id=deployment.id,
        kind=ChangeKind.DEPLOYMENT,
        repository="acme/ledger",
        title="Deploy main to production",
        author="bo",
        url="https://ci/5",
        at=ago(2),
        number=5,
        environment="production",
        state="success",
        sha="c0ffee",
        state_at=ago(2),
    )
    assert release == Change(
        id=release.id,
        kind=ChangeKind.RELEASE,
        repository="acme/ledger",
        title="v2",
        author="ghost",
        url=f"{page}/releases/tag/v2",
        at=ago(1),
        number=release.number,
        sha="c0ffee",
    )


def pushed(sha: str, hours: float, *paths: str, **more: Any) -> Commit:
    return Commit(sha, f"{sha} by hand\n\nand why", "bo", ago(hours), paths, 4, **more)


async def test_what_was_pushed_past_pull_requests_is_a_change_with_its_files(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    twin.add("acme/ledger").commits += [
        pushed("settings", 1, "config/production.yaml"),
        pushed("code", 2, "src/pool.py"),
        pushed("merge", 1.5, "src/pool.py", parents=2),
        pushed("old", 30, "config/production.yaml"),
        pushed("stranger", 2.5, "src/api.py", name="Somebody Else"),
    ]

    found = [each for each in (await forge.changes(["acme/ledger"], DAY_AGO)).changes if each.number == 0]

    told = [(each.kind, each.title, each.author, each.paths) for each in sorted(found, key=lambda it: it.at)]
    assert told == [
        (ChangeKind.COMMIT, "stranger by hand", "Somebody Else", ("src/api.py",)),
        (ChangeKind.COMMIT, "code by hand", "bo", ("src/pool.py",)),
        (ChangeKind.CONFIG, "settings by hand", "bo", ("config/production.yaml",)),
    ]
    assert asked(faults) == 1 + 3
    await forge.changes(["acme/ledger"], DAY_AGO)
    assert asked(faults) == 1 + 3 + 1


async def test_of_many_pushes_only_so_many_are_looked_into_as_the_budget_allows(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    names = [f"acme/r{number:03}" for number in range(100)]
    for number, name in enumerate(names):
        twin.add(name).commits.append(pushed(f"c{number}", 1 + number / 100, "config/app.yaml"))

    found = (await forge.changes(names, DAY_AGO)).changes

    kinds = Counter(each.kind for each in found)
    assert kinds == {ChangeKind.CONFIG: 4, ChangeKind.COMMIT: 96}
    assert asked(faults) <= (0.1 - 0.035) * len(names)


async def test_who_may_not_see_commits_is_told_all_else(forge: Github, twin: GithubTwin) -> None:
    ledger = twin.add("acme/ledger")
    ledger.withheld = frozenset({"contents"})
    ledger.commits.append(pushed("settings", 1, "config/production.yaml"))

    snapshot = await forge.changes(["acme/ledger"], DAY_AGO)

    assert ([each.title for each in snapshot.changes], snapshot.failed) == (["Retry writes"], {})


async def test_a_commit_whose_files_are_not_told_stays_a_commit(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    twin.add("acme/ledger").commits.append(pushed("settings", 1, "config/production.yaml"))
    faults.add({"vendor": "github", "kind": "server_error", "match": "/repos/acme/ledger/commits/settings"})

    found = (await forge.changes(["acme/ledger"], DAY_AGO)).changes

    assert [(each.kind, each.paths) for each in found if each.number == 0] == [(ChangeKind.COMMIT, ())]


async def test_what_happened_before_is_left_out_even_when_it_was_touched_since(
    forge: Github, twin: GithubTwin
) -> None:
    repository = twin.add("acme/ledger")
    repository.pulls.append(Pull(3, "Old, commented today", "ana", ago(90), "c1", updated_at=ago(1)))
    repository.deployments.append(Deployment(5, "staging", "", "bo", ago(30), "c1"))
    repository.releases.append(Release("v3", "A draft", "bo", ago(1), None, ""))

    snapshot = await forge.changes(["acme/ledger"], DAY_AGO)

    assert [change.number for change in snapshot.changes] == [7]


async def test_a_busy_repository_is_read_page_by_page_until_it_is_old_enough(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    busy = twin.add("acme/busy")
    busy.pulls += [Pull(n, f"change {n}", "ana", ago(n / 10), f"c{n}") for n in range(1, 101)]
    busy.pulls += [Pull(n, f"change {n}", "ana", ago(30 + n), f"c{n}") for n in range(101, 401)]

    snapshot = await forge.changes(["acme/busy", "acme/ledger"], DAY_AGO)

    assert {change.number for change in snapshot.changes} == {*range(1, 101)}
    assert asked(faults) == 2


async def test_many_repositories_cost_one_query_per_fifty(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    names = [f"acme/r{n}" for n in range(1_000)]
    for name in names:
        twin.add(name).pulls.append(Pull(1, name, "ana", ago(1), "c1"))

    snapshot = await forge.changes([*names, *names], DAY_AGO)

    assert {change.title for change in snapshot.changes} == set(names)
    assert asked(faults) == 20


async def test_one_repository_s_refusal_leaves_the_others_alive(forge: Github, twin: GithubTwin) -> None:
    twin.add("acme/secret").denied = "FORBIDDEN"

    snapshot = await forge.changes(["acme/gone", "acme/secret", "acme/ledger", "nonsense"], DAY_AGO)

    assert [change.repository for change in snapshot.changes] == ["acme/ledger"]
    assert snapshot.failed == {
        "nonsense": "not an owner/name",
        "acme/gone": "not found, or this credential may not see it",
        "acme/secret": "forbidden",
    }


async def test_a_bare_name_belongs_to_the_organisation(twin: GithubTwin, faults: Faults) -> None:
    async with calling(twin, faults, org="acme") as forge:
        snapshot = await forge.changes(["ledger"], DAY_AGO)

    assert [(change.repository, change.number) for change in snapshot.changes] == [("ledger", 7)]


@pytest.mark.parametrize("kind", ["server_error", "html", "refuse", "drop"])
async def test_a_batch_that_github_gives_up_on_is_halved_once(
    forge: Github, twin: GithubTwin, faults: Faults, kind: str
) -> None:
    names = [f"acme/r{n}" for n in range(10)]
    for name in names:
        twin.add(name).pulls.append(Pull(1, name, "ana", ago(1), "c1"))
    faults.add({"vendor": "github", "kind": kind, "code": "502", "times": 1})

    snapshot = await forge.changes(names, DAY_AGO)

    assert {change.title for change in snapshot.changes} == set(names)
    assert asked(faults) == 3


async def test_a_repository_on_which_github_stumbles_costs_no_other(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    names = [f"acme/r{n}" for n in range(50)]
    for name in names:
        twin.add(name).pulls.append(Pull(1, name, "ana", ago(1), "c1"))
    twin.stumbles = "acme/r31"

    snapshot = await forge.changes(names, DAY_AGO)

    assert {change.title for change in snapshot.changes} == set(names) - {"acme/r31"}
    assert snapshot.failed == {"acme/r31": "GitHub answered 502"}
    assert asked(faults) <= 13


async def test_what_is_left_of_the_hour_is_kept_for_incidents(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    twin.used = int(twin.limit * 0.8)
    await forge.changes(["acme/ledger"], DAY_AGO)

    with pytest.raises(Unreachable, match="are kept for incidents") as trouble:
        await forge.changes(["acme/ledger"], DAY_AGO)
    urgent = await forge.changes(["acme/ledger"], DAY_AGO, urgent=True)

    assert trouble.value.retry_after is not None
    assert 0 < trouble.value.retry_after <= 3600
    assert (len(urgent.changes), asked(faults)) == (1, 2)


async def test_a_half_that_fails_again_is_named_and_the_other_half_lives(
    twin: GithubTwin, faults: Faults
) -> None:
    twin.add("acme/other").pulls.append(Pull(1, "Other", "ana", ago(1), "c1"))
    faults.add({"vendor": "github", "kind": "server_error", "code": "502", "times": 2})
    async with calling(twin, faults) as forge:
        snapshot = await forge.changes(["acme/ledger", "acme/other"], DAY_AGO)

    assert len(snapshot.changes) == 1
    assert list(snapshot.failed.values()) == ["GitHub answered 502"]


TROUBLES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "server_error", "code": "502"}, "GitHub answered 502"),
    ({"kind": "html", "code": "200"}, "GitHub gave up on the query"),
    ({"kind": "html"}, "GitHub answered 503"),
    ({"kind": "refuse"}, "GitHub could not be reached (ConnectionError)"),
    ({"kind": "slow", "seconds": 30}, "GitHub did not answer within 0.2 s"),
]


@pytest.mark.parametrize(("fault", "text"), TROUBLES)
async def test_a_github_that_does_not_answer_at_all_is_unreachable(
    twin: GithubTwin, faults: Faults, fault: dict[str, Any], text: str
) -> None:
    faults.add({"vendor": "github", **fault})
    async with calling(twin, faults, deadline=0.2 if "seconds" in fault else 5.0) as forge:
        with pytest.raises(Unreachable) as trouble:
            await forge.changes(["acme/ledger"], DAY_AGO)

    assert str(trouble.value) == text


async def test_a_refused_connection_is_unreachable() -> None:
    async with aclosing(Github(refusing(), SecretStr(TOKEN))) as forge:
        with pytest.raises(Unreachable, match="GitHub could not be reached"):
            await forge.changes(["acme/ledger"], DAY_AGO)


async def test_a_used_up_budget_says_when_to_come_back_and_nothing_sleeps(
    forge: Github, twin: GithubTwin, faults: Faults
) -> None:
    twin.used = twin.limit

    with pytest.raises(Unreachable) as trouble:
        await forge.changes(["acme/ledger"], DAY_AGO)

    assert trouble.value.retry_after is not None
    assert 1 <= trouble.value.retry_after <= 3600
    assert asked(faults) == 1


async def test_a_secondary_limit_says_its_own_seconds(forge: Github, faults: Faults) -> None:
    faults.add({"vendor": "github", "kind": "rate_limited", "retry_after": 42})

    with pytest.raises(Unreachable) as trouble:
        await forge.changes(["acme/ledger"], DAY_AGO)

    assert trouble.value.retry_after == 42
    assert asked(faults) == 1


async def test_a_rest_budget_that_is_used_up_is_the_same_trouble(forge: Github, twin: GithubTwin) -> None:
    twin.used = twin.limit

    with pytest.raises(Unreachable, match="GitHub asks us to wait"):
        await forge.ping()


def speaking(status: int, text: str, headers: dict[str, str] | None = None) -> list[web.RouteDef]:
    """Something at GitHub's address that always says the same."""

    async def say(request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers=headers)

    return [web.post("/graphql", say), web.get("/user", say)]


ODD: list[tuple[int, str, type[Exception], str]] = [
    (200, "{", Unreachable, "GitHub answered with something that is not JSON"),
    (200, "[]", Unreachable, "GitHub answered with something that is not JSON"),
    (200, '{"data": null, "errors": [{"message": "timed out"}]}', Unreachable, "GitHub gave up on the query"),
    (
        200,
        '{"errors": [{"message": "no such field", "locations": [{"line": 1}]}]}',
        Rejected,
        "GitHub refuses: no such field",
    ),
    (404, '{"message": "Not Found"}', Rejected, "GitHub has nothing at this address: check GITHUB_API_URL"),
    (422, '{"message": "Odd"}', Rejected, "GitHub answered 422 Odd"),
]


@pytest.mark.parametrize(("status", "text", "kind", "said"), ODD)
async def test_odd_answers_have_their_words(status: int, text: str, kind: type[Exception], said: str) -> None:
    async with (
        serving(speaking(status, text)) as url,
        aclosing(Github(url, SecretStr(TOKEN))) as forge,
    ):
        with pytest.raises(kind) as trouble:
            await forge.changes(["acme/ledger"], DAY_AGO)

    assert str(trouble.value) == said


async def test_a_redirect_to_another_host_is_refused_with_the_setting_s_name() -> None:
    elsewhere = speaking(301, "{}", {"Location": "https://elsewhere.example/graphql"})
    async with serving(elsewhere) as url, aclosing(Github(url, SecretStr(TOKEN))) as forge:
        with pytest.raises(Rejected, match="check GITHUB_API_URL") as refused:
            await forge.changes(["acme/ledger"], DAY_AGO)

    assert refused.value.code == "redirected"


@pytest.mark.parametrize(
    ("headers", "wait"), [({"Retry-After": "9"}, 9), ({"X-RateLimit-Remaining": "0"}, 60), ({}, None)]
)
async def test_a_403_is_a_limit_only_when_it_says_so(headers: dict[str, str], wait: float | None) -> None:
    async with (
        serving(speaking(403, '{"message": "No"}', headers)) as url,
        aclosing(Github(url, SecretStr(TOKEN))) as forge,
    ):
        with pytest.raises((Unreachable, Rejected)) as trouble:
            await forge.ping()

    assert getattr(trouble.value, "retry_after", None) == wait


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ('{"url": "u", "pullRequests": {"nodes": [{"mergedAt": "soon"}]}}', "unknown shape of answer"),
        ("null", "GitHub gave no answer"),
    ],
)
async def test_a_repository_in_an_unknown_shape_fails_alone(node: str, reason: str) -> None:
    fine = '{"url": "u", "releases": {"nodes": [null]}, "pullRequests": {"nodes": [{"mergedAt": null}]}}'
    body = (
        f'{{"data": {{"r0": {node}, "r1": {fine}}}, "errors": [{{"message": "?", "path": ["rateLimit"]}}]}}'
    )
    async with serving(speaking(200, body)) as url, aclosing(Github(url, SecretStr(TOKEN))) as forge:
        snapshot = await forge.changes(["acme/odd", "acme/fine"], DAY_AGO)

    assert {name: said.partition(" (")[0] for name, said in snapshot.failed.items()} == {"acme/odd": reason}


async def test_a_repository_busier_than_can_be_read_says_so_and_keeps_what_was_read(
    forge: Github, twin: GithubTwin
) -> None:
    twin.add("acme/flood").pulls += [Pull(n, f"change {n}", "ana", ago(1), f"c{n}") for n in range(2000)]

    snapshot = await forge.changes(["acme/flood"], DAY_AGO)

    assert len(snapshot.changes) == 1910
    assert snapshot.failed == {"acme/flood": "more changes than can be read at once"}


async def test_a_wrong_token_is_rejected_and_neither_told_nor_logged(
    forge: Github, twin: GithubTwin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twin.token = "another"

    with pytest.raises(Rejected) as refused:
        await forge.changes(["acme/ledger"], DAY_AGO)

    assert refused.value.code == "401"
    assert TOKEN not in f"{refused.value!r} {refused.value.__context__!r} {caplog.text}"


async def test_ping_names_the_token_s_user(forge: Github) -> None:
    assert await forge.ping() == "GitHub user tocsin-bot"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


async def test_an_app_signs_itself_in_and_reads_as_its_installation(
    twin: GithubTwin, faults: Faults, key: rsa.RSAPrivateKey
) -> None:
    twin.apps["99"] = public(key)
    async with calling(twin, faults, ("99", SecretStr(private(key)), 7)) as forge:
        said = await forge.ping()
        snapshot = await forge.changes(["acme/ledger"], DAY_AGO)

    assert said == "GitHub App installation, 1 repositories"
    assert [change.number for change in snapshot.changes] == [7]
    assert faults.calls.told("github", "/app/installations/7/access_tokens")


async def test_an_installation_s_token_is_in_no_log(
    twin: GithubTwin, faults: Faults, key: rsa.RSAPrivateKey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="github.Requester")
    twin.apps["99"] = public(key)
    async with calling(twin, faults, ("99", SecretStr(private(key)), 7)) as forge:
        await forge.ping()

    assert [token for token in twin.installed if token in caplog.text] == []
    assert len(twin.installed) == 1


async def test_an_app_that_github_does_not_know_is_rejected(
    twin: GithubTwin, faults: Faults, key: rsa.RSAPrivateKey
) -> None:
    async with calling(twin, faults, ("99", SecretStr(private(key)), 7)) as forge:
        with pytest.raises(Rejected) as refused:
            await forge.ping()

    assert refused.value.code == "401"


async def test_a_private_key_that_is_none_is_rejected_in_words(twin: GithubTwin, faults: Faults) -> None:
    broken = "-----BEGIN RSA PRIVATE KEY-----\nnot a key\n-----END RSA PRIVATE KEY-----\n"
    async with calling(twin, faults, ("99", SecretStr(broken), 7)) as forge:
        with pytest.raises(Rejected) as refused:
            await forge.ping()

    assert refused.value.code == "private_key"
    assert "not a key" not in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"token": "two words"}, "must be one line of plain ASCII without spaces; copy it again"),
        ({"app_id": "1", "installation_id": "7"}, "a GitHub App also needs GITHUB_APP_PRIVATE_KEY_FILE"),
        ({"app_private_key_file": "/nowhere/key.pem"}, "/nowhere/key.pem cannot be read"),
        ({"api_url": "github.example"}, "must be an address such as https://api.example.com"),
    ],
)
def test_settings_that_cannot_work_are_named(fields: dict[str, str], problem: str) -> None:
    with pytest.raises(ValidationError) as invalid:
        GithubSettings.model_validate(fields)

    assert [each["msg"] for each in invalid.value.errors()] == [problem]


def test_a_file_that_holds_no_private_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("-----BEGIN CERTIFICATE-----")

    with pytest.raises(ValidationError, match="is not a private key in PEM form"):
        GithubSettings.model_validate({"app_private_key_file": file})


def test_without_credentials_github_is_off() -> None:
    blank = {"token": " ", "app_id": "", "app_private_key_file": "", "installation_id": ""}

    assert build(GithubSettings.model_validate({**blank, "api_url": "https://api.github.com/"})) is None


async def test_an_app_goes_before_a_token(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    file = tmp_path / "key.pem"
    file.write_text(private(key))
    twin, faults = GithubTwin(), Faults()
    twin.apps["99"] = public(key)

    async with serving(routes(twin, faults)) as url:
        forge = build(
            GithubSettings(
                token=SecretStr(TOKEN),
                app_id="99",
                app_private_key_file=file,
                installation_id=7,
                api_url=f"{url}/github",
            )
        )
        assert isinstance(forge, Github)
        async with aclosing(forge):
            said = await forge.ping()

    assert said == "GitHub App installation, 0 repositories"
