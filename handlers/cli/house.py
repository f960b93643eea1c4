"""`tocsin init|run|demo|doctor|sync`: the words that need the whole house."""

import argparse


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the words of this file; the composition root carries them out."""
    init = sub.add_parser("init", help="make the database file")
    init.set_defaults(build="init")
    run = sub.add_parser("run", help="run the bot until it is stopped")
    run.set_defaults(build="run")
    demo = sub.add_parser("demo", help="a practice company with a page to use it, and the bot on it")
    demo.add_argument("--port", type=int, default=8800, help="the page's port (8800)")
    demo.add_argument("--world", choices=("acme", "empty", "big"), default="acme", help="which company")
    demo.add_argument(
        "--transport", choices=("socket", "http"), default="socket", help="how Slack reaches the bot"
    )
    demo.add_argument("--keep", default="", help="a folder for the database (else a temporary one)")
    demo.set_defaults(build="demo")
    doctor = sub.add_parser("doctor", help="check tokens, scopes, vendors, clock, disk; each with its remedy")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(build="doctor")
    sync = sub.add_parser("sync", help="read the vendors now")
    sync.add_argument("what", nargs="?", choices=("all", "github", "pagerduty"), default="all")
    sync.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    sync.add_argument("--json", action="store_true")
    sync.set_defaults(build="sync")
