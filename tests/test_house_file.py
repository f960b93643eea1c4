"""tocsin.yaml: what is given is taken, what is wrong is told with its place and remedy."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import house_file
from bot.domain.house import Chosen, House


def test_an_empty_file_changes_nothing() -> None:
    assert house_file.read("", "tocsin.yaml") == (House(), [])


def test_a_house_has_its_own_severities() -> None:
    text = """
severities:
  - {number: 1, meaning: everything is down, update_every: 10m, rca_required: true}
  - {number: 2, meaning: the rest}
default_severity: 2
reactions: {fire: note}
changes_window: 2d
"""

    house, faults = house_file.read(text, "tocsin.yaml")

    assert faults == []
    assert [severity.update_every for severity in house.severities] == [timedelta(minutes=10), None]
    assert house.default_severity == 2
    assert house.reactions == {"fire": "note"}
    assert house.changes_window == timedelta(days=2)


def test_a_house_says_what_reactions_mean_when_follow_ups_are_due_and_how_its_document_looks() -> None:
    text = """
severities:
  - {number: 1, meaning: everything is down, followups_due: 2w}
  - {number: 2, meaning: the rest}
default_severity: 2
reactions: {fire: hypothesis}
templates: {document: atlassian}
"""

    house, faults = house_file.read(text, "tocsin.yaml")

    assert faults == []
    assert [house.followups_due(number).days for number in (1, 2, 3)] == [14, 56, 56]
    assert house.reactions == {"fire": "hypothesis"}
    assert house.document == "atlassian"


def test_a_house_has_holidays_by_zone_and_by_team() -> None:
    text = "holidays: {Europe/Berlin: [2026-12-25, 2026-12-26], payments: [2026-12-24]}"

    house, faults = house_file.read(text, "tocsin.yaml")

    assert faults == []
    assert house.holidays == {
        "Europe/Berlin": (date(2026, 12, 25), date(2026, 12, 26)),
        "payments": (date(2026, 12, 24),),
    }


def test_a_template_of_the_house_lies_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "ours.md.j2").write_text("{{ incident }}")
    (tmp_path / "bad.md.j2").write_text("{{ nonsense }}")
    ours, none = house_file.read("templates: {document: ours.md.j2}", str(tmp_path / "tocsin.yaml"))
    bad, faults = house_file.read("templates: {document: bad.md.j2}", str(tmp_path / "tocsin.yaml"))

    assert (ours.document, none) == (str(tmp_path / "ours.md.j2"), [])
    assert bad.document == "tocsin"
    assert "'nonsense' is undefined" in faults[0]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("severties: []", "tocsin.yaml:1:1", "is not known here"),
        ("changes_window: soon", "tocsin.yaml:1:17", "write one such as 20m"),
        ("default_severity: 7", "tocsin.yaml:1:19", "there is no severity 7"),
        ("severities:\n  - {number: 0, meaning: x}", "tocsin.yaml:2:14", "greater than or equal to 1"),
        ("reactions: {fire: fun}", "tocsin.yaml:1", "`reactions.fire`: is none of note, hypothesis"),
        ("reactions: [pushpin", "tocsin.yaml:1", "this is not YAML"),
    ],
)
def test_a_fault_is_told_with_line_column_and_remedy(text: str, place: str, said: str) -> None:
    _, faults = house_file.read(text, "tocsin.yaml")

    assert len(faults) == 1
    assert place in faults[0]
    assert said in faults[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("true", Chosen(everyone=True)),
        ("false", Chosen()),
        ("[payments]", Chosen(teams=("payments",))),
    ],
)
def test_a_house_says_where_slack_shows_who_is_on_call(given: str, expected: Chosen) -> None:
    house, faults = house_file.read(f"rotas: {{usergroups: {given}}}\n", "tocsin.yaml")

    assert (house.rotas.usergroups, house.rotas.topics, faults) == (expected, Chosen(), [])


def test_teams_are_chosen_by_their_ids() -> None:
    _, faults = house_file.read("rotas: {topics: payments}\n", "tocsin.yaml")

    assert len(faults) == 1
    assert "is neither true, false nor a list of teams by their ids" in faults[0]
