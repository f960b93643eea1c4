"""The writer: many callers, one commit, and each caller's own trouble stays its own."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.domain.keeping import StoreUnavailable
from bot.domain.refusal import Refusal
from store.sqlite import Store, open_store


def put(db: sqlite3.Connection, name: str, value: str = "") -> str:
    db.execute("INSERT INTO meta (name, value) VALUES (:name, :value)", {"name": name, "value": value})
    return name


def names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM meta ORDER BY rowid")]


def put_then(error: BaseException) -> Callable[[sqlite3.Connection], str]:
    def step(db: sqlite3.Connection) -> str:
        put(db, "half")
        raise error

    return step


@asynccontextmanager
async def held(rows: Store) -> AsyncIterator[None]:
    """Keep the writer busy, so that all that is asked for inside forms one batch."""
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def wait(_: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait()

    waiting = asyncio.create_task(rows.run(wait))
    await begun.wait()
    yield
    go.set()
    await waiting


async def together(rows: Store, *steps: Callable[[sqlite3.Connection], str]) -> list[str | BaseException]:
    """What becomes of steps that form one batch."""
    async with held(rows):
        tasks = [asyncio.create_task(rows.run(step)) for step in steps]
        await asyncio.sleep(0)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_read_after_a_write_sees_it(rows: Store) -> None:
    before = rows.read(names)

    await rows.run(put, "a", value="1")

    assert (before, rows.read(names), await rows.query(names)) == ([], ["a"], ["a"])


async def test_steps_run_in_the_order_in_which_they_were_asked_for(rows: Store) -> None:
    await asyncio.gather(*(rows.run(put, f"n{number}") for number in range(600)))

    assert rows.read(names) == [f"n{number}" for number in range(600)]


@pytest.mark.parametrize(
    "error",
    [
        Refusal("no"),
        ValueError("bug"),
        sqlite3.IntegrityError("unique"),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_of_a_batch_only_the_failing_step_is_undone(rows: Store, error: BaseException) -> None:
    def first(db: sqlite3.Connection) -> str:
        return put(db, "first")

    def last(db: sqlite3.Connection) -> str:
        return put(db, "last")

    outcome = await together(rows, first, put_then(error), last)

    assert [outcome[0], type(outcome[1]), outcome[2]] == ["first", type(error), "last"]
    assert rows.read(names) == ["first", "last"]


async def test_a_batch_is_one_commit(rows: Store) -> None:
    commits: list[None] = []
    rows.on_commit(lambda: commits.append(None))

    await together(rows, *(lambda db, name=f"n{number}": put(db, name) for number in range(50)))

    await rows.run(lambda _: None)
    assert (len(rows.read(names)), len(commits)) == (
        50,
        3,
    )  # the one that kept the writer busy, the fifty, the last


async def test_when_the_commit_fails_nobody_of_the_batch_is_told_that_it_was_kept(rows: Store) -> None:
    def first(db: sqlite3.Connection) -> str:
        return put(db, "first")

    def ends_the_transaction(db: sqlite3.Connection) -> str:
        db.execute("ROLLBACK")
        return "gone"

    outcome = await together(rows, first, ends_the_transaction, first)

    assert [type(each) for each in outcome] == [StoreUnavailable] * 3
    assert rows.read(names) == []


async def test_each_caller_gets_an_error_of_its_own(rows: Store) -> None:
    def ends_the_transaction(db: sqlite3.Connection) -> str:
        db.execute("ROLLBACK")
        return "gone"

    one, two = await together(rows, ends_the_transaction, ends_the_transaction)

    assert one is not two


async def test_listeners_hear_of_commits_and_not_of_failures(rows: Store) -> None:
    heard: list[list[str]] = []
    rows.on_commit(lambda: heard.append(rows.read(names)))

    with pytest.raises(StoreUnavailable):
        await rows.run(lambda db: db.execute("ROLLBACK"))
    await rows.run(put, "a")
    await rows.run(put, "b")

    assert heard == [["a"], ["a", "b"]]


async def test_a_step_whose_caller_has_gone_before_it_began_is_left_out(rows: Store) -> None:
    async with held(rows):
        gone = asyncio.create_task(rows.run(put, "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)

    await rows.run(put, "next")
    assert rows.read(names) == ["next"]


async def test_a_caller_who_leaves_half_way_disturbs_nobody(rows: Store) -> None:
    begun, go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(db: sqlite3.Connection) -> str:
        loop.call_soon_threadsafe(begun.set)
        go.wait()
        return put(db, "slow")

    leaving = asyncio.create_task(rows.run(slow))
    await begun.wait()
    leaving.cancel()
    go.set()

    await rows.run(put, "next")
    assert rows.read(names) == ["slow", "next"]


async def test_a_step_that_lets_stop_iteration_out_still_answers(rows: Store) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await rows.run(lambda _: next(iter(())))


async def test_a_closed_store_says_so(rows: Store) -> None:
    rows.close()

    with pytest.raises(StoreUnavailable, match="closed"):
        await rows.run(names)
    with pytest.raises(StoreUnavailable, match="closed"):
        await rows.query(names)
    with pytest.raises(StoreUnavailable, match="closed"):
        rows.read(names)


async def test_closing_commits_what_is_queued(rows: Store) -> None:
    queued = [asyncio.create_task(rows.run(put, f"n{number}")) for number in range(300)]
    await asyncio.sleep(0)

    rows.close()

    assert len(await asyncio.gather(*queued)) == 300
    again = open_store(rows.path)
    assert len(again.read(names)) == 300
    again.close()


def test_callers_on_several_loops_share_one_writer(rows: Store) -> None:
    async def many(prefix: str) -> None:
        await asyncio.gather(*(rows.run(put, f"{prefix}{number}") for number in range(100)))

    threads = [threading.Thread(target=lambda p=prefix: asyncio.run(many(p))) for prefix in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows.read(names)) == 300


def test_a_loop_that_was_closed_meanwhile_does_not_stop_the_writer(rows: Store) -> None:
    go = threading.Event()

    async def leave() -> None:
        asyncio.get_running_loop().create_task(rows.run(lambda _: go.wait())).add_done_callback(
            lambda _: None
        )
        await asyncio.sleep(0)

    asyncio.run(leave())
    go.set()

    asyncio.run(rows.run(put, "next"))
    assert rows.read(names) == ["next"]
