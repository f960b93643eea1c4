"""The other end of the wire over HTTP: `python -m bench.load` sends what it is told and times the answers."""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

Send = Callable[[], Awaitable[None]]


class Wire(asyncio.Protocol):
    """One connection kept alive, one request at a time; as little of HTTP as can be."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole."""
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(body) >= length and self._answer is not None:
            answer, self._got = self._got, b""
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("closed"))

    async def ask(self, request: bytes) -> None:
        """Send a request and wait for its answer, which has to be a 200 or a 202."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 202")):
            raise AssertionError(answer[:300].decode())


async def _wires(port: int, count: int) -> list[Wire]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Wire, "127.0.0.1", port))[1] for _ in range(count)]


async def _block(wires: Sequence[Wire], requests: Iterator[bytes], plan: Mapping[str, Any]) -> dict[str, Any]:
    """So many calls, shared among the wires, `pause` seconds apart; the seconds of each and of all."""
    taken: list[float] = []
    left = itertools.repeat(None, plan["calls"])

    async def work(wire: Wire) -> None:
        for _ in left:
            begun = time.perf_counter()
            await wire.ask(next(requests))
            taken.append(time.perf_counter() - begun)
            if plan["pause"]:
                await asyncio.sleep(plan["pause"])

    begun = time.perf_counter()
    await asyncio.gather(*(work(wire) for wire in wires))
    return {"calls": taken, "wall": time.perf_counter() - begun}


def _flush(file: int) -> float:
    """Write 4 KB and have the disk confirm it."""
    begun = time.perf_counter()
    os.pwrite(file, bytes(4096), 0)
    (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(file)
    return time.perf_counter() - begun


async def run(plan: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Blocks of each target in turn; `rest` seconds before each.

    With `disk`, also blocks of a 4 KB write that the disk confirms.
    """
    targets = {}
    for name, target in plan["targets"].items():
        requests = itertools.cycle([text.encode() for text in target["requests"]])
        targets[name] = (await _wires(target["port"], plan["in_flight"]), requests)
    told: dict[str, list[dict[str, Any]]] = {
        name: [] for name in (*targets, *(["disk"] if plan["disk"] else ()))
    }
    file = os.open(plan["disk"], os.O_CREAT | os.O_RDWR) if plan["disk"] else -1
    for _ in range(plan["blocks"]):
        await asyncio.sleep(plan["rest"])
        for name, (wires, requests) in targets.items():
            told[name].append(await _block(wires, requests, plan))
        if file >= 0:
            told["disk"].append({"calls": [_flush(file) for _ in range(plan["calls"])], "wall": 0.0})
    return told


async def main() -> None:
    """Plans come in as lines; what was measured goes out as lines."""
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await run(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
