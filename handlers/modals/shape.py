"""What a form is: its model, how it looks, who takes what was submitted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from bot.ports import Ask, Block, Bot, Handler

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]


@dataclass(frozen=True, slots=True)
class FormDoor:
    """One form. `view` makes it from what the draft started from; `handler` takes the checked values.

    `begins` adds to the draft what is known only at the moment in which the form opens. `proves` raises the
    Refusal that the handler would meet; one about a field is shown there, and the form stays open.
    """

    model: type[BaseModel]
    view: Callable[[Bot, Ask, Mapping[str, str]], Awaitable[Block]]
    handler: Handler
    says: Mapping[str, str]
    begins: Callable[[Bot, Mapping[str, str]], Mapping[str, str]] = lambda bot, start: {}  # noqa: ARG005
    proves: Callable[[Bot, Ask], None] = lambda bot, ask: None  # noqa: ARG005
