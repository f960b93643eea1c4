"""Refusal: the bot understood and will not, and says why and what to do instead."""


class Refusal(Exception):
    """Shown privately to the person who asked. The text names the thing and the remedy, in plain text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
