"""What every room's tests may ask for, and how often garbage is looked for while they run."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.sqlite import Store, open_store
from tests.ready_made import blank, copied

gc.disable()  # what is loaded stays: to walk over it again and again is a third of the loading
COLLECTED = (20_000, 20, 50)
"""As the bot has it."""


def pytest_collection_finish() -> None:
    """Look for garbage again, but not among the tests themselves."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(*COLLECTED)


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Store]:
    """A store of its own for one test, on a real file."""
    store = open_store(copied(blank(), tmp_path / "tocsin.db"))
    yield store
    store.close()
