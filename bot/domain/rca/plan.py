"""The 26 sections in their order: what each is called, what it asks, and how a person answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.rca.tags import SECTIONS, TAGS


@dataclass(frozen=True, slots=True)
class Plan:
    """One section. `prompt` names the next step for the person who fills it."""

    key: str
    title: str
    question: str
    prompt: str

    @property
    def example(self) -> str:
        """What a person may write, without the command that writes it."""
        return self.prompt.partition(": ")[2] if self.prompt.startswith("/inc note ") else ""


def _noted(tag: str, example: str) -> str:
    return f"/inc note {tag}: {example}"


PLAN = (
    Plan("header", "Header", "Which incident is it?", "Declare one: /inc <title>"),
    Plan(
        "tldr",
        "TL;DR",
        "What happened, to whom, for how long, in two sentences?",
        _noted("summary", "card payments failed for 38 min after a smaller connection pool"),
    ),
    Plan(
        "happened",
        "What happened",
        "What happened, told to somebody who was not there?",
        _noted("what happened", "charges queued up until the pool was raised again"),
    ),
    Plan(
        "background",
        "Background and system context",
        "Which service is it about, who owns it, what does it need?",
        "Choose the service on the card of the channel.",
    ),
    Plan(
        "lead_up",
        "Lead-up",
        "What changed in the hours before?",
        "/changes <service> 24h shows what is known; add a repository to the catalog where none is.",
    ),
    Plan(
        "trigger",
        "Trigger",
        "What set it off?",
        "Press Suspect on a change of /changes, or " + _noted("trigger", "the nightly import"),
    ),
    Plan(
        "fault",
        "Fault",
        "What was wrong all along, so that the trigger could do harm?",
        _noted("cause", "the pool size is shared by reads and writes"),
    ),
    Plan(
        "customers",
        "Customer impact in numbers",
        "How many customers, which ones, what could they not do?",
        _noted("impact", "1,240 failed charges, 3 shops down"),
    ),
    Plan(
        "impact",
        "Service, infrastructure and productivity impact",
        "Which services and people were held up, for how long?",
        _noted("service impact", "payouts ran 2 h late"),
    ),
    Plan(
        "detection",
        "Detection",
        "How was it noticed, and how could it have been half as long?",
        _noted("detected", "a customer called before any alert"),
    ),
    Plan(
        "response",
        "Response",
        "Who was paged, who answered, who took which role?",
        "/inc lead @x says who leads.",
    ),
    Plan(
        "investigation",
        "Investigation and hypotheses",
        "What was looked at, believed and ruled out?",
        _noted("hypothesis", "replica lag"),
    ),
    Plan(
        "resolution",
        "Mitigation, resolution, recovery",
        "What stopped the harm, what fixed it, is it temporary or permanent?",
        "/inc resolve <what fixed it>",
    ),
    Plan("timing", "Timing", "When did each stage begin?", "/inc status mitigated, /inc resolve"),
    Plan("timeline", "Timeline (UTC)", "What happened when?", "/inc note <text>, or react with 📌"),
    Plan(
        "whys",
        "Five whys",
        "Why did it happen, and why that, at least five deep?",
        "/rca why did the pool fill up? because every retry opens a connection",
    ),
    Plan(
        "factors",
        "Contributing factors",
        "What in technology, process, people and context made it likelier or worse?",
        _noted("factor", "the dashboard hides pool waits"),
    ),
    Plan(
        "surprise",
        "Why were we surprised",
        "What did we believe that turned out to be wrong?",
        _noted("surprise", "staging uses another pool"),
    ),
    Plan("well", "What went well", "What helped?", _noted("went well", "the roll-back took two minutes")),
    Plan("better", "What could be better", "What held us up?", _noted("better", "nobody knew the runbook")),
    Plan("lucky", "Where we got lucky", "What could have made it worse?", _noted("lucky", "it was Sunday")),
    Plan(
        "gaps",
        "Readiness gaps that hurt",
        "Which missing runbook, alert, owner or SLO cost time?",
        _noted("gap", "no alert on pool waits"),
    ),
    Plan(
        "recurrence",
        "Recurrence and similar incidents",
        "Has it happened before, and was a follow-up of that time left open?",
        _noted("seen before", "INC-7, its follow-up on pool alerts is still open"),
    ),
    Plan(
        "actions",
        "Action items",
        "What will be done, by whom, until when?",
        "/inc followup alert on pool waits above 100 ms @bo",
    ),
    Plan(
        "messaging",
        "Messaging",
        "What was told inside and outside, when?",
        _noted("told", "support at 03:20, status page at 03:25"),
    ),
    Plan(
        "material",
        "Open questions, people, supporting material, edit history",
        "What is still not understood?",
        _noted("question", "why did no alert fire?"),
    ),
)
NUMBERS: Mapping[str, int] = {plan.key: number for number, plan in enumerate(PLAN, 1)}


def of(key: str) -> Plan:
    """The section of that key. Raises KeyError."""
    return PLAN[NUMBERS[key] - 1]


def find(words: str) -> tuple[Plan, ...]:
    """The sections that words may mean: a number, a key, a title, a part of one, or a word of the notes."""
    text = " ".join(words.lower().split())
    if text.isdecimal():
        return tuple(PLAN[int(text) - 1 : int(text)]) if int(text) else ()
    known = (
        [plan for plan in PLAN if text in (plan.key.replace("_", " "), plan.key, plan.title.lower())],
        [of(SECTIONS.get(key, key)) for key, tags in TAGS.items() if text in tags],
        [plan for plan in PLAN if plan.title.lower().startswith(text)],
        [plan for plan in PLAN if text in plan.title.lower()],
    )
    return tuple(next((found for found in known if found), []))
