"""Notes find their section where their author said so, and whys find their answers; nothing is guessed."""

from datetime import datetime, timedelta

import pytest

from bot.domain.incident import Event
from bot.domain.rca import Fact, Record, Section, build
from tests.make import NOW, event, incident

PEOPLE = {"U0ANA": "Ana Silva", "U0BO": "Bo Lindqvist"}


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def record(*events: Event) -> Record:
    return Record(incident(), after(60), events, people=PEOPLE)


def section(key: str, made_from: Record) -> Section:
    return next(each for each in build(made_from).sections if each.key == key)


def facts(key: str, made_from: Record) -> tuple[Fact, ...]:
    return section(key, made_from).facts


def texts(key: str, made_from: Record) -> list[str]:
    return [fact.text for fact in facts(key, made_from)]


@pytest.mark.parametrize(
    ("note", "key", "text"),
    [
        ("went well: the roll-back", "well", "the roll-back"),
        ("Went Well:the roll-back", "well", "the roll-back"),
        ("🎉 the roll-back", "well", "the roll-back"),
        (":tada: the roll-back", "well", "the roll-back"),
        ("better: the runbook", "better", "the runbook"),
        ("lucky: it was Sunday", "lucky", "it was Sunday"),
        ("summary: all red", "tldr", "all red"),
        ("tl;dr: all red", "tldr", "all red"),
        ("what happened: it queued", "happened", "it queued"),
        ("root cause: shared pool", "fault", "shared pool"),
        ("impact: 12 customers", "customers", "12 customers"),
        ("service impact: payouts late", "impact", "payouts late"),
        ("trigger: the import", "trigger", "the import"),
        ("factor: no alert", "factors", "no alert"),
        ("surprise: two pools", "surprise", "two pools"),
        ("gap: no runbook", "gaps", "no runbook"),
        ("seen before: INC-3", "recurrence", "INC-3"),
        ("action: add an alert", "actions", "add an alert"),
        ("follow-up: add an alert", "actions", "add an alert"),
        ("told: support", "messaging", "support"),
        ("fix: raised the pool", "resolution", "raised the pool"),
        ("detected：by a customer", "detection", "by a customer"),
        ("question: why no alert?", "material", "why no alert?"),
        ("hypothesis: replica lag", "investigation", "hypothesis: replica lag"),
        ("ruled out: replica lag", "investigation", "ruled out: replica lag"),
        ("pool is full", "investigation", "pool is full"),
        ("it is better: no", "investigation", "it is better: no"),
        ("better", "investigation", "better"),
        ("better: ", "investigation", "better:"),
        ("10:30 restarted", "investigation", "10:30 restarted"),
        ("maybe the cause is dns", "investigation", "maybe the cause is dns"),
    ],
)
def test_a_note_goes_where_its_author_said_and_nowhere_on_a_guess(note: str, key: str, text: str) -> None:
    made_from = record(event(note))

    assert text in texts(key, made_from)
    assert (note in texts("investigation", made_from)) == (key == "investigation" and note.strip() == note)


def test_a_marked_note_stays_on_the_timeline_as_it_was_written() -> None:
    assert texts("timeline", record(event("went well: the roll-back"))) == ["went well: the roll-back"]


def test_a_note_is_a_fact_with_time_author_and_link() -> None:
    note = event("pool is full, says @U0BO and <@U0ANA>", at=after(3), link="https://acme.slack.com/p1")

    assert facts("investigation", record(note)) == (
        Fact(
            "pool is full, says @Bo Lindqvist and @Ana Silva",
            at=after(3),
            by="Ana Silva",
            link="https://acme.slack.com/p1",
        ),
    )


def test_a_stranger_keeps_the_id_that_slack_gave() -> None:
    (fact,) = facts("investigation", record(event("hello @U0NEW", by="U0GONE")))

    assert (fact.by, fact.text) == ("@U0GONE", "hello @U0NEW")


@pytest.mark.parametrize(
    ("notes", "pairs"),
    [
        (["why did it fill? because of retries"], [("Why did it fill?", "of retries")]),
        (["why did it fill? retries"], [("Why did it fill?", "retries")]),
        (["why did it fill because of retries"], [("Why did it fill?", "of retries")]),
        (["Why: did it fill?"], [("Why did it fill?", "")]),
        (["why did it fill", "because of retries"], [("Why did it fill?", "of retries")]),
        (["why a?", "because b", "because c"], [("Why a?", "b"), ("Why: b?", "c")]),
        (["because of retries"], [("Why did it happen?", "of retries")]),
        (["why a?", "why b?", "because c"], [("Why a?", ""), ("Why b?", "c")]),
        (["why a?", "pool is full", "because b"], [("Why a?", "b")]),
        (["whyever not"], []),
        (["becauseway is a word"], []),
    ],
)
def test_whys_are_questions_with_answers(notes: list[str], pairs: list[tuple[str, str]]) -> None:
    found = facts("whys", record(*(event(note, at=after(at)) for at, note in enumerate(notes))))

    assert [(fact.label, fact.text) for fact in found] == pairs


def test_an_answer_carries_its_own_author_and_link() -> None:
    question = event("why did it fill?", by="U0ANA", link="https://acme.slack.com/p1")
    answer = event("because of retries", by="U0BO", at=after(1), link="https://acme.slack.com/p2")

    assert facts("whys", record(question, answer)) == (
        Fact("of retries", "Why did it fill?", after(1), "Bo Lindqvist", "https://acme.slack.com/p2"),
    )


def test_fewer_than_five_whys_are_counted() -> None:
    whys = section("whys", record(event("why a? b")))

    assert whys.remarks == ("1 of at least 5 asked.",)
