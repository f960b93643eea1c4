"""JSON text as values with places: the same as the reader of YAML finds, and faults for what is none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import json_text, yaml_text

TEXT = """\
{
  "a": [1, {"b": null, "c": [true, "x"]}],
  "\\u00e9": {"d": {"e": {"f": -1.5e3}}}, "g": [], "h": {}
}
"""
PLAIN = st.recursive(
    st.one_of(st.booleans(), st.integers(-99, 99), st.text('ab c\n\\"é🧯', max_size=4), st.none()),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(st.text("abé🧯\\", max_size=3), inside, max_size=3)
    ),
    max_leaves=12,
)


def test_places_are_those_of_the_text_at_any_depth() -> None:
    found = json_text.read("a.json", TEXT)

    assert found.tree == {"a": [1, {"c": [True, "x"]}], "é": {"d": {"e": {"f": -1500.0}}}, "g": [], "h": {}}
    assert found.values[("a", 1, "c", 1)] == (2, 36)
    assert found.keys[("é", "d", "e", "f")] == (3, 26)
    assert found.values.get(("a", 1, "b", "x")) is None
    assert found.values.get(("a", 7, "b")) is None
    assert found.keys.get(("nowhere",)) is None
    assert len(found.keys) == len(list(found.keys)) == 5


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tree=PLAIN, indent=st.sampled_from([None, 0, 1, 4]))
def test_it_finds_what_the_reader_of_yaml_finds(tree: object, indent: int | None) -> None:
    text = json.dumps({"top": tree}, indent=indent, ensure_ascii=False)

    fast, slow = json_text.read("a.json", text), yaml_text.read("a.json", text)

    assert fast.tree == slow.tree
    assert {path: fast.values[path] for path in slow.values} == slow.values
    assert {path: fast.keys[path] for path in slow.keys} == slow.keys


def test_letters_written_as_two_halves_are_one() -> None:
    assert json_text.read("a.json", '["\\ud83e\\uddef"]').tree == ["🧯"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,]",
        '{"a": 1,}',
        '{"a" 1}',
        "{1: 2}",
        "[1 2]",
        "[1]]",
        '{"a": 1, "a": 2}',
        '[[{"a": 1, "a": 2}]]',
        "'a'",
    ],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_text.read("a.json", text)
