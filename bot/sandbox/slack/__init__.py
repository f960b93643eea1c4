"""A strict Slack on loopback: it takes what Slack takes and refuses the rest in Slack's words."""
