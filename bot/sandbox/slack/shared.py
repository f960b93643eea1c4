"""Files: what kind they are by their name, how Slack tells of them, and how a browser gets them."""

from bot.sandbox.slack.records import Json, SharedFile
from bot.sandbox.slack.world import TEAM, World

BINARY = ("application/octet-stream", "binary")
KINDS = {
    "csv": ("text/csv", "csv"),
    "gif": ("image/gif", "gif"),
    "html": ("text/html", "html"),
    "ics": ("text/calendar", "ics"),
    "jpeg": ("image/jpeg", "jpg"),
    "jpg": ("image/jpeg", "jpg"),
    "json": ("text/plain", "javascript"),
    "log": ("text/plain", "text"),
    "md": ("text/markdown", "markdown"),
    "pdf": ("application/pdf", "pdf"),
    "png": ("image/png", "png"),
    "svg": ("image/svg+xml", "svg"),
    "txt": ("text/plain", "text"),
    "webp": ("image/webp", "webp"),
    "yaml": ("text/yaml", "yaml"),
    "yml": ("text/yaml", "yaml"),
}
PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})


def kind(name: str) -> tuple[str, str]:
    """The MIME type and Slack's own word for a file of that name."""
    return KINDS.get(name.rpartition(".")[2].lower(), BINARY)


def served(name: str) -> str:
    """The type that a browser is given: pictures as they are, everything that could run as plain text."""
    mimetype = kind(name)[0]
    if mimetype in PICTURES or mimetype == "application/pdf":
        return mimetype
    return "text/plain" if mimetype.startswith(("text/", "image/")) else BINARY[0]


def told(world: World, found: SharedFile) -> Json:
    """A file as files.info tells it; of a deleted one a message keeps only that it was there."""
    if found.deleted:
        return {"id": found.id, "mode": "tombstone"}
    mimetype, filetype = kind(found.name)
    private = any(world.channels[id_].private for id_ in found.shares if id_ in world.channels)
    shares = {id_: [{"ts": ts, "channel_name": world.name_of(id_)}] for id_, ts in found.shares.items()}
    return {
        "id": found.id,
        "created": found.created,
        "timestamp": found.created,
        "name": found.name,
        "title": found.title or found.name,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": filetype.title(),
        "user": found.user,
        "user_team": TEAM,
        "editable": False,
        "size": len(found.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "public_url_shared": False,
        "is_public": bool(found.shares) and not private,
        "url_private": f"{world.url}/files/{found.id}",
        "url_private_download": f"{world.url}/files/{found.id}",
        "permalink": f"{world.url}/files/{found.id}",
        "channels": [id_ for id_ in found.shares if id_[0] == "C"],
        "groups": [],
        "ims": [id_ for id_ in found.shares if id_[0] == "D"],
        "shares": {"private" if private else "public": shares},
        "comments_count": 0,
    }
