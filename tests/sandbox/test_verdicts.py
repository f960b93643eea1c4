"""At least forty right and forty wrong payloads, over the wire, beside slack_sdk's own models."""

import asyncio
import sys
from collections import Counter

import pytest

from tests.sandbox.verdicts import CLOSE, DOCUMENT, OPEN, WHY, Verdict, all_verdicts, differences, table, why

SORTS = {"Block Kit", "view", "name", "scope", "rate"}


pytestmark = pytest.mark.xdist_group("verdicts")  # they are given once


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    """All of them; the table goes to the test's output."""
    found = asyncio.run(all_verdicts())
    sys.stdout.write(table(found) + "\n")
    return found


def test_forty_wrong_payloads_are_refused_and_forty_right_ones_taken(verdicts: list[Verdict]) -> None:
    wrong = [verdict for verdict in verdicts if verdict.word]
    right = [verdict for verdict in verdicts if not verdict.word]

    assert [verdict for verdict in verdicts if verdict.said != verdict.word] == []
    assert min(len(wrong), len(right)) >= 40
    assert {verdict.about for verdict in wrong} == {verdict.about for verdict in right} == SORTS


def test_where_the_models_differ_there_is_a_reason(verdicts: list[Verdict]) -> None:
    reasons = Counter(why(verdict) for verdict in verdicts if verdict.split)

    assert set(reasons) == {reason for _, reason in WHY}


def test_the_document_names_every_difference(verdicts: list[Verdict]) -> None:
    told = DOCUMENT.read_text().partition(OPEN)[2].partition(CLOSE)[0]

    assert told == differences(verdicts)
