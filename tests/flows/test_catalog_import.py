"""Bringing catalog files in: all at once or every fault, what vanished is kept, and the card afterwards."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.catalog import Counts
from bot.domain.catalog_diff import Fate, ImportReport
from bot.flows.catalog import importing as flow
from bot.flows.catalog import showing
from store import catalog
from store import incident as incidents
from store import rota as rotas
from store.sqlite import Store
from tests import make
from tests.make import NOW

LATER = NOW + timedelta(hours=1)
FILE = """\
people: {ana: {name: Ana}, bo: {name: Bo}}
rotas:
  primary: {layers: [{timezone: UTC, start: 2026-01-05T09:00, every: {n: 1, unit: week}, members: [ana, bo]}]}
teams: {payments: {title: Payments, leads: [ana], oncall: [{rota: primary}]}}
services:
  payments-api: {title: Payments API, aliases: [payments], tier: 1, team: payments}
  ledger: {title: Ledger, team: payments}
incidents:
  - {title: Pool full, service: ledger, severity: 2, declared: 2026-01-01T10:00Z, resolved: 2026-01-01T11:00Z}
"""
TEN_FAULTS = """\
people:
  ana: {name: Ana, timezone: Europe/Lisbn}
  bo: {nme: Bo}
teams:
  payments: {title: Payments, leads: [anna], oncall: [{rota: secondary}]}
services:
  payments-api:
    title: 404
    tier: 9
    team: paymnts
    runbook: runbooks/payments
    depends_on: [payments-api]
    aliases: [ledger]
  ledger: {title: Ledger}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a file into the folder where the test stands."""
    monkeypatch.chdir(tmp_path)

    def written(name: str, text: str, encoding: str = "utf-8") -> str:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding)
        return name

    return written


async def bring(rows: Store, *paths: str, dry_run: bool = False) -> ImportReport:
    return await flow.import_files(rows, paths, dry_run, LATER)


def told(report: ImportReport) -> dict[str, str]:
    return {f"{delta.noun} {delta.id}": str(delta.fate) for delta in report.deltas}


async def test_a_file_brings_everything_in_with_its_source(rows: Store, write: Callable[..., str]) -> None:
    report = await bring(rows, write("./catalog.yaml", FILE))

    service = rows.read(catalog.find, "payments")
    assert set(told(report).values()) == {"added"}
    assert (len(report.deltas), report.incidents) == (6, 1)
    assert service is not None
    assert (service.source, service.line, service.as_of) == ("catalog.yaml", 6, LATER)
    assert rows.read(rotas.count) == 1
    assert [past.title for past in rows.read(incidents.of_service, "ledger")] == ["Pool full"]


async def test_the_same_file_again_changes_nothing_but_its_age(
    rows: Store, write: Callable[..., str]
) -> None:
    path = write("catalog.yaml", FILE)
    await bring(rows, path)

    report = await bring(rows, path)

    assert set(told(report).values()) == {"unchanged"}
    assert len(rows.read(incidents.of_service, "ledger")) == 1


async def test_ten_faults_are_ten_lines_and_nothing_changes(rows: Store, write: Callable[..., str]) -> None:
    await bring(rows, write("catalog.yaml", FILE))
    before = rows.read(catalog.generation)

    report = await bring(rows, write("catalog.yaml", TEN_FAULTS))

    assert [str(fault).partition(": ")[0] for fault in report.faults] == [
        f"catalog.yaml:{place}"
        for place in ("2:30", "3:8", "5:39", "5:62", "8:12", "9:11", "10:11", "11:14", "12:18", "13:15")
    ]
    assert all(fault.what and fault.remedy for fault in report.faults)
    assert rows.read(catalog.generation) == before
    assert rows.read(catalog.counts) == Counts(2, 1, 2)


async def test_a_dry_run_tells_the_changes_and_makes_none(rows: Store, write: Callable[..., str]) -> None:
    await bring(rows, write("catalog.yaml", FILE))
    changed = (
        FILE.replace("tier: 1", "tier: 2")
        .replace("ledger: {title", "wallet: {title")
        .replace("service: ledger", "service: wallet")
    )
    before = rows.read(catalog.generation)

    report = await bring(rows, write("catalog.yaml", changed), dry_run=True)

    assert told(report) == {
        "person ana": "unchanged",
        "person bo": "unchanged",
        "team payments": "unchanged",
        "service payments-api": "changed",
        "service wallet": "added",
        "service ledger": "gone",
        "rota primary": "unchanged",
    }
    assert report.of(Fate.CHANGED)[0].changes == (("tier", 1, 2),)
    assert rows.read(catalog.generation) == before


async def test_what_vanished_from_its_file_is_dated_and_what_other_files_brought_stays(
    rows: Store, write: Callable[..., str]
) -> None:
    await bring(rows, write("a.yaml", FILE), write("b.yaml", "services: {other: {title: Other}}"))
    less = FILE.replace("  ledger: {title: Ledger, team: payments}\n", "").partition("incidents:")[0]

    report = await bring(rows, write("a.yaml", less))

    gone = rows.read(catalog.service, "ledger")
    other = rows.read(catalog.service, "other")
    assert [delta.id for delta in report.of(Fate.GONE)] == ["ledger"]
    assert gone is not None
    assert gone.gone_at == LATER
    assert other is not None
    assert other.gone_at is None


async def test_what_returns_to_its_file_stands_again(rows: Store, write: Callable[..., str]) -> None:
    await bring(rows, write("a.yaml", "services: {x: {title: X}, y: {title: Y}}"))
    await bring(rows, write("a.yaml", "services: {y: {title: Y}}"))

    report = await bring(rows, write("a.yaml", "services: {x: {title: X}, y: {title: Y}}"))

    assert report.of(Fate.CHANGED)[0].changes == (("gone", "yes", "no"),)
    assert rows.read(catalog.counts) == Counts(2, 0, 0)


@pytest.mark.parametrize("text", ["", "# nothing\n", "services:\n"])
async def test_an_empty_file_removes_nothing(rows: Store, write: Callable[..., str], text: str) -> None:
    await bring(rows, write("a.yaml", FILE))

    report = await bring(rows, write("a.yaml", text))

    assert [fault.what for fault in report.faults] == ["the file is empty"]
    assert rows.read(catalog.counts) == Counts(2, 1, 2)


async def test_a_file_may_refer_to_what_another_file_brought_before(
    rows: Store, write: Callable[..., str]
) -> None:
    await bring(rows, write("a.yaml", FILE))

    report = await bring(
        rows,
        write("b.yaml", "teams: {t: {title: T, leads: [ana], oncall: [{rota: primary}]}}"),
        write("c.yaml", "services: {z: {title: Z, team: payments, depends_on: [ledger]}}"),
    )

    assert report.faults == ()


async def test_a_reference_to_what_this_very_import_removes_is_a_fault(
    rows: Store, write: Callable[..., str]
) -> None:
    await bring(rows, write("a.yaml", "teams: {t: {title: T}}\nservices: {x: {title: X, team: t}}"))

    report = await bring(rows, write("a.yaml", "services: {x: {title: X, team: t}}"))

    assert [str(fault) for fault in report.faults] == [
        "a.yaml:1:32: there is no team `t`; add it under `teams:`"
    ]


async def test_a_folder_stands_for_its_files(rows: Store, write: Callable[..., str]) -> None:
    write("parts/a.yaml", "teams: {t: {title: T}}")
    write("parts/b.json", '{"services": {"x": {"title": "X", "team": "t"}}}')
    write("parts/notes.txt", "no catalog")

    report = await bring(rows, "parts")

    assert report.files == ("parts/a.yaml", "parts/b.json")
    assert rows.read(catalog.counts) == Counts(1, 1, 0)


async def test_files_that_cannot_be_read_are_faults(rows: Store, write: Callable[..., str]) -> None:
    latin = write("latin.yaml", "services: {x: {title: Zürich}}", "latin-1")

    report = await bring(rows, "nowhere.yaml", latin)

    assert [str(fault) for fault in report.faults] == [
        "nowhere.yaml:1:1: cannot be read: No such file or directory; check the path and who may read it",
        "latin.yaml:1:1: is not UTF-8 text; save it as UTF-8",
    ]


async def test_a_section_of_no_name_that_is_known_is_a_fault_with_its_place(
    rows: Store, write: Callable[..., str]
) -> None:
    text = "services: {a: {title: A}}\nserivces: {b: {title: B}}\n1: {c: {title: 3}}\n"

    report = await bring(rows, write("catalog.yaml", text))

    assert [str(fault).partition("; known")[0] for fault in report.faults] == [
        "catalog.yaml:2:1: `serivces` is not known in a catalog file; did you mean `services`?",
        "catalog.yaml:3:1: `1` is not known in a catalog file",
    ]


@pytest.mark.parametrize("paths", [(), ("",)])
async def test_no_file_at_all_is_told(rows: Store, write: Callable[..., str], paths: tuple[str, ...]) -> None:
    write("catalog.yaml", FILE)

    report = await bring(rows, *paths)

    assert [fault.what for fault in report.faults] == ["there is no catalog file here"]


async def test_the_card_says_who_is_on_call_in_the_rota_of_the_file(
    rows: Store, write: Callable[..., str]
) -> None:
    await bring(rows, write("catalog.yaml", FILE))

    reply = await showing.show(make.bot(rows), "payments")

    assert reply.text.splitlines()[0] == "*Payments API* `payments-api`: *Payments* · leads: Ana"
    assert "*Primary:* Bo" in str(reply.blocks[1])


async def test_a_file_beyond_all_reason_is_refused_unread(rows: Store, write: Callable[..., str]) -> None:
    report = await bring(rows, write("huge.yaml", "#" * (33 << 20)))

    assert [str(fault) for fault in report.faults] == [
        "huge.yaml:1:1: is larger than 32 MiB; split it, several files are one catalog"
    ]
