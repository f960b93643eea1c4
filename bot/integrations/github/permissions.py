"""Which permission each fact of a repository needs: `tocsin doctor` checks, docs/github.md lists them."""

from collections.abc import Mapping

CONTENTS, ADMINISTRATION = "Contents: read", "Administration: read"
ALERTS, SECRETS = "Dependabot alerts: read", "Secret scanning alerts: read"
RUNS, PULLS, DEPLOYMENTS = "Checks: read and Actions: read", "Pull requests: read", "Deployments: read"
METADATA = "Metadata: read"

NEEDED: Mapping[str, str] = {
    "default_branch": CONTENTS,
    "readme": CONTENTS,
    "codeowners": CONTENTS,
    "code_owners": CONTENTS,
    "code_owner_rules": CONTENTS,
    "dependency_updates": CONTENTS,
    "required_approvals_for_pr": ADMINISTRATION,
    "require_code_owner_review": ADMINISTRATION,
    "required_checks": ADMINISTRATION,
    "ci": RUNS,
    "failing_workflows": RUNS,
    "last_merged_pr": PULLS,
    "last_deployment": DEPLOYMENTS,
    "security_scan": ALERTS,
    "open_vulnerabilities": ALERTS,
    "vulnerabilities": ALERTS,
    "secret_scanning": ADMINISTRATION,
    "open_secrets": SECRETS,
    "archived": METADATA,
    "languages": METADATA,
    "last_push": METADATA,
    "latest_release": CONTENTS,
}
"""Rulesets need no more than Metadata; classic protection needs Administration."""
