"""Made-up catalogs, valid and odd: the values that a file of ours may hold, for tests of what comes back."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.domain.catalog import Catalog
from bot.domain.catalog_file import read
from bot.domain.placed import Placed

Json = dict[str, Any]
IDS = ["pay", "Ledger-2", "a.b", "größe", "x_y", "42", "no", "z" * 70]
PEOPLE, TEAMS, DOMAINS, SYSTEMS = (
    ["ana", "bo", "李"],
    ["shop", "Data-1", "größe"],
    ["sales", "it"],
    ["web", "b2b"],
)
ENVIRONMENTS, FEATURES, FLAGS, VENDORS = ["eu-1", "prod"], ["buy", "sell"], ["new", "old"], ["cloudy"]
CUSTOMERS = ["globex", "initech"]
TEXT = st.one_of(
    st.sampled_from(
        ["yes", "1.4", "a: b", "#x", "- y", "'q'", 'say "hi"', "null", "x, y", "{a}", "Ünï", "50 %", "@a"]
    ),
    st.text("abz 019_-:#'\"é🧯", min_size=1, max_size=12),
).map(lambda text: " ".join(text.split()) or "x")
PROSE = st.one_of(TEXT, st.sampled_from(["One line.\nAnd another:\n  - a list", "tab\there"]))
URL = st.sampled_from(
    ["https://a.example/x", "http://b.example/?q=1#part", "https://grafana.example/d/runbook"]
)
CHANNEL = st.sampled_from(["#shop", "shop-alerts", "C0123456"])
WHEN = st.integers(1_600_000_000, 1_900_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC).isoformat()
)
TIER = st.integers(1, 5)


def some(ids: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(ids), max_size=3, unique=True)


def with_(required: Json, optional: Json) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(required, optional=optional)


def page() -> st.SearchStrategy[Json]:
    return with_({"title": TEXT, "url": URL}, {})


PAGES = st.lists(page(), max_size=2, unique_by=lambda each: (each["title"], each["url"]))
REPOSITORY = st.sampled_from(["acme/web", "acme/x.y", "Acme/Z"])
CODE = st.lists(
    st.one_of(REPOSITORY, with_({"name": REPOSITORY, "path": st.sampled_from(["a", "services/b"])}, {})),
    min_size=1,
    max_size=2,
    unique_by=lambda each: (each if isinstance(each, str) else each["name"]).lower(),
)
FACTS = st.dictionaries(
    st.sampled_from(["sbom", "jira.example.com/key", "has tests", "sonarqube.org/project-key", "n"]),
    st.one_of(
        TEXT, st.booleans(), st.integers(0, 9), st.sampled_from([0.5, 1e6]), st.lists(TEXT, max_size=2)
    ),
    max_size=3,
)
SLO = with_(
    {"name": TEXT, "objective": st.sampled_from([99.9, 95.0, 100])},
    {
        "unit": st.sampled_from(["%", "ms"]),
        "window": st.sampled_from(["7d", "30d"]),
        "current": st.sampled_from([1.5, 99.0]),
        "measured_at": WHEN,
    },
)


def service(own: str, others: list[str]) -> st.SearchStrategy[Json]:
    needed = st.lists(st.sampled_from(others), max_size=3, unique=True) if others else st.just([])
    needs = needed.flatmap(
        lambda ids: st.tuples(*(st.sampled_from([id, {"service": id, "kind": "soft"}]) for id in ids)).map(
            list
        )
    )
    expert = st.sampled_from(PEOPLE).flatmap(
        lambda id: st.one_of(st.just(id), with_({"person": st.just(id), "why": TEXT}, {}))
    )
    return with_(
        {"title": TEXT.map(lambda text: f"{own} {text}")},
        {
            "description": PROSE, "tier": TIER, "lifecycle": TEXT, "type": TEXT, "language": TEXT,
            "team": st.sampled_from(TEAMS), "system": st.sampled_from(SYSTEMS), "channel": CHANNEL,
            "pagerduty": st.sampled_from(["PABC123", "PX1"]), "depends_on": needs, "repositories": CODE,
            "runbooks": PAGES, "dashboards": PAGES, "links": PAGES, "api_spec": URL, "health_check": URL,
            "tags": st.lists(TEXT, max_size=2, unique=True), "facts": FACTS,
            "slos": st.lists(SLO, max_size=2),
            "experts": st.lists(expert, max_size=2, unique_by=str), "vendors": some(VENDORS),
        },
    )  # fmt: skip


def every(ids: list[str], required: Json, optional: Json) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({id: with_(required, optional) for id in ids})


@st.composite
def trees(draw: st.DrawFn) -> Json:
    """A file of ours with something in each section."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True))
    titled: Json = {"title": TEXT}
    owned = {"description": PROSE, "team": st.sampled_from(TEAMS)}
    window = {"name": TEXT, "from": st.just("2026-01-01T00:00:00Z"), "until": st.just("2026-01-02T00:00:00Z")}
    touched = {"services": some(ids), "teams": some(TEAMS), "owner": TEXT, "note": PROSE}
    entitled = st.sampled_from(FEATURES).flatmap(
        lambda id: st.one_of(st.just(id), with_({"feature": st.just(id), "plan": TEXT}, {"until": WHEN}))
    )
    sections: Json = {
        "people": st.fixed_dictionaries(
            {
                id: with_(
                    {"name": TEXT},
                    {
                        "email": st.just(f"p{n}@acme.example"), "slack": st.just(f"U0{n}"),
                        "github": st.just(f"gh-{n}"), "pagerduty": st.just(f"PP{n}"),
                        "timezone": st.just("Europe/Lisbon"),
                        "phone": st.sampled_from(["5550101", "+1 555 0100"]),
                    },
                )
                for n, id in enumerate(PEOPLE)
            }
        ),
        "teams": every(
            TEAMS,
            titled,
            {
                "channel": CHANNEL, "leads": some(PEOPLE), "members": some(PEOPLE),
                "oncall": st.lists(st.sampled_from(PEOPLE).map(lambda id: {"person": id}), max_size=2),
            },
        ),
        "domains": every(DOMAINS, titled, owned),
        "systems": every(SYSTEMS, titled, {**owned, "domain": st.sampled_from(DOMAINS)}),
        "repositories": every(["acme/web"], {}, {**titled, **owned, "system": st.sampled_from(SYSTEMS)}),
        "services": st.fixed_dictionaries(
            {id: service(id, [each for each in ids if each != id]) for id in ids}
        ),
        "environments": every(
            ENVIRONMENTS,
            titled,
            {
                "type": TEXT, "region": TEXT, "criticality": TIER, "url": URL,
                "customer": st.sampled_from(CUSTOMERS),
            },
        ),
        "features": every(FEATURES, titled, {**owned, "services": some(ids), "flags": some(FLAGS)}),
        "flags": every(
            FLAGS,
            titled,
            {
                "feature": st.sampled_from(FEATURES), "services": some(ids),
                "environments": st.dictionaries(TEXT, st.one_of(st.booleans(), TEXT), max_size=2),
            },
        ),
        "customers": every(
            CUSTOMERS,
            titled,
            {
                "tier": TEXT, "region": TEXT, "sla": TEXT, "contact": TEXT, "services": some(ids),
                "environments": some(ENVIRONMENTS), "features": st.lists(entitled, max_size=2, unique_by=str),
            },
        ),
        "vendors": every(
            VENDORS,
            titled,
            {"support": TEXT, "tell": TEXT, "status_page": URL, "notices": URL, "services": some(ids)},
        ),
        "workloads": st.lists(
            with_(
                {"service": st.sampled_from(ids), "environment": st.sampled_from(ENVIRONMENTS)},
                {"version": TEXT, "health": TEXT, "sync": TEXT, "url": URL},
            ),
            max_size=2,
            unique_by=lambda each: (each["service"], each["environment"]),
        ),
        "freezes": st.lists(with_(window, touched), max_size=2, unique_by=lambda each: each["name"]),
        "initiatives": st.lists(with_(window, touched), max_size=1),
    }  # fmt: skip
    return {section: draw(made) for section, made in sections.items()}


def catalog_of(tree: Json) -> Catalog:
    """The catalog of a tree, which must hold."""
    draft = read([Placed("own.yaml", tree)])
    assert draft.faults == ()
    return draft.catalog
