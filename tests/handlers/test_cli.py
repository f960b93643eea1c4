"""`tocsin` in a terminal: words that there are and are not, exit codes, pipes; and an incident's record."""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.audit import Entry
from bot.domain.incident import Kind
from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from bot.ports import Rejected, Rows, Unreachable
from handlers.cli import incident as cli
from handlers.cli.main import Builders, Say, main
from store import audit
from store import incident as incidents
from store.sqlite import ReadingRows, Store, open_store
from tests.make import NOW, event, incident
from tests.processes import KEPT, ROOT, ended


def audited(db: sqlite3.Connection, what: str, object: str = "INC-12") -> int:
    """Ana did something."""
    return audit.add(db, Entry("U0ANA", what, object, NOW, "/inc", {}))


def no_rows(writing: bool) -> Iterator[Rows]:
    raise AssertionError(f"the database was opened (writing: {writing})")


def tocsin(*words: str, **builders: object) -> int:
    """One command line whose words of the whole house are those given."""

    def word(what: object) -> object:
        def run(args: argparse.Namespace, say: Say) -> int:
            if isinstance(what, BaseException):
                raise what
            say(f"{what} {sorted(vars(args))}")
            return 0

        return run

    made = {name: word(what) for name, what in builders.items()}
    return main(words, Builders(contextmanager(no_rows), made))  # type: ignore[arg-type]


# Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "longest"), [("40", 40), ("", 80), ("wide", 80)])
def test_help_is_as_wide_as_the_terminal(
    columns: str, longest: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    with pytest.raises(SystemExit):
        tocsin("run", "--help")

    lines = capsys.readouterr().out.splitlines()
    assert longest / 2 < max(map(len, lines)) <= longest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "the following arguments are required: WORD"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        (["show"], "the following arguments are required: INC-n"),
        (["show", "checkout"], "'checkout' is not an incident; write INC-12"),
        (["sync", "gitlab"], "invalid choice: 'gitlab'"),
        (["demo", "--port", "x"], "argument --port: invalid int value: 'x'"),
        (["run", "--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_what_is_no_word_is_bad_usage(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        tocsin(*words)

    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert said in err


def test_help_lists_every_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        tocsin("--help")

    out = capsys.readouterr().out
    assert ended.value.code == 0
    for word in (
        "init",
        "demo",
        "run",
        "doctor",
        "import",
        "sync",
        "svc",
        "oncall",
        "changes",
        "show",
        "rca",
        "audit",
    ):
        assert f"\n    {word} " in out


def test_a_word_of_the_whole_house_gets_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin("sync", "github", "--json", sync="read")

    assert (code, capsys.readouterr().out) == (0, "read ['build', 'dry_run', 'json', 'what']\n")


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        (Refusal("There is no database."), 2, "There is no database.\n"),
        (StoreUnavailable("the disk is full"), 2, "the disk is full\n"),
        (Rejected("401", "the key is wrong"), 2, "the key is wrong\n"),
        (Unreachable("no Slack answers"), 3, "no Slack answers\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_trouble_is_words_and_an_exit_code(
    trouble: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tocsin("doctor", doctor=trouble) == code
    assert capsys.readouterr() == ("", said)


# As a process -------------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A record of 3,000 deeds: more than a pipe holds."""
    store = open_store(tmp_path / "tocsin.db", create=True)

    async def fill() -> None:
        await asyncio.gather(*(store.run(audited, f"note {n} " + "x" * 50) for n in range(3000)))

    asyncio.run(fill())
    store.close()
    return tmp_path


def test_nobody_complains_where_nobody_reads_on(database: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)}

    process = asyncio.run(_piped(database, env, write))

    assert process == (0, b"")


async def _piped(folder: Path, env: dict[str, str], out: int) -> tuple[int | None, bytes]:
    words = (sys.executable, "-m", "bot", "audit", "INC-12")
    process = await asyncio.create_subprocess_exec(
        *words, cwd=folder, env=env, stdout=out, stderr=asyncio.subprocess.PIPE
    )
    os.close(out)
    _, err = await process.communicate()
    return process.returncode, err


async def test_a_word_that_reads_finds_no_database(tmp_path: Path) -> None:
    found = await ended(tmp_path, {}, "audit")

    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("There is no database at tocsin.db. Run `tocsin init` to make one")


# show and audit -----------------------------------------------------------------------------------------


@pytest.fixture
async def noted(rows: Store) -> ReadingRows:
    """INC-12 with a channel, a lead, and two lines; read as the terminal reads."""
    known = incident(
        channel="C12",
        channel_name="inc-12-checkout-500s",
        lead="U0BO",
        service="checkout",
        stamps={"declared": NOW, "detected": NOW},
    )
    await rows.run(incidents.save, known)
    await rows.run(incidents.add_event, event("pool is full <&>", link="https://x.example/p1"))
    await rows.run(incidents.add_event, event("leads", kind=Kind.LEAD, by="U0BO"))
    await rows.run(audited, "declared")
    await rows.run(audited, "noted", "INC-13")
    return ReadingRows(rows.path)


def terminal(rows: ReadingRows, *words: str) -> int:
    """Run one command line of this file's words."""
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    try:
        return int(args.run(args, rows))
    finally:
        rows.close()


async def test_show_prints_an_incident_with_its_timeline(
    noted: ReadingRows, capsys: pytest.CaptureFixture[str]
) -> None:
    code = terminal(noted, "show", "#12")

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        "INC-12 checkout 500s",
        "investigating, SEV3, lead U0BO, service checkout",
        "channel #inc-12-checkout-500s C12",
        "  2026-11-20 12:00:00Z declared",
        "  2026-11-20 12:00:00Z detected",
        "timeline",
        "  2026-11-20 12:00:00Z note U0ANA: pool is full <&>",
        "  2026-11-20 12:00:00Z lead U0BO: leads",
    ]


async def test_show_says_what_is_not_there_yet(rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await rows.run(incidents.save, incident())

    terminal(ReadingRows(rows.path), "show", "INC-12")

    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["investigating, SEV3, lead nobody, service not set", "no channel"]


async def test_show_as_json_holds_all(noted: ReadingRows, capsys: pytest.CaptureFixture[str]) -> None:
    terminal(noted, "show", "INC-12", "--json")

    found = json.loads(capsys.readouterr().out)
    assert (found["id"], found["status"], found["severity"], found["lead"]) == (
        "INC-12",
        "investigating",
        3,
        "U0BO",
    )
    assert found["stamps"] == dict.fromkeys(("declared", "detected"), "2026-11-20T12:00:00+00:00")
    assert found["timeline"][0] == {
        "at": "2026-11-20T12:00:00+00:00",
        "kind": "note",
        "by": "U0ANA",
        "text": "pool is full <&>",
        "link": "https://x.example/p1",
    }


@pytest.mark.parametrize(
    ("word", "said"), [("show", "There is no INC-99.\n"), ("audit", "Nothing is recorded about INC-99.\n")]
)
async def test_an_incident_that_is_not_there_is_a_no(
    noted: ReadingRows, word: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = terminal(noted, word, "INC-99")

    assert (code, *capsys.readouterr()) == (1, "", said)


async def test_audit_tells_who_what_when_and_from_where(
    noted: ReadingRows, capsys: pytest.CaptureFixture[str]
) -> None:
    code = terminal(noted, "audit", "INC-12", "--verify")

    assert (code, capsys.readouterr().out) == (
        0,
        "2026-11-20 12:00:00Z U0ANA declared INC-12 from /inc\nThe chain is whole.\n",
    )


async def test_audit_without_an_incident_tells_the_last_deeds(
    noted: ReadingRows, capsys: pytest.CaptureFixture[str]
) -> None:
    code = terminal(noted, "audit", "--json")

    found = json.loads(capsys.readouterr().out)
    assert (code, found["broken"]) == (0, None)
    assert [(e["who"], e["what"], e["object"], e["at"], e["via"]) for e in found["entries"]] == [
        ("U0ANA", "noted", "INC-13", "2026-11-20T12:00:00+00:00", "/inc"),
        ("U0ANA", "declared", "INC-12", "2026-11-20T12:00:00+00:00", "/inc"),
    ]


@pytest.mark.parametrize("flags", [[], ["--json"]])
async def test_a_chain_that_somebody_broke_is_a_no(
    noted: ReadingRows, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    db = sqlite3.connect(noted.path)
    db.execute("DROP TRIGGER audit_no_update")
    db.execute("UPDATE audit SET who = 'U0EVE' WHERE seq = 1")
    db.commit()
    db.close()

    code = terminal(noted, "audit", "INC-12", "--verify", *flags)

    out = capsys.readouterr().out
    assert code == 1
    assert json.loads(out)["broken"] == 1 if flags else out.endswith("The chain is broken at row 1.\n")
