"""Elements of forms that few forms have: a day, a file."""

from bot.blocks.kit import Block, labelled


def file_input(name: str, label: str) -> Block:
    """A file of at most one; its id arrives under `name`."""
    element: Block = {"type": "file_input", "action_id": name, "max_files": 1}
    return labelled(name, label, element, optional=True)


def date_input(name: str, label: str, *, initial: str = "", optional: bool = True) -> Block:
    """A day (`2026-01-31`); it arrives under `name`."""
    element: Block = {"type": "datepicker", "action_id": name}
    return labelled(name, label, element | ({"initial_date": initial} if initial else {}), optional=optional)
