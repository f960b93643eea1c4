"""Values by hand stand over their source until the source says the same."""

from datetime import UTC, datetime

import pytest

from bot.domain.by_hand import as_declared, settle
from bot.domain.catalog import ByHand, Service

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def said(field: str, value: str, declared: str = "") -> ByHand:
    return ByHand(field, value, "U0ANA", NOW, declared=declared)


@pytest.mark.parametrize(
    ("field", "value", "effective"),
    [
        ("team", "payments", "payments"),
        ("tier", "1", 1),
        ("tier", "", None),
        ("runbook", "https://r.example/", "https://r.example/"),
        ("channel", "", ""),
    ],
)
def test_what_is_said_stands_over_the_source(field: str, value: str, effective: object) -> None:
    source = Service("api", "API", team="old", tier=3, runbook="https://old.example/", channel="#old")

    found = settle(source, [said(field, value)])

    assert getattr(found.service, field) == effective
    assert found.service.by_hand[0].declared == str(getattr(source, field))
    assert as_declared(found.service) == source


def test_what_the_source_says_as_well_is_let_go() -> None:
    found = settle(Service("api", "API", team="payments"), [said("team", "payments", "platform")])

    assert found.service == Service("api", "API", team="payments")
    assert found.agreed == (said("team", "payments", "payments"),)
