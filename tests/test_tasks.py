"""Our own background tasks: waited for, logged when they fail, cancelled when they take too long."""

import asyncio

import pytest

from bot.tasks import TrackedTasks


async def test_settling_waits_also_for_what_is_started_meanwhile() -> None:
    tasks, done = TrackedTasks(), []

    async def work(depth: int) -> None:
        await asyncio.sleep(0)
        done.append(depth)
        if depth:
            tasks.start(work(depth - 1), "deeper")

    tasks.start(work(3), "work")
    await tasks.settle()

    assert done == [3, 2, 1, 0]


async def test_a_failure_is_logged_once_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    tasks = TrackedTasks()

    async def fail() -> None:
        raise LookupError("gone")

    tasks.start(fail(), "answer to inc")
    await tasks.settle()

    assert caplog.messages == ["task answer to inc failed"]
    assert "LookupError: gone" in caplog.text


async def test_what_takes_too_long_is_cancelled_and_named(caplog: pytest.LogCaptureFixture) -> None:
    tasks, ended = TrackedTasks(), []

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    task = tasks.start(hang(), "slow one")
    await tasks.settle(0.01)

    assert task.cancelled()
    assert ended == [True]
    assert caplog.messages == ["cancelling after 0.01 s: ['slow one']"]


async def test_a_task_gives_its_value() -> None:
    async def five() -> int:
        return 5

    assert await TrackedTasks().start(five(), "five") == 5


async def test_nothing_to_settle_is_settled() -> None:
    await TrackedTasks().settle(0)


# Giving way --------------------------------------------------------------------------------------------


async def test_nobody_waits_where_nothing_is_in_hand() -> None:
    await TrackedTasks().lull(most=600)


async def test_a_lull_is_waited_for_while_a_request_is_in_hand() -> None:
    tasks = TrackedTasks()
    tasks.taken()
    waiting = asyncio.ensure_future(tasks.lull(most=600, quiet=0.001))
    for _ in range(10):
        await asyncio.sleep(0)
    early = waiting.done()

    tasks.answered()
    await waiting

    assert not early


async def test_a_lull_is_not_waited_for_for_ever() -> None:
    tasks = TrackedTasks()
    tasks.taken()

    await tasks.lull(most=0.01)
