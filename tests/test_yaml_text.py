"""YAML text as plain values with places; what is no YAML, or too much of it, is told."""

from itertools import pairwise

import pytest

from bot import yaml_text
from bot.domain.placed import Fault


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: 1\nb: [x, 2.5, true]", {"a": 1, "b": ["x", 2.5, True]}),
        ("a: no\nb: on\nc: 17:00", {"a": "no", "b": "on", "c": "17:00"}),
        ("at: 2026-11-20T09:00Z\nday: 2026-11-20", {"at": "2026-11-20T09:00Z", "day": "2026-11-20"}),
        ("a:\nb: ~\nc: null\nd: ''", {"d": ""}),
        ("404: x", {"404": "x"}),
        ('{"a": {"b": [1]}}', {"a": {"b": [1]}}),
        ("a: &x {n: 1}\nb: *x", {"a": {"n": 1}, "b": {"n": 1}}),
        ("a: !!python/object:os.system ls", {"a": "ls"}),
        ("a: 0o17\nb: .inf", {"a": "0o17", "b": ".inf"}),
        ("- 1", [1]),
        ("", None),
    ],
)
def test_values_are_plain_and_times_stay_text(text: str, tree: object) -> None:
    placed = yaml_text.read("f.yaml", text)

    assert (placed.tree, placed.faults) == (tree, ())


def test_each_value_and_key_has_its_place() -> None:
    placed = yaml_text.read("f.yaml", "a:\n  - b: 1\n  - c: x\n")

    assert placed.values["a", 1, "c"] == (3, 8)
    assert placed.keys["a", 1, "c"] == (3, 5)
    assert placed.fault(("a", 1, "c"), "w", "r") == Fault("f.yaml", 3, 8, "w", "r")
    assert placed.fault(("a", 1, "zzz"), "w", "r", at_key=True) == Fault("f.yaml", 3, 5, "w", "r")
    assert placed.fault(("nowhere",), "w", "r") == Fault("f.yaml", 1, 1, "w", "r")


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("a: [1\nb: 2", 2, 2, "this is not YAML: expected ',' or ']', but got ':'"),
        ("a: 1\n\tb: 2", 2, 1, "this is not YAML: found character '\\t' that cannot start any token"),
        ("a: 1\na: 2", 2, 1, "`a` stands twice (first on line 1)"),
        ("? [x]\n: 2", 1, 3, "a key is not text"),
        ("a: 1\n---\nb: 2", 3, 1, "a second document begins here"),
        ("a: &x [*x]", 1, 4, "the file is nested too deeply or repeats itself"),
        ("a: " + "[" * 2000, 1, 1, "this is not YAML: it is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, line: int, column: int, what: str) -> None:
    placed = yaml_text.read("f.yaml", text)

    assert [(each.line, each.column, each.what) for each in placed.faults] == [(line, column, what)]


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    letters = "abcdefghijkl"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in pairwise(letters)]

    placed = yaml_text.read("f.yaml", "\n".join(lines))

    assert [each.remedy for each in placed.faults] == ["write it out without aliases"]
