"""How a card that is brought in looks: the form that takes it, what it changes, what is wrong with it."""

from collections.abc import Sequence

from bot.blocks.inputs import file_input
from bot.blocks.kit import actions, button, header, modal, section, snug, text_input, whole
from bot.domain.scorecard import Problem
from bot.domain.scorecard.comparing import Mark, Moved
from bot.domain.scorecard.lint import Fault
from bot.domain.scorecard.preview import Preview
from bot.ports import Block, Reply

MOST = 40
STALE = (
    "The cards have changed since you looked, so nothing was brought in. This is what it would change now."
)


def bring_form() -> Block:
    """Paste or upload."""
    return modal(
        "Bring a scorecard in",
        [
            section(
                "Paste it or upload it: JSON or YAML in Port's format. Nothing changes before you say so."
            ),
            text_input("text", "Scorecard", lines=True),
            file_input("file", "Or a file"),
        ],
        callback="scorecard",
        submit="Look at it",
    )


def refused(problems: Sequence[Problem]) -> Reply:
    """A file that cannot be used."""
    lines = [f"• `{snug(each.path, 150)}` {snug(_in(each), 300)}" for each in problems[:MOST]]
    told = "Nothing was changed: that file is no scorecard that can be used. Mend this and bring it again."
    return Reply(told, (section(told), section(whole(lines))))


def _in(each: Problem) -> str:
    return f"({each.rule}) {each.text}" if each.rule else each.text


def previewed(found: Preview, draft: str) -> Reply:
    """What would change and whom it moves, with what is wrong; to be confirmed."""
    marks, moved, faults, guesses = found.marks, found.moved, found.faults, found.guesses
    shown: list[Block] = [
        header("What it would change"),
        *([section(STALE)] if found.stale else []),
        section(whole([_mark(each) for each in marks]) or "Nothing."),
    ]
    if moved:
        shown.append(section(whole([f"*{_counted(moved)}*", *map(_moved, moved[:MOST])])))
    if faults or guesses:
        lines = [
            *(_fault(each) for each in faults),
            *(f"• `{snug(e.path, 100)}` {snug(_in(e), 200)}" for e in guesses),
        ]
        shown.append(section(whole([f"*{len(faults)} faults, {len(guesses)} guesses*", *lines])))
    bring = button("Bring it in", "ready_bring", draft, style="primary")
    shown.append(actions([bring] if marks else [button("All services", "ready_show", "page 0")]))
    stale = f"{STALE} " if found.stale else ""
    return Reply(f"{stale}What it would change: {len(marks)} differences, {_counted(moved)}.", tuple(shown))


def brought(cards: Sequence[str], moved: Sequence[Moved]) -> Reply:
    """It is in."""
    names = ", ".join(f"*{snug(each, 100)}*" for each in cards)
    text = f"{names}: brought in, every service is evaluated on it. {_counted(moved)}. `/ready` shows all."
    return Reply(text, replace=True)


def _mark(each: Mark) -> str:
    return f"`{each.sign}` {snug(each.text, 400)}"


def _counted(moved: Sequence[Moved]) -> str:
    up = sum(each.up for each in moved)
    return f"{up} services rise, {len(moved) - up} drop" if moved else "no service changes its level"


def _moved(each: Moved) -> str:
    sign = "↑" if each.up else "↓"
    return f"{sign} {snug(each.title, 100)}: {snug(each.was, 40)} → {snug(each.becomes, 40)}"


def _fault(each: Fault) -> str:
    rule = f"*{snug(each.rule, 80)}* " if each.rule else ""
    end = "" if each.text.endswith("?") else "."
    said = f"{each.kind}: {snug(each.text, 250)}{end} Mend: {snug(each.mend, 150)}."
    return f"• {rule}{said} `{snug(each.path, 100)}`"
