"""What a rota file may not say: every fault is named by the path of its field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.rota import BadRota, parse, who
from tests import make


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def layer(**fields: Any) -> dict[str, Any]:
    return make.rota_layers(**fields)


def override(**fields: Any) -> dict[str, Any]:
    plain = {
        "id": "o1",
        "user": "bo",
        "start": "2026-01-06T00:00:00Z",
        "end": "2026-01-07T00:00:00Z",
        "created": "2026-01-01T00:00:00Z",
    }
    return layer() | {"overrides": [plain | fields]}


def windowed(**fields: Any) -> dict[str, Any]:
    return layer(windows=[{"days": ["mon"], "from": "09:00", "to": "17:00"} | fields])


def version(effective: str) -> dict[str, Any]:
    return {"effective": effective} | layer()


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], "rota"),
        ("layers", "rota"),
        ({}, "layers"),
        ({"layers": []}, "layers"),
        ({"layers": {}}, "layers"),
        ({"layers": ["weekly"]}, "layers[0]"),
        ({"layers": layer()["layers"], "layer": 1}, "layer"),
        ({"versions": []}, "versions"),
        ({"versions": [version("2026-01-01T00:00:00Z")]} | layer(), "layers"),
        ({"versions": [version("2026-01-01T00:00:00")]}, "versions[0].effective"),
        (
            {"versions": [version("2026-01-02T00:00:00Z"), version("2026-01-02T00:00:00Z")]},
            "versions[1].effective",
        ),
        ({"versions": [layer()]}, "versions[0].effective"),
        ({"versions": [{"effective": "2026-01-01T00:00:00Z"}]}, "versions[0].layers"),
        (layer(tz="UTC"), "layers[0].tz"),
        (layer(timezone=""), "layers[0].timezone"),
        (layer(timezone="localtime"), "layers[0].timezone"),
        (layer(timezone="right/UTC"), "layers[0].timezone"),
        (layer(timezone="Europe"), "layers[0].timezone"),
        (layer(timezone="+02:00"), "layers[0].timezone"),
        (layer(timezone="UTC\0"), "layers[0].timezone"),
        (layer(timezone=2), "layers[0].timezone"),
        (layer(start="2026-02-30T09:00"), "layers[0].start"),
        (layer(start="2026-01-05T24:00"), "layers[0].start"),
        (layer(start="2026-01-05"), "layers[0].start"),
        (layer(start="0001-01-01T00:00"), "layers[0].start"),
        (layer(start=make.NOW), "layers[0].start"),
        (layer(start=None), "layers[0].start"),
        (layer(every="week"), "layers[0].every"),
        (layer(every={"n": 0, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": True, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": "1", "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": 10**9, "unit": "week"}), "layers[0].every.n"),
        (layer(every={"n": 1, "unit": "fortnight"}), "layers[0].every.unit"),
        (layer(every={"n": 1, "unit": ["week"]}), "layers[0].every.unit"),
        (layer(every={"n": 1}), "layers[0].every.unit"),
        (layer(members="ana"), "layers[0].members"),
        (layer(members=[""]), "layers[0].members[0]"),
        (layer(members=["ana", 7]), "layers[0].members[1]"),
        (layer(members=["ana", "b\u202eo"]), "layers[0].members[1]"),
        (layer(members=["a" * 129]), "layers[0].members[0]"),
        (layer(inactive=["<@U1>"]), "layers[0].inactive[0]"),
        (layer(until="2026-01-05T09:00"), "layers[0].until"),
        (windowed(days=["Monday"]), "layers[0].windows[0].days[0]"),
        (windowed(days="mon"), "layers[0].windows[0].days"),
        (windowed(to="24:00"), "layers[0].windows[0].to"),
        (windowed(**{"from": "9:00"}), "layers[0].windows[0].from"),
        (layer(windows=[{"days": ["mon"], "from": "09:00"}]), "layers[0].windows[0].to"),
        (override(end="2026-01-06T00:00:00Z"), "overrides[0].end"),
        (override(start="2026-01-06T00:00"), "overrides[0].start"),
        (override(kind="swap"), "overrides[0].kind"),
        (override(kind="remove", **{"for": "ana"}), "overrides[0].for"),
        (override(user=None), "overrides[0].user"),
        (override(whom="bo"), "overrides[0].whom"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_path(raw: object, path: str) -> None:
    with pytest.raises(BadRota) as refused:
        parse(raw)

    assert [problem.path for problem in refused.value.problems] == [path]


def test_all_faults_are_told_at_once() -> None:
    raw = layer(timezone="Mars/Olympus", members=["<!channel>"], every={"n": 0, "unit": "week"})

    with pytest.raises(BadRota) as refused:
        parse(raw)

    assert [problem.path.partition(".")[2] for problem in refused.value.problems] == [
        "every.n",
        "timezone",
        "members[0]",
    ]
    assert refused.value.text.splitlines()[1].startswith(
        "layers[0].timezone: 'Mars/Olympus' is not a time zone"
    )


def test_times_that_a_yaml_reader_understood_are_taken() -> None:
    found = parse(layer(start=at("2026-01-05T09:00Z").replace(tzinfo=None), until=at("2026-02-01T00:00Z")))

    assert who(found, at("2026-01-05T09:00Z")) == ("ana",)
