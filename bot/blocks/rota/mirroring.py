"""How user groups are spoken of: what somebody changed by hand, and what Slack refuses."""

from collections.abc import Mapping

from bot.blocks.kit import person, section, snug
from bot.domain.usergroup import Drift
from bot.ports import Reply

PAID = "User groups need a paid plan of Slack: take rotas.usergroups out of tocsin.yaml."
ALLOWED = (
    "Let everyone change user groups (Slack's workspace settings, Permissions), or take rotas.usergroups out."
)
REMEDIES: Mapping[str, str] = {
    "missing_scope": "Add usergroups:read and usergroups:write to the app and install it again.",
    "paid_teams_only": PAID,
    "plan_upgrade_required": PAID,
    "upgrade_required": PAID,
    "permission_denied": ALLOWED,
    "no_permission": ALLOWED,
    "user_is_bot": ALLOWED,
    "name_already_exists": "Another user group has that name: rename it.",
    "handle_already_exists": "Somebody or a channel has that handle: rename it.",
}


def remedy(code: str) -> str:
    """What mends a refusal of Slack's. Plain text."""
    return REMEDIES.get(code, "It is tried again in a day.")


def drifted(handle: str, found: Drift) -> Reply:
    """Somebody changed a group by hand, and it is as it should be again."""
    deeds = [
        *([f"put in {', '.join(map(person, found.added))}"] if found.added else []),
        *([f"took out {', '.join(map(person, found.removed))}"] if found.removed and not found.off else []),
        *(["switched it off"] if found.off else []),
        *([f"called it @{snug(found.renamed, 80)}"] if found.renamed else []),
    ]
    said = (
        f"Somebody changed `@{handle}` by hand ({'; '.join(deeds) or 'its members'}). It is kept equal to "
        "who is on call, so that is put right. `/oncall override` puts somebody else on call."
    )
    return Reply(said, (section(said),))
