"""One entity of Port as an entry of our catalog file: its properties and its relations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.formats import words
from bot.domain.formats.entry import Entry, Harvest
from bot.domain.formats.node import Node
from bot.domain.formats.port import words as port_words
from bot.domain.formats.remark import Reason

Key = tuple[str, str]
AS_WRITTEN = ("repositories", *port_words.LISTS)
"""Sections whose entries need no id of our form."""


@dataclass(slots=True)
class World:
    """What all entities share."""

    harvest: Harvest
    targets: Mapping[Key, str]
    ids: dict[Key, str] = field(default_factory=dict)
    taken: dict[Key, Key] = field(default_factory=dict)
    made: dict[tuple[str | int, ...], Entry] = field(default_factory=dict)
    named: dict[Key, Entry] = field(default_factory=dict)

    def begin(self, node: Node) -> None:
        """The entry of an entity, with its id; in a section that is a list it has none."""
        blueprint, identifier = node.at("blueprint").text, node.at("identifier")
        section = port_words.section(blueprint)
        own = node.at("properties", "tocsin_id").text
        base = identifier.text.partition("@")[0] if section == "people" else identifier.text
        name = own or (identifier.text if section in AS_WRITTEN else words.slug(base))
        if words.is_template(identifier.text) or not name:
            self.harvest.leave_out(
                node, Reason.NO_NAME, f"a {blueprint} has no identifier", "add `identifier:`"
            )
            return
        key = (section, identifier.text)
        for wanted in (name, f"{name}-{words.slug(blueprint)}", words.slug(identifier.text)):
            if self.taken.setdefault((section, wanted.lower()), (blueprint, identifier.text))[0] == blueprint:
                break
        id = "" if section in port_words.LISTS else wanted
        self.ids[key] = self.ids[(blueprint, identifier.text)] = wanted
        self.made[(*node.path, node.placed.file)] = self.harvest.entry(section, id, node)

    def id(self, blueprint: str, identifier: str) -> str:
        """The id of an entity that is referred to."""
        section = port_words.section(blueprint)
        found = self.ids.get((blueprint, identifier)) or self.ids.get((section, identifier))
        if found or section == "repositories":
            return found or identifier
        return words.slug(identifier.partition("@")[0] if section == "people" else identifier)

    def team(self, name: Node) -> Entry | None:
        """The organisation's team of a name."""
        return self._one("teams", words.slug(name.text), name, {"title": name.text})

    def person(self, email: Node) -> Entry | None:
        """The organisation's user of an address."""
        return self._one("people", words.slug(email.text.partition("@")[0]), email, {"email": email.text})

    def _one(self, section: str, id: str, node: Node, body: Mapping[str, str]) -> Entry | None:
        if not id:
            return None
        if (section, id) not in self.named:
            entry = self.named[(section, id)] = self.harvest.entry(section, id, node)
            for key, value in body.items():
                entry.put(key, value, node)
        return self.named[(section, id)]


def _text(node: Node) -> str:
    return node.text


TEXTS: Mapping[str, Callable[[Node], str]] = {
    "channel": lambda node: words.channel(node.text),
    "pagerduty": lambda node: words.pagerduty(node.text),
    "description": lambda node: node.prose,
}


TITLES: Mapping[str, str] = {"people": "name", "freezes": "name", "initiatives": "name", "workloads": ""}


def _is_foreign(name: str, value: object) -> bool:
    """Whether a property has our name for it, but is not written our way."""
    if name in ("channel", "pagerduty"):
        return "://" in str(value)
    return isinstance(value, str) and name in ("tier", "tags", "aliases", "links", "facts", "slos")


class Reading:
    """One entity being read into its entry."""

    def __init__(self, world: World, node: Node, entry: Entry) -> None:
        self.world, self.node, self.entry = world, node, entry
        self.blueprint = node.at("blueprint").text
        self.properties = node.at("properties")

    def all(self) -> None:
        title = self.node.first("title", "identifier")
        if key := self._title_key():
            self.entry.put(key, title.text, title)
        if self.entry.section == "people" and "@" in self.node.at("identifier").text:
            self.entry.put("email", self.node.at("identifier").text, self.node.at("identifier"))
        for name, value in self.properties.items():
            if name != "tocsin_id":
                self._property(name, value)
        plain = port_words.plain(self.blueprint).removesuffix("s")
        if self.entry.section == "services" and plain not in port_words.PLAIN_SERVICES:
            self.entry.put("type", plain, self.node.at("blueprint"))
        self._team()
        for name, value in self.node.at("relations").items():
            self._relation(name, value)

    def _title_key(self) -> str:
        """What the title is called with us; a repository without one needs none."""
        bare = self.entry.section == "repositories" and not self.node.at("title")
        return "" if bare else TITLES.get(self.entry.section, "title")

    def _team(self) -> None:
        teams = self.node.at("team").each()
        for n, team in enumerate(teams):
            id = self.world.id("team", team.text)
            if (
                self.entry.section in ("services", "systems", "domains", "repositories", "features")
                and n == 0
            ):
                self.entry.put("team", id, team)
            elif self.entry.section == "teams":
                continue
            else:
                what = f"`{id}` also owns `{self.entry.id or self.node.at('identifier').text}`; one team can"
                self.world.harvest.say(team.remark(Reason.TWICE, what, "keep one of them"))

    def _property(self, name: str, node: Node) -> None:
        """A property of our own name as it is, one of another name for the same, or a fact."""
        section = self.entry.section
        known = port_words.alias(name) if section == "services" else ""
        ours = name in port_words.OURS.get(section, ())
        if ours and (section != "services" or not _is_foreign(name, node.value)):
            self.entry.put(name, node.value, node)
        elif known and isinstance(node.value, str | int) and not isinstance(node.value, bool):
            self._word(known, name, node)
        elif section == "services":
            self.entry.fact(name, node)
        elif node:
            what = f"`{name}` of {self.blueprint} `{self.entry.id}` has no place in our catalog"
            self.world.harvest.say(node.remark(Reason.NO_PLACE, what))

    def _word(self, known: str, name: str, node: Node) -> None:
        """A property whose meaning its name tells."""
        if known == "tier":
            if remark := words.tier(self.entry, node):
                self.world.harvest.say(remark)
        elif known == "repository":
            if not words.in_repository(self.entry, node):
                words.link(self.entry, node, name) if "://" in node.text else self.entry.fact(name, node)
        elif known in ("runbook", "dashboard"):
            words.link(self.entry, node, name.replace("_", " ").capitalize(), known)
        elif known == "tags":
            self.entry.add("tags", node.text, node)
        else:
            self.entry.put(known, TEXTS.get(known, _text)(node), node)

    def _relation(self, name: str, node: Node) -> None:
        target = self.world.targets.get((self.blueprint, name), "") or name
        section = port_words.section(target)
        key = self._key(name, section)
        if not key:
            if node:
                what = f"relation `{name}` of {self.blueprint} leads to nothing of our catalog"
                self.world.harvest.say(node.remark(Reason.NO_PLACE, what))
            return
        for each in node.each():
            self._refer(key, self.world.id(target, each.text), each)

    def _key(self, name: str, target: str) -> str:
        """Our key for a relation: its own name where that is one, else by where it leads."""
        pair = (self.entry.section, target)
        if name in {key for (section, _), key in port_words.RELATIONS.items() if section == pair[0]}:
            return name
        if name in ("leads", "part_of"):
            return name
        if pair in port_words.BY_NAME and port_words.BY_NAME[pair][0].search(name):
            return port_words.BY_NAME[pair][1]
        return {("services", "people"): "experts", ("people", "teams"): "teams"}.get(
            pair, port_words.RELATIONS.get(pair, "")
        )

    def _refer(self, key: str, id: str, node: Node) -> None:
        if key == "experts":
            self.entry.add("experts", id, node)
        elif self.entry.section == "people":
            for team in (each for each in self.world.harvest.entries if each.section == "teams"):
                if team.id == id:
                    team.add("members", self.entry.id, node)
        elif key in port_words.SINGLE:
            self.entry.put(key, id, node)
        else:
            self.entry.add(key, id, node)
