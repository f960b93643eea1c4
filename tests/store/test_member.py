"""The rows of who is who."""

from datetime import timedelta

from bot.domain.may import Member, Standing
from store import member
from store.sqlite import Store
from tests.make import NOW

GUEST = Member("U1", Standing.GUEST)
FULL = Member("U1", Standing.MEMBER)


def test_whom_slack_has_not_named_is_unknown(rows: Store) -> None:
    assert rows.read(member.get, "U1") == Member("U1", Standing.UNKNOWN)


async def test_what_slack_told_last_counts(rows: Store) -> None:
    await rows.run(member.keep, [GUEST, Member("U2", Standing.MEMBER)], NOW)
    await rows.run(member.keep, [FULL], NOW + timedelta(minutes=1))

    assert rows.read(member.get, "U1") == FULL
    assert rows.read(member.get, "U2").standing is Standing.MEMBER


async def test_told_the_same_again_nothing_is_written(rows: Store) -> None:
    await rows.run(member.keep, [GUEST], NOW)

    await rows.run(member.keep, [GUEST], NOW + timedelta(hours=1))

    kept = rows.read(lambda db: db.execute("SELECT as_of FROM member").fetchall())
    assert [row[0] for row in kept] == [int(NOW.timestamp() * 1000)]
