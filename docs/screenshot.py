"""Takes `docs/page.png`: `python -m docs.screenshot` plays a short incident in the demo, Chromium looks.

Needs Chromium on the PATH. The picture looks right with a font for emoji and one for Japanese names (Debian:
fonts-noto-color-emoji, fonts-noto-cjk), which the project itself does not need: without them the page shows
words for emoji, and boxes for those names.
"""

import asyncio
import contextlib
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from bot.sandbox import demo
from bot.sandbox.person import Person, Refusal

PICTURE = Path(__file__).resolve().parent / "page.png"
WIDTH, HEIGHT, MOST = 1280, 900, 300_000
MAYA, ANA, BO = "U0MAYA", "U0ANA", "U0BO"
START = 60.0
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--hide-scrollbars", "--disable-background-networking", "--virtual-time-budget=8000"),
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2",  # a mouse, not a finger
)


@contextlib.asynccontextmanager
async def practice() -> AsyncIterator[str]:
    """The demo in a process of its own, the bot connected; its address."""
    port = demo.free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", str(port), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await _connected(url)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _connected(url: str) -> None:
    """Wait until the bot answers."""
    async with asyncio.timeout(START), Person(url, MAYA) as maya:
        while True:
            with contextlib.suppress(OSError, Refusal):
                if (await maya.type("#general", "/tocsin help"))["ok"]:
                    return await _settled(maya)
            await asyncio.sleep(0.2)


async def _settled(person: Person) -> None:
    """Wait until the bot has read the vendors: two seconds without another call."""
    before = -1
    while (asked := len(await person.look("calls"))) != before:
        before = asked
        await asyncio.sleep(2)


async def play(url: str) -> str:
    """An incident's first minutes; the address of its channel as Maya sees it."""
    async with Person(url, MAYA) as maya, Person(url, ANA) as ana, Person(url, BO) as bo:
        known = {room["id"] for room in (await maya.look("state"))["channels"]}
        await maya.type("#general", "/inc checkout 500s")
        room = await _new_room(maya, known)
        card = await maya.sees(room, "Depends on", within=START)
        for person in (ana, bo):
            await person.do("channel", do="join", channel=room)
        await ana.click("I lead", channel=room, ts=card["ts"])
        await maya.meets(
            room,
            lambda m: m["ts"] == card["ts"] and "nobody yet" not in m["rendered"],
            "a lead",
            within=START,
        )
        await bo.post(room, "Cards fail, PayPal works. It began with the 14:02 deploy.")
        seen = await ana.post(room, "Rolling `payments-api` back now, @bo watches the error rate")
        for person in (maya, bo):
            await person.react(room, seen, "pushpin")
        await maya.type(room, "/inc status")
        await maya.sees(room, "investigating", within=START)
    return f"{url}/?live=off#{MAYA}/{room}/{card['ts']}"


async def _new_room(maya: Person, known: set[str]) -> str:
    """The channel that was not there before, as soon as there is one."""
    rev = -1
    async with asyncio.timeout(START):
        while True:
            rev = (await maya.look("wait", after=rev, seconds=START))["rev"]
            for room in (await maya.look("state"))["channels"]:
                if room["id"] not in known:
                    return str(room["id"])


async def shoot(url: str, picture: Path) -> None:
    """Let headless Chromium look at an address."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        raise SystemExit("No Chromium here: install one (Debian: apt-get install chromium).")
    size = f"--window-size={WIDTH},{HEIGHT}"
    with tempfile.TemporaryDirectory() as profile:
        own = (f"--user-data-dir={profile}", f"--screenshot={picture}")
        process = await asyncio.create_subprocess_exec(
            browser, *FLAGS, size, *own, url, stderr=asyncio.subprocess.DEVNULL
        )
        await asyncio.wait_for(process.wait(), START)


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG: kind and data."""
    at = 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def smaller(png: bytes) -> bytes:
    """The same picture packed as tightly as zlib can."""
    parts = list(chunks(png))
    pixels = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    head = next(data for kind, data in parts if kind == b"IHDR")
    kept = ((b"IHDR", head), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in kept
    )


async def main() -> None:
    """Play, look, pack."""
    async with practice() as url:
        await shoot(await play(url), PICTURE)
    PICTURE.write_bytes(smaller(PICTURE.read_bytes()))
    if (size := PICTURE.stat().st_size) > MOST:
        raise SystemExit(f"{PICTURE.name} has {size} bytes, {MOST} are the most")


if __name__ == "__main__":
    asyncio.run(main())
