"""What every room's tests may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.sqlite import Store, open_store


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Store]:
    """A store of its own for one test, on a real file."""
    store = open_store(tmp_path / "tocsin.db", create=True)
    yield store
    store.close()
