"""How each command is written and what it does, a line each: the help and the README are made from it."""

from collections.abc import Mapping

HELP: Mapping[tuple[str, str], tuple[str, str]] = {
    ("inc", ""): ("/inc", "Declare with a form; only the title is required"),
    ("inc", "*"): ("/inc <title>", "Declare an incident: channel, context card, people"),
    ("inc", "new"): ("/inc new <title>", "Declare, also where the title begins with a verb"),
    ("inc", "status"): ("/inc status [state]", "Show where it stands, or move it"),
    ("inc", "mitigate"): ("/inc mitigate [note]", "The pain has stopped"),
    ("inc", "resolve"): ("/inc resolve [note]", "It is over: the document is drafted"),
    ("inc", "reopen"): ("/inc reopen [why]", "It is not over after all"),
    ("inc", "lead"): ("/inc lead @x", "Say who leads the incident"),
    ("inc", "note"): ("/inc note <text>", "Put a note on the timeline (📌 on a message does the same)"),
    ("inc", "timeline"): ("/inc timeline [text]", "Show the timeline; with text, add to it"),
    ("inc", "list"): ("/inc list", "Open incidents"),
    ("inc", "similar"): (
        "/inc similar [text or INC-n]",
        "What happened before, and what fixed it",
    ),
    ("svc", ""): ("/svc", "What the catalog holds"),
    ("svc", "*"): ("/svc <name>", "A service: owner, tier, runbook, SLO, dependencies"),
    ("svc", "find"): ("/svc find <text>", "Search the catalog"),
    ("svc", "owner"): ("/svc owner <name>", "Who owns it"),
    ("svc", "deps"): ("/svc deps <name>", "What it needs and what needs it"),
    ("svc", "changes"): ("/svc changes <name> [2h]", "The same as /changes"),
    ("oncall", ""): ("/oncall", "My shifts, or who is on call in each team"),
    ("oncall", "*"): ("/oncall <service, team or @x>", "Who is on call, until when, and how to reach them"),
    ("oncall", "me"): ("/oncall me", "My shifts"),
    ("changes", ""): ("/changes", "The last changes everywhere"),
    ("changes", "*"): ("/changes <service> [2h]", "Merged, deployed and released, newest first"),
    ("ready", ""): ("/ready", "How ready every service is, the worst first"),
    ("ready", "*"): ("/ready <service or team>", "Level, what is missing, and who fixes it how"),
    ("rca", ""): ("/rca", "The state of the document: what is filled, what needs a human"),
    ("tocsin", ""): ("/tocsin", "Help"),
    ("tocsin", "help"): ("/tocsin help [word]", "Every command"),
    ("tocsin", "health"): ("/tocsin health", "Whether Tocsin itself is well"),
    ("tocsin", "audit"): ("/tocsin audit INC-n", "Who did what, when, from where"),
}
