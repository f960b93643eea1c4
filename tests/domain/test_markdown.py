"""Foreign text in Markdown: it reads as it was written and does nothing, wherever it stands."""

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain.markdown import CONTROL, address, escape

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TAG = re.compile(r"<[^>]*>")
PLACES = {
    "paragraph": "{}",
    "list": "- {}",
    "bold": "x **Why {}:** y",
    "table": "| a | b |\n|---|---|\n| {} | z |",
    "after a line": "before\n{}",
}
NASTY = [
    "A & B <x>",
    "<!channel> <@U123> <#C1|general>",
    "# heading",
    "- item",
    "1. first",
    "> quote",
    "===",
    "---",
    "***",
    ":-:",
    "`code` ``more``",
    "*bold* _em_ __strong__ ~~gone~~",
    "snake_case_name and __init__",
    "[label](https://evil.example) ![i](x)",
    "a | b | c \\| d",
    "<script>alert(1)</script> <!-- comment -->",
    "&amp; &lt;b&gt; &#35; AT&T",
    "back\\slash \\* \\",
    "$x$ costs $5",
    "[ref]: https://x.example",
    "see https://grafana.example/d/a_b_c?x=1&y=*2*.",
    "(https://x.example/a_(b))",
    "https://x.example/<b>",
    "   indented\n\n    code\n\t# twice",
    "null\x00byte \x1b[31mred \u2028line",
    "障害 отказ عطل 🎉",
]


def visible(markdown: str) -> str:
    """The text that a reader of the rendered page sees."""
    return " ".join(unescape(TAG.sub("", PARSER.render(markdown))).split())


def written(text: str) -> str:
    """The text as its author typed it, on one line."""
    return " ".join(CONTROL.sub(" ", text).split())


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_reads_as_it_was_written(place: str, text: str) -> None:
    assert visible(place.format(escape(text))) == visible(place.format("Q")).replace("Q", written(text))


@given(st.text(st.sampled_from("ab1 #*_`~[]()<>|\\&!$-+=.:;/\n\"'@€字"), min_size=1, max_size=40))
@example("a_b_")
@example("_a_")
@example("&amp;amp;")
def test_any_mixture_of_marks_reads_as_it_was_written(text: str) -> None:
    expected = visible("| a | b |\n|---|---|\n| Q | z |").replace("Q", written(text), 1)

    assert visible(PLACES["table"].format(escape(text))) == " ".join(expected.split())
    assert visible("- x " + escape(text)) == " ".join(f"x {written(text)}".split())


@given(st.text(max_size=60))
def test_no_text_makes_an_element_of_its_own(text: str) -> None:
    html = PARSER.render("- x " + escape(text))

    assert {tag for tag in TAG.findall(html) if not tag.startswith("<a href")} <= {
        "<ul>", "</ul>", "<li>", "</li>", "</a>",
    }  # fmt: skip


def test_ordinary_text_is_left_alone() -> None:
    plain = "#812 Lower pool_size (AT&T) to 5, 10 or 1.5x: it's @bo's > idea"

    assert escape(plain) == plain


def test_an_address_in_text_stays_one() -> None:
    assert escape("see https://x.example/a_b.") == "see <https://x.example/a_b>."


def test_long_text_is_cut_where_it_says_so() -> None:
    assert escape("*" * 50, limit=10) == "\\*" * 9 + "…"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        ("https://x.example/a (b)|<c>", "https://x.example/a%20%28b%29%7C%3Cc%3E"),
        ("https://x.example/ü", "https://x.example/%C3%BC"),
        ("https://x.example/\n)", "https://x.example/%0A%29"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_cannot_leave_its_brackets(url: str, safe: str) -> None:
    assert address(url) == safe
