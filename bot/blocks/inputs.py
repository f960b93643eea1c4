"""Elements of forms that few forms have: a day, a file, several at once, a line of help."""

from collections.abc import Sequence

from bot.blocks.kit import Block, clip, labelled, options, search_input
from bot.domain.markup import clean


def file_input(name: str, label: str) -> Block:
    """A file of at most one; its id arrives under `name`."""
    element: Block = {"type": "file_input", "action_id": name, "max_files": 1}
    return labelled(name, label, element, optional=True)


def date_input(name: str, label: str, *, initial: str = "", optional: bool = True) -> Block:
    """A day (`2026-01-31`); it arrives under `name`."""
    element: Block = {"type": "datepicker", "action_id": name}
    return labelled(name, label, element | ({"initial_date": initial} if initial else {}), optional=optional)


def searches_input(name: str, label: str, chosen: Sequence[tuple[str, str]] = ()) -> Block:
    """As `search_input`, for several; the values arrive under `name`, with commas between."""
    field = search_input(name, label)
    element = {**field["element"], "type": "multi_external_select"}
    return field | {"element": element | ({"initial_options": options(chosen)} if chosen else {})}


def hinted(field: Block, hint: str) -> Block:
    """A field with a line beneath it that says how to fill it in."""
    return field | {"hint": {"type": "plain_text", "text": clip(clean(hint), 2000)}}
