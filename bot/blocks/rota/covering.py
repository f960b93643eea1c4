"""How requests look: somebody wants to be covered, or to swap; who takes what, and who was faster."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.kit import actions, button, context, header, modal, section, snug, text_input
from bot.blocks.rota.changing import OWN_CLOCK, Names, on_its_way, stretch, who
from bot.domain.refusal import Refusal
from bot.domain.rota.cover import Request, State, Stretch
from bot.ports import Block, Reply

HOME = 5
STANDS = {State.DONE: "✅ Covered", State.WITHDRAWN: "Withdrawn", State.DECLINED: "Declined"}


def request(found: Request, about: str, people: Names, now: datetime) -> Reply:
    """The message to the team, edited as parts are taken."""
    wanted = who([found.person], people)
    said = f"{wanted} asks to be covered: {snug(about, 150)}, {stretch(found.start, found.end)}"
    lines = [f"*{said}*", *([f"“{snug(found.why, 500)}”"] if found.why else [])]
    if found.takers:
        lines.append(f"Taken by {who(found.takers, people)}.")
    if found.cannot:
        lines.append(f"Can't: {who(found.cannot, people)}.")
    left = [(max(start, now), end) for start, end in found.open if end > now]
    if found.state is State.OPEN and found.takers and left:
        lines.append("Still open: " + "; ".join(stretch(*each) for each in left))
    shown: list[Block] = [section("\n".join(lines))]
    if found.state is State.OPEN and left:
        shown.append(_row(found))
    elif found.state is State.OPEN:
        shown.append(context("That time is over."))
    else:
        shown.append(context(STANDS[found.state]))
    return Reply(said, tuple(shown))


def _row(found: Request) -> Block:
    return actions(
        [
            button("Take it", "cover_take", found.id, style="primary"),
            button("Take part", "cover_part", found.id),
            button("Can't", "cover_cannot", found.id),
        ]
    )


def asked(found: Request, about: str, where: str) -> Reply:
    """What the person reads who asked."""
    said = f"Your teammates are asked to cover {snug(about, 150)}, {stretch(found.start, found.end)}."
    how = f"{snug(where, 200)} Whoever takes it first has it, and you hear of it."
    row = actions([button("Withdraw", "cover_withdraw", found.id)])
    return Reply(said, (section(f"{said}\n{how}"), row))


def part_form(about: str, left: Sequence[Stretch]) -> Block:
    """From when until when somebody takes over."""
    open_now = "\n".join(f"• {stretch(*each)}" for each in left)
    return modal(
        "Take part",
        [
            section(f"*{snug(about, 150)}*\nStill open:\n{open_now or 'nothing'}"),
            text_input("since", "From (fri 18:00, tomorrow 9:00, now)", optional=False),
            text_input("until", "Until", optional=False),
            context(OWN_CLOCK),
        ],
        callback="cover_part",
        submit="Take part",
    )


def faster(found: Request, people: Names) -> Refusal:
    """Somebody else took it."""
    names = ", ".join(people[id].name if id in people else id for id in found.takers) or "Somebody"
    if found.state is State.WITHDRAWN:
        return Refusal("The request was withdrawn, so nobody needs to take it. Nothing was changed.")
    return Refusal(f"{names} was faster: that time is taken. Nothing was changed.")


def outside(asked: Stretch, part: Stretch, zone: ZoneInfo) -> Refusal:
    """What somebody would take is no part of what is asked for; both on their own clock."""
    first, second = (_plain(each, zone) for each in (asked, part))
    said = (
        f"Cover is asked for {first} on your clock ({zone.key}), and that is {second}. Nothing was changed."
    )
    return Refusal(said, field="since")


def _plain(part: Stretch, zone: ZoneInfo) -> str:
    return " to ".join(f"{each.astimezone(zone):%a %d %b %H:%M}" for each in part)


def taken(parts: Sequence[Stretch], about: str, *, waits: bool) -> Reply:
    """What the person reads who took something."""
    times = "; ".join(stretch(*each) for each in parts)
    said = f"You are on call for {snug(about, 150)}: {times}. `/oncall me` shows all your shifts."
    return Reply(said, (section(said), *on_its_way(waits=waits)))


def covered(found: Request, taker: str, about: str, parts: Sequence[Stretch], people: Names) -> Reply:
    """What the person hears who asked."""
    times = "; ".join(stretch(*each) for each in parts)
    rest = " The rest is still open." if found.state is State.OPEN else " You are free."
    said = f"{who([taker], people)} takes {snug(about, 150)} for you: {times}.{rest}"
    return Reply(said, (section(said),))


def reminder(found: Request, about: str, people: Names, left: Sequence[Stretch]) -> Reply:
    """A teammate who has not answered yet is asked again."""
    times = "; ".join(stretch(*each) for each in left)
    said = f"{who([found.person], people)} still needs cover for {snug(about, 150)}: {times}"
    return Reply(said, (section(said), _row(found)))


def nobody(found: Request, about: str, left: Sequence[Stretch]) -> Reply:
    """The person hears who asked: nobody can, or nobody has answered so far."""
    times = "; ".join(stretch(*each) for each in left)
    rest = "the rest of " if found.takers else ""
    said = (
        f"Nobody has taken {rest}{snug(about, 150)} yet: {times}. You are still on call then. "
        "Ask a team lead for an override, or `/oncall swap @x`."
    )
    return Reply(said, (section(said), actions([button("Withdraw", "cover_withdraw", found.id)])))


def proposal(found: Request, abouts: tuple[str, str], people: Names) -> Reply:
    """The other one of a swap is asked."""
    mine, yours = stretch(found.start, found.end), _other(found)
    said = f"{who([found.person], people)} would like to swap shifts with you"
    give = f"• you give {snug(abouts[1], 150)}, {yours}\n• you take {snug(abouts[0], 150)}, {mine}"
    reason = f"\n“{snug(found.why, 500)}”" if found.why else ""
    return Reply(said, (section(f"*{said}*\n{give}{reason}"), _swap_row(found)))


def swapped(found: Request, people: Names) -> Reply:
    """Both, and the channel, read what was swapped."""
    said = (
        f"{who([found.person], people)} and {who([found.other], people)} swapped: "
        f"{who([found.other], people)} is on call {stretch(found.start, found.end)}, "
        f"{who([found.person], people)} {_other(found)}."
    )
    return Reply(said, (section(said),))


def declined(found: Request, about: str, people: Names) -> Reply:
    """What the person hears who proposed a swap: it stays as it was."""
    said = (
        f"{who([found.other], people)} would rather not swap {snug(about, 150)}, "
        f"{stretch(found.start, found.end)}: you are still on call then. "
        "`/oncall cover me` asks the whole team."
    )
    return Reply(said, (section(said),))


def withdrawn(found: Request, about: str, people: Names) -> Reply:
    """What the person hears who was asked for a swap that is wanted no more."""
    said = (
        f"{who([found.person], people)} no longer asks to swap {snug(about, 150)}, "
        f"{stretch(found.start, found.end)}: nothing changes, and nothing is left to answer."
    )
    return Reply(said, (section(said),))


def decline(found: Request, about: str, people: Names) -> Reply:
    """In the place of the proposal: it was declined."""
    said = (
        f"You declined to swap {snug(about, 150)} with {who([found.person], people)}, "
        f"{stretch(found.start, found.end)}; they are told, and nothing changes."
    )
    return Reply(said, (section(said),), replace=True)


def proposed(found: Request, abouts: tuple[str, str], people: Names) -> Reply:
    """What the person reads who proposed a swap."""
    said = (
        f"{who([found.other], people)} is asked to take {snug(abouts[0], 150)}, "
        f"{stretch(found.start, found.end)}, for {_other(found)}. Nothing changes until they agree."
    )
    return Reply(said, (section(said), actions([button("Withdraw", "cover_withdraw", found.id)])))


def _other(found: Request) -> str:
    return stretch(found.other_start, found.other_end) if found.other_start else ""


def on_home(found: Sequence[tuple[Request, str]], me: str, people: Names) -> tuple[Block, ...]:
    """The requests that wait for somebody (catalog id `me`), and their own, on Home."""
    if not found:
        return ()
    shown: list[Block] = [header("Cover and swaps")]
    for asked, about in found[:HOME]:
        line = f"*{snug(about, 150)}*, {stretch(asked.start, asked.end)}"
        if asked.person == me:
            withdraw = button("Withdraw", "cover_withdraw", asked.id)
            shown.append(section(f"You asked: {line}. Nobody has taken all of it yet.", withdraw))
            continue
        wish = "would like to swap" if asked.other else "asks to be covered"
        shown.append(section(f"{who([asked.person], people)} {wish}: {line}"))
        shown.append(_swap_row(asked) if asked.other else _row(asked))
    if len(found) > HOME:
        shown.append(context(f"and {len(found) - HOME} more, in your teams' channels"))
    return tuple(shown)


def _swap_row(found: Request) -> Block:
    return actions(
        [
            button("Agree", "swap_agree", found.id, style="primary"),
            button("Decline", "swap_decline", found.id),
        ]
    )
