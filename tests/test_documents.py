"""From a document's values to Markdown: one boundary for foreign text, and templates that cannot run wild."""

from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot import documents
from bot.documents import context
from bot.domain.incident import Kind
from bot.domain.rca import Record, build, sample
from bot.domain.refusal import Refusal
from tests.make import NOW, event, incident

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = "A & B <x> | `y` <!channel> *z* # [a](b)"


def test_a_nasty_title_reads_the_same_wherever_it_stands() -> None:
    notes = (event(NASTY), event(f"went well: {NASTY}"), event(f"why {NASTY}?"), event(f"action: {NASTY}"))
    document = build(Record(incident(title=NASTY), NOW, events=notes))

    html = PARSER.render(documents.render(document))

    shown = "A &amp; B &lt;x&gt; | `y` &lt;!channel&gt; *z* # [a](b)"
    assert f"<h1>INC-12: {shown}</h1>" in html
    assert f"<td>{shown}</td>" in html
    assert f"<td>note: {shown}</td>" in html
    assert f" {shown} — @U0ANA</li>" in html
    assert f"<strong>1. Why {shown}?</strong>" in html
    assert f"<li>[ ] {shown} (due " in html


def test_every_section_stands_in_the_document_once_and_in_order() -> None:
    html = PARSER.render(documents.render(build(Record(incident(), NOW))))

    titles = [f"{each.number}. {each.title}" for each in build(Record(incident(), NOW)).sections]
    assert [part.split("</h2>")[0] for part in html.split("<h2>")[1:]] == titles
    assert len(titles) == 26


def test_a_section_without_facts_is_its_question_with_the_way_to_answer_it() -> None:
    markdown = documents.render(build(Record(incident(), NOW)))

    assert (
        "## 19. What went well\n\n**Needs a human:** What helped?\n"
        "Answer with: /inc note went well: the roll-back took two minutes · or write it: /rca 19\n"
    ) in markdown


def test_tables_are_tables_for_a_reader_of_markdown() -> None:
    notes = (event("one", link="https://acme.slack.com/p1"), event("two", kind=Kind.STATUS))

    html = PARSER.render(documents.render(build(Record(incident(), NOW, events=notes))))

    timeline = html.split("<h2>15.")[1].split("<h2>")[0]
    assert timeline.count("<tr>") == 3
    assert '<td><a href="https://acme.slack.com/p1">link</a></td>' in timeline


def test_the_same_record_gives_the_same_bytes() -> None:
    record = Record(incident(), NOW, events=(event("one"),))

    assert documents.render(build(record)) == documents.render(build(record))


def test_five_hundred_lines_of_twelve_scripts_fit() -> None:
    words = "障害 отказ عطل תקלה 장애 ค้าง विफल ব্যর্থ βλάβη შეცდომა ስህተት hỏng"
    lines = tuple(event(f"{number} {words}", at=NOW + timedelta(seconds=number)) for number in range(500))

    markdown = documents.render(build(Record(incident(title=words), NOW, events=lines)))

    assert all(f"note: {number} {words}" in markdown for number in range(500))


def test_a_template_that_does_not_exist_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        documents.render(build(Record(incident(), NOW)), "nothing")

    assert refused.value.text.startswith("There is no template nothing: shipped are atlassian, brief, ")


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("{{ root_cause }}", "'root_cause' is undefined"),
        ("{{ section['nope'] }}", "'dict object' has no attribute 'nope'"),
        ("{% for x in %}", "line 1: Expected an expression, got 'end of statement block'"),
        (
            "{{ ''.__class__.__mro__ }}",
            "access to attribute '__class__' of 'str' object is unsafe.",
        ),
        (
            "{{ sections.clear() }}",
            "access to attribute 'clear' of 'list' object is unsafe.",
        ),
        (
            "{% for a in range(5000) %}{% for b in range(5000) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
            "makes more than 2,000,000 characters; it was stopped.",
        ),
    ],
    ids=["undefined", "unknown section", "syntax", "escape", "change", "endless"],
)
def test_a_bad_template_is_refused_with_its_reason(tmp_path: Path, source: str, trouble: str) -> None:
    theirs = tmp_path / "theirs.md.j2"
    theirs.write_text(source)

    with pytest.raises(Refusal) as refused:
        documents.render(build(Record(incident(), NOW)), str(theirs))

    assert refused.value.text.removeprefix(f"Template {theirs}").lstrip(": ") == trouble
    assert documents.check(str(theirs)) == [
        f"{refused.value.text} (with {name})" for name in ("a full incident", "an empty incident")
    ]


@pytest.mark.parametrize("template", documents.shipped())
def test_every_shipped_template_renders_a_full_and_an_empty_incident(template: str) -> None:
    assert documents.check(template) == []
    full = PARSER.render(documents.render(build(sample.FULL), template))
    empty = documents.render(build(sample.EMPTY), template)
    assert "Needs a human" not in full
    assert "rolled back #812" in full
    assert "**Needs a human:** What happened, to whom, for how long, in two sentences?" in empty
    assert "\n\n\n" not in empty


def test_the_sample_has_something_in_every_section() -> None:
    assert build(sample.FULL).filled == 26


def test_the_page_about_templates_names_every_key_and_every_template() -> None:
    page = (Path(__file__).parents[1] / "docs/templates.md").read_text()

    assert " ".join(each.key for each in build(sample.EMPTY).sections) in " ".join(page.split())
    assert all(f"`{name}`" in page for name in documents.shipped())
    assert all(f"`{name}`" in page for name in context(build(sample.EMPTY)) if name not in ("section",))


def test_a_template_of_ones_own_may_use_the_shipped_parts(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.md.j2"
    theirs.write_text("{%- import '_parts.md.j2' as parts -%}{{ parts.part('Cause', section['fault']) }}")

    markdown = documents.render(build(sample.FULL), str(theirs))

    assert markdown.startswith("## Cause\n\nTwo lines of Fault\n\n- as a point\n\n_Ana Silva, 2026-")
