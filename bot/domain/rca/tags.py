"""The words with which a note says which section it is for (`went well: …`)."""

from collections.abc import Mapping

TAGS: Mapping[str, tuple[str, ...]] = {
    "tldr": ("tl;dr", "tldr", "summary"),
    "happened": ("what happened", "happened"),
    "trigger": ("trigger", "triggered by"),
    "fault": ("fault", "cause", "root cause"),
    "customers": ("impact", "customer impact", "customers"),
    "impact": ("service impact", "infrastructure impact", "productivity"),
    "detection": ("detected", "detection"),
    "investigation": ("hypothesis", "ruled out"),
    "resolution": ("mitigation", "fix", "recovery", "workaround"),
    "factors": ("factor", "factors", "contributing factor"),
    "surprise": ("surprise", "surprised", "surprising"),
    "well": ("went well", "well", "🎉", ":tada:"),
    "better": ("could be better", "better", "went badly"),
    "lucky": ("lucky", "luck", "got lucky"),
    "gaps": ("gap", "readiness gap"),
    "recurrence": ("again", "similar to", "seen before"),
    "actions": ("action", "action item", "followup", "follow-up", "todo"),
    "messaging": ("told", "comms", "announced", "statuspage", "status page"),
    "questions": ("question", "open question", "❓", ":question:"),
}
"""Section → the words that a note begins with when it was written for that section (`went well: …`)."""
SECTION_OF: Mapping[str, str] = {tag: key for key, tags in TAGS.items() for tag in tags}
SECTIONS: Mapping[str, str] = {"questions": "material"}
"""Where notes stand that have no section of their own name."""
