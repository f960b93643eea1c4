"""The context card: what is broken, who owns it, who is on call, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.incident.answers import reference, status_line
from bot.blocks.incident.beside import NOTHING, Beside, above
from bot.blocks.incident.beside import facts as facts_beside
from bot.blocks.incident.marks import MARKS
from bot.blocks.kit import (
    actions,
    button,
    context,
    escape,
    fields,
    header,
    link,
    person,
    section,
    snug,
    when,
    whole,
)
from bot.domain.catalog import Service, Team
from bot.domain.incident import Incident
from bot.domain.telling import Update
from bot.ports import Block, Blocks

OTHERS, TEAMS = 5, 6


@dataclass(frozen=True, slots=True)
class Around:
    """What helps where no service is known: other open incidents, and who is on call where (mrkdwn)."""

    others: tuple[Incident, ...]
    oncall: tuple[str, ...]
    empty: bool


@dataclass(frozen=True, slots=True)
class Further:
    """A further service of the incident: who owns it, and who is on call for it (mrkdwn)."""

    service: Service
    owner: str
    oncall: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that the context card shows. `oncall`, `changes`, `suspects` and `readiness` are mrkdwn.

    `around` is there where no service is.
    """

    incident: Incident
    service: Service | None
    team: Team | None
    lead_names: str
    dependencies: tuple[Service, ...]
    options: tuple[Service, ...]
    oncall: tuple[str, ...]
    changes: tuple[str, ...]
    sources: tuple[str, ...]
    notes: int
    waiting: bool
    around: Around | None = None
    readiness: str = ""
    suspects: tuple[str, ...] = ()
    told: Update | None = None
    further: tuple[Further, ...] = ()
    into: Incident | None = None
    beside: Beside = NOTHING


def card(shown: Card) -> tuple[str, Blocks]:
    """The pinned card: (fallback text, blocks)."""
    incident = shown.incident
    blocks: list[Block] = [
        header(f"{MARKS[incident.status]} {incident.id} {incident.title}"),
        context(" · ".join(part for part in _sources(shown) if part)),
        fields(_facts(shown)),
    ]
    blocks += _service_part(shown) if shown.service else _ask_for_service(shown)
    blocks += above(shown.beside)
    blocks += _further(shown.further)
    blocks += _around(shown.around) if shown.around else []
    blocks += _likeliest(shown.suspects)
    what = "Last production changes" if shown.around else "Last changes"
    with_needs = "" if shown.around else " (with its dependencies)"
    blocks.append(section(whole([f"*{what}*{with_needs}", *(shown.changes or ("None known.",))])))
    blocks.append(actions(_card_buttons(shown)))
    return f"{incident.id} {snug(incident.title, 150)}: {incident.status}", tuple(blocks)


def _sources(shown: Card) -> tuple[str, ...]:
    hint = "Refreshing from GitHub and PagerDuty …" if shown.waiting else ""
    return (*shown.sources, hint)


def _facts(shown: Card) -> list[tuple[str, str]]:
    incident = shown.incident
    return [
        ("Status", _status(incident, shown.into)),
        ("Incident lead", person(incident.lead) if incident.lead else "nobody yet: `/inc lead @x`"),
        ("Declared", f"{when(incident.declared_at)} by {person(incident.declared_by)}"),
        ("Last update", _told(shown.told, incident)),
        ("Timeline", f"{shown.notes} {'line' if shown.notes == 1 else 'lines'}: `/inc note …` or 📌"),
        *([] if shown.around else [("On call", whole(shown.oncall, 1900) or "nobody known: `/oncall`")]),
    ]


def _status(incident: Incident, into: Incident | None) -> str:
    where = f" into {reference(into)}" if into else ""
    return f"{incident.status}{where} · SEV{incident.severity}"


def _further(further: Sequence[Further]) -> list[Block]:
    """The further services, a line each."""
    if not further:
        return []
    lines = [
        f"• {snug(each.service.title, 100)} `{snug(each.service.id, 80)}` · {each.owner} · {each.oncall}"
        for each in further
    ]
    return [section(whole(["*Further services*", *lines]))]


def _told(told: Update | None, incident: Incident) -> str:
    """What people were told last, and when they are told again."""
    if told is None:
        return "none yet: `/inc update …`"
    due = f" · next by {when(told.next_at, '{time}')}" if told.next_at and incident.is_open else ""
    return f"{escape(told.text, 200)} ({when(told.at, '{time}')}{due})"


def _service_part(shown: Card) -> list[Block]:
    service = shown.service
    if service is None:
        return []
    owner = (
        f"{snug(shown.team.title, 100)} ({shown.lead_names or 'no leads'})"
        if shown.team
        else "nobody owns it"
    )
    owner += f"\n{shown.beside.owner_how}" if shown.beside.owner_how else ""
    guessed = " _(guessed from the title)_" if incident_guessed(shown.incident) else ""
    facts = [
        ("Service", f"{snug(service.title, 150)} `{snug(service.id, 80)}`{guessed}"),
        ("Owner", owner),
        ("Tier", str(service.tier) if service.tier is not None else "not set"),
        ("Runbook", _page(service.runbook, "Open the runbook") or "none: add `runbook:` to the catalog"),
        ("SLO", _slo(service)),
        ("Depends on", _names(service.id, shown.dependencies)),
        ("Readiness", shown.readiness or f"not evaluated yet: `/ready {snug(service.id, 80)}`"),
        *facts_beside(shown.beside),
    ]
    return [fields(facts)]


def incident_guessed(incident: Incident) -> bool:
    """Whether the service is a guess that a person may want to change."""
    return incident.service_how == "guessed"


def _around(around: Around) -> list[Block]:
    """Other open incidents, and who is on call where; each list with the way to all of it."""
    others = [status_line(each) for each in around.others[:OTHERS]] or ["No other incident is open."]
    if len(around.others) > OTHERS:
        others.append(f"and {len(around.others) - OTHERS} more: `/inc list`")
    oncall = around.oncall[:TEAMS] or ("Nobody known: bring teams and rotas in with `tocsin import`.",)
    ways = [button("Who is on call", "say", "oncall"), button("All open incidents", "say", "inc list")]
    return [
        section(whole(["*Open incidents*", *others])),
        section(whole(["*On call now*", *oncall])),
        actions(ways, "around"),
    ]


def _ask_for_service(shown: Card) -> list[Block]:
    if shown.around and shown.around.empty:
        return [section("*Which service?* The catalog is empty: `tocsin import catalog.yaml` fills it.")]
    if not shown.options:
        return [
            section(
                "*Which service?* The catalog knows none that the title names. `Choose service` searches it."
            )
        ]
    offered = [button(o.title, "inc_service", f"{shown.incident.id}|{o.id}") for o in shown.options[:5]]
    return [section("*Which service?* The title fits several."), actions(offered, "which_service")]


def _card_buttons(shown: Card) -> list[Block]:
    incident = shown.incident
    label = "Change service" if incident.service else "Choose service"
    choose = [button(label, "inc_service_form", incident.id)]
    if shown.around and shown.around.empty:
        choose = []
    if not incident.is_open:
        return [button("Reopen", "inc_reopen", incident.id), *choose]
    take = [] if incident.lead else [button("I lead", "inc_lead_me", incident.id, style="primary")]
    return [
        *take,
        button("Add a note", "inc_note_form", incident.id),
        *choose,
        button("Page …", "inc_page_form", incident.id),
        button("Resolve", "inc_resolve_form", incident.id),
    ]


def _page(url: str, label: str) -> str:
    return link(url, label) if url else ""


def _slo(service: Service) -> str:
    if not service.slos:
        return "none declared"
    lines = []
    for slo in service.slos[:3]:
        now = "no data" if slo.current is None else f"now {slo.current:g}{snug(slo.unit, 20)}"
        lines.append(
            f"{snug(slo.name, 60)} ≥ {slo.objective:g}{snug(slo.unit, 20)} over {snug(slo.window, 20)}: {now}"
        )
    return "\n".join(lines)


def _likeliest(suspects: tuple[str, ...]) -> list[Block]:
    """What may have caused it, with reasons; people mark it in the list."""
    if not suspects:
        return []
    return [section(whole(["*Likeliest causes* (`/changes` marks or dismisses)", *suspects]))]


def _names(id: str, services: Sequence[Service]) -> str:
    if not services:
        return "nothing declared"
    shown = ", ".join(snug(service.title, 60) for service in services[:6])
    more = len(services) - 6
    return f"{shown} and {more} more: `/svc deps {id}`" if more > 0 else shown
