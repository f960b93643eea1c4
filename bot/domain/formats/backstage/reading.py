"""Backstage's entities (`catalog-info.yaml`) as entries of our catalog file.

Read in https://backstage.io/docs/features/software-catalog/descriptor-format and `well-known-annotations`.
"""

from collections.abc import Sequence

from bot.domain.formats import words
from bot.domain.formats.backstage.entity import OURS, Key, Reading, World, key_of
from bot.domain.formats.entry import Harvest, Homes
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason

SECTIONS = {
    "component": "services",
    "resource": "services",
    "api": "services",
    "system": "systems",
    "domain": "domains",
    "group": "teams",
    "user": "people",
}


def knows(node: Node) -> bool:
    """Whether a document is an entity of Backstage."""
    return "backstage" in node.at("apiVersion").text or (
        node.at("kind").text.lower() in SECTIONS
        and bool(node.at("metadata", "name"))
        and bool(node.at("spec"))
    )


def targets(node: Node) -> list[Node]:
    """The files that a Location points to; empty for all else."""
    if node.at("kind").text != "Location":
        return []
    return [*node.at("spec", "target").each(), *node.at("spec", "targets").each()]


def read(documents: Sequence[Node], homes: Homes) -> Harvest:  # noqa: ARG001  (one shape for all)
    """The entries of several documents; each may refer to all others."""
    harvest = Harvest()
    entities: list[tuple[Key, Node]] = []
    for node in documents:
        harvest.declared(node)
        if _is_ours(harvest, node):
            entities.append((key_of(node), node))
    ids = _ids(harvest, entities)
    made = [(node, harvest.entry(SECTIONS[key[0]], ids[key], node)) for key, node in entities]
    world = World(harvest, ids, {entry.id: entry for _, entry in made if entry.section == "teams"})
    for node, entry in made:
        Reading(world, node, entry).all()
    _reverse(harvest, world.backward)
    return harvest


def _is_ours(harvest: Harvest, node: Node) -> bool:
    """Whether an entity has a place in our catalog; why not is said."""
    kind, name = node.at("kind").text, node.at("metadata", "name").text
    said = [name, *node.at("spec", "owner").texts, *node.at("spec", "type").texts, kind]
    if any(words.is_template(text) for text in said):
        harvest.leave_out(
            node, Reason.TEMPLATE, f"{kind or 'this'} is a template", "import what is made from it"
        )
    elif kind == "Location":
        harvest.leave_out(node, Reason.POINTER, f"Location `{name}` points to other files")
    elif kind.lower() not in SECTIONS:
        said_of = "a software template" if kind == "Template" else f"of kind {kind or 'nothing'}"
        harvest.leave_out(node, Reason.NO_PLACE, f"`{name}` is {said_of}, which our catalog has no place for")
    elif not words.slug(name):
        harvest.leave_out(node, Reason.NO_NAME, f"{kind} has no name", "add `name:` below `metadata:`")
    else:
        return True
    return False


def _ids(harvest: Harvest, entities: Sequence[tuple[Key, Node]]) -> dict[Key, str]:
    """The id of each entity: its name, with its kind or its namespace where that is taken."""
    ids: dict[Key, str] = {}
    taken: dict[tuple[str, str], Key] = {}
    for key, node in sorted(entities, key=lambda each: list(SECTIONS).index(each[0][0])):
        if key in ids:
            continue
        kind, space, _ = key
        own = node.at("metadata", "annotations", f"{OURS}id").text
        name = own or words.slug(node.at("metadata", "name").text)
        for wanted in (
            name,
            f"{name}-{kind}",
            f"{words.slug(space)}-{name}",
            f"{words.slug(space)}-{name}-{kind}",
        ):
            if taken.setdefault((SECTIONS[kind], wanted.lower()), key) == key:
                break
        ids[key] = wanted
        if wanted != name:
            harvest.say(node.remark(Reason.GUESSED, f"`{name}` is taken, so {kind} `{name}` is `{wanted}`"))
    return ids


def _reverse(harvest: Harvest, backward: Sequence[tuple[str, str, Node]]) -> None:
    """Dependencies that the other side declares (`dependencyOf`)."""
    services = {entry.id: entry for entry in harvest.entries if entry.section == "services"}
    for needing, needed, node in backward:
        if needing in services:
            services[needing].add("depends_on", needed, node)
        else:
            what = f"`{needed}` is said to be needed by `{needing}`, which is not known"
            harvest.say(node.remark(Reason.UNKNOWN, what, "import it along with this one"))
