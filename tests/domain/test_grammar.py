"""The grammar: a verb only where the rest fits, a question where it is close, a title otherwise."""

import pytest

from bot.domain import grammar
from bot.domain.grammar import Parsed, Takes, Verb

VERBS = (
    Verb("status", Takes.STATUS, ("overview",)),
    Verb("resolve", Takes.OPTIONAL, ("resolved",)),
    Verb("lead", Takes.PERSON),
    Verb("note", Takes.TEXT),
    Verb("list", Takes.NOTHING),
    Verb("cancel", Takes.REASON, ("decline",)),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("status", Parsed("status", "")),
        ("Status Mitigated", Parsed("status", "Mitigated")),
        ("overview", Parsed("status", "")),
        ("resolved rolled back #812", Parsed("resolve", "rolled back #812")),
        ("lead <@U0BO>", Parsed("lead", "<@U0BO>")),
        ("lead <@U0BO|bo>", Parsed("lead", "<@U0BO|bo>")),
        ("lead me", Parsed("lead", "me")),
        ("SEV-2", Parsed("", "SEV-2")),
        ("lead me astray", Parsed("", "lead me astray", near="lead")),
        ("status page is down", Parsed("", "status page is down", near="status")),
        ("lead time dashboards broken", Parsed("", "lead time dashboards broken", near="lead")),
        ("cancel", Parsed("cancel", "")),
        ("decline noise.", Parsed("cancel", "noise.")),
        ("cancel button broken", Parsed("", "cancel button broken", near="cancel")),
        ("cancel of orders fails", Parsed("", "cancel of orders fails", near="cancel")),
        ("list of users is empty", Parsed("", "list of users is empty", near="list")),
        ("note", Parsed("", "note", near="note")),
        ("reslove", Parsed("", "reslove", near="resolve")),
        ("reslve now", Parsed("", "reslve now", near="resolve")),
        ("statuss", Parsed("", "statuss", near="status")),
        ("page is blank for everyone", Parsed("", "page is blank for everyone", near="page")),
        ("test region failover", Parsed("", "test region failover", near="test")),
        ("checkout answers 500", Parsed("", "checkout answers 500")),
        ("  spaces   around ", Parsed("", "spaces   around")),
    ],
)
def test_words_are_a_verb_a_doubt_or_a_title(words: str, expected: Parsed) -> None:
    assert grammar.parse(words, VERBS, strict=True) == expected


@pytest.mark.parametrize(
    ("why", "plain"),
    [
        ("false alarm", True),
        ("False alarm!", True),
        ("a false positive.", True),
        ("a test alert", True),
        ("just a drill", True),
        ("only noise", True),
        ("by mistake", True),
        ("duplicate", True),
        ("not an incident", True),
        ("no outage", True),
        ("it was a certificate of the staging system", True),
        ("because the alert is wrong", True),
        ("button broken", False),
        ("button does nothing", False),
        ("test fails on main", False),
        ("not working", False),
        ("was ignored", False),
        ("noise reduction of calls broken", False),
        ("duplicate orders", False),
        ("nothing", False),
        ("it", False),
    ],
)
def test_a_reason_is_taken_only_where_it_is_no_title(why: str, plain: bool) -> None:
    whole = f"cancel {why}"

    assert grammar.parse(whole, VERBS, strict=True) == (
        Parsed("cancel", why) if plain else Parsed("", whole, near="cancel")
    )
    assert grammar.parse(whole, VERBS, strict=True, sure=True) == Parsed("cancel", why)


def test_a_slip_is_no_doubt_where_the_alternative_does_nothing() -> None:
    assert grammar.parse("reslove", VERBS) == Parsed("", "reslove")


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("resolve", "reslove", True),
        ("resolve", "resolv", True),
        ("resolve", "resolvee", True),
        ("resolve", "rasolve", True),
        ("resolve", "resolve", False),
        ("resolve", "rslvoe", False),
        ("note", "nodes", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_edit_is_one_slip_of_the_finger(left: str, right: str, near: bool) -> None:
    assert grammar.one_edit(left, right) is near
    assert grammar.one_edit(right, left) is near


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INC-12", 12),
        ("inc12", 12),
        ("#12", 12),
        ("12", 12),
        ("twelve", None),
        ("INC-12 x", None),
        ("", None),
    ],
)
def test_an_incident_is_named_in_many_ways(text: str, number: int | None) -> None:
    assert grammar.incident_number(text) == number


SEV = Verb("sev", Takes.SEVERITY, ("severity",))


@pytest.mark.parametrize("words", ["sev2", "SEV-2", "sev:2", "sev 2"])
def test_a_severity_alone_is_the_verb(words: str) -> None:
    assert grammar.parse(words, [SEV]) == Parsed("sev", "2")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("sev1 checkout is down", (1, "checkout is down")),
        ("SEV-2 checkout is down", (2, "checkout is down")),
        ("SEV2: checkout is down", (2, "checkout is down")),
        ("[Sev2] checkout is down", (2, "checkout is down")),
        ("checkout is down sev1", (1, "checkout is down")),
        ("checkout sev:3 is  down", (3, "checkout is down")),
        ("severity:1 checkout", (1, "checkout")),
        ("checkout is down", (0, "checkout is down")),
        ("the sev1 page is down", (0, "the sev1 page is down")),
        ("sev1", (0, "sev1")),
        ("sev12 is odd", (0, "sev12 is odd")),
        ("see rev:1", (0, "see rev:1")),
    ],
)
def test_a_title_may_name_the_severity(title: str, found: tuple[int, str]) -> None:
    assert grammar.severity_in(title) == found
