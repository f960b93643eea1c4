"""tocsin.yaml: what is given is taken, what is wrong is told with its place and remedy."""

from datetime import timedelta

import pytest

from bot import house_file
from bot.domain.house import House


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


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("severties: []", "tocsin.yaml:1:1", "is not known here"),
        ("changes_window: soon", "tocsin.yaml:1:17", "write one such as 20m"),
        ("default_severity: 7", "tocsin.yaml:1:19", "there is no severity 7"),
        ("severities:\n  - {number: 0, meaning: x}", "tocsin.yaml:2:14", "greater than or equal to 1"),
        ("reactions: [pushpin", "tocsin.yaml:1", "this is not YAML"),
    ],
)
def test_a_fault_is_told_with_line_column_and_remedy(text: str, place: str, said: str) -> None:
    _, faults = house_file.read(text, "tocsin.yaml")

    assert len(faults) == 1
    assert place in faults[0]
    assert said in faults[0]
