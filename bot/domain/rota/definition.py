"""Changes of a rota as it is written: overrides put in and taken out, layers edited from an instant on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.rota.reading import parse
from bot.domain.rota.shape import Layer, Override
from bot.domain.rota.wall import reached

Definition = Mapping[str, Any]


def override(change: Override) -> dict[str, str]:
    """An override as a file has it."""
    written = {
        "id": change.id,
        "start": instant(change.start),
        "end": instant(change.end),
        "user": change.user,
        "created": instant(change.created),
        "kind": change.kind.value,
    }
    return written | ({"for": change.instead_of} if change.instead_of else {})


def with_override(rota: Definition, change: Override) -> dict[str, Any]:
    """The definition with an override more; raises BadRota where the override is wrong."""
    made = {**rota, "overrides": [*rota.get("overrides", ()), override(change)]}
    parse(made)
    return made


def without_override(rota: Definition, id: str) -> dict[str, Any]:
    """The definition without the override of that id; unchanged where there is none."""
    return {**rota, "overrides": [each for each in rota.get("overrides", ()) if each.get("id") != id]}


def layers_at(rota: Definition, at: datetime) -> list[dict[str, Any]]:
    """The layers that rule at an instant, as they are written; before the first version the first ones."""
    if "versions" not in rota:
        return list(rota["layers"])
    started = [each for each in rota["versions"] if _instant(each["effective"]) <= at]
    return list((started or rota["versions"])[-1 if started else 0]["layers"])


def revised(rota: Definition, layers: Sequence[Definition], effective: datetime) -> dict[str, Any]:
    """The definition with other layers from `effective` on; what ruled before stays as it was.

    Versions that were planned to begin at `effective` or later give way. Raises BadRota where the layers
    are wrong.
    """
    before = [each for each in _versions(rota) if _instant(each["effective"]) < effective]
    new = {"effective": instant(effective), "layers": [dict(each) for each in layers]}
    made = {name: value for name, value in rota.items() if name not in ("layers", "versions")}
    made = made | {"versions": [*before, new]}
    parse(made)
    return made


def instant(at: datetime) -> str:
    """An instant as files have it: UTC, with seconds only where there are any."""
    utc = at.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ" if utc.second else "%Y-%m-%dT%H:%MZ")


def _versions(rota: Definition) -> list[Definition]:
    """Versions, also of a rota that was never edited: its layers rule from the first layer's start on."""
    if "versions" in rota:
        return list(rota["versions"])
    begins = min(map(_begins, parse({"layers": rota["layers"]}).versions[0].layers))
    return [{"effective": instant(begins), "layers": list(rota["layers"])}]


def _begins(layer: Layer) -> datetime:
    return reached(layer.zone, layer.start)


def _instant(text: object) -> datetime:
    """`effective` of a version that was read before, so that it is right."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
