"""The effects of an incident in Slack, as values: what to do, in which lane, after what."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident
from bot.domain.rca import Draft
from bot.ports import Ask, Blocks, Reply


def open_channel(incident: Incident, ask: Ask, *, existing: str = "") -> Effect:
    """Create the incident's channel, or join the `existing` one that becomes it; who asked is told."""
    return Effect(
        id=f"{incident.id}:channel",
        kind=EffectKind.CHANNEL,
        incident=incident.id,
        person=ask.person,
        body={
            "name": incident.channel_name,
            "number": incident.number,
            "answer_url": ask.answer_url,
            "asked_in": ask.channel,
            "thread": ask.thread,
            "existing": existing,
        },
    )


def join(incident: Incident, once: str) -> Effect:
    """Come into the incident's channel again."""
    return _of_channel(incident, f"{incident.id}:join:{once}", EffectKind.JOIN, {"channel": incident.channel})


def invite(incident: Incident, people: Sequence[str], key: str) -> Effect:
    """Invite people to the channel."""
    return _of_channel(incident, f"{incident.id}:invite:{key}", EffectKind.INVITE, {"people": list(people)})


def topic(incident: Incident, text: str) -> Effect:
    """Set the channel's topic: of several that wait only the newest, so that the last one stands."""
    return Effect(
        id=_unique(incident, "topic"),
        kind=EffectKind.TOPIC,
        lane=f"topic:{incident.id}",
        incident=incident.id,
        slot=f"topic:{incident.id}",
        needs=(f"{incident.id}:channel",),
        body={"topic": text},
    )


def card_slot(incident: str) -> str:
    """The place of an incident's card."""
    return f"card:{incident}"


def card(incident: Incident, text: str, blocks: Blocks) -> Effect:
    """Post the context card, or edit it where it stands."""
    body = {"text": text, "blocks": list(blocks)}
    return Effect(
        id=_unique(incident, "card"),
        kind=EffectKind.POST,
        lane=incident.id,
        incident=incident.id,
        slot=card_slot(incident.id),
        needs=(f"{incident.id}:channel",),
        body=body,
    )


def pin(incident: str, channel: str, ts: str) -> Effect:
    """Pin a message that stands."""
    body = {"channel": channel, "ts": ts}
    return Effect(f"{incident}:pin:{ts}", EffectKind.PIN, incident=incident, body=body)


def say(incident: Incident, text: str, blocks: Blocks = (), *, once: str = "") -> Effect:
    """A new message in the incident's channel: what people must learn; under `once`, one time only."""
    return Effect(
        id=_unique(incident, "say", once),
        kind=EffectKind.POST,
        lane=incident.id,
        incident=incident.id,
        needs=(f"{incident.id}:channel",),
        body={"text": text, "blocks": list(blocks)},
    )


def announce(incident: Incident, room: str, text: str, blocks: Blocks) -> Effect:
    """The one post of an incident in the room for all of them, edited in place."""
    return Effect(
        id=_unique(incident, "announce"),
        kind=EffectKind.POST,
        lane=f"announce:{incident.id}",
        incident=incident.id,
        slot=f"announce:{incident.id}",
        body={"text": text, "blocks": list(blocks), "room": room},
    )


def beneath(incident: Incident, ts: str, said: Reply, *, once: str) -> Effect:
    """A reply in the thread of a message in the incident's channel; under `once`, one time only."""
    effect = say(incident, said.text, said.blocks, once=once)
    return replace(effect, body={**effect.body, "thread": ts})


def why(incident: Incident, ts: str, key: str, text: str) -> Effect:
    """A why in the thread of the card, edited where it stands."""
    slot = f"why:{key}"
    body = {"text": text, "blocks": [], "thread": ts}
    needs = (f"{incident.id}:channel",)
    return Effect(f"{incident.id}:{slot}", EffectKind.POST, incident.id, body, needs, incident.id, slot=slot)


def document_slot(incident: str) -> str:
    """The place of the message that the document hangs beneath."""
    return f"document:{incident}"


def document(incident: Incident, text: str, blocks: Blocks) -> Effect:
    """The one message of the document, posted once and edited from then on."""
    slot = document_slot(incident.id)
    body = {"text": text, "blocks": list(blocks)}
    needs = (f"{incident.id}:channel",)
    return Effect(
        f"{incident.id}:document", EffectKind.POST, incident.id, body, needs, incident.id, slot=slot
    )


def file(incident: Incident, said: str, draft: Draft) -> Effect:
    """A draft of the document as a text file, beneath its message (the effect `said`); one time only."""
    body = {
        "name": draft.name,
        "title": draft.title,
        "content": draft.markdown,
        "beneath": document_slot(incident.id),
        "version": draft.version,
    }
    id = f"{incident.id}:file:{draft.version}"
    needs = (f"{incident.id}:channel", said)
    return Effect(id, EffectKind.FILE, f"file:{incident.id}", body, needs, incident.id)


def table(incident: Incident, name: str, title: str, content: str) -> Effect:
    """A table as a file beneath the card; of one name one time only."""
    body = {"name": name, "title": title, "content": content, "beneath": card_slot(incident.id)}
    return _of_channel(incident, f"{incident.id}:table:{name}", EffectKind.FILE, body)


def remove_file(incident: str, file: str) -> Effect:
    """Delete a file of ours: a newer one stands in its place."""
    return Effect(f"{incident}:unfile:{file}", EffectKind.UNFILE, incident=incident, body={"file": file})


def answer(key: str, ask: Ask, reply: Reply) -> Effect:
    """Answer a person: over the answer_url, in the thread of a mention, else privately."""
    return Effect(
        id=f"answer:{key}",
        kind=EffectKind.ANSWER,
        person=ask.person,
        body={
            "url": ask.answer_url,
            "channel": ask.channel,
            "thread": ask.thread,
            "text": reply.text,
            "blocks": list(reply.blocks),
            "public": reply.public,
            "replace": reply.replace,
        },
    )


def _of_channel(incident: Incident, id: str, kind: EffectKind, body: Mapping[str, object]) -> Effect:
    needs = (f"{incident.id}:channel",)
    return Effect(id=id, kind=kind, incident=incident.id, needs=needs, body=body)


def _unique(incident: Incident, what: str, once: str = "") -> str:
    return f"{incident.id}:{what}:{once or secrets.token_hex(6)}"
