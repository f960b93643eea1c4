"""Whether a vendor signed a webhook: HMAC over the bytes that came, with any of several secrets."""

import hmac
import re
from collections.abc import Iterable, Mapping

Headers = Mapping[str, str]
HEX = re.compile(r"[0-9a-f]{64}")


def github(headers: Headers, body: bytes, secrets: Iterable[str]) -> bool:
    """GitHub's `X-Hub-Signature-256: sha256=…`. The older SHA-1 header is not looked at.

    Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    """
    return _any(_after(headers.get("X-Hub-Signature-256", ""), "sha256="), body, secrets)


def pagerduty(headers: Headers, body: bytes, secrets: Iterable[str]) -> bool:
    """PagerDuty's `X-PagerDuty-Signature: v1=…,v1=…`: while a secret is changed there are several.

    Source: https://developer.pagerduty.com/docs/verifying-webhook-signatures
    """
    return _any(_after(headers.get("X-PagerDuty-Signature", ""), "v1="), body, secrets)


def _after(header: str, scheme: str) -> list[str]:
    """The signatures of that scheme in a header, as hexadecimal digits; what is none is left out."""
    given = (each.strip() for each in header.split(","))
    found = (each.removeprefix(scheme) for each in given if each.startswith(scheme))
    return [each for each in found if HEX.fullmatch(each)]


def _any(given: Iterable[str], body: bytes, secrets: Iterable[str]) -> bool:
    made = [hmac.digest(secret.encode(), body, "sha256").hex() for secret in secrets if secret]
    return any(hmac.compare_digest(each, ours) for each in given for ours in made)
