"""Refusal: the bot understood and will not, and says why and what to do instead."""


class Refusal(Exception):  # noqa: N818  (the house's word; it is an answer, not a fault)
    """Shown privately to the person who asked. The text names the thing and the remedy, in plain text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
