"""Row `cli`: one look-up in a terminal, the whole process."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench import measure, world
from bench.measure import Line, Size

ASKED = "service-00007"
BARE = """
import argparse, json, sqlite3
parser = argparse.ArgumentParser()
parser.add_argument("database")
parser.add_argument("name")
args = parser.parse_args()
db = sqlite3.connect(f"file:{args.database}?mode=ro", uri=True)
row = db.execute("SELECT id, title, team FROM service WHERE id = ?", (args.name,)).fetchone()
print(json.dumps(dict(zip(("id", "title", "team"), row))))
"""
"""The least of such a program: arguments, one read, JSON."""


async def run(size: Size) -> list[Line]:
    """`tocsin svc x --json` beside a program that does nothing else, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        await world.fill(database, size.services)
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env |= {"TOCSIN_DATABASE": str(database), "PYTHONPATH": str(world.ROOT)}
        env["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")  # by the first pair, which is not counted
        ours, floor = ["-m", "bot", "svc", ASKED, "--json"], ["-c", BARE, str(database), ASKED]
        pairs = [(await _taken(ours, env), await _taken(floor, env)) for _ in range(3 * size.starts + 1)]
    taken = list(zip(*pairs[1:], strict=True))
    mine, bare = (statistics.median(each) for each in taken)
    return [
        Line(
            "cli",
            f"svc x --json among {size.services:,}, the whole process",
            statistics.median(one / other for one, other in pairs[1:]),
            2.0,
            "argparse + one read + JSON",
            measure.milli(mine),
            measure.milli(bare),
        )
    ]


async def _taken(words: list[str], env: dict[str, str]) -> float:
    """Seconds of a process that has to find the service."""
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=env, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said
    assert ASKED.encode() in said, said
    return time.perf_counter() - begun
