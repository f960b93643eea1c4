"""Two incidents to try a template on: one of which everything is known, and one of which nothing is."""

from datetime import UTC, datetime, timedelta

from bot.domain.catalog import Dependency, Link, Person, Service, Slo, Team
from bot.domain.change import Change, ChangeKind, Mark, Marked
from bot.domain.followup import Followup, Sort, State
from bot.domain.incident import STAMPS, Event, Incident, Kind, Status
from bot.domain.oncall import OnCallLevel
from bot.domain.rca.plan import PLAN
from bot.domain.rca.record import Readied, Record, Stamp
from bot.domain.rca.written import Addition, Edit, Text, Why

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ANA, BO, ID = "U0ANA", "U0BO", "INC-2"
DUE = NOW + 28 * DAY
PAGE = "https://example.slack.com/archives/C1/p1"

EMPTY = Record(Incident(2, "Checkout answers 500", Status.INVESTIGATING, 3, ANA, NOW), NOW)

_POOL = Change(
    id="acme/checkout#812",
    kind=ChangeKind.PULL_REQUEST,
    repository="acme/checkout",
    title="Lower the pool size",
    author="bo",
    url="https://github.com/acme/checkout/pull/812",
    at=NOW - 30 * MINUTE,
    number=812,
)
_INCIDENT = Incident(
    number=2,
    title="Checkout answers 500",
    status=Status.CLOSED,
    severity=1,
    declared_by=ANA,
    declared_at=NOW,
    lead=BO,
    service="checkout",
    service_how="named",
    channel="C1",
    channel_name="inc-2-checkout-answers-500",
    stamps={name: NOW + place * MINUTE for place, name in enumerate(STAMPS)},
)
_TOLD = (
    (Kind.DECLARED, "declared: Checkout answers 500"),
    (Kind.LEAD, f"@{BO} leads"),
    (Kind.ROLE, f"scribe: @{ANA}"),
    (Kind.HYPOTHESIS, "the replica lags"),
    (Kind.RULED_OUT, "the replica lags"),
    (Kind.PIN, "the pool is full on db-3, see https://grafana.example.com/d/1"),
    (Kind.NOTE, "why did the pool fill up? because every retry opens a connection"),
    (Kind.TASK, "restart db-3"),
    (Kind.UPDATE, "Some payments fail; we are rolling back."),
    (Kind.WELL, "the roll-back took two minutes"),
    (Kind.QUESTION, "why did no alert fire?"),
    (Kind.HANDOFF, f"handed over to @{BO}"),
    (Kind.NOTE, "action: add an alert on pool waits"),
    (Kind.STATUS, "resolved: rolled back #812"),
)
FULL = Record(
    incident=_INCIDENT,
    now=NOW + DAY,
    events=tuple(
        Event(ID, kind, NOW + place * MINUTE, (ANA, BO)[place % 2], text, PAGE, f"{kind}:C1:{place}", place)
        for place, (kind, text) in enumerate(_TOLD, 1)
    ),
    stamps=tuple(Stamp(name, at, BO, "by hand") for name, at in _INCIDENT.stamps.items()),
    people={ANA: "Ana Silva", BO: "Bo Lindqvist"},
    service=Service(
        id="checkout",
        title="Checkout",
        description="Takes orders",
        tier=1,
        team="shop",
        repository="acme/checkout",
        runbook="https://runbooks.example.com/checkout",
        depends_on=(Dependency("ledger"),),
        slos=(Slo("availability", 99.9),),
        links=(Link("Dashboard", "https://grafana.example.com/d/1"),),
    ),
    team=Team("shop", "Shop", channel="#shop"),
    dependencies=(Service("ledger", "Ledger"),),
    changes=(_POOL,),
    changes_total=2,
    marks=(Marked(ID, _POOL, Mark.SUSPECT, BO, NOW),),
    missing=("acme/ledger was not read from GitHub yet.",),
    oncall=(OnCallLevel(1, (Person("ana", "Ana Silva"),), name="shop primary"),),
    past=(Incident(1, "Checkout slow", Status.CLOSED, 3, ANA, NOW - 9 * DAY, service="checkout"),),
    drafts=(NOW + 10 * MINUTE,),
    declared_ready=Readied("checkout", "Silver 7/9", ("runbook", "SLO"), NOW),
    texts={
        plan.key: Text(plan.key, 1, f"Two lines of {plan.title}\n- as a point", ANA, NOW)
        for plan in PLAN
        if plan.key not in ("header", "whys")
    },
    whys=(Why("k1", "Why did retries never end?", "the client has no limit", BO, NOW, link=PAGE),),
    additions=(Addition("a1", "lucky", "it was Sunday", BO, NOW, PAGE),),
    followups=(
        Followup(ID, Sort.FOLLOWUP, "add an alert on pool waits", ANA, NOW, BO, DUE, type="detect"),
        Followup(ID, Sort.FOLLOWUP, "limit the retries", ANA, NOW, BO, DUE, State.DONE, ticket=PAGE),
    ),
    backlog=(Followup("INC-1", Sort.FOLLOWUP, "raise the limit", ANA, NOW - 8 * DAY, BO, NOW - DAY),),
    edits=(Edit(NOW + DAY, ANA, "wrote “Fault”"),),
)
