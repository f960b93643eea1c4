"""`/rca …`: the state of the document, its sections, whys and notes, of this channel or of a named one."""

import re
from dataclasses import replace

from bot.blocks import rca as blocks
from bot.blocks.kit import clip
from bot.domain.grammar import person
from bot.domain.incident import Incident
from bot.domain.markup import plain
from bot.domain.rca import MIN_WHYS, all_whys
from bot.domain.rca.notes import parts, tagged
from bot.domain.rca.plan import find as sections_of
from bot.domain.rca.written import Edited, Overtaken, Why
from bot.domain.refusal import Refusal
from bot.flows import incident as incidents
from bot.flows import owing, rca, similar
from bot.ports import Answer, Ask, Bot, Open, Reply

NAMED = re.compile(r"inc-?(\d{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
WHYS = ("why", "whys")


def _about(bot: Bot, ask: Ask) -> tuple[Incident, str]:
    """The incident that the words begin with, else the one of the channel; and the other words."""
    found = NAMED.fullmatch(ask.words.strip())
    if found:
        return incidents.named(bot, f"INC-{found.group(1)}"), found.group(2).strip()
    return incidents.here(bot, ask), ask.words.strip()


def _rest(ask: Ask) -> str:
    """The words without the incident that they begin with."""
    found = NAMED.fullmatch(ask.words.strip())
    return (found.group(2) if found else ask.words).strip()


async def state(bot: Bot, ask: Ask) -> Answer:
    """`/rca`: the whole document in short, with a button for each section."""
    return blocks.state(await rca.composed(bot, _about(bot, ask)[0].id))


async def section(bot: Bot, ask: Ask) -> Answer:
    """`/rca <section>`: its form. `/rca INC-12` is the state of another incident."""
    words = _rest(ask)
    found = () if not words or words.lower() in WHYS else sections_of(words)
    if words and words.lower() not in WHYS and not found:
        said = f"No section is called “{clip(words, 60)}”. /rca lists all 26; a number does too: /rca 7"
        raise Refusal(f"{said}. /tocsin help rca shows what else there is.")
    incident, _ = _about(bot, ask)
    if not words:
        return blocks.state(await rca.composed(bot, incident.id))
    if not found:
        return Open("rca_why", {"incident": incident.id})
    if len(found) > 1:
        return blocks.sections_named(incident.id, words, found)
    return _open(incident.id, found[0].key)


def _open(incident: str, key: str) -> Answer:
    if key == "whys":
        return Open("rca_why", {"incident": incident})
    return Open("rca_section", {"incident": incident, "section": key})


async def section_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """A section's button: `INC-12|fault`."""
    incident, _, key = ask.values["value"].partition("|")
    return _open(incident, key)


async def why_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The button that asks why."""
    return Open("rca_why", {"incident": ask.values["value"]})


async def why(bot: Bot, ask: Ask) -> Answer:
    """`/rca why` opens the whys; with words it is one: `why did it fill? because of retries`."""
    incident, words = _about(bot, ask)
    if not words:
        return Open("rca_why", {"incident": incident.id})
    said = plain(words)
    return await _asked(bot, ask, incident, said if said[:4].lower() == "why " else f"why {said}")


async def _asked(bot: Bot, ask: Ask, incident: Incident, words: str) -> Answer:
    """A why in words goes below the last one: that is what five whys are."""
    question, answer = parts(words)
    known = all_whys(rca.whys_of(bot, incident))
    below = max(known, key=lambda each: each.at).key if known else ""
    kept = await rca.ask_why(bot, ask, incident, rca.Asked(f"below:{below}", question, answer))
    return _kept(bot, incident, kept)


def _kept(bot: Bot, incident: Incident, outcome: Why | rca.Changed) -> Answer:
    """How many there are now, and the way to the next; or the form again where somebody was faster."""
    if isinstance(outcome, Why):
        return blocks.why_kept(incident, outcome, len(all_whys(rca.whys_of(bot, incident))), MIN_WHYS)
    now = outcome.now
    who = {"by": now.person, "which": f"change:{now.key}:{now.version}"} if now else {"by": ""}
    return Open("rca_why", {"incident": incident.id, **who})


async def note(bot: Bot, ask: Ask) -> Answer:
    """`/rca note <text>`: a sentence for the section that it names."""
    incident, words = _about(bot, ask)
    text = plain(words)
    if tagged(text)[0] == "whys":
        return await _asked(bot, ask, incident, text)
    added = await rca.note(bot, ask, incident, text)
    return blocks.added(incident, added, added.section)


async def share(bot: Bot, ask: Ask) -> Answer:
    """`/rca share`: into the channel, before it is over too."""
    return await rca.share(bot, ask, _about(bot, ask)[0])


async def owner(bot: Bot, ask: Ask) -> Answer:
    """`/rca owner @x`: somebody else writes it."""
    return await owing.give(bot, ask, incidents.here(bot, ask), person(ask.words, ask.person))


async def done(bot: Bot, ask: Ask) -> Answer:
    """`/rca done`: nobody is reminded any more."""
    return await owing.done(bot, ask, _about(bot, ask)[0])


async def done_pressed(bot: Bot, ask: Ask) -> Answer:
    """It is done, below a reminder."""
    said = await owing.done(bot, ask, incidents.named(bot, ask.values["value"]))
    return replace(said, replace=True)


async def state_pressed(bot: Bot, ask: Ask) -> Answer:
    """What is missing, below a reminder."""
    return blocks.state(await rca.composed(bot, incidents.named(bot, ask.values["value"]).id))


async def share_pressed(bot: Bot, ask: Ask) -> Answer:
    """The button below the state."""
    return await rca.share(bot, ask, incidents.named(bot, ask.values["value"]))


async def find(bot: Bot, ask: Ask) -> Answer:
    """`/rca find <words>`: what happened before, over all that documents say."""
    return await similar.look_up(bot, ask, ask.words)


# Forms --------------------------------------------------------------------------------------------------


async def written(bot: Bot, ask: Ask) -> Answer:
    """A section came back; where somebody was faster the form shows their words beside the person's."""
    given = ask.values
    incident = incidents.named(bot, given["incident"])
    edited = Edited(given["section"], int(given["over"]), given["text"], given.get("meets") == "below")
    outcome = await rca.write(bot, ask, incident, edited)
    if isinstance(outcome, Overtaken):
        over = {"mine": given["text"], "before": str(outcome.before.version)}
        if outcome.too_long:
            over["too_long"] = "yes"
        return Open("rca_section", {"incident": incident.id, "section": edited.section, **over})
    return blocks.kept(incident, outcome)


async def asked(bot: Bot, ask: Ask) -> Answer:
    """The whys came back."""
    given = ask.values
    incident = incidents.named(bot, given["incident"])
    asked = rca.Asked(given["which"], given["question"], given["answer"])
    outcome = await rca.ask_why(bot, ask, incident, asked)
    again = _kept(bot, incident, outcome)
    if isinstance(again, Open):
        mine = {"question": asked.question, "answer": asked.answer}
        return replace(again, draft={**again.draft, **mine})
    return again


async def add_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """The message shortcut "Add to RCA"."""
    about = {name: ask.values.get(name, "") for name in ("message", "text", "author")}
    return Open("rca_add", {"from": ask.channel, **about})


async def message_added(bot: Bot, ask: Ask) -> Answer:
    """The section for a message was chosen."""
    given = ask.values
    incident = incidents.named(bot, given["incident"])
    message = rca.Message(given["from"], given["message"], given["author"], given["text"])
    added = await rca.add(bot, ask, incident, (message, given["section"]))
    return blocks.added(incident, added, given["section"])


async def place_form(bot: Bot, ask: Ask) -> Answer:  # noqa: ARG001  (every handler has this shape)
    """Another section, below what was added: `INC-12|key`."""
    incident, _, key = ask.values["value"].partition("|")
    return Open("rca_place", {"incident": incident, "addition": key})


async def placed(bot: Bot, ask: Ask) -> Answer:
    """Another section was chosen for a note."""
    given = ask.values
    incident = incidents.named(bot, given["incident"])
    moved = await rca.place(bot, ask, incident, given["addition"], given["section"])
    return blocks.added(incident, moved, moved.section)


async def dropped(bot: Bot, ask: Ask) -> Answer:
    """Take it away, below what was added."""
    incident, _, key = ask.values["value"].partition("|")
    found = incidents.named(bot, incident)
    gone = await rca.drop(bot, ask, found, key)
    said = "is out of the document again" if gone else "was taken away already"
    return Reply(f"That note of *{found.id}* {said}.", replace=True)
