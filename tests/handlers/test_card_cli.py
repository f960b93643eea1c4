"""`tocsin card`, `lint`, `report`, `token` and what-if in a terminal: what is said, and the exit codes."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service, Team
from bot.flows import scorecard
from handlers.cli.main import Builders, main
from store import catalog
from store.sqlite import ReadingRows, open_store
from tests import make
from tests.make import StillClock
from tests.rules import ROOT

NOW = datetime.now(UTC)
PLANTED, PORT = ROOT / "tests/data/scorecard_planted.json5", ROOT / "tests/data/scorecard_port.json"
RULE = {
    "identifier": "runbook",
    "title": "Runbook",
    "level": "Gold",
    "query": {"combinator": "and", "conditions": [{"property": "runbook", "operator": "isNotEmpty"}]},
}
CARD = {
    "identifier": "own",
    "title": "Our own",
    "rules": [RULE, {**RULE, "identifier": "b", "level": "Bronze"}],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of two services, one with a runbook, evaluated."""
    path = tmp_path_factory.mktemp("house") / "tocsin.db"
    asyncio.run(_fill(path))
    return path


@pytest.fixture
def house(filled: Path, tmp_path: Path) -> Path:
    """That database, for one test."""
    return Path(shutil.copy(filled, tmp_path / "tocsin.db"))


async def _fill(path: Path) -> None:
    rows = open_store(path, create=True)
    shop = Service("shop", "Shop\x1b[2J", team="payments", runbook="https://r.example")
    found = Catalog(teams=(Team("payments", "Payments"),), services=(shop, Service("bare", "Bare")))
    await rows.run(catalog.save, found, NOW)
    await scorecard.evaluate_all(make.bot(rows, clock=StillClock(NOW)))
    rows.close()


def tocsin(path: Path, *words: str) -> int:
    """Type it; what writes opens the database anew, as the program does."""

    @contextmanager
    def rows(writing: bool) -> Iterator[Any]:
        opened: Any = open_store(path) if writing else ReadingRows(path)
        try:
            yield opened
        finally:
            opened.close()

    return main(list(words), Builders(rows, {}))


def card(folder: Path, tree: object = CARD, name: str = "card.json") -> str:
    file = folder / name
    file.write_text(json.dumps(tree))
    return str(file)


def test_lint_says_every_fault_with_rule_path_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty, clean = tocsin(tmp_path, "lint", str(PLANTED)), tocsin(tmp_path, "lint", card(tmp_path, RULE))
    said = capsys.readouterr().out.splitlines()
    unreadable = tocsin(tmp_path, "lint", card(tmp_path, {}))
    missing = tocsin(tmp_path, "lint", str(tmp_path / "ghost.json"))

    assert (faulty, clean, unreadable, missing) == (1, 0, 2, 2)
    assert any(
        line.startswith(f"{PLANTED}:$.rules[9]: approvals1: redundant: whoever passes approvals2")
        for line in said
    )
    assert said[-1].endswith("card.json: clean")
    assert "Refused: 1 to correct; nothing was changed." in capsys.readouterr().err


def test_lint_in_json_is_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(tmp_path, "lint", str(PORT), "--json")

    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"]) == (1, True)
    kinds = {each["kind"] for each in told["faults"]}
    assert {"undefined level", "level without rules", "type mismatch", "duplicate title"} <= kinds
    assert all(each["path"].startswith("$") and each["mend"] for each in told["faults"])


def test_a_card_comes_in_after_its_diff_and_goes_out_again(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = card(tmp_path)
    dry = tocsin(house, "card", "import", file, "--dry-run")
    would = capsys.readouterr().out
    done = tocsin(house, "card", "import", file)
    did = capsys.readouterr().out
    tocsin(house, "card", "export", "own")
    out = json.loads(capsys.readouterr().out)
    again = tocsin(house, "card", "import", card(tmp_path, out), "--dry-run", "--json")
    same = json.loads(capsys.readouterr().out)

    assert (dry, done, again) == (0, 0, 0)
    assert "+ rule runbook (Gold): Runbook, asks runbook is there" in would
    assert would.endswith("Nothing was changed (--dry-run).\n")
    assert did.endswith("Brought in; every service is evaluated on it.\n")
    assert same["cards"] == [{"card": "own", "changes": [], "moved": []}]


def test_cards_are_listed_chosen_and_taken_away(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tocsin(house, "card", "import", card(tmp_path))
    capsys.readouterr()

    codes = [
        tocsin(house, "card", *words)
        for words in (("first", "own"), ("list",), ("list", "--json"), ("drop", "own"), ("drop", "ghost"))
    ]

    out, err = capsys.readouterr()
    assert codes == [0, 0, 0, 0, 2]
    assert "Our own is asked first from now on." in out
    assert "own                              2 rules  Our own (asked first)" in out
    assert "Our own is taken away; what happened on it stays on record." in out
    assert "There is no card ghost" in err
    assert tocsin(house, "card", "export", "ghost") == 1


def test_a_refused_card_is_said_with_its_paths(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {**CARD, "rules": [{**RULE, "query": {"conditions": [{"property": "x", "operator": "like"}]}}]}

    code = tocsin(house, "card", "import", card(tmp_path, bad))

    assert code == 2
    assert (
        "$.rules[0].query.conditions[0].operator (runbook): 'like' is no operator" in capsys.readouterr().err
    )


def test_ready_and_check_ask_the_card_that_is_named(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tocsin(house, "card", "import", card(tmp_path))
    capsys.readouterr()

    codes = [
        tocsin(house, *words)
        for words in (
            ("ready", "--card", "own"),
            ("check", "bare", "--card", "own"),
            ("check", "shop", "--card", "Our own"),
            ("ready", "shop", "--card", "ghost"),
            ("ready", "--what-if", "runbook"),
            ("ready", "--what-if"),
        )
    ]

    lines = capsys.readouterr().out.splitlines()
    assert codes == [0, 1, 0, 2, 0, 0]
    assert lines[0].startswith("bare                           Basic 0/2")
    assert lines[2] == "Bare: Basic 0/2, Gold is not reached; missing: Runbook, Runbook"
    assert lines[3].startswith("  Runbook (Gold), for nobody yet: write down what to do at night")
    assert "Shop[2J: Gold 2/2, Gold is reached" in lines
    assert "runbook takes no service to another level by itself; 1 misses it now." in lines


def test_the_report_is_text_json_and_a_picture(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "report.png"

    code = tocsin(house, "report", "--chart", str(picture))
    text = capsys.readouterr().out
    tocsin(house, "report", "--monthly", "--json")

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert text.startswith("Production readiness: 0 of 2 services (0 %) at Gold\n")
    assert "Payments                       0/1  0 %" in text
    assert (told["services"], told["target"], told["levels"]["Bronze"]) == (2, "Gold", 1)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_token_is_shown_once_listed_and_revoked(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tocsin(house, "token", "add", "gate", "--scope", "read", "--expires", "90d")
    secret, hint = capsys.readouterr()
    day = tocsin(house, "token", "add", "other", "--expires", "2099-01-31")
    bad = tocsin(house, "token", "add", "bad", "--expires", "soon")
    capsys.readouterr()
    tocsin(house, "token", "list")
    listed = capsys.readouterr().out
    revoked = tocsin(house, "token", "revoke", "gate")
    capsys.readouterr()
    tocsin(house, "token", "list", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (made, day, bad, revoked) == (0, 0, 2, 0)
    assert secret.startswith("tocsin_") and len(secret) > 40
    assert "nobody can show it again" in hint
    assert secret.strip() not in listed
    assert "gate                     read  until" in listed
    assert [(each["name"], each["revoked_at"] is not None) for each in told] == [
        ("gate", True),
        ("other", False),
    ]


@pytest.mark.parametrize(
    ("expires", "code", "said"),
    [
        ("2099-01-31", 0, "2099-02-01T00:00:00+00:00"),
        ("2099-01-31T10:00", 0, "2099-01-31T10:00:00+00:00"),
        ("99999y", 0, "9999-12-31T23:59:59.999000+00:00"),
        ("9999-12-31", 0, "9999-12-31T23:59:59.999000+00:00"),
        ("0d", 2, "A token ends on a day to come"),
    ],
)
def test_a_token_ends_when_it_was_said_to(
    house: Path, capsys: pytest.CaptureFixture[str], expires: str, code: int, said: str
) -> None:
    assert tocsin(house, "token", "add", "gate", "--expires", expires) == code
    err = capsys.readouterr().err
    tocsin(house, "token", "list", "--json")

    ends = [each["expires_at"] for each in json.loads(capsys.readouterr().out)]
    assert (ends == [said]) if code == 0 else (said in err)


def test_the_level_to_reach_is_the_highest_that_has_rules(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = {"conditions": [{"property": "tier", "operator": "=", "value": 99}]}
    bronze = {**CARD, "rules": [{**RULE, "level": "Bronze"}]}
    tocsin(house, "card", "import", card(tmp_path, [bronze, {**bronze, "identifier": "no", "filter": none}]))
    capsys.readouterr()

    codes = [tocsin(house, "check", "--card", "own", name) for name in ("shop", "bare")]
    tocsin(house, "ready", "--card", "no")
    unwritten = tocsin(house, "report", "--chart", str(tmp_path / "none" / "x.png"))

    out, err = capsys.readouterr()
    assert codes == [0, 1]
    assert "Bronze is reached" in out
    assert "Our own is about no service: its filter lets none in." in out
    assert (unwritten, "cannot be written: No such file or directory" in err) == (2, True)
