"""`tocsin` as a real process: started with an environment of its own, its words and its exit code."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "HOME", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process came to."""

    code: int
    out: str
    err: str


async def start(folder: Path, env: Mapping[str, str], *words: str) -> asyncio.subprocess.Process:
    """`python -m bot WORDS` in a folder, with that environment alone."""
    own = {name: os.environ[name] for name in KEPT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env={**own, "PYTHONPATH": str(ROOT), **env},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(folder: Path, env: Mapping[str, str], *words: str) -> Ended:
    """Run it to its end."""
    process = await start(folder, env, *words)
    async with asyncio.timeout(20):
        out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def up(process: asyncio.subprocess.Process) -> str:
    """Wait until `tocsin run` says that it runs and Slack reaches it; the address of its HTTP."""
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        line = (await process.stdout.readline()).decode()
        assert line.startswith("Tocsin runs: "), line + (await process.stderr.read()).decode()
        url = line.strip().rpartition(" ")[2].removesuffix("/healthz")
        while True:
            async with session.get(f"{url}/readyz") as answer:
                if answer.status == 200:
                    return url


@asynccontextmanager
async def running(folder: Path, env: Mapping[str, str]) -> AsyncIterator[str]:
    """`tocsin run`, up, at the address of its HTTP; stopped by SIGTERM at the end."""
    process = await start(folder, env, "run")
    try:
        yield await up(process)
        process.terminate()
        _, err = await process.communicate()
        assert process.returncode == 0, err.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
