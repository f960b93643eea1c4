"""Cortex's entity descriptors (`cortex.yaml`, OpenAPI with `x-cortex-…`) as entries of our catalog file.

Read in https://docs.cortex.io/ingesting-data-into-cortex/entities-overview/entities/yaml.
"""

from collections.abc import Sequence

from bot.domain.formats import words
from bot.domain.formats.entry import Entry, Harvest, Homes
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason

SECTIONS = {"domain": "domains", "team": "teams"}
SPECS = ("OPENAPI", "ASYNC_API")
FORGES = ("gitlab", "bitbucket", "azure")


def knows(node: Node) -> bool:
    """Whether a document is a descriptor of Cortex."""
    return any(name.startswith("x-cortex-") for name, _ in node.at("info").items())


def read(documents: Sequence[Node], homes: Homes) -> Harvest:  # noqa: ARG001  (one shape for all)
    """The entries of several documents."""
    harvest = Harvest()
    domains = {_tag(node).text for node in documents if node.at("info", "x-cortex-type").text == "domain"}
    for node in documents:
        harvest.declared(node)
        info, tag = node.at("info"), _tag(node)
        if words.is_template(tag.text) or words.is_template(info.at("title").text):
            harvest.leave_out(node, Reason.TEMPLATE, "this is a template", "import what is made from it")
        elif not words.slug(tag.text):
            harvest.leave_out(node, Reason.NO_NAME, "it has no tag", "add `x-cortex-tag:` below `info:`")
        else:
            section = SECTIONS.get(info.at("x-cortex-type").text, "services")
            _entity(harvest, harvest.entry(section, words.slug(tag.text), node), info, domains)
    _children(harvest, domains)
    return harvest


def _children(harvest: Harvest, domains: set[str]) -> None:
    """What stands below a domain, said by the domain."""
    found = {each.id: each for each in harvest.entries if each.section in ("services", "domains")}
    for domain in [each for each in harvest.entries if each.section == "domains"]:
        for child in domain.origin.at("info", "x-cortex-children").each():
            part = found.get(words.slug(child.at("tag").text))
            if part and part.section == "domains":
                part.put("parent", domain.id, child.at("tag"))
            elif part:
                _beneath(harvest, part, domain.origin.at("info", "x-cortex-tag"), domains)
            else:
                what = f"`{child.at('tag').text}` of domain `{domain.id}` is not known here"
                harvest.say(child.remark(Reason.UNKNOWN, what, "import it too"))


def _tag(node: Node) -> Node:
    return node.at("info").first("x-cortex-tag", "x-cortex-service-tag", "title")


def _entity(harvest: Harvest, entry: Entry, info: Node, domains: set[str]) -> None:
    titled = info.first("title", "x-cortex-tag")
    entry.put("title", titled.text, titled)
    if entry.section == "teams":
        _team(harvest, entry, info)
        return
    entry.put("description", info.at("description").prose, info.at("description"))
    _owners(harvest, entry, info.at("x-cortex-owners"))
    parents = [*info.at("x-cortex-parents").each(), *info.at("x-cortex-domain-parents").each()]
    if entry.section == "domains":
        for parent in parents:
            entry.put("parent", words.slug(parent.at("tag").text), parent.at("tag"))
        return
    for parent in parents:
        _beneath(harvest, entry, parent.at("tag"), domains)
    _service(harvest, entry, info)


def _beneath(harvest: Harvest, entry: Entry, tag: Node, domains: set[str]) -> None:
    """With us a service stands below a system, and that below a domain: the system is made."""
    id = words.slug(tag.text)
    if not id or "system" in entry.body:
        return
    entry.put("system", id, tag)
    if tag.text in domains and not any(e.section == "systems" and e.id == id for e in harvest.entries):
        system = harvest.entry("systems", id, tag, main=False)
        system.put("title", tag.text, tag)
        system.put("domain", id, tag)
        what = f"system `{id}` stands for domain `{id}`, of which `{entry.id}` is a part"
        harvest.say(tag.remark(Reason.GUESSED, what))


def _service(harvest: Harvest, entry: Entry, info: Node) -> None:
    kind = info.at("x-cortex-type")
    entry.put("type", kind.text or "service", kind or info)
    entry.put("lifecycle", info.at("x-cortex-lifecycle").text, info.at("x-cortex-lifecycle"))
    for key in ("x-cortex-groups", "x-cortex-service-groups"):
        for group in info.at(key).each():
            entry.add("tags", group.text, group)
    _code(entry, info.at("x-cortex-git"))
    _pages(entry, info)
    for needed in info.at("x-cortex-dependency").each():
        tag = needed.first("tag", "cortexTag") if isinstance(needed.value, dict) else needed
        entry.add("depends_on", words.slug(tag.text), tag)
    for channel in [*info.at("x-cortex-slack", "channels").each(), *info.at("x-cortex-slack").each()]:
        named = channel.at("name") if channel.at("name") else channel
        entry.put("channel", words.channel(named.text), named)
    _paged(harvest, entry, info.at("x-cortex-oncall", "pagerduty"))
    _metadata(harvest, entry, info.at("x-cortex-custom-metadata"))


def _metadata(harvest: Harvest, entry: Entry, metadata: Node) -> None:
    """Free values are facts, but for those that have a key with us."""
    for name, held in metadata.items():
        value = held.at("value") if held.at("value") else held
        if name == "tier":
            if remark := words.tier(entry, value):
                harvest.say(remark)
        elif name in ("language", "lifecycle"):
            entry.put(name, value.text, value)
        else:
            entry.fact(name, value)


def _code(entry: Entry, git: Node) -> None:
    words.in_repository(entry, git.at("github", "repository"), git.at("github", "basepath").text)
    for forge in FORGES:
        entry.fact(f"{forge}_repository", git.at(forge, "repository"))


def _pages(entry: Entry, info: Node) -> None:
    for link in info.at("x-cortex-link").each():
        if link.at("type").text.upper() in SPECS and link.at("url").text.startswith("http"):
            entry.put("api_spec", link.at("url").text, link.at("url"))
        words.link(entry, link.at("url"), link.at("name").text, link.at("type").text)
    for board in info.at("x-cortex-dashboards", "embeds").each():
        words.link(entry, board.at("url"), board.at("type").text, "dashboard")


def _paged(harvest: Harvest, entry: Entry, node: Node) -> None:
    kind = node.at("type").text.upper()
    if kind == "SERVICE":
        entry.put("pagerduty", node.at("id").text, node.at("id"))
    elif node:
        what = f"on-call of `{entry.id}` is a {kind.lower() or 'thing'} of PagerDuty, not a service"
        harvest.say(node.remark(Reason.NO_PLACE, what, "name the service with `type: SERVICE`"))


def _owners(harvest: Harvest, entry: Entry, owners: Node) -> None:
    for owner in owners.each():
        kind = owner.at("type").text.lower()
        if kind == "slack":
            entry.put("channel", words.channel(owner.at("channel").text), owner.at("channel"))
        elif kind == "email" and entry.section == "services":
            entry.add("experts", {"person": owner.at("email").text, "why": "owner"}, owner.at("email"))
        elif kind in ("group", "") and owner.at("name"):
            entry.put("team", words.slug(owner.at("name").text.rpartition("/")[2]), owner.at("name"))
        else:
            what = f"an owner of `{entry.id}` is neither a team nor a person"
            harvest.say(owner.remark(Reason.NO_PLACE, what))


def _team(harvest: Harvest, entry: Entry, info: Node) -> None:
    """A team; its members are people with an address, who become entries of their own."""
    for parent in info.at("x-cortex-parents").each():
        entry.put("parent", words.slug(parent.at("tag").text), parent.at("tag"))
    for channel in info.at("x-cortex-slack", "channels").each():
        entry.put("channel", words.channel(channel.at("name").text), channel.at("name"))
    for member in info.at("x-cortex-team", "members").each():
        email, name = member.at("email"), member.at("name")
        id = words.slug(email.text.partition("@")[0])
        if not id:
            continue
        person = harvest.entry("people", id, member, main=False)
        person.put("name", name.text or email.text, name or email)
        person.put("email", email.text, email)
        key = "leads" if "lead" in member.at("role").text.lower() else "members"
        entry.add(key, id, email)
