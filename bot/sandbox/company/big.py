"""A company of 3,000 services, 400 teams and 6,000 people, made by rule: the same every time."""

from typing import Any

from bot.sandbox.company.changes import TITLES
from bot.sandbox.company.scripts import SCRIPTS, Script

SERVICES, TEAMS, PEOPLE = 3_000, 400, 6_000
CREW = PEOPLE // TEAMS
PAGED = 3  # of each crew have an account at PagerDuty: the lead and two who take turns
LOVED = 400  # services that need the first one
DOMAINS = (
    "access", "address", "alerting", "analytics", "assets", "audit", "auth", "backup", "basket", "billing",
    "booking", "campaign", "catalog", "chat", "checkout", "claims", "consent", "content", "cookie", "coupon",
    "credit", "customer", "delivery", "discount", "document", "email", "export", "feed", "fraud", "gift",
    "identity", "image", "import", "invoice", "ledger", "loyalty", "map", "media", "menu", "message",
    "metrics", "order", "partner", "pay", "payment", "payout", "payroll", "price", "product", "profile",
    "quota", "refund", "report", "review", "search", "session", "stock", "tax", "ticket", "wallet",
)  # fmt: skip
ROLES = (
    "api", "web", "worker", "gateway", "index", "cache", "sync", "store", "stream", "rules",
    "admin", "batch", "bridge", "broker", "cleaner", "collector", "cron", "edge", "editor", "engine",
    "exporter", "feeder", "filter", "graph", "guard", "hub", "importer", "jobs", "joiner", "keeper",
    "loader", "mailer", "merger", "mirror", "model", "monitor", "planner", "poller", "portal", "proxy",
    "queue", "reader", "relay", "replica", "router", "scorer", "server", "signer", "tracker", "writer",
)  # fmt: skip
LANGUAGES = ("Go", "Java", "Kotlin", "Python", "Rust", "TypeScript")
HOSTILE = "Ops <!channel> & <b>bold</b> *stars* `ticks`"

Json = dict[str, Any]


def catalog() -> Json:
    """The whole catalog, as its file would say it."""
    return {
        "people": {_person(n): _person_of(n) for n in range(PEOPLE)},
        "rotas": {f"{_team(n)}-primary": _rota(n) for n in range(TEAMS) if not _is_paged(n)},
        "teams": {_team(n): _team_of(n) for n in range(TEAMS)},
        "services": {_service(n): _service_of(n) for n in range(SERVICES)},
        "incidents": [_incident(n) for n in range(60)],
    }


def titles() -> tuple[str, ...]:
    """What changes are called, in every script."""
    return (*TITLES, *(title for script in SCRIPTS for title in script.titles))


def _script(n: int) -> Script:
    return SCRIPTS[n % len(SCRIPTS)]


def _person(n: int) -> str:
    return f"p{n:04d}"


def _team(n: int) -> str:
    return f"team-{n:03d}"


def _service(n: int) -> str:
    return f"{DOMAINS[n % len(DOMAINS)]}-{ROLES[n // len(DOMAINS)]}"


def _is_paged(team: int) -> bool:
    """Every second team is on call through PagerDuty."""
    return team % 2 == 0


def _person_of(n: int) -> Json:
    script = _script(n // CREW)
    person = {
        "name": f"{script.given[n % 4]} {script.family[n // 4 % 4]}",
        "email": f"{_person(n)}@big.example",
        "slack": f"U0BIG{n:05d}",
        "github": f"dev-{n:04d}",
        "timezone": script.zone,
    }
    if _is_paged(n // CREW) and n % CREW < PAGED:
        person |= {"pagerduty": f"PBIG{n:05d}", "phone": f"+44 20 5551 {n:04d}"}
    return person


def _crew(team: int) -> list[str]:
    return [_person(n) for n in range(team * CREW, (team + 1) * CREW)]


def _team_of(n: int) -> Json:
    crew, script = _crew(n), _script(n)
    team: Json = {
        "title": f"{script.nouns[n // 12 % 4]} {n:03d}",
        "channel": f"#{_team(n)}",
        "leads": crew[:1],
        "members": crew,
    }
    if not _is_paged(n):
        team["oncall"] = [{"rota": f"{_team(n)}-primary"}, {"person": crew[0]}]
    return team


def _rota(n: int) -> Json:
    layer = {
        "timezone": _script(n).zone,
        "start": "2026-01-05T09:00",
        "every": {"n": 1, "unit": "week"},
        "members": _crew(n)[1:6],
    }
    return {"layers": [layer], "overrides": []}


def _service_of(n: int) -> Json:
    name, team, script = _service(n), n % TEAMS, _script(n)
    service: Json = {
        "title": HOSTILE if n == 7 else f"{script.nouns[n // 12 % 4]} {name}",
        "aliases": [f"{name}-svc"],
        "description": f"{script.titles[n % 3]}. " * (40 if n == 11 else 1),
        "tier": 1 + n % 4,
        "lifecycle": "production",
        "type": "service",
        "language": LANGUAGES[n % len(LANGUAGES)],
        "team": _team(team),
        "repository": f"big/{name}",
        "channel": f"#{_team(team)}",
        "depends_on": _needs(n),
        "tags": [script.name.lower()],
    }
    if n % 3:
        service["runbook"] = f"https://runbooks.big.example/{name}"
        service["slos"] = [{"name": "availability", "objective": 99.9, "unit": "%", "window": "30d"}]
    if _is_paged(team):
        service["pagerduty"] = f"PBIGS{n:04d}"
    return service


def _needs(n: int) -> list[Any]:
    """Always services with a lower number, so that nothing needs itself; the last one needs sixty."""
    if n == SERVICES - 1:
        return [_service(each) for each in range(60)]
    hard = dict.fromkeys(each for each in (n // 2, n // 3) if 0 < each < n)
    needs: list[Any] = [_service(each) for each in ([0] if 0 < n <= LOVED else []) + list(hard)]
    if n > 100 and n - 97 not in hard:
        needs.append({"service": _service(n - 97), "kind": "soft"})
    return needs


def _incident(n: int) -> Json:
    script, day = _script(n), f"2026-{3 + n // 10:02d}-{1 + n % 10 * 2:02d}"
    return {
        "title": f"{script.nouns[n % 4]}: {script.titles[n % 3]} ({n})",
        "service": _service(n * 37 % SERVICES),
        "severity": 1 + n % 4,
        "impact_started": f"{day}T10:00Z",
        "detected": f"{day}T10:{5 + n % 10:02d}Z",
        "declared": f"{day}T10:20Z",
        "acknowledged": f"{day}T10:22Z",
        "mitigated": f"{day}T11:{n % 60:02d}Z",
        "resolved": f"{day}T12:30Z",
        "lead": _person(n * 37 % SERVICES % TEAMS * CREW),
        "summary": f"{script.titles[0]}.",
        "cause": f"{script.titles[1]}.",
        "fix": f"{script.titles[2]} (#{100 + n}).",
    }
