"""Cards that are brought in: every form of file, what it changes, who moves; and what they come to after."""

import asyncio
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.blocks.scorecard.supposing import sentence
from bot.domain.catalog import Catalog, Service, Slo, Team
from bot.domain.refusal import Refusal
from bot.domain.scorecard import BadScorecard
from bot.domain.scorecard.writing import write
from bot.flows import scorecard
from bot.flows.scorecard import bringing, files
from bot.flows.scorecard.bringing import File
from bot.flows.scorecard.shipped import cards, named
from bot.flows.scorecard.supposing import supposed
from bot.ports import By
from store import catalog
from store import scorecard as rows_of
from store.sqlite import Store, open_store
from tests import make
from tests.make import NOW
from tests.rules import ROOT

PORT = ROOT / "tests/data/scorecard_port.json"
REAL = ROOT.parent / "shared/data/readiness_port.json"
BY = By("U0MAYA", NOW, "test")
RUNBOOK = {
    "identifier": "runbook",
    "title": "Runbook",
    "level": "Gold",
    "query": {"combinator": "and", "conditions": [{"property": "runbook", "operator": "isNotEmpty"}]},
}
TIER = {
    "identifier": "tier",
    "title": "Tier",
    "level": "Bronze",
    "query": {"combinator": "and", "conditions": [{"property": "tier", "operator": "<", "value": 3}]},
}
CARD = {"identifier": "own", "title": "Our own", "rules": [TIER, RUNBOOK]}
ENTITY = {
    "identifier": "own",
    "title": "Our own",
    "properties": {"blueprint": "service", "rules": [TIER, RUNBOOK]},
}
YAML = """
identifier: own
title: Our own
rules:
  - identifier: tier
    title: Tier
    level: Bronze
    query: {combinator: and, conditions: [{property: tier, operator: "<", value: 3}]}
  - identifier: runbook
    title: Runbook
    level: Gold
    query: {combinator: and, conditions: [{property: runbook, operator: isNotEmpty}]}
"""
LENIENT = "// ours\n" + json.dumps(CARD, indent=1)[:-1] + ",}"


def archive(**files: Any) -> bytes:
    """A `port export` archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for name, value in files.items():
            data = json.dumps(value).encode()
            info = tarfile.TarInfo(f"export/{name}.json")
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return out.getvalue()


def text(value: object) -> bytes:
    return json.dumps(value).encode()


FORMS: dict[str, bytes] = {
    "card.json": text(CARD),
    "list.json": text([CARD]),
    "get.json": text(
        {**CARD, "id": "x", "blueprint": "service", "createdAt": "2026-01-01", "updatedBy": "u"}
    ),
    "wrapped.json": text({"ok": True, "scorecard": CARD}),
    "entity.json": text([ENTITY]),
    "envelope.json": text([{"blueprint": "service", "data": [CARD]}]),
    "export.json": text({"blueprints": [], "entities": [], "scorecards": [CARD], "teams": [], "users": []}),
    "export.tar.gz": archive(blueprints=[], scorecards=[{"blueprint": "service", "data": [CARD]}]),
    "card.yaml": YAML.encode(),
    "card.json5": LENIENT.encode(),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five services: two with a runbook, three of tier 1, all evaluated on the shipped card."""
    path = tmp_path_factory.mktemp("house") / "tocsin.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    rows = open_store(path, create=True)
    services = [
        Service(f"s{n}", f"S{n}", tier=1 if n < 3 else 4, runbook="https://r.example" if n < 2 else "")
        for n in range(5)
    ]
    await rows.run(catalog.save, Catalog(services=tuple(services)), NOW)
    await scorecard.evaluate_all(make.bot(rows))
    rows.close()


@pytest.fixture
def house(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """That house, for one test."""
    store = open_store(shutil.copy(filled, tmp_path / "tocsin.db"))
    yield store
    store.close()


def levels(rows: Store, card: str = "own") -> dict[str, str]:
    found = rows.read(named, card)
    assert found is not None
    page = rows.read(rows_of.page, found.identifier, rows_of.Page(limit=-1))
    return {each.service: found.titles[each.rank] for each in page}


@pytest.mark.parametrize("name", FORMS)
async def test_a_card_comes_in_in_every_form(house: Store, name: str) -> None:
    found = await bringing.bring_in(house, File(name, FORMS[name]), BY)

    assert found.problems == ()
    assert [change.card.identifier for change in found.changes] == ["own"]
    assert levels(house) == {"s0": "Gold", "s1": "Gold", "s2": "Bronze", "s3": "Basic", "s4": "Basic"}
    assert house.read(named, "own") == found.changes[0].card


async def test_a_card_comes_out_as_it_came_in(house: Store) -> None:
    found = await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    written = write(found.changes[0].card)

    again = house.read(bringing.preview, File("again.json", text(written)), NOW)

    assert (again.marks, again.moved) == ((), ())
    assert written["rules"] == [TIER, RUNBOOK]


async def test_what_a_card_would_change_is_said_and_nothing_is_changed(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    easier = {**RUNBOOK, "query": {"conditions": [{"property": "tier", "operator": "=", "value": 1}]}}
    harder = {**TIER, "level": "Silver", "query": RUNBOOK["query"]}

    found = house.read(bringing.preview, File("new.json", text({**CARD, "rules": [harder, easier]})), NOW)

    assert [str(mark) for mark in found.marks] == [
        "~ rule tier: level Bronze → Silver; asks runbook is there, not tier is under 3",
        "~ rule runbook: asks tier is 1, not runbook is there",
    ]
    assert [(each.service, each.was, each.becomes, each.up) for each in found.moved] == [
        ("s2", "Bronze", "Basic", False)
    ]
    assert [str(each) for each in found.guesses] == ["$.rules[1].query.combinator (runbook): is missing"]
    assert levels(house)["s2"] == "Bronze"


async def test_a_single_rule_goes_into_the_card_that_is_named(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    rule = {**RUNBOOK, "identifier": "docs", "title": "Docs", "level": "Bronze"}

    found = await bringing.bring_in(house, File("rule.json", text(rule), into="own"), BY)

    assert [str(mark) for mark in found.marks] == ["+ rule docs (Bronze): Docs, asks runbook is there"]
    assert levels(house)["s2"] == "Basic"
    with pytest.raises(Refusal, match="There is no card ghost"):
        house.read(bringing.preview, File("rule.json", text(rule), into="ghost"), NOW)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.json", b"{", "is not JSON"),
        ("x.yaml", b"a: [", "this is not YAML"),
        ("x.json", b"\xff\xfe", "is not UTF-8"),
        ("x.json", b"{}", "holds no scorecard"),
        ("x.json", b"[1]", "is not an object"),
        ("x.tar.gz", archive(entities=[]), "an archive without scorecards"),
        ("x.tar.gz", b"\x1f\x8bnonsense", "no archive that can be read"),
        (
            "x.json",
            text({**CARD, "rules": [{**TIER, "identifier": f"r{n}"} for n in range(63)]}),
            "more than 62",
        ),
        ("x.json", text([CARD, CARD]), "is that of $[0] too"),
        ("x.json", text({**CARD, "rules": [{**TIER, "sla": "soon"}]}), "is not a number of days"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",  # an archive differs from second to second
)
async def test_a_refused_file_changes_nothing(house: Store, name: str, data: bytes, said: str) -> None:
    found = await bringing.bring_in(house, File(name, data), BY)

    assert said in str(found.problems[0])
    assert found.changes == ()
    assert [card.identifier for card in house.read(cards)] == ["production_readiness"]


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadScorecard, match="larger than 32 MiB"):
        files.tree("x.json", b" " * ((32 << 20) + 1))
    with pytest.raises(BadScorecard, match="too long to be read leniently"):
        files.tree("x.json", b"{a:" + b" " * (1 << 20))


async def test_the_shipped_card_can_be_changed_but_never_lost(house: Store) -> None:
    shipped = write(scorecard.card())
    changed = {**shipped, "title": "Ours", "rules": shipped["rules"][:1]}
    await bringing.bring_in(house, File("changed.json", text(changed)), BY)
    mine = house.read(cards)

    await bringing.drop(house, "production_readiness", BY)

    assert [card.title for card in mine] == ["Ours"]
    assert house.read(cards) == (scorecard.card(),)
    with pytest.raises(Refusal, match="cannot be taken away"):
        await bringing.drop(house, "production_readiness", BY)
    with pytest.raises(Refusal, match="There is no card ghost"):
        await bringing.drop(house, "ghost", BY)


async def test_the_card_that_is_asked_first_can_be_chosen(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)

    await bringing.put_first(house, "Our own", BY)

    assert [card.identifier for card in house.read(cards)] == ["own", "production_readiness"]
    with pytest.raises(Refusal, match="There is no card ghost"):
        await bringing.put_first(house, "ghost", BY)


async def test_a_card_is_called_by_its_own_id_before_any_other_name(house: Store) -> None:
    twin = {**CARD, "identifier": "Production_Readiness", "title": "own"}
    await bringing.bring_in(house, File("cards.json", text([twin, CARD])), BY)

    found = [house.read(named, each) for each in ("Production_Readiness", "own", "OWN", "", "ghost")]
    dropped = await bringing.drop(house, "Production_Readiness", BY)

    ids = [each.identifier if each else None for each in found]
    assert ids == ["Production_Readiness", "own", "own", "production_readiness", None]
    assert dropped.identifier == "Production_Readiness"


async def test_single_rules_fill_no_card_beyond_its_end(house: Store) -> None:
    rules = [{**TIER, "identifier": f"r{number}", "title": f"R{number}"} for number in range(62)]
    await bringing.bring_in(house, File("card.json", text({**CARD, "rules": rules})), BY)

    refused = await bringing.bring_in(house, File("rule.json", text(RUNBOOK), "own"), BY)
    changed = await bringing.bring_in(house, File("rule.json", text({**rules[0], "title": "New"}), "own"), BY)

    assert [str(each) for each in refused.problems] == [
        "$.rules: has more than 62 rules; split it into two cards"
    ]
    assert [str(each) for each in changed.marks] == ["~ rule r0: title R0 → New"]


async def test_other_colours_are_a_difference(house: Store) -> None:
    levels = [{"title": "Basic"}, {"title": "Bronze", "color": "red"}, {"title": "Gold", "color": "gold"}]
    await bringing.bring_in(house, File("card.json", text({**CARD, "levels": levels})), BY)
    levels[1] = {"title": "Bronze", "color": "blue"}

    found = house.read(bringing.preview, File("card.json", text({**CARD, "levels": levels})), NOW)

    assert [str(each) for each in found.marks] == [
        "~ colours of levels: none, red, gold → none, blue, gold",
    ]


async def test_what_if_is_asked_of_the_card_that_is_named(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)

    one = house.read(supposed, "card:own runbook")
    every = house.read(supposed, "card:own")

    assert (one.card.identifier, one.on, one.words) == ("own", "own", "runbook")
    assert [each.rules[0].identifier for each in every.supposed] == ["tier", "runbook"]


async def test_a_fact_by_hand_is_a_property_like_any_other(house: Store) -> None:
    asked = {"property": "dr_tested", "operator": "=", "value": True}
    rule = {**TIER, "query": {"combinator": "and", "conditions": [asked]}}
    card = File("card.json", text({**CARD, "rules": [rule]}))
    before = house.read(bringing.preview, card, NOW)
    tried = Service("s0", "S0", facts=(("dr_tested", True), ("readme", "by hand")))
    await house.run(catalog.save, Catalog(services=(tried,)), NOW)
    await scorecard.catch_up(make.bot(house), {})

    after = await bringing.bring_in(house, card, BY)

    assert ["unknown property" in str(each) for each in (*before.faults[-1:], *after.faults[-1:])] == [
        True,
        False,
    ]
    assert levels(house)["s0"] == "Bronze"
    found = house.read(scorecard.of_service, tried, NOW, after.changes[0].card)
    assert found.result.rules[0].traces[0].source.endswith("by hand")
    readme = house.read(rows_of.known, "s0")
    assert readme is not None
    assert not readme.facts["readme"].known


async def test_what_if_supposes_several_rules_at_once(house: Store) -> None:
    found = house.read(supposed, "runbook, SLO and README")

    assert [rule.identifier for rule in found.supposed[0].rules] == ["runbook", "slo", "readme"]
    assert sentence(found.card, found.supposed[0]) == (
        "*runbook* and *SLO* and *README* take no service to another level together; 5 miss one of them now."
    )
    with pytest.raises(Refusal, match="No rule or property is called"):
        house.read(supposed, "runbook, nonsense")


async def test_what_if_says_who_would_rise(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    await bringing.put_first(house, "own", BY)

    one = house.read(supposed, "runbook")
    by_property = house.read(supposed, "tier")
    every = house.read(supposed, "")

    assert [(rise.service, rise.was, rise.becomes) for rise in one.supposed[0].rises] == [
        ("s2", "Bronze", "Gold")
    ]
    assert one.supposed[0].mended == 3
    assert [rise.service for rise in by_property.supposed[0].rises] == ["s3", "s4"]
    assert [each.rules[0].identifier for each in every.supposed] == ["tier", "runbook"]
    with pytest.raises(Refusal, match="No rule or property is called"):
        house.read(supposed, "ghost")


async def test_a_changed_card_makes_no_notice_and_a_changed_service_does(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    quiet = house.read(rows_of.untold)

    poorer = Service("s0", "S0", tier=1, runbook="", slos=(Slo("x", 99.0),))
    await house.run(catalog.save, Catalog(services=(poorer,), teams=(Team("t", "T"),)), NOW)
    await scorecard.catch_up(make.bot(house), {})

    assert quiet == ()
    assert {(each.scorecard, each.rule, each.was, each.became) for each in house.read(rows_of.untold)} == {
        ("own", "runbook", "passed", "failed"),
        ("production_readiness", "runbook", "passed", "failed"),
    }
    told = [each for each in house.read(rows_of.untold) if each.scorecard == "own"]
    assert (told[0].was_value, told[0].became_value) == ("https://r.example", "nothing")
    assert replace(told[0], id=0).source


async def test_every_card_is_evaluated_again_out_of_what_is_kept(house: Store) -> None:
    await bringing.bring_in(house, File("card.json", FORMS["card.json"]), BY)
    await house.run(rows_of.empty_results, "own")

    seen = await scorecard.evaluate_cards(make.bot(house))

    assert (seen, levels(house)["s0"]) == (1, "Gold")


def whole(file: Path) -> bytes:
    """What a file holds; the test is skipped where there is none."""
    if not file.exists():
        pytest.skip(f"{file} is not on this machine")
    return file.read_bytes()


@pytest.mark.parametrize("file", [PORT, pytest.param(REAL, marks=pytest.mark.real)])
async def test_a_card_of_port_s_comes_in_as_it_is_and_is_judged_but_for_undefined_levels(
    house: Store, file: Path
) -> None:
    data = whole(file)
    tree = json.loads(data)
    undefined = [rule["identifier"] for rule in tree["rules"] if rule["level"] not in ("Bronze", "Gold")]

    found = await bringing.bring_in(house, File(file.name, data), BY)

    (change,) = found.changes
    service = house.read(catalog.service, "s0")
    assert service is not None
    result = house.read(scorecard.of_service, service, NOW, change.card).result
    assert (found.problems, found.guesses) == ((), ())
    assert [rule.rule for rule in result.faulty] == undefined
    assert result.total == len(tree["rules"]) - len(undefined)
    assert set(levels(house, tree["identifier"])) == {"s0", "s1", "s2", "s3", "s4"}
