"""What a reader takes from a text, for tests: entries by section and id, and what is said."""

from bot import yaml_text
from bot.domain.formats import table
from bot.domain.formats.entry import Harvest
from bot.domain.formats.node import top


def harvest(format: str, *texts: str, homes: dict[str, str] | None = None) -> Harvest:
    """What the reader of a format makes of texts; the files are called a.yaml, b.yaml, …"""
    nodes = [
        top(document)
        for n, text in enumerate(texts)
        for document in yaml_text.documents(f"{'abcdef'[n]}.yaml", text)
    ]
    assert all(table.FORMATS[format].knows(node) for node in nodes)
    return table.FORMATS[format].read(nodes, homes or {})


def taken(format: str, *texts: str) -> dict[str, dict[str, object]]:
    """The bodies by `section/id`."""
    return {f"{each.section}/{each.id}": each.body for each in harvest(format, *texts).entries}


def said(format: str, *texts: str) -> list[str]:
    """The remarks, in order."""
    return [str(remark) for remark in harvest(format, *texts).remarks]
