"""`tocsin changes` in a terminal: lines for people, JSON for scripts, exit codes for both."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.catalog import Catalog, Service
from bot.domain.change import Change
from handlers.cli import change as cli
from store import catalog as catalogs
from store import change as kept
from store.sqlite import Store
from tests.make import NOW
from tests.make import change as made_change

SHOP = Service("shop", "Shop", aliases=("store",), repository="acme/shop")
MAIL = Service("mailer", "Mailer", repository="acme/mail")


def tocsin(rows: Store, *words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    cli.add(parser.add_subparsers(required=True))
    args = parser.parse_args(["changes", *words])
    return int(args.run(args, rows))


def fresh(number: int, minutes: int, **fields: Any) -> Change:
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    return made_change(id=f"c{number}", number=number, repository="acme/shop", at=at, **fields)


@pytest.fixture
async def company(rows: Store) -> Store:
    await rows.run(catalogs.save, Catalog(services=(SHOP, MAIL)), NOW)
    await rows.run(kept.keep, [fresh(1, 10), fresh(2, 200, title="red \x1b[31m alert")])
    return rows


async def test_a_terminal_lists_them_newest_first(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(company, "store", "--since", "4h")

    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert (code, lines[0], len(lines)) == (0, "2 changes of Shop in the last 4h", 3)
    assert "#1 Lower the pool size  merged by bo-l  acme/shop" in lines[1]
    assert "#2 red [31m alert" in lines[2]
    assert err == "acme/shop was not read from GitHub yet: tocsin sync github does it.\n"


async def test_a_terminal_says_how_to_see_the_rest(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    tocsin(company, "shop", "--limit", "1")

    assert capsys.readouterr().out.splitlines()[-1] == "and 1 more: --limit 2"


@pytest.mark.parametrize(("limit", "shown"), [("0", 1), ("-3", 1), ("9" * 30, 2)])
async def test_any_number_of_lines_may_be_asked_for(
    company: Store, capsys: pytest.CaptureFixture[str], limit: str, shown: int
) -> None:
    code = tocsin(company, "shop", "--since", "4h", f"--limit={limit}", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (code, len(told["changes"]), told["total"]) == (0, shown, 2)


@pytest.mark.parametrize("then", ["0001-01-01", "1969-12-31T23:59Z", "9999-12-31T23:59:59-12:00"])
async def test_a_time_beyond_all_records_is_refused(
    rows: Store, capsys: pytest.CaptureFixture[str], then: str
) -> None:
    with pytest.raises(SystemExit):
        tocsin(rows, "--at", then)

    assert f"'{then}' is no time that I can show; use 2026-01-08T02:42Z" in capsys.readouterr().err


async def test_a_script_reads_json(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = tocsin(company, "shop", "--since", "1h", "--json")

    found = json.loads(capsys.readouterr().out)
    assert (code, found["service"], found["total"], found["as_of"]) == (0, "shop", 1, None)
    assert (found["changes"][0]["number"], found["changes"][0]["kind"]) == (1, "pull_request")


async def test_without_a_name_a_terminal_lists_everything(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tocsin(company) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2 changes of everything in the last 1d"


async def test_an_unknown_name_is_a_no_with_the_nearest(
    company: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tocsin(company, "maler")

    assert (code, capsys.readouterr().err) == (1, "No service is called 'maler'.\n  tocsin changes mailer\n")


async def test_an_empty_catalog_is_a_no_that_says_what_to_do(
    rows: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tocsin(rows, "shop") == 1
    assert capsys.readouterr().err.splitlines()[-1] == "The catalog is empty: tocsin import catalog.yaml"


@pytest.mark.parametrize("word", ["soon", "0h", "4", "99w"])
async def test_a_wrong_window_is_bad_input(
    rows: Store, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        tocsin(rows, "shop", "--since", word)

    assert ended.value.code == 2
    assert word in capsys.readouterr().err


async def test_a_terminal_looks_at_another_time(company: Store, capsys: pytest.CaptureFixture[str]) -> None:
    then = (datetime.now(UTC) - timedelta(hours=2)).isoformat()

    code = tocsin(company, "shop", "--since", "4h", "--at", then, "--json")

    assert (code, [each["number"] for each in json.loads(capsys.readouterr().out)["changes"]]) == (0, [2])


def test_a_time_that_is_none_is_refused(rows: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tocsin(rows, "shop", "--at", "yesterday")

    assert "'yesterday' is no time; use 2026-01-08T02:42Z" in capsys.readouterr().err
