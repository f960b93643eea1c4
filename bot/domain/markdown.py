"""Foreign text made safe for Markdown (CommonMark, GitHub's): it reads as written, and does nothing."""

import re
from urllib.parse import quote

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
URL = re.compile(r"https?://[^\s<>|`\\\"]*[^\s<>|`\\\".,;:!?)\]}'*_~]")
INLINE = re.compile(r"[\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
AT_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|:?-+:?$|=+$)|(\d{1,9})[.)](?=\s|$)")
LOUD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\`*\[\]<|~$_&]|[^\S ]|  |^[ \d#:>=+-]| $|://")
PLAIN_ADDRESS = re.compile(r"https?://[\w/:?#@!$&+,;=%.~-]+", re.ASCII)
KEPT_IN_ADDRESS = "/:?#[]@!$&'*+,;=%-._~"


def escape(text: str, limit: int = 4000) -> str:
    """One line of foreign text for any place of a Markdown document: paragraph, list, table cell, link label.

    White space becomes single spaces, control characters vanish, more than `limit` characters are cut with an
    ellipsis. Web addresses stay usable.
    """
    if len(text) <= limit and not LOUD.search(text):
        return text
    plain = " ".join(CONTROL.sub(" ", text).split())
    if len(plain) > limit:
        plain = plain[: limit - 1].rstrip() + "…"
    if "://" not in plain:
        return _start(_inline(plain))
    parts = []
    end = 0
    for found in URL.finditer(plain):
        parts += [_inline(plain[end : found.start()]), f"<{found.group(0)}>"]
        end = found.end()
    return _start("".join([*parts, _inline(plain[end:])]))


def address(url: str) -> str:
    """A web address for the inside of `[label](…)`; "" for anything that is not http or https."""
    if PLAIN_ADDRESS.fullmatch(url):
        return url
    if not url.startswith(("https://", "http://")):
        return ""
    return quote(CONTROL.sub("", url), safe=KEPT_IN_ADDRESS).replace("(", "%28").replace(")", "%29")


def _inline(text: str) -> str:
    return INLINE.sub(lambda found: "\\" + found.group(0), text)


def _start(text: str) -> str:
    """What would begin a heading, a list, a quote or a rule is escaped at the start."""
    found = AT_START.match(text)
    if found is None:
        return text
    digits = found.end(1) if found.group(1) else 0
    return f"{text[:digits]}\\{text[digits:]}"
