"""The doors of an incident: declare, move, note, list."""

from bot.domain.grammar import Takes
from handlers import events
from handlers.commands import incident
from handlers.doors.shape import NOTHING, OPTIONAL, TEXT, F, Knock, Knocks, Offers, R, S, W, door

DOORS = (
    door("inc", "", NOTHING, F, incident.declare_form),
    door("inc", "*", TEXT, W, incident.declare),
    door("inc", "new|create|declare|open|start", TEXT, W, incident.declare),
    door("inc", "status|overview|info", Takes.STATUS, S, incident.status),
    door("inc", "mitigate|mitigated|fixed", OPTIONAL, W, incident.mitigate),
    door("inc", "resolve|resolved", OPTIONAL, W, incident.resolve),
    door("inc", "reopen", OPTIONAL, W, incident.reopen),
    door("inc", "close", OPTIONAL, W, incident.close),
    door("inc", "cancel|decline", Takes.REASON, W, incident.cancel),
    door("inc", "merge|duplicate", Takes.INCIDENT, W, incident.merge),
    door("inc", "lead|ic|commander", Takes.PERSON, W, incident.lead),
    door("inc", "note|event", TEXT, W, incident.note),
    door("inc", "timeline", OPTIONAL, S, incident.timeline),
    door("inc", "list", NOTHING, R, incident.listed),
)
NEED_INCIDENT = (
    *("status", "mitigate", "resolve", "reopen", "close", "cancel", "merge"),
    *("lead", "note", "timeline"),
)

BUTTONS: Knocks = {
    "inc_list": Knock(R, incident.listed_on),
    "inc_timeline": Knock(R, incident.timeline_on),
    "inc_service": Knock(W, incident.choose_service),
    "inc_come_back": Knock(W, incident.come_back),
    "inc_new_channel": Knock(W, incident.new_channel),
    "inc_lead_me": Knock(W, incident.lead_me),
    "inc_reopen": Knock(W, incident.reopen_button),
    "inc_note_form": Knock(F, incident.note_form),
    "inc_resolve_form": Knock(F, incident.resolve_form),
    "inc_service_form": Knock(F, incident.service_form),
    "say_declare": Knock(W, incident.declare_words),
}
SHORTCUTS: Knocks = {
    "declare_incident": Knock(F, incident.declare_form),
}
EVENTS: Knocks = {
    "reaction_added": Knock(W, events.reaction_added),
    "reaction_removed": Knock(W, events.reaction_removed),
    "channel_rename": Knock(W, events.channel_renamed),
    "channel_archive": Knock(W, events.channel_archived),
    "channel_unarchive": Knock(W, events.channel_unarchived),
    "channel_deleted": Knock(W, events.channel_deleted),
    "channel_left": Knock(W, events.channel_left),
    "member_left_channel": Knock(W, events.member_left),
}
OPTIONS: Offers = {
    "service": incident.service_options,
    "further": incident.service_options,
}
