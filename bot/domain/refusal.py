"""Refusal: the bot understood and will not, and says why and what to do instead."""


class Refusal(Exception):
    """Shown privately to the person who asked. The text names the thing and the remedy, in plain text.

    `shown` is the same as mrkdwn, already escaped, where that says more (a channel that can be pressed).
    `field` is the field of a form that it is about: the form stays open and says it there.
    """

    def __init__(self, text: str, shown: str = "", field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.shown = shown
        self.field = field
