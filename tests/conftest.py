"""What every room's tests may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.sqlite import Store, open_store
from tests.ready_made import blank, copied


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Store]:
    """A store of its own for one test, on a real file."""
    store = open_store(copied(blank(), tmp_path / "tocsin.db"))
    yield store
    store.close()
