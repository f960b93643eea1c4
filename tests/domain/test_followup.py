"""What is to be done: whose it is, and what would make it easier to finish."""

from datetime import timedelta

import pytest

from bot.domain.followup import Followup, Sort, State, lint, read
from tests.make import NOW


@pytest.mark.parametrize(
    ("words", "text", "owner"),
    [
        ("add an alert <@U0BO>", "add an alert", "U0BO"),
        ("<@U0BO|bo> add an alert", "add an alert", "U0BO"),
        ("have <@U0BO> and <@U0CY> talk", "have and <@U0CY> talk", "U0BO"),
        ("add   an\nalert", "add an alert", ""),
        ("<@U0BO>", "", "U0BO"),
    ],
)
def test_the_first_who_is_mentioned_owns_it(words: str, text: str, owner: str) -> None:
    assert read(words) == (text, owner)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("add an alert on pool waits above 100 ms", []),
        ("page at 100 ms pool wait on db-3", []),
        ("look into alerts of payments-api", ["*Actionable*"]),
        ("Investigate why db-3 was slow", ["*Actionable*"]),
        ("improve monitoring of db-3", ["*Specific*"]),
        ("add alerts", ["*Specific*"]),
        ("add an alert to every service we have", ["*Bounded*"]),
        ("be more careful always", ["*Actionable*", "*Specific*", "*Bounded*"]),
    ],
)
def test_what_is_vague_is_said_kindly(text: str, said: list[str]) -> None:
    assert [hint.partition(":")[0] for hint in lint(text)] == said


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"due": NOW - timedelta(days=1)}, True),
        ({"due": NOW + timedelta(days=1)}, False),
        ({"due": NOW - timedelta(days=1), "state": State.DONE}, False),
        ({}, False),
    ],
)
def test_what_is_open_past_its_date_is_late(fields: dict[str, object], late: bool) -> None:
    followup = Followup("INC-12", Sort.FOLLOWUP, "add", "U0ANA", NOW, **fields)  # type: ignore[arg-type]

    assert followup.is_late(NOW) is late
