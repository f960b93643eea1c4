"""Port's export (JSON, or tar.gz of JSON files) and its `port.yml` as entries of our catalog file.

The archive is read as https://github.com/port-experimental/port-cli writes it: one list per kind of thing.
Blueprints are each company's own; which of them are read as what stands in `words`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from bot.domain.formats.entry import Harvest, Homes
from bot.domain.formats.node import Node
from bot.domain.formats.port import words as port_words
from bot.domain.formats.port.entity import Key, Reading, World
from bot.domain.formats.remark import Reason

PARTS = ("blueprints", "entities", "scorecards", "teams", "users")
ELSE = ("actions", "automations", "pages", "_folders", "integrations", "mapping", "webhooks")


def knows(node: Node) -> bool:
    """Whether a document is an export of Port, a part of one, or an entity."""
    if node.at("blueprint") and node.at("identifier"):
        return True
    if isinstance(node.value, Mapping):
        return isinstance(node.at("entities").value or node.at("blueprints").value, list)
    each = node.each()[0] if isinstance(node.value, list) and node.value else node
    return bool(each.at("identifier")) and bool(each.first("blueprint", "schema"))


def read(documents: Sequence[Node], homes: Homes) -> Harvest:  # noqa: ARG001  (one shape for all)
    """The entries of several documents, which are one export."""
    harvest = Harvest()
    parts: dict[str, list[Node]] = {}
    for node in documents:
        for name, part in _parts(node):
            parts.setdefault(name, []).extend(part.each())
    _said_of(harvest, parts)
    world = World(harvest, _targets(parts.get("blueprints", ())))
    _organisation(world, parts.get("teams", ()), parts.get("users", ()))
    known = list(_known(world, parts.get("entities", ())))
    for node in known:
        world.begin(node)
    for node in known:
        if entry := world.made.get((*node.path, node.placed.file)):
            Reading(world, node, entry).all()
    return harvest


def _parts(node: Node) -> Iterator[tuple[str, Node]]:
    """The parts of a document by name; a list is the part that its file is named after, or whose it looks."""
    if node.at("blueprint") and node.at("identifier"):
        yield "entities", node
    elif isinstance(node.value, list):
        stem = PurePath(node.placed.file).stem
        first = node.each()[0] if node.value else node
        looks = "entities" if first.at("blueprint") else "blueprints"
        yield (stem if stem in (*PARTS, *ELSE) else looks), node
    else:
        yield from node.items()


def _said_of(harvest: Harvest, parts: Mapping[str, Sequence[Node]]) -> None:
    """Say what of an export is no catalog."""
    for name in ELSE:
        if nodes := parts.get(name):
            what = f"{len(nodes)} {name.strip('_')} of Port"
            harvest.say(nodes[0].remark(Reason.NO_PLACE, f"{what}: our catalog has no place for them"))
    if nodes := parts.get("scorecards"):
        what = (
            f"{len(nodes)} {'scorecard is' if len(nodes) == 1 else 'scorecards are'} not part of the catalog"
        )
        harvest.say(nodes[0].remark(Reason.NO_PLACE, what, f"tocsin card import {_whole(nodes[0])}"))


def _whole(node: Node) -> str:
    """The file as it was named: of what lies in an archive, the archive."""
    return re.sub(r"(?<=gz)/[^/]*$", "", node.placed.file)


def _targets(blueprints: Sequence[Node]) -> dict[Key, str]:
    """(blueprint, relation) → the blueprint that it leads to."""
    return {
        (each.at("identifier").text, name): relation.at("target").text
        for each in blueprints
        for name, relation in each.at("relations").items()
    }


def _known(world: World, entities: Sequence[Node]) -> Iterator[Node]:
    """The entities whose blueprint we know; the others are counted."""
    unknown: dict[tuple[str, str], list[Node]] = {}
    for node in entities:
        world.harvest.declared(node)
        name = node.at("blueprint").text
        if port_words.section(name):
            yield node
        else:
            unknown.setdefault((node.placed.file, name), []).append(node)
    for (_, name), nodes in unknown.items():
        what = f"{len(nodes)} of blueprint `{name}`, which is nothing of our catalog"
        remedy = "blueprints read are: service, team, user, system, domain, repository, environment, …"
        world.harvest.leave_out(nodes[0], Reason.NO_PLACE, what, remedy, count=len(nodes))


def _organisation(world: World, teams: Sequence[Node], users: Sequence[Node]) -> None:
    """The organisation's own teams and users."""
    for node in teams:
        world.harvest.declared(node)
        world.team(node.at("name"))
    for node in users:
        world.harvest.declared(node)
        _user(world, node)
    for node in teams:
        team = world.team(node.at("name"))
        for email in node.at("users").each():
            person = world.person(email.at("email") if email.at("email") else email)
            if team and person:
                person.put("name", person.body["email"], email)
                team.add("members", person.id, email)


def _user(world: World, node: Node) -> None:
    person = world.person(node.at("email"))
    if person is None:
        world.harvest.leave_out(node, Reason.NO_NAME, "a user has no address", "add `email:`")
        return
    names = " ".join(node.at(key).text for key in ("firstName", "lastName")).strip()
    person.put("name", names or node.at("email").text, node.at("email"))
    for named in node.at("teams").each():
        if team := world.team(named.at("name") if named.at("name") else named):
            team.add("members", person.id, named)
