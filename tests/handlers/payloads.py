"""What Slack sends for each kind of request, as short as it can be."""

import itertools
from typing import Any

Json = dict[str, Any]
BOT = "U0BOT"
IDENTITY = {"user_id": BOT, "bot_id": "B0BOT", "team_id": "T0", "user": "tocsin", "team": "Acme"}
_triggers = itertools.count(1)


def _trigger() -> str:
    return f"1.2.{next(_triggers)}"


def command(text: str = "", *, word: str = "/inc", **more: Any) -> Json:
    """Ana types a command in #general."""
    plain: Json = {
        "command": word,
        "text": text,
        "user_id": "U0ANA",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "team_id": "T0",
        "trigger_id": _trigger(),
    }
    return plain | more


def event(kind: str, *, id: str = "Ev1", **fields: Any) -> Json:
    """Something happened."""
    plain: Json = {"type": kind, "user": "U0ANA", "event_ts": "1795176000.000100"}
    return {"type": "event_callback", "team_id": "T0", "event_id": id, "event": plain | fields}


def mention(text: str, *, id: str = "Ev1", ts: str = "1795176000.000200", **fields: Any) -> Json:
    """Ana writes to @Tocsin."""
    return event("app_mention", id=id, text=text, channel="C0GENERAL", ts=ts, **fields)


def press(action: str, value: str = "", **more: Any) -> Json:
    """Ana presses a button of a message."""
    return _act("block_actions") | {
        "container": {"type": "message", "channel_id": "C0GENERAL", "message_ts": "1795176000.000300"},
        "channel": {"id": "C0GENERAL"},
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
        **more,
    }


def shortcut(callback: str, **more: Any) -> Json:
    """Ana picks a shortcut."""
    return _act("shortcut") | {"callback_id": callback, **more}


def submission(callback: str, metadata: str, **values: str) -> Json:
    """Ana presses Submit."""
    state = {name: {name: {"type": "plain_text_input", "value": text}} for name, text in values.items()}
    view = {"callback_id": callback, "private_metadata": metadata, "state": {"values": state}}
    return _act("view_submission") | {"view": view}


def suggestion(action: str, typed: str) -> Json:
    """Ana types into a select that searches."""
    return _act("block_suggestion") | {"action_id": action, "block_id": action, "value": typed}


def _act(kind: str) -> Json:
    return {"type": kind, "user": {"id": "U0ANA"}, "team": {"id": "T0"}, "trigger_id": _trigger()}
