"""Datadog's service and entity definitions (`service.datadog.yaml`, v1 to v3) as entries of our catalog file.

Read in https://github.com/DataDog/schema/tree/main/service-catalog, whose schemas have the fields named here.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain.formats import words
from bot.domain.formats.entry import Entry, Harvest, Homes
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason

SECTIONS = {"system": "systems", "application": "systems"}
NO_PLACE = ("scorecard-rule", "integration", "ui")
_VERSION = re.compile(r"v?[123](\.\d)?")


def knows(node: Node) -> bool:
    """Whether a document is a definition of Datadog."""
    if node.at("dd-service") or node.at("info", "dd-service"):
        return True
    version = node.at("apiVersion").text
    return bool(re.fullmatch(r"v3(\.\w+)?", version)) and bool(node.at("kind")) and bool(node.at("metadata"))


def read(documents: Sequence[Node], homes: Homes) -> Harvest:  # noqa: ARG001  (one shape for all)
    """The entries of several documents."""
    harvest = Harvest()
    for node in documents:
        harvest.declared(node)
        version = (node.first("apiVersion", "schema-version").text or "v1").lower()
        if not _VERSION.fullmatch(version.removesuffix("-beta")):
            harvest.say(node.remark(Reason.GUESSED, f"schema {version} is read as v3"))
        reader = _entity if node.at("metadata") else _service_v1 if node.at("info") else _service_v2
        reader(harvest, node)
    return harvest


def _begin(harvest: Harvest, node: Node, section: str, name: Node) -> Entry | None:
    """A new entry with its id, or None where it has none; why is said."""
    if words.is_template(name.text) or words.is_template(node.first("team", "kind").text):
        harvest.leave_out(node, Reason.TEMPLATE, "this is a template", "import what is made from it")
    elif not words.slug(name.text):
        harvest.leave_out(node, Reason.NO_NAME, "it has no name", f"add `{name.path[-1]}:`")
    else:
        return harvest.entry(section, words.slug(name.text), node)
    return None


# v3 -----------------------------------------------------------------------------------------------------


def _entity(harvest: Harvest, node: Node) -> None:
    kind, metadata, spec = node.at("kind").text, node.at("metadata"), node.at("spec")
    if kind in NO_PLACE:
        harvest.leave_out(node, Reason.NO_PLACE, f"it is of kind {kind}, which our catalog has no place for")
        return
    entry = _begin(harvest, node, SECTIONS.get(kind, "services"), metadata.at("name"))
    if not entry:
        return
    entry.put("title", metadata.at("displayName").text, metadata.at("displayName"))
    entry.put("title", metadata.at("name").text, metadata.at("name"))
    entry.put("description", metadata.at("description").prose, metadata.at("description"))
    entry.put("team", words.slug(_bare(metadata.at("owner").text)), metadata.at("owner"))
    if entry.section == "systems":
        _components(harvest, entry, spec.at("components"))
        return
    entry.put("type", spec.at("type").text or kind, spec.at("type") or node.at("kind"))
    _shared(harvest, entry, metadata, spec)
    for other in metadata.at("additionalOwners").each():
        entry.add("tags", f"owner:{other.at('name').text}", other.at("name"))
    for part in spec.at("componentOf").each():
        entry.put("system", words.slug(_bare(part.text)), part)
    for needed in spec.at("dependsOn").each():
        entry.add("depends_on", words.slug(_bare(needed.text)), needed)
    for code in [
        *node.at("datadog", "codeLocations").each(),
        *node.at("datadog", "code", "locations").each(),
    ]:
        paths = code.at("paths").texts
        words.in_repository(entry, code.at("repositoryURL"), _folder(paths[0] if len(paths) == 1 else ""))
    _paged(harvest, entry, node.at("integrations", "pagerduty", "serviceURL"))
    _extensions(entry, node)


def _bare(reference: str) -> str:
    """A reference (`service:default/web`) without its kind and its namespace."""
    return reference.rpartition(":")[2].rpartition("/")[2]


def _folder(path: str) -> str:
    """The folder that a glob of paths is about."""
    found = words.repository(path) if "://" in path else None
    return found.get("path", "") if found else path.partition("*")[0] if "://" not in path else ""


def _components(harvest: Harvest, system: Entry, node: Node) -> None:
    services = {each.id: each for each in harvest.entries if each.section == "services"} if node else {}
    for each in node.each():
        if part := services.get(words.slug(_bare(each.text))):
            part.put("system", system.id, each)
        else:
            what = f"`{each.text}` of system `{system.id}` is not known here"
            harvest.say(
                each.remark(Reason.UNKNOWN, what, "declare it before the system, with `componentOf:`")
            )


# v1, v2, v2.1, v2.2 -------------------------------------------------------------------------------------


def _service_v2(harvest: Harvest, node: Node) -> None:
    entry = _begin(harvest, node, "services", node.at("dd-service"))
    if not entry:
        return
    entry.put("title", node.at("dd-service").text, node.at("dd-service"))
    entry.put("description", node.at("description").prose, node.at("description"))
    team = node.first("team", "dd-team")
    entry.put("team", words.slug(team.text), team)
    entry.put("system", words.slug(node.at("application").text), node.at("application"))
    entry.put("type", node.at("type").text, node.at("type"))
    _shared(harvest, entry, node, node)
    for repo in node.at("repos").each():
        if not words.in_repository(entry, repo.at("url")):
            words.link(entry, repo.at("url"), repo.at("name").text, "repo")
    for doc in node.at("docs").each():
        words.link(entry, doc.at("url"), doc.at("name").text, "doc")
    pager = node.at("integrations", "pagerduty")
    _paged(harvest, entry, pager.at("service-url") if pager.at("service-url") else pager)
    _extensions(entry, node)


def _service_v1(harvest: Harvest, node: Node) -> None:
    info, org = node.at("info"), node.at("org")
    entry = _begin(harvest, node, "services", info.at("dd-service"))
    if not entry:
        return
    entry.put("title", info.at("display-name").text, info.at("display-name"))
    entry.put("title", info.at("dd-service").text, info.at("dd-service"))
    entry.put("description", info.at("description").prose, info.at("description"))
    entry.put("team", words.slug(org.at("team").text), org.at("team"))
    entry.put("system", words.slug(org.at("application").text), org.at("application"))
    _tier(harvest, entry, info.at("service-tier"))
    entry.put("channel", words.channel(node.at("contact", "slack").text), node.at("contact", "slack"))
    entry.fact("contact_email", node.at("contact", "email"))
    _links(entry, node.at("external-resources"))
    for tag in node.at("tags").each():
        entry.add("tags", tag.text, tag)
    words.in_repository(entry, node.at("integrations", "github"))
    _paged(harvest, entry, node.at("integrations", "pagerduty"))
    _extensions(entry, node)


# What several versions share ----------------------------------------------------------------------------


def _shared(harvest: Harvest, entry: Entry, described: Node, spec: Node) -> None:
    """Tier, lifecycle, languages, tags, links and contacts, which later versions only hold elsewhere."""
    _tier(harvest, entry, spec.at("tier"))
    entry.put("lifecycle", spec.at("lifecycle").text, spec.at("lifecycle"))
    entry.put("language", ", ".join(spec.at("languages").texts), spec.at("languages"))
    for tag in described.at("tags").each():
        entry.add("tags", tag.text, tag)
    _links(entry, described.at("links"))
    for contact in described.at("contacts").each():
        _contact(entry, contact)


def _tier(harvest: Harvest, entry: Entry, node: Node) -> None:
    if node and (remark := words.tier(entry, node)):
        harvest.say(remark)


def _links(entry: Entry, links: Node) -> None:
    for each in links.each():
        kind, url = each.at("type").text, each.at("url")
        if kind in ("repo", "code") and words.in_repository(entry, url):
            continue
        words.link(entry, url, each.at("name").text, kind)


def _contact(entry: Entry, node: Node) -> None:
    kind, value = node.at("type").text.lower(), node.at("contact")
    if kind == "slack" and (channel := words.channel(value.text)):
        entry.put("channel", channel, value)
    elif kind == "email":
        entry.fact("contact_email", value)
    else:
        words.link(entry, value, node.at("name").text or kind, "contact")


def _paged(harvest: Harvest, entry: Entry, node: Node) -> None:
    if not node:
        return
    if id := words.pagerduty(node.text):
        entry.put("pagerduty", id, node)
    else:
        what = f"{node.text!r} names no service of PagerDuty"
        harvest.say(node.remark(Reason.FAULTY, what, "copy the address of the service's page"))


def _extensions(entry: Entry, node: Node) -> None:
    """What stands in free fields is kept as facts, as far as it is plain."""
    for name, value in node.at("extensions").items():
        entry.fact(name, value)


VERSIONS: Mapping[str, Callable[[Harvest, Node], None]] = {
    "v1": _service_v1,
    "v2": _service_v2,
    "v2.1": _service_v2,
    "v2.2": _service_v2,
    "v3": _entity,
}
