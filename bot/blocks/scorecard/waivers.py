"""How waivers look: the form that asks, who decides, what became of it."""

from datetime import datetime, timedelta

from bot.blocks.inputs import date_input
from bot.blocks.kit import (
    actions,
    button,
    modal,
    person,
    section,
    select_input,
    snug,
    text_input,
    when,
)
from bot.domain.scorecard import Readiness
from bot.domain.scorecard.waiver import State, Waiver
from bot.ports import Block, Reply

DAY = "{date_short_pretty}"
USUAL = timedelta(days=30)
Names = tuple[str, str]
"""What the service and the rule are called."""


def waive_form(found: Readiness, rule: str, now: datetime) -> Block:
    """Which rule, why, and until when."""
    open_ones = [(each.title, each.rule) for each in found.gaps]
    return modal(
        "Waive a rule",
        [
            section(
                f"*{snug(found.service.title, 150)}* need not pass it until then. A lead of its team decides."
            ),
            select_input("rule", "Rule", open_ones, initial=rule, optional=False),
            text_input("reason", "Why", optional=False, lines=True),
            date_input("until", "Until", initial=f"{now + USUAL:%Y-%m-%d}", optional=False),
        ],
        callback="waive",
        submit="Ask for it",
    )


def waiver_asked(each: Waiver, names: Names) -> Reply:
    """To who asked."""
    service, rule = (snug(name, 150) for name in names)
    return Reply(
        f"Asked: *{rule}* waived for *{service}* until {when(each.until, DAY)}. "
        "Somebody else decides, and you hear of it."
    )


def waiver_to_decide(each: Waiver, service: str, rule: str) -> Reply:
    """To who may decide."""
    text = (
        f"{person(each.asked_by)} asks to waive *{snug(rule, 150)}* for *{snug(service, 150)}* "
        f"until {when(each.until, DAY)}: {snug(each.reason, 1500)}"
    )
    buttons = [
        button("Grant", "ready_grant", each.id, style="primary"),
        button("Refuse", "ready_refuse", each.id),
        button("How it stands", "ready_show", f"service:{each.service}"),
    ]
    return Reply(text, (section(text), actions(buttons)))


def waiver_decided(each: Waiver, names: Names) -> Reply:
    """To who asked and to who decided."""
    service, rule = (snug(name, 150) for name in names)
    if each.state is State.GRANTED:
        said = f"granted by {person(each.decided_by)}; it holds until {when(each.until, DAY)}"
    else:
        said = f"refused by {person(each.decided_by)}; the rule counts as before"
    return Reply(
        f"The waiver of *{rule}* for *{service}* is {said}. `/ready {snug(each.service, 80)}` shows it."
    )


def waiver_lapsed(each: Waiver, names: Names, *, counts: bool) -> Reply:
    """To who asked, when its time is over. `counts`: service and rule are still there."""
    service, rule = (snug(name, 150) for name in names)
    about = f"The waiver of *{rule}* for *{service}*"
    if not counts:
        return Reply(f"{about} has ended; nothing asks for it any more.")
    granted = each.state is State.GRANTED
    ended = "has ended; the rule counts again" if granted else "was not decided in time; the rule counts"
    return Reply(
        f"{about} {ended}. "
        f"`/ready {snug(each.service, 80)}` says how to mend it, `/ready waive` asks once more."
    )
