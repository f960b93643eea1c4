"""Reading a rota from the mapping of a file: every fault is named by the path of its field."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.rota import words
from bot.domain.rota.edits import carry
from bot.domain.rota.page import BadRota, Page
from bot.domain.rota.shape import Kind, Layer, Override, Rota, Unit, Version, Window

NOTES = ("id", "name", "title", "description")
SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
Fields = Mapping[str, object]


def parse(raw: object) -> Rota:
    """A rota from a file's mapping: `layers` or `versions` of layers, and `overrides`.

    Raises BadRota, which names every fault.
    """
    page = Page()
    fields = page.fields(raw, (), ("layers", "versions", "overrides", *NOTES))
    versions = _versions(fields, page)
    overrides = _overrides(fields, page)
    if page.problems:
        raise BadRota(page.problems)
    return Rota(carry(versions), overrides)


def _versions(fields: Fields, page: Page) -> tuple[Version, ...]:
    if "versions" not in fields:
        if "layers" not in fields and not page.problems:
            page.at("layers").fault("is missing")
        return (Version(None, _layers(fields, page)),)
    if "layers" in fields:
        page.at("layers").fault("stands beside versions; put the layers into a version")
    items = page.items(fields, "versions", least=1)
    found = tuple(_version(raw, at) for raw, at in items)
    for (_, at), earlier, later in zip(items[1:], found, found[1:], strict=False):
        if earlier.effective and later.effective and later.effective <= earlier.effective:
            at.at("effective").fault("is not later than the version before it; put versions in order of time")
    return found


def _version(raw: object, page: Page) -> Version:
    fields = page.fields(raw, ("effective", "layers"), NOTES)
    return Version(page.read(fields, "effective", words.instant, SOME_TIME), _layers(fields, page))


def _layers(fields: Fields, page: Page) -> tuple[Layer, ...]:
    return tuple(_layer(raw, at) for raw, at in page.items(fields, "layers", least=1))


def _layer(raw: object, page: Page) -> Layer:
    required = ("timezone", "start", "every", "members")
    fields = page.fields(raw, required, ("inactive", "windows", "until", *NOTES))
    n, unit = _every(fields, page)
    return Layer(
        zone=page.read(fields, "timezone", words.zone, ZoneInfo("UTC")),
        start=page.read(fields, "start", words.local, SOME_TIME),
        n=n,
        unit=unit,
        members=_names(fields, page, "members"),
        inactive=frozenset(_names(fields, page, "inactive")),
        windows=tuple(_window(raw, at) for raw, at in page.items(fields, "windows", least=0)),
        until=page.read(fields, "until", words.instant, None),
    )


def _every(fields: Fields, page: Page) -> tuple[int, Unit]:
    if "every" not in fields:
        return 1, Unit.DAY
    at = page.at("every")
    every = at.fields(fields["every"], ("n", "unit"), ())
    return at.read(every, "n", words.number, 1), at.read(every, "unit", words.one_of(Unit), Unit.DAY)


def _names(fields: Fields, page: Page, field: str) -> tuple[str, ...]:
    return tuple(at.value(raw, words.name, "") for raw, at in page.items(fields, field, least=0))


def _window(raw: object, page: Page) -> Window:
    fields = page.fields(raw, ("days", "from", "to"), ())
    days = page.items(fields, "days", least=1)
    return Window(
        days=frozenset(at.value(raw, words.day, 0) for raw, at in days),
        opens=page.read(fields, "from", words.clock, time()),
        closes=page.read(fields, "to", words.clock, time()),
    )


def _overrides(fields: Fields, page: Page) -> tuple[Override, ...]:
    """In the order in which they apply: as created, then by id."""
    items = page.items(fields, "overrides", least=0)
    found = [_override(raw, at) for raw, at in items]
    seen: set[str] = set()
    for (_, at), override in zip(items, found, strict=True):
        if override.id and override.id in seen:
            at.at("id").fault(f"{override.id!r} is used by an override before it; give each its own")
        seen.add(override.id)
    return tuple(sorted(found, key=lambda each: (each.created, each.id)))


def _override(raw: object, page: Page) -> Override:
    fields = page.fields(raw, ("id", "start", "end", "user", "created"), ("kind", "for", *NOTES))
    found = Override(
        id=page.read(fields, "id", words.name, ""),
        start=page.read(fields, "start", words.instant, datetime.min.replace(tzinfo=UTC)),
        end=page.read(fields, "end", words.instant, datetime.max.replace(tzinfo=UTC)),
        user=page.read(fields, "user", words.name, ""),
        created=page.read(fields, "created", words.instant, SOME_TIME),
        kind=page.read(fields, "kind", words.one_of(Kind), Kind.COVER),
        instead_of=page.read(fields, "for", words.name, ""),
    )
    _agree(found, page)
    return found


def _agree(override: Override, page: Page) -> None:
    """The fields of an override fit each other."""
    if override.end <= override.start:
        page.at("end").fault("is not after its start")
    if override.instead_of and override.kind is not Kind.COVER:
        page.at("for").fault(f"goes with kind cover only, not with {override.kind}")
    elif override.instead_of and override.instead_of == override.user:
        page.at("for").fault("names the same person as user; an override puts somebody else on call")
