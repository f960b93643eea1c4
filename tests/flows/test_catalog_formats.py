"""Importing files of other formats: walked, followed, unpacked, in one transaction with our own."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.catalog.landscape import Repository
from bot.domain.catalog_diff import Fate, FileRead, ImportReport
from bot.flows.catalog import importing as flow
from bot.flows.catalog.importing import Manner
from store import catalog
from store.catalog import entries
from store.sqlite import Store
from tests.make import NOW

LATER = NOW + timedelta(hours=1)
ENTITY = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: %s}\nspec: {type: service}\n"
Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into the folder where the test stands."""
    monkeypatch.chdir(tmp_path)

    def written(name: str, text: str) -> str:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
        return name

    return written


async def bring(rows: Store, *paths: str, repository: str = "") -> ImportReport:
    return await flow.import_files(rows, paths, False, LATER, manner=Manner(repository))


async def test_a_folder_is_walked_with_its_hidden_folders(rows: Store, write: Write) -> None:
    write("repo/.github/CODEOWNERS", "* @acme/shop")
    write("repo/.port/service.yaml", "blueprint: service\nidentifier: api\ntitle: API")
    write("repo/deep/er/catalog-info.yaml", ENTITY % "web" + "---\n" + ENTITY % "job")
    write("repo/own.yaml", "teams: {shop: {title: Shop}}")
    write("repo/chart/values.yaml", "replicas: 3")
    write("repo/.git/config", '[remote "origin"]\n\turl = git@github.com:acme/mono.git\n')
    write("repo/node_modules/x/catalog-info.yaml", ENTITY % "never")

    report = await bring(rows, "repo")

    assert sorted((each.noun, each.id) for each in report.of(Fate.ADDED)) == [
        ("repository", "acme/mono"),
        ("service", "api"),
        ("service", "job"),
        ("service", "web"),
        ("team", "shop"),
    ]
    assert report.read == (
        FileRead("repo/.github/CODEOWNERS", "codeowners", 1, 0),
        FileRead("repo/.port/service.yaml", "port", 1, 0),
        FileRead("repo/deep/er/catalog-info.yaml", "backstage", 2, 0),
    )
    assert report.passed == ("repo/chart/values.yaml",)
    assert [each.team for each in rows.read(entries.every, Repository)] == ["shop"]


async def test_a_location_is_followed_within_its_folder(rows: Store, write: Write) -> None:
    targets = "[./a/web.yaml, '../out.yaml', 'https://x.example/y.yaml', './b/*.yaml']"
    head = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    write("out.yaml", ENTITY % "outside")
    write("in/a/web.yaml", ENTITY % "web")
    write("in/b/one.yaml", ENTITY % "one")

    report = await bring(rows, write("in/all.yaml", f"{head}spec: {{targets: {targets}}}\n"))

    assert [each.id for each in report.of(Fate.ADDED)] == ["web", "one"]
    assert [str(each) for each in report.remarks] == [
        "in/all.yaml:1:1: Location `all` points to other files",
        "in/all.yaml:4:32: 2 of 4 targets are not in the folder: `../out.yaml`, `https://x.example/y.yaml`; "
        "fetch them and import them too",
    ]


async def test_an_archive_of_port_is_read(rows: Store, write: Write) -> None:
    parts = {
        "blueprints.json": [{"identifier": "service", "relations": {"uses": {"target": "service"}}}],
        "entities.json": [
            {"identifier": "web", "title": "Web", "blueprint": "service", "relations": {"uses": ["api"]}},
            {"identifier": "api", "title": "API", "blueprint": "service"},
        ],
        "pages.json": [{"identifier": "home"}],
    }
    with tarfile.open("port.tar.gz", "w:gz") as archive:
        for name, part in parts.items():
            info = tarfile.TarInfo(name)
            data = json.dumps(part, indent=1).encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

    report = await bring(rows, "port.tar.gz")

    web = rows.read(catalog.service, "web")
    assert web is not None
    assert (web.source, web.line, [need.service for need in web.depends_on]) == (
        "port.tar.gz/entities.json",
        2,
        ["api"],
    )
    assert [str(each) for each in report.remarks] == [
        "port.tar.gz/pages.json:2:2: 1 pages of Port: our catalog has no place for them"
    ]


async def test_a_broken_document_costs_no_other_and_removes_nothing(rows: Store, write: Write) -> None:
    await bring(rows, write("catalog-info.yaml", ENTITY % "web" + "---\n" + ENTITY % "api"))

    report = await bring(rows, write("catalog-info.yaml", ENTITY % "web" + "---\nkind: [Component\n"))

    assert [(each.id, str(each.fate)) for each in report.deltas] == [("web", "unchanged")]
    assert [each.line for each in report.remarks] == [7]
    assert "this is not YAML" in report.remarks[0].what
    assert report.read == (FileRead("catalog-info.yaml", "backstage", 2, 1),)
    api = rows.read(catalog.service, "api")
    assert api is not None
    assert api.gone_at is None


async def test_what_a_foreign_file_no_longer_declares_is_gone(rows: Store, write: Write) -> None:
    await bring(rows, write("catalog-info.yaml", ENTITY % "web" + "---\n" + ENTITY % "api"))

    report = await bring(rows, write("catalog-info.yaml", ENTITY % "web"))

    assert [each.id for each in report.of(Fate.GONE)] == ["api"]


async def test_a_team_that_is_only_named_does_not_replace_the_one_that_is_described(
    rows: Store, write: Write
) -> None:
    await bring(rows, write("teams.yaml", "teams: {shop: {title: The shop, channel: '#shop'}}"))

    text = "schema-version: v2.2\ndd-service: x\nteam: shop"
    report = await bring(rows, write("service.datadog.yaml", text))

    team = rows.read(catalog.team, "shop")
    assert report.remarks == ()
    assert team is not None
    assert team.title == "The shop"


async def test_a_team_that_is_only_named_is_one_however_it_is_written(rows: Store, write: Write) -> None:
    text = "schema-version: v2.2\ndd-service: %s\nteam: %s\napplication: %s\n---\n"
    named = (("a", "shop-web", "Till"), ("b", "Shop-Web", "till"), ("c", "shop web", "TILL"))

    report = await bring(rows, write("service.datadog.yaml", "".join(text % each for each in named)))

    assert {f"{each.noun} {each.id}" for each in report.of(Fate.ADDED)} == {
        *("service a", "service b", "service c", "team shop-web", "system Till"),
    }
    assert len(report.remarks) == 2


@pytest.mark.parametrize(
    "text",
    [
        ENTITY % "web" + "---\n",
        "---\n# nothing yet\n---\n" + ENTITY % "web",
        "services: {web: {title: Web}}\n---\n",
    ],
)
async def test_an_empty_document_is_none(rows: Store, write: Write, text: str) -> None:
    report = await bring(rows, write("catalog-info.yaml", text))

    assert (report.faults, report.remarks) == ((), ())
    assert "web" in {each.id for each in report.of(Fate.ADDED)}


async def test_a_template_is_said_to_be_one(rows: Store, write: Write) -> None:
    text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n"

    report = await bring(rows, write("catalog-info.yaml", text + "  {%- if values.x %}\n  title: x\n"))

    assert report.deltas == ()
    assert [each.reason.name for each in report.remarks] == ["TEMPLATE"]


async def test_a_repository_that_is_named_helps_files_that_do_not_name_it(rows: Store, write: Write) -> None:
    text = "version: 1\nrepository: {owner: sdks}"

    report = await bring(rows, write("opslevel.yml", text), repository="acme/sdk")

    assert sorted(each.id for each in report.of(Fate.ADDED)) == ["acme/sdk", "sdks"]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("values.yaml", "replicas: 3", "`replicas` is not known in a catalog file"),
        ("x.tar.gz", "\x1f\x8bno", "is no archive"),
    ],
)
async def test_a_named_file_of_no_format_is_refused(
    rows: Store, tmp_path: Path, name: str, text: str, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))

    report = await bring(rows, str(path))

    assert [what in fault.what for fault in report.faults] == [True]


async def test_a_folder_without_any_catalog_is_told(rows: Store, write: Write) -> None:
    write("only/values.yaml", "replicas: 3")

    report = await bring(rows, "only")

    assert [str(fault) for fault in report.faults] == [
        "only:1:1: none of 1 files is a catalog; name one, such as catalog.yaml"
    ]


async def test_json_that_is_none_is_told_with_its_place(rows: Store, write: Write) -> None:
    small = await bring(rows, write("small.json", '{"services": {"x": {"title": "X",}}}'))
    broken = await bring(rows, write("large.json", '{"services": [\n' + " " * (5 << 20) + "}"))

    assert [each.id for each in small.of(Fate.ADDED)] == ["x"]
    assert [(fault.line, fault.what) for fault in broken.faults] == [(2, "this is not JSON: Expecting value")]


async def test_a_folder_that_may_not_be_opened_is_said(rows: Store, write: Write) -> None:
    write("repo/catalog-info.yaml", ENTITY % "web")
    os.mkdir("repo/closed", 0o000)
    if os.access("repo/closed", os.R_OK):
        pytest.skip("who runs the tests may open everything")

    report = await bring(rows, "repo")

    assert [str(each) for each in report.remarks] == [
        "repo/closed:1:1: cannot be opened: Permission denied; check who may read it"
    ]


@pytest.mark.parametrize("kept", [20, 60])
async def test_an_archive_that_is_cut_or_spoilt_is_refused(rows: Store, write: Write, kept: int) -> None:
    spoilt("port.tar.gz", kept)

    report = await bring(rows, "port.tar.gz")

    assert ["is no archive" in fault.what for fault in report.faults] == [True]


def spoilt(path: str, kept: int) -> None:
    """Write an archive of which only the first bytes are as they should be."""
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("entities.json")
        info.size = 4000
        archive.addfile(info, io.BytesIO(b"[" + b" " * 3998 + b"]"))
    whole = Path(path).read_bytes()
    Path(path).write_bytes(whole[:kept] + b"spoilt" * 9)
