"""CODEOWNERS files: the library's matcher, and what it does not know of the format."""

import pytest

from bot.domain.formats.codeowners import parse

FILE = """\
# everything
*                 @acme/platform  # the rest
**/docs/          docs@acme.example
/services/pay/    @acme/payments @ana
/services/pay/ui/
/services/my\\ app @acme/apps

[Database][2] @acme/data
/migrations/
/seeds/ @bo

^[Optional]
*.md @acme/writers
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("", ["@acme/platform"]),
        ("services/other", ["@acme/platform"]),
        ("services/pay", ["@acme/payments", "@ana"]),
        ("/services/pay/", ["@acme/payments", "@ana"]),
        ("services/pay/ui", []),
        ("services/my app", ["@acme/apps"]),
        ("web/docs", ["docs@acme.example"]),
        ("migrations", ["@acme/data"]),
        ("seeds", ["@bo"]),
    ],
)
def test_who_owns_a_path(path: str, owners: list[str]) -> None:
    assert [each.text for each in parse("CODEOWNERS", FILE).of(path)] == owners


@pytest.mark.parametrize("everything", ["*", "**", "/**", "**/*"])
def test_two_stars_alone_are_everything(everything: str) -> None:
    owners = parse("CODEOWNERS", f"{everything} @acme/all")

    assert [each.team for each in owners.of("")] == ["all"]
    assert [each.team for each in owners.of("a/b/c")] == ["all"]


def test_owners_are_teams_logins_and_addresses_and_keep_their_line() -> None:
    found = parse("CODEOWNERS", "\n* @acme/all @ana ana@acme.example").of("x")

    assert [(each.team, each.login, each.email, each.line) for each in found] == [
        ("all", "", "", 2),
        ("", "ana", "", 2),
        ("", "", "ana@acme.example", 2),
    ]


def test_odd_lines_are_said_and_cost_no_others() -> None:
    owners = parse("CODEOWNERS", "* @acme/all nobody\n!/x @acme/x\n/a[b @acme/x\n/ @acme/x\n")

    assert [each.text for each in owners.of("x")] == ["@acme/all"]
    assert owners.odd == (
        (1, "`nobody` is neither a team, nor a login, nor an address"),
        (2, "`!/x` is no pattern of a CODEOWNERS file"),
        (3, "`/a[b` is no pattern of a CODEOWNERS file"),
        (4, "`/` is no pattern of a CODEOWNERS file"),
    )
