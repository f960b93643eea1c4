"""The doors of vendors' webhooks: who signed, what a delivery is called, who carries it out."""

from collections.abc import Mapping

from bot.domain import signing
from handlers.doors.shape import Hook, W
from handlers.webhooks import github, pagerduty

WEBHOOKS: Mapping[str, Hook] = {
    "github": Hook(W, github.tell, signing.github, github.named),
    "pagerduty": Hook(W, pagerduty.tell, signing.pagerduty, pagerduty.named),
}
