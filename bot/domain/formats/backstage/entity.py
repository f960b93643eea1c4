"""One entity of Backstage as an entry of our catalog file: its kind, its relations, its annotations."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.formats import words
from bot.domain.formats.entry import Entry, Harvest
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason

OURS = "tocsin/"
"""Our own annotations begin with it: what a field of ours has no other place for in Backstage."""
KIND = "backstage.io/kind"
UNKNOWN = "unknown"
"""What stands where Backstage demands an owner, a type, a lifecycle, and there is none."""
Key = tuple[str, str, str]
_REF = re.compile(r"(?:(?P<kind>[^:/]+):)?(?:(?P<space>[^/]+)/)?(?P<name>[^/]+)")


def key_of(node: Node) -> Key:
    """Kind, namespace and name, which are the same whatever their case."""
    space = node.at("metadata", "namespace").text or "default"
    return node.at("kind").text.lower(), space.lower(), node.at("metadata", "name").text.lower()


@dataclass(frozen=True, slots=True)
class World:
    """What all entities share. `backward`: (service that needs, service needed, where that is said)."""

    harvest: Harvest
    ids: Mapping[Key, str]
    teams: Mapping[str, Entry]
    backward: list[tuple[str, str, Node]] = field(default_factory=list)


class Reading:
    """One entity being read into its entry."""

    def __init__(self, world: World, node: Node, entry: Entry) -> None:
        self.world, self.harvest, self.node, self.entry = world, world.harvest, node, entry
        self.spec, self.metadata = node.at("spec"), node.at("metadata")
        self.kind, self.space, _ = key_of(node)

    def all(self) -> None:
        READERS[self.entry.section](self)
        for name, value in self.metadata.at("annotations").items():
            self._annotation(name, value)

    def refs(self, node: Node, kind: str) -> Iterator[tuple[str, str, Node]]:
        """(kind, id, place) of what a field refers to; `kind` is meant where none is written."""
        for each in node.each():
            found = _REF.fullmatch(each.text)
            if not found:
                self._say(
                    each, Reason.FAULTY, f"{each.text!r} is no reference", "write [kind:][namespace/]name"
                )
                continue
            named = (found["kind"] or kind).lower()
            key = (named, (found["space"] or self.space).lower(), found["name"].lower())
            default = (named, "default", key[2])
            yield (
                named,
                self.world.ids.get(key) or self.world.ids.get(default) or words.slug(found["name"]),
                each,
            )

    def refer(self, key: str, node: Node, kind: str) -> None:
        """Set a field to the one entity that it refers to."""
        for _, id, each in self.refs(node, kind):
            self.entry.put(key, id, each)

    def _say(self, node: Node, reason: Reason, what: str, remedy: str = "") -> None:
        self.harvest.say(node.remark(reason, what, remedy))

    # The kinds ---------------------------------------------------------------------------------------------

    def titled(self, *names: Node) -> None:
        named = next(node for node in (*names, self.metadata.at("title"), self.metadata.at("name")) if node)
        self.entry.put("title", named.text, named)
        self.entry.put("description", self.metadata.at("description").prose, self.metadata.at("description"))

    def owner(self) -> None:
        for kind, id, each in self.refs(self.spec.at("owner"), "group"):
            if each.text == UNKNOWN:
                continue
            if kind == "user" and self.entry.section == "services":
                self.entry.add("experts", {"person": id, "why": "owner"}, each)
                self._say(
                    each, Reason.NO_PLACE, f"`{self.entry.id}` is owned by a person; `{id}` is its expert"
                )
            elif kind == "user":
                self._say(each, Reason.NO_PLACE, f"`{self.entry.id}` is owned by a person, not by a team")
            else:
                self.entry.put("team", id, each)

    def service(self) -> None:
        self.titled()
        if self.kind != "component":
            self.entry.fact(KIND, self.node.at("kind"))
        for key, node in (("type", self.spec.at("type")), ("lifecycle", self.spec.at("lifecycle"))):
            self.entry.put(key, node.text if node.text != UNKNOWN else "", node)
        self.owner()
        self.refer("system", self.spec.at("system"), "system")
        self.refer("part_of", self.spec.at("subcomponentOf"), "component")
        for node in self.metadata.at("tags").each():
            self.entry.add("tags", node.text, node)
        for name, node in self.metadata.at("labels").items():
            self.entry.add("tags", f"{name}:{node.text}", node)
        for node in self.metadata.at("links").each():
            hint = node.at("type").text or f"{node.at('title').text} {node.at('icon').text}"
            words.link(self.entry, node.at("url"), node.at("title").text, hint)
        self._definition()
        self._dependencies()

    def _definition(self) -> None:
        for name, node in self.spec.at("definition").items():
            if name.startswith("$"):
                self.entry.put("api_spec", node.text, node)

    def _dependencies(self) -> None:
        for key, kind in (
            ("dependsOn", "component"),
            ("consumesApis", "api"),
            ("consumesApi", "api"),
            ("apiProvidedBy", "component"),
        ):
            for _, id, each in self.refs(self.spec.at(key), kind):
                self.entry.add("depends_on", id, each)
        for key, kind in (
            ("dependencyOf", "component"),
            ("providesApis", "api"),
            ("apiConsumedBy", "component"),
        ):
            for _, id, each in self.refs(self.spec.at(key), kind):
                self.world.backward.append((id, self.entry.id, each))

    def system(self) -> None:
        self.titled()
        self.owner()
        self.refer("domain", self.spec.at("domain"), "domain")

    def domain(self) -> None:
        self.titled()
        self.owner()
        self.refer("parent", self.spec.at("subdomainOf"), "domain")

    def group(self) -> None:
        self.titled(self.spec.at("profile", "displayName"))
        self.entry.body.pop("description", None)
        self.refer("parent", self.spec.at("parent"), "group")
        for _, id, each in self.refs(self.spec.at("members"), "user"):
            self.entry.add("members", id, each)
        for _, id, each in self.refs(self.spec.at("children"), "group"):
            if id in self.world.teams:
                self.world.teams[id].put("parent", self.entry.id, each)

    def user(self) -> None:
        named = self.spec.at("profile", "displayName")
        name = next(node for node in (named, self.metadata.at("title"), self.metadata.at("name")) if node)
        self.entry.put("name", name.text, name)
        email = self.spec.at("profile", "email")
        self.entry.put("email", email.text, email)
        for _, id, each in self.refs(self.spec.at("memberOf"), "group"):
            if id in self.world.teams:
                self.world.teams[id].add("members", self.entry.id, each)

    # Annotations -------------------------------------------------------------------------------------------

    def _annotation(self, name: str, node: Node) -> None:
        if name.startswith(OURS):
            self._own(name.removeprefix(OURS), node)
        elif name == "pagerduty.com/integration-key":
            what = f"the integration key of `{self.entry.id}` is a secret and is not kept"
            self._say(node, Reason.CONFIDENTIAL, what, "write `pagerduty.com/service-id:` instead")
        elif reader := ANNOTATIONS.get((self.entry.section, name)):
            reader(self, node)
        elif self.entry.section == "services":
            self.entry.fact(name, node)

    def _own(self, key: str, node: Node) -> None:
        """A field of ours that Backstage has no place for, as our export writes it: text, or JSON."""
        if key == "id":
            return
        try:
            value = json.loads(node.text)
        except ValueError:
            value = node.text
        if key == "facts" and isinstance(value, dict):
            facts = self.entry.body.setdefault("facts", {})
            facts.update(value) if isinstance(facts, dict) else None
            return
        self.entry.body.pop(key, None)
        self.entry.put(key, value, node)

    def pagerduty(self, node: Node) -> None:
        self.entry.put("pagerduty", node.text, node)

    def repository(self, node: Node) -> None:
        if not words.in_repository(self.entry, node):
            self._say(
                node, Reason.FAULTY, f"{node.text!r} is no repository of GitHub", "write it as owner/name"
            )

    def source_location(self, node: Node) -> None:
        if found := words.repository(node.text):
            for held in self.entry.body.pop("repositories", ()):  # type: ignore[attr-defined]
                if held != found["name"]:
                    self.entry.add("repositories", held, node)
            words.in_repository(self.entry, node)

    def techdocs(self, node: Node) -> None:
        if (url := node.text.removeprefix("url:")).startswith(("http://", "https://")):
            self.entry.add("links", {"title": "TechDocs", "url": url}, node)

    def login(self, node: Node) -> None:
        self.entry.put("github", node.text, node)

    def passed_over(self, _: Node) -> None:
        """Known, and nothing of our catalog."""


READERS: Mapping[str, Callable[[Reading], None]] = {
    "services": Reading.service,
    "systems": Reading.system,
    "domains": Reading.domain,
    "teams": Reading.group,
    "people": Reading.user,
}
ANNOTATIONS: Mapping[tuple[str, str], Callable[[Reading, Node], None]] = {
    ("services", "pagerduty.com/service-id"): Reading.pagerduty,
    ("services", "github.com/project-slug"): Reading.repository,
    ("services", "backstage.io/source-location"): Reading.source_location,
    ("services", "backstage.io/techdocs-ref"): Reading.techdocs,
    ("services", "backstage.io/managed-by-location"): Reading.passed_over,
    ("services", "backstage.io/managed-by-origin-location"): Reading.passed_over,
    ("services", "backstage.io/view-url"): Reading.passed_over,
    ("services", "backstage.io/edit-url"): Reading.passed_over,
    ("people", "github.com/user-login"): Reading.login,
}
