"""How the repositories of a company are kept: most of them well, some with the gaps that real ones have."""

from collections.abc import Callable, Mapping
from random import Random

from bot.sandbox.github import Guard, Repository, Run

FILES = ("README.md", ".github/CODEOWNERS", ".github/dependabot.yml", ".github/workflows/ci.yml")
RUNS = (Run("ci"), Run("lint"))
WELL = Guard(approvals=1, code_owners=True, checks=("build", "test"))


def _no_readme(repository: Repository) -> None:
    repository.files = FILES[1:]


def _grave_alerts(repository: Repository) -> None:
    repository.alerts = ("HIGH", "MODERATE")


def _mild_alerts(repository: Repository) -> None:
    repository.alerts = ("LOW",)


def _not_ours_to_see(repository: Repository) -> None:
    repository.withheld = frozenset({"administration"})


def _no_checks(repository: Repository) -> None:
    repository.protection = Guard(approvals=1)


def _by_ruleset(repository: Repository) -> None:
    repository.protection, repository.ruleset = (
        None,
        Guard(approvals=2, code_owners=True, checks=("build", "test")),
    )


def _young(repository: Repository) -> None:
    repository.files, repository.protection, repository.alerts = ("README.md",), None, None


Habit = Callable[[Repository], None]
ACME: Mapping[str, Habit] = {
    "acme/api-gateway": _by_ruleset,
    "acme/email-relay": _young,
    "acme/fraud-check": _grave_alerts,
    "acme/identity": _not_ours_to_see,
    "acme/notifications": _no_checks,
    "acme/payment-methods": _mild_alerts,
    "acme/search": _no_readme,
}
"""Who is not kept like the others; a company of another name gets the same habits by chance."""
CHANCE = 0.4
CODE_OWNERS = {"acme/search": "* @acme/relevance\n"}
"""Whom CODEOWNERS names, where that is another than the catalog says."""


def keep(repository: Repository) -> None:
    """Set a repository up; the same name is always kept the same way."""
    repository.files, repository.protection, repository.alerts = FILES, WELL, ()
    repository.runs, repository.secrets, repository.languages = RUNS, 0, ("Python", "Shell")
    repository.code_owners = CODE_OWNERS.get(repository.name, "")
    habit = ACME.get(repository.name)
    chance = Random(f"{repository.name} kept")  # noqa: S311  (a world, no secret)
    if habit is None and not repository.name.startswith("acme/") and chance.random() < CHANCE:
        habit = chance.choice([*ACME.values()])
    if habit:
        habit(repository)
