"""The document as values: every section holds facts of this incident, or is a question."""

from datetime import datetime, timedelta

import pytest

from bot.domain.catalog import Dependency, Link, Person, Service, Slo, Team
from bot.domain.change import Mark, Marked
from bot.domain.impact import Harm, Hurt, Impact
from bot.domain.incident import Event, Kind, Status
from bot.domain.oncall import OnCallLevel
from bot.domain.rca import Document, Fact, Record, Section, Stamp, build, file_name
from bot.domain.rca.plan import PLAN
from bot.domain.rca.timing import spoken
from bot.domain.scorecard import Judged, Readiness, Result, Scorecard, Trace
from tests.make import NOW, change, event, incident

PEOPLE = {"U0ANA": "Ana Silva", "U0BO": "Bo Lindqvist"}
SERVICE = Service(
    "payments-api",
    "Payments API",
    description="Takes money.",
    tier=1,
    team="payments",
    repository="acme/payments-api",
    runbook="https://runbooks.example/payments",
    depends_on=(Dependency("ledger"), Dependency("fraud", hard=False)),
    slos=(Slo("availability", 99.95),),
    links=(Link("Dashboard", "https://grafana.example/d/1"),),
)


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def record(*events: Event, **fields: object) -> Record:
    plain: dict[str, object] = {"incident": incident(), "now": after(60), "people": PEOPLE}
    return Record(events=events, **(plain | fields))  # type: ignore[arg-type]


def section(document: Document, key: str) -> Section:
    return next(each for each in document.sections if each.key == key)


def facts(key: str, made_from: Record) -> tuple[Fact, ...]:
    return section(build(made_from), key).facts


def texts(key: str, made_from: Record) -> list[str]:
    return [fact.text for fact in facts(key, made_from)]


def well_noted() -> Record:
    """Half an hour of work on a service with everything in the catalog, as people would note it."""
    stamps = {"declared": NOW, "detected": NOW, "acknowledged": after(2), "mitigated": after(38)}
    found = incident(
        status=Status.RESOLVED, service="payments-api", lead="U0BO", stamps=stamps | {"resolved": after(40)}
    )
    merged = change()
    return record(
        event("declared: checkout 500s", kind=Kind.DECLARED),
        event("leads", kind=Kind.LEAD, by="U0BO", at=after(2)),
        event("pool is full on db-3", at=after(5)),
        event("why did the pool fill up? because retries open connections", at=after(6)),
        event("action: alert on pool waits", at=after(30)),
        event("mitigated", kind=Kind.STATUS, by="U0BO", at=after(38)),
        event("resolved: rolled back #812", kind=Kind.STATUS, by="U0BO", at=after(40)),
        incident=found,
        service=SERVICE,
        team=Team("payments", "Payments"),
        changes=(merged,),
        marks=(Marked("INC-12", merged, Mark.SUSPECT, "U0ANA", after(20)),),
        past=(incident(7, title="checkout slow"),),
        oncall=(OnCallLevel(1, (Person("ana", "Ana Silva"),)),),
    )


def test_the_document_has_the_twenty_six_sections_in_their_order() -> None:
    document = build(record())

    assert [each.key for each in document.sections] == [plan.key for plan in PLAN]
    assert [each.number for each in document.sections] == list(range(1, 27))


def test_every_section_asks_a_question_and_says_how_to_answer_it() -> None:
    assert [plan.key for plan in PLAN if not (plan.question.endswith("?") and plan.prompt)] == []


def test_a_well_noted_incident_fills_more_than_fourteen_sections() -> None:
    document = build(well_noted())

    assert document.filled == 16
    assert [each.key for each in document.open] == [
        "tldr", "fault", "customers", "factors", "surprise", "well", "better", "lucky", "gaps", "messaging",
    ]  # fmt: skip


def test_an_incident_without_a_note_fills_little_and_says_what_is_missing() -> None:
    document = build(record(event("declared: checkout 500s", kind=Kind.DECLARED)))

    filled = [each.key for each in document.sections if each.filled]
    assert filled == ["header", "detection", "response", "timing", "timeline", "material"]
    assert len(document.open) == 20


def test_remarks_fill_nothing() -> None:
    lead_up = section(build(record(missing=("GitHub is off: set GITHUB_TOKEN.",))), "lead_up")

    assert (lead_up.filled, lead_up.remarks) == (False, ("GitHub is off: set GITHUB_TOKEN.",))


def test_whom_the_catalog_names_is_a_remark_until_a_person_says_so() -> None:
    globex = Hurt("customer", "g", "Globex", Harm.DOWN, ("uses Buy",), "Enterprise", sla="99.9 %")
    buy = Hurt("feature", "buy", "Buy", Harm.DOWN, ("needs pay itself",))
    document = build(record(hurt=Impact("pay", "Pay", features=(buy,), customers=(globex,) * 9)))

    customers, impact = section(document, "customers"), section(document, "impact")

    named = ", ".join(["Globex (Enterprise, SLA 99.9 %)"] * 8)
    assert (customers.filled, customers.remarks) == (
        False,
        (f"By the catalog it could hurt {named} and 1 more. Which of them were hurt, and how?",),
    )
    assert impact.remarks == ("By the catalog it could hurt 9 customers · 1 feature; features: Buy.",)


def test_the_background_is_what_the_catalog_says() -> None:
    needs = (Service("ledger", "Ledger"), Service("fraud", "Fraud check"))
    made_from = record(
        service=SERVICE, team=Team("payments", "Payments", channel="#team-payments"), dependencies=needs
    )

    assert [(fact.label, fact.text, fact.note) for fact in facts("background", made_from)] == [
        ("Service", "Payments API (payments-api)", "Takes money."),
        ("Owner", "Payments", "#team-payments"),
        ("Tier", "1", ""),
        ("Repository", "acme/payments-api", ""),
        ("Runbook", "Runbook", ""),
        ("SLO availability", "99.95 % over 30d", ""),
        ("Depends on", "Ledger", "hard"),
        ("Depends on", "Fraud check", "soft"),
        ("See", "Dashboard", ""),
    ]


def test_a_service_that_left_the_catalog_is_still_named() -> None:
    gone = record(incident=incident(service="old-api"))

    assert facts("background", gone) == (Fact("old-api", label="Service", note="no longer in the catalog"),)


def test_the_gaps_of_readiness_are_asked_about_but_fill_nothing() -> None:
    nothing = Trace("runbook", "is there", "", passed=False, known=True)
    runbook = Judged("runbook", "runbook", "Gold", passed=False, known=True, traces=(nothing,))
    untold = Trace("security_scan", "is passing", None, passed=False, known=False, note="off")
    scan = Judged("scan", "security scan", "Gold", passed=False, known=False, traces=(untold,))
    card = Scorecard("readiness", "Readiness", ())
    bare = Service("bare", "Bare", source="/catalog/acme.yaml", line=7)
    result = Result("readiness", "bare", ("Basic", "Gold"), 0, (runbook, scan))

    found = section(build(record(service=bare, readiness=Readiness(bare, None, (), result, card))), "gaps")

    assert found.filled is False
    assert found.remarks[0] == "Readiness of Bare: Basic 0/2 — missing: runbook · no data: security scan."
    assert found.remarks[1].startswith(
        "Missing: runbook. Owner: nobody yet. Fix: write down what to do at night"
    )
    assert found.remarks[2].startswith("Missing: security scan (no data: off). Owner: nobody yet. Fix: turn")


def test_changes_before_it_are_listed_and_the_rest_counted() -> None:
    before = tuple(change(id=f"c{number}", number=number) for number in range(25))
    lead_up = section(build(record(changes=before, changes_total=312)), "lead_up")

    assert len(lead_up.facts) == 25
    assert lead_up.remarks == ("And 287 more before those.",)


def test_a_suspect_is_the_trigger_and_a_dismissed_change_was_ruled_out() -> None:
    first, second = change(), change(id="c813", number=813, title="Bump deps")
    made_from = record(
        marks=(
            Marked("INC-12", first, Mark.SUSPECT, "U0ANA", NOW),
            Marked("INC-12", second, Mark.DISMISSED, "U0BO", NOW),
        )
    )

    (trigger,), (ruled_out,) = facts("trigger", made_from), facts("investigation", made_from)

    assert (trigger.text, trigger.note) == (
        "#812 Lower the pool size", "acme/payments-api; suspect, says Ana Silva",
    )  # fmt: skip
    assert (ruled_out.text, ruled_out.note) == (
        "#813 Bump deps", "acme/payments-api; ruled out, says Bo Lindqvist",
    )  # fmt: skip


def test_the_timing_table_says_who_set_each_stamp_and_how() -> None:
    made_from = record(
        incident=incident(stamps={"declared": NOW, "mitigated": after(38)}),
        stamps=(Stamp("declared", NOW, "U0ANA", "slash"), Stamp("mitigated", after(38), "U0BO", "button")),
    )

    assert [(f.text, f.at, f.by, f.note) for f in facts("timing", made_from) if f.at] == [
        ("Declared", NOW, "Ana Silva", "slash"),
        ("Mitigated", after(38), "Bo Lindqvist", "button"),
    ]


def test_each_measure_has_its_formula_and_says_what_stood_in() -> None:
    stamps = {"declared": NOW, "acknowledged": after(1), "mitigated": after(38), "resolved": after(125)}
    timing = section(build(record(incident=incident(stamps=stamps))), "timing")

    assert [(fact.label, fact.text, fact.note) for fact in timing.facts if not fact.at] == [
        ("Time to acknowledge", "1 min", "acknowledged − declared"),
        ("Time to mitigate", "38 min", "mitigated − declared (fell back: impact started is not recorded)"),
        (
            "Time to resolve (MTTR)",
            "2 h 05 min",
            "resolved − declared (fell back: impact started is not recorded)",
        ),
    ]
    assert timing.remarks == ("Not recorded: impact started, detected, closed.",)


def test_the_start_of_the_impact_is_what_counts_where_it_is_known() -> None:
    stamps = {"impact_started": after(-10), "detected": after(-4), "declared": NOW, "mitigated": after(38)}
    found = facts("timing", record(incident=incident(stamps=stamps)))

    assert [(fact.label, fact.text, fact.note) for fact in found if not fact.at] == [
        ("Time to detect", "6 min", "detected − impact started"),
        ("Time to mitigate", "48 min", "mitigated − impact started"),
    ]


def test_an_end_before_its_start_is_said_with_both_values_and_is_no_number() -> None:
    stamps = {"impact_started": after(5), "detected": NOW, "declared": NOW}
    timing = section(build(record(incident=incident(stamps=stamps))), "timing")

    assert [fact for fact in timing.facts if not fact.at] == []
    assert timing.remarks[0] == (
        "Time to detect cannot be told: detected 2026-11-20 12:00 UTC is before impact started"
        " 2026-11-20 12:05 UTC; correct one of them."
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3900, "1 h 05 min"),
        (86400, "1 d 0 h"),
        (183600, "2 d 3 h"),
    ],
)
def test_a_length_is_spoken_in_the_units_that_matter(seconds: int, words: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == words


def test_the_response_tells_who_did_what_when() -> None:
    found = [(fact.label, fact.text, fact.by) for fact in facts("response", well_noted())]

    assert found == [
        ("On call, primary", "Ana Silva", ""),
        ("lead", "leads", "Bo Lindqvist"),
        ("status", "mitigated", "Bo Lindqvist"),
        ("status", "resolved: rolled back #812", "Bo Lindqvist"),
        ("Ana Silva", "4 lines of the timeline", ""),
        ("Bo Lindqvist", "3 lines of the timeline", ""),
    ]


def test_the_response_tells_who_was_paged_and_who_answered() -> None:
    paged = event("paged Payments: replica lag", kind=Kind.PAGE)
    answered = event("Ana Silva acknowledged the page for Payments after 42 s", kind=Kind.PAGE)

    found = [fact.text for fact in facts("response", record(paged, answered)) if fact.label == "page"]

    assert found == [paged.text, answered.text]


def test_the_author_proposed_is_who_wrote_most() -> None:
    header = facts("header", well_noted())

    assert header[-1] == Fact("Ana Silva", label="Author proposed")


def test_the_resolution_holds_what_people_said_when_they_moved_it() -> None:
    made_from = well_noted()

    assert texts("resolution", made_from) == ["mitigated", "resolved: rolled back #812"]
    assert texts("happened", made_from) == ["resolved: rolled back #812"]


def test_an_action_is_due_by_severity() -> None:
    grave = record(event("action: add an alert"), incident=incident(severity=1))
    small = record(event("action: add an alert"))

    assert [facts("actions", each)[0].note for each in (grave, small)] == [
        "due 2026-12-18 unless you say otherwise",
        "due 2027-01-15 unless you say otherwise",
    ]


def test_supporting_links_and_the_edit_history_are_kept() -> None:
    made_from = record(
        event("see https://grafana.example/d/1, and https://grafana.example/d/1."),
        drafts=(NOW, after(30)),
    )
    material = section(build(made_from), "material")

    assert [fact for fact in material.facts if fact.label == "Link"] == [
        Fact("https://grafana.example/d/1", label="Link", by="Ana Silva")
    ]
    assert material.remarks == (
        "Draft 1: 2026-11-20 12:00 UTC",
        "Draft 2: 2026-11-20 12:30 UTC",
        "Draft 3: 2026-11-20 13:00 UTC",
    )
    assert build(made_from).version == 3


@pytest.mark.parametrize(
    ("channel", "name"), [("inc-12-checkout-500s", "inc-12-checkout-500s.md"), ("", "inc-12.md")]
)
def test_the_file_is_named_after_the_channel(channel: str, name: str) -> None:
    assert file_name(channel, "INC-12") == name
