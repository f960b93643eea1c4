"""Promise 28 at length: a thousand commands under kills, real time, watchdogs, vendors that hang."""

from pathlib import Path

import pytest

from tests.crowd import Crowd
from tests.mortal import mortal

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [11, 12])
async def test_a_thousand_commands_survive_kills_at_random(tmp_path: Path, seed: int) -> None:
    async with mortal(tmp_path) as night:
        crowd = Crowd(night, seed=seed)

        await crowd.works(commands=1000, kills=30)

        await crowd.finds_everything_once()
