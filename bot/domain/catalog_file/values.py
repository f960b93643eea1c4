"""The kinds of text, number and time that a catalog file holds; a wrong one is told with its remedy."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.domain.rota import words

_URL = re.compile(r"https?://[^\s<>|/]+(/[^\s<>|]*|)")
Json = dict[str, Any]


def wrong(what: str, remedy: str) -> PydanticCustomError:
    """A fault in our words, as pydantic carries it."""
    return PydanticCustomError("tocsin", "{what}; {remedy}", {"what": what, "remedy": remedy})


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise wrong(
            f"{text!r} is not the address of a page", "write it whole, such as https://acme.example/page"
        )
    return text


def _zone(text: str) -> str:
    try:
        words.zone(text)
    except words.Wrong:
        raise wrong(f"{text!r} is not a time zone", "write a name such as Europe/London or UTC") from None
    return text


def _instant(value: object) -> datetime:
    try:
        return words.instant(value)
    except words.Wrong:
        raise wrong(
            f"{value!r} is not a time with its offset", "write one such as 2026-11-20T09:00Z"
        ) from None


def _day(value: object) -> datetime:
    """A time with its offset, or a day, which begins at midnight UTC."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else _instant(value)


def _fact(value: object) -> object:
    """A text, a number, true or false, or a list of texts."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    if isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    raise wrong("a fact is a text, a number, true, false or a list of texts", "write one of these")


def _state(value: object) -> object:
    """On, off, or words for something between."""
    if isinstance(value, bool) or (isinstance(value, str) and 0 < len(value.strip()) <= 80):
        return value
    raise wrong("a flag is true, false or a text such as 50%", "write one of these")


@dataclass(frozen=True, slots=True)
class Named:
    """A bare name where a mapping may stand; `key` is the name's key in it."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """What pydantic asks for: the text as a mapping, then the mapping's own checks."""
        return core_schema.no_info_before_validator_function(self._mapping, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """What an editor is told: both are taken."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}

    def _mapping(self, value: object) -> object:
        return {self.key: value} if isinstance(value, str) else value


class Matching:
    """Text of one form."""

    def __init__(self, pattern: str, what: str, remedy: str) -> None:
        self._form, self._what, self._remedy = re.compile(pattern), what, remedy

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """What pydantic asks for: the text's own checks, then its form."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """What an editor is told: the form, and the remedy as its description."""
        said = f"{self._what[:1].upper()}{self._what[1:]}: {self._remedy}."
        return {**handler(schema), "pattern": f"^(?:{self._form.pattern})$", "description": said}

    def _check(self, text: str) -> str:
        if not self._form.fullmatch(text):
            raise wrong(f"{text!r} is not {self._what}", self._remedy)
        return text


Id = Annotated[
    str,
    StringConstraints(max_length=100),
    Matching(r"[^\W_][\w.+-]*", "a plain id", "use letters, digits, `-`, `_` and `.`, without spaces"),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=150),
    AfterValidator(lambda text: " ".join(text.split())),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Ref = Annotated[str, StringConstraints(min_length=1, max_length=150)]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[datetime, BeforeValidator(_day)]
FactValue = Annotated[
    Any,
    AfterValidator(_fact),
    WithJsonSchema({"type": ["string", "number", "boolean", "array"], "items": {"type": "string"}}),
]
FlagState = Annotated[Any, AfterValidator(_state), WithJsonSchema({"type": ["boolean", "string"]})]
Channel = Annotated[
    str,
    Matching(
        r"#?[^\W_A-Z][^\sA-Z#.,]{0,79}|[CG][A-Z0-9]{2,}",
        "a Slack channel",
        'write its name in quotes, such as "#team-payments", or its id, such as C0123456',
    ),
]
SlackId = Annotated[
    str, Matching(r"[UW][A-Z0-9_]{1,20}", "a Slack user id", "copy it from the profile, such as U0123456")
]
VendorId = Annotated[
    str, Matching(r"[A-Z0-9]{3,30}", "a PagerDuty id", "copy it from the page's address, such as PABC123")
]
Login = Annotated[
    str, Matching(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\[bot\])?", "a GitHub login", "leave the @ out")
]
Email = Annotated[str, Matching(r"[^@\s<>]+@[^@\s<>]+", "an address", "write it such as ana@acme.example")]
Repository = Annotated[
    str, Matching(r"[\w.-]+/[\w.-]+", "a repository", "write it as owner/name, without the host")
]
Span = Annotated[str, Matching(r"[1-9]\d{0,3}[hdwm]", "a length of time", "write it such as 30d or 4w")]
