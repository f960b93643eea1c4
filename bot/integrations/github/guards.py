"""What a change of the default branch needs: classic protection and rulesets together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.scorecard.shape import Value
from bot.integrations.github.sight import ADMINISTER, Sight, lacks
from bot.ports import Lack

Json = dict[str, Any]
GUARDED = ("required_approvals_for_pr", "require_code_owner_review", "required_checks")


@dataclass(frozen=True, slots=True)
class _Guard:
    """What one source asks of a change of the default branch."""

    approvals: int = 0
    code_owners: bool = False
    checks: tuple[str, ...] = ()


def protection(seen: Sight) -> None:
    """Classic protection and rulesets together: the strictest of both counts.

    What one of them asks is known even where the other may not be seen; that nobody asks for it, only where
    both may.
    """
    branch = seen.node["defaultBranchRef"]
    whole = seen.lack("Contents: read", ("defaultBranchRef",)) if branch is None else None
    if whole:
        seen.without(whole, "default_branch", *GUARDED)
        return
    branch = branch or {}
    seen.values["default_branch"] = branch.get("name")
    guards = [*_classic(branch), *_rules(branch)]
    found: dict[str, Value] = {
        "required_approvals_for_pr": max((each.approvals for each in guards), default=0),
        "require_code_owner_review": any(each.code_owners for each in guards),
        "required_checks": tuple(dict.fromkeys(check for each in guards for check in each.checks)),
    }
    lack = _unseen(seen, branch)
    seen.values |= {name: value for name, value in found.items() if value or not lack}
    if lack:
        seen.without(lack, *(name for name, value in found.items() if not value))


def _unseen(seen: Sight, branch: Json) -> Lack | None:
    """Why there may be protection that is not told."""
    refused = seen.lack("Administration: read", ("defaultBranchRef", "branchProtectionRule")) or seen.lack(
        "Metadata: read", ("defaultBranchRef", "rules")
    )
    told = branch.get("branchProtectionRule") or branch.get("refUpdateRule")
    if refused or told or not branch or seen.may(ADMINISTER):
        return refused
    return lacks("Administration: read")


def _classic(branch: Json) -> Iterator[_Guard]:
    """The branch's own protection; whoever is no administrator is told it as a rule of updates."""
    for rule in (branch.get("branchProtectionRule"), branch.get("refUpdateRule")):
        if rule:
            asked = rule.get("requiresStatusChecks", True)
            yield _Guard(
                rule.get("requiredApprovingReviewCount") or 0,
                bool(rule.get("requiresCodeOwnerReviews")),
                tuple(rule.get("requiredStatusCheckContexts") or ()) if asked else (),
            )


def _rules(branch: Json) -> Iterator[_Guard]:
    """The rules of active rulesets, of the repository and of its organisation."""
    for rule in (branch.get("rules") or {}).get("nodes") or ():
        asked = (rule or {}).get("parameters") or {}
        yield _Guard(
            asked.get("requiredApprovingReviewCount") or 0,
            bool(asked.get("requireCodeOwnerReview")),
            tuple(each["context"] for each in asked.get("requiredStatusChecks") or ()),
        )
