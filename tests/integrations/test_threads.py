"""Threads: bounded, with a deadline, each client in one thread at a time."""

import asyncio
from collections.abc import Awaitable
from contextlib import aclosing
from functools import partial
from io import StringIO
from threading import Event

import pytest

from bot.integrations.threads import Threads, together, twice, within
from bot.ports import Unreachable


async def test_each_client_is_in_one_thread_at_a_time_and_all_are_closed() -> None:
    clients: list[StringIO] = []
    busy: set[int] = set()
    shared: list[int] = []

    def make() -> StringIO:
        clients.append(StringIO())
        return clients[-1]

    def work(number: int, client: StringIO) -> int:
        if id(client) in busy:
            shared.append(number)
        busy.add(id(client))
        client.write(str(number))
        busy.remove(id(client))
        return number

    async with aclosing(Threads("Vendor", make, limit=3, deadline=5.0)) as threads:
        results = await together(threads.call(partial(work, number)) for number in range(50))

    assert results == list(range(50))
    assert shared == []
    assert 1 <= len(clients) <= 3
    assert all(client.closed for client in clients)


async def test_a_call_that_hangs_is_given_up_and_takes_only_its_own_thread() -> None:
    free = Event()
    async with aclosing(Threads("Vendor", StringIO, limit=2, deadline=0.1)) as threads:
        with pytest.raises(Unreachable, match=r"Vendor did not answer within 0\.1 s"):
            await threads.call(lambda _: free.wait())

        assert await threads.call(lambda client: client.write("x")) == 1
        free.set()


async def test_where_every_thread_hangs_the_next_call_is_given_up_too() -> None:
    free = Event()
    async with aclosing(Threads("Vendor", StringIO, limit=1, deadline=0.1)) as threads:
        for _ in range(2):
            with pytest.raises(Unreachable):
                await threads.call(lambda _: free.wait())
        free.set()


async def test_the_first_failure_cancels_the_others() -> None:
    others = asyncio.Event()

    async def fail() -> None:
        raise Unreachable("gone")

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            others.set()

    with pytest.raises(Unreachable, match="gone"):
        await together((wait(), fail()))

    await asyncio.wait_for(others.wait(), 5)


@pytest.mark.parametrize(
    ("troubles", "tries"),
    [
        ([], 1),
        ([Unreachable("gone")], 2),
        ([Unreachable("gone"), Unreachable("gone")], 2),
        ([Unreachable("wait", retry_after=5)], 1),
    ],
)
async def test_a_read_is_tried_once_more_unless_asked_to_wait(
    troubles: list[Unreachable], tries: int
) -> None:
    tried: list[int] = []

    async def read() -> str:
        tried.append(1)
        if len(tried) <= len(troubles):
            raise troubles[len(tried) - 1]
        return "read"

    async def outcome(work: Awaitable[str]) -> str:
        try:
            return await work
        except Unreachable as trouble:
            return str(trouble)

    said = await outcome(twice(read, "Vendor"))

    assert len(tried) == tries
    assert said == ("read" if len(troubles) < tries else str(troubles[-1]))


async def test_many_calls_have_one_limit_together() -> None:
    with pytest.raises(Unreachable, match=r"Vendor was not read within 0\.05 s"):
        await within(0.05, asyncio.Event().wait(), "Vendor")
