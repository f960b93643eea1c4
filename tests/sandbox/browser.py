"""The page as Chromium draws it: its DOM after its scripts have run. Slow; left out where there is none."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.sandbox.server import Sandbox

Test = TypeVar("Test", bound=Callable[..., Any])
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=5000"]


async def seen_in_a_browser(url: str, profile: Path) -> str:
    """The page's DOM after its scripts have run, without following what comes later."""
    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM), *QUIET, f"--user-data-dir={profile}", "--dump-dom", url,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return said.decode()


def in_a_browser(test: Test) -> Test:
    """Slow; left out, with a word of why, where no Chromium is installed."""
    why = "no chromium here: the page is not looked at in a browser"
    marked: Test = pytest.mark.slow(pytest.mark.skipif(CHROMIUM is None, reason=why)(test))
    return marked


async def looked_at(sandbox: Sandbox, profile: Path, room: str = "C0GENERAL") -> str:
    return await seen_in_a_browser(f"{sandbox.url}/?live=off#U0ANA/{room}", profile)
