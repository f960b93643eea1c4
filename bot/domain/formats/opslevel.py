"""OpsLevel's `opslevel.yml` as entries of our catalog file.

Read in https://docs.opslevel.com/docs/opslevel-yml: `component` (once `service`), `repository`.
"""

from collections.abc import Sequence

from bot.domain.formats import words
from bot.domain.formats.entry import Entry, Harvest, Homes
from bot.domain.formats.node import Node
from bot.domain.formats.remark import Reason

FACTS = ("framework", "product")
CODE = ("code", "repository", "repo")


def knows(node: Node) -> bool:
    """Whether a document is one of OpsLevel."""
    return bool(node.at("version")) and bool(_declared(node))


def _declared(node: Node) -> list[Node]:
    named = [node.at(key) for key in ("component", "service", "repository")]
    return [each for each in named if isinstance(each.value, dict)]


def read(documents: Sequence[Node], homes: Homes) -> Harvest:
    """The entries of several documents."""
    harvest = Harvest()
    for node in documents:
        for each in _declared(node):
            harvest.declared(each)
            if each.path[-1] == "repository":
                _repository(harvest, each, homes.get(each.placed.file, ""))
            else:
                _service(harvest, each)
    return harvest


def _repository(harvest: Harvest, node: Node, home: str) -> None:
    """A repository's owner. The file does not name the repository: it is where it lies (`home`)."""
    if not home:
        what = "it does not say which repository it is about"
        harvest.leave_out(node, Reason.NO_NAME, what, "import it with `--repository owner/name`")
        return
    entry = harvest.entry("repositories", home, node)
    entry.put("team", words.slug(node.at("owner").text), node.at("owner"))
    entry.put("description", node.at("description").prose, node.at("description"))
    entry.put("language", node.at("language").text, node.at("language"))


def _service(harvest: Harvest, node: Node) -> None:
    name = node.at("name")
    if words.is_template(name.text):
        harvest.leave_out(node, Reason.TEMPLATE, "this is a template", "import what is made from it")
        return
    if not words.slug(name.text):
        harvest.leave_out(node, Reason.NO_NAME, "it has no name", "add `name:`")
        return
    entry = harvest.entry("services", words.slug(name.text).lower(), node)
    entry.put("title", name.text, name)
    entry.put("description", node.at("description").prose, node.at("description"))
    entry.put("team", words.slug(node.at("owner").text), node.at("owner"))
    entry.put("system", words.slug(node.at("system").text), node.at("system"))
    for key in ("type", "lifecycle", "language"):
        entry.put(key, node.at(key).text, node.at(key))
    if node.at("tier") and (remark := words.tier(entry, node.at("tier"))):
        harvest.say(remark)
    _lists(entry, node)
    _facts(entry, node)


def _lists(entry: Entry, node: Node) -> None:
    for alias in node.at("aliases").each():
        entry.add("aliases", alias.text, alias)
    for tag in node.at("tags").each():
        entry.add("tags", _tag(tag), tag)
    for repo in node.at("repositories").each():
        named = repo.at("name") if repo.at("name") else repo
        words.in_repository(entry, named, repo.at("path").text)
    for tool in node.at("tools").each():
        _tool(entry, tool)
    for needed in node.at("dependencies").each():
        named = needed.first("alias", "name") if isinstance(needed.value, dict) else needed
        entry.add("depends_on", words.slug(named.text), named)


def _tag(node: Node) -> str:
    key, value = node.at("key").text, node.at("value").text
    return f"{key}:{value}" if key and value else key or node.text


def _facts(entry: Entry, node: Node) -> None:
    for name in FACTS:
        entry.fact(name, node.at(name))
    for name, value in node.at("properties").items():
        entry.fact(name, value)


def _tool(entry: Entry, node: Node) -> None:
    """A tool by its category; where it is about one environment, its title says so."""
    category, url = node.at("category").text.lower(), node.at("url")
    environment = node.at("environment").text
    title = f"{node.at('name').text} ({environment})" if environment else node.at("name").text
    if category in CODE and words.in_repository(entry, url):
        return
    if category == "health_checks" and url.text.startswith("http"):
        entry.put("health_check", url.text, url)
    elif category == "incidents" and "pagerduty." in url.text and words.pagerduty(url.text):
        entry.put("pagerduty", words.pagerduty(url.text), url)
    else:
        words.link(entry, url, title, category)
