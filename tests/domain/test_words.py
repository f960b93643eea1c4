"""Words of a text: folded, without endings, compound names whole as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import LONGEST, spelt, stem, words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Checkout answers 500s", ("checkout", "answer", "500s")),
        ("the pool is on the DB", ("pool", "db")),
        ("outage of ci.jenkins.io.", ("outag", "ci", "jenkin", "io", "ci.jenkins.io")),
        ("payments-api, foo_bar", ("payment", "api", "payments-api", "foo", "bar", "foo_bar")),
        ("10.0.0.1 since 2026-03-01 at 11:46", ("10.0.0.1", "sinc", "2026-03-01")),
        ("C++ and C#", ("c++", "c#")),
        ("<@U1> and @ana say HTTP 503", ("say", "503")),
        ("can't reach https://x.example/a", ("reach", "exampl", "x.example")),
        ("Überlast im Café", ("uberlast", "im", "cafe")),
        ("支払い失敗", ("支払", "払い", "い失", "失敗")),
        ("تعطل الدفع", ("تعطل", "الدفع")),
        ("ﬁle ＡＢＣ", ("file", "abc")),
        ("결제 오류", ("결제", "오류")),
        ("", ()),
        ('"* ( ) : ^ 🔥 \x00 \ud800', ()),
    ],
)
def test_a_text_is_read_into_words(text: str, read: tuple[str, ...]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    "family",
    [
        ("migration", "migrations", "migrated", "migrating", "migrate"),
        ("connect", "connection", "connections", "connected", "connecting"),
        ("fail", "fails", "failed", "failing", "failure", "failures"),
        ("deploy", "deploys", "deployed", "deployment", "deployments"),
        ("stop", "stopped", "stopping", "stops"),
        ("query", "queries"),
        ("slow", "slowly"),
        ("cache", "caches", "cached", "caching"),
        ("address", "addresses", "addressed"),
    ],
)
def test_what_is_about_the_same_is_one_word(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize("word", ["dns", "aws", "status", "redis", "k8s", "сбой", "über", "ingress", "500s"])
def test_names_and_words_of_other_languages_stay(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize("pair", [("payment", "payload"), ("string", "strong"), ("region", "register")])
def test_what_is_about_something_else_stays_apart(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


def test_a_word_remembers_how_it_was_written() -> None:
    assert spelt("Pools exhausted; pool in ci.example.org") == {
        "pool": "pools",
        "exhaust": "exhausted",
        "ci": "ci",
        "exampl": "example",
        "org": "org",
        "ci.example.org": "ci.example.org",
    }


def test_a_dump_is_cut() -> None:
    (word,) = words("x" * 100_000)

    assert len(word) == LONGEST


@given(st.text())
def test_a_word_holds_no_space_and_no_quote_and_is_utf_8(text: str) -> None:
    for word in words(text):
        assert word == "".join(word.split())
        assert not set(word) & set("\"'*()^:\x00")
        assert word.encode()
