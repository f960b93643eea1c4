"""`python -m bench [ROW…]`: each path beside its floor; table, results.json; 1 where a goal is missed."""

import asyncio
import json
import os
import platform
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import (
    change,
    declare,
    dispatch,
    document,
    forge,
    lag,
    lookup,
    oncall,
    past,
    reach,
    scorecards,
    start,
    terminal,
    typo,
    vendors,
    webhooks,
)
from bench.measure import Line, Size

RESULTS = Path(__file__).with_name("results.json")
ROWS: Mapping[str, Callable[[Size], Coroutine[Any, Any, list[Line]]]] = {
    "dispatch": dispatch.run,
    "lookup-http": lookup.over_http,
    "lookup-socket": lookup.over_socket,
    "change-ack": change.ack,
    "burst-commands": change.burst,
    "declare": declare.run,
    "webhooks": webhooks.run,
    "github-sync": forge.github,
    "pagerduty-sync": vendors.pagerduty,
    "scorecards": scorecards.run,
    "typo": typo.run,
    "loop-lag": lag.run,
    "dependants": reach.run,
    "oncall-at": oncall.run,
    "similar": past.run,
    "document": document.run,
    "cli": terminal.run,
    "start": start.start,
    "memory": start.memory,
    "first-commands": start.first,
}


def main(wanted: Sequence[str]) -> int:
    """Run the rows wanted (none named: all). 1 where a goal is missed, 2 where there is no such row."""
    unknown = [name for name in wanted if name not in ROWS]
    if unknown:
        print(f"No row {', '.join(unknown)}. There are: {', '.join(ROWS)}", file=sys.stderr)
        return 2
    lines: list[Line] = []
    for name in wanted or ROWS:
        found = asyncio.run(ROWS[name](Size()))
        for line in found:
            print(told(line), flush=True)
        lines += found
    about = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    results = {"on": about, "lines": [asdict(line) | {"met": line.met} for line in lines]}
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = sum(not line.met for line in lines)
    print(f"{len(lines) - missed} of {len(lines)} goals met; {RESULTS}")
    return 1 if missed else 0


def told(line: Line) -> str:
    """One line of the table."""
    mark = "ok  " if line.met else "MISS"
    goal = f"{'≥' if line.at_least else '≤'} {line.goal:g}"
    beside = f"{line.ours} beside {line.floor}" if line.floor else line.ours
    return f"{mark} {line.row:15} {line.figure:8.2f} ({goal}) {line.of:40} {line.what}: {beside}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
