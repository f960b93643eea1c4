"""The catalog file: its shape, its references, and the values it holds."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.domain.catalog_file.reading import Draft, read, unresolved

__all__ = ["Draft", "read", "unresolved"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from bot.domain.catalog_file import reading  # noqa: PLC0415  (a form takes only the values)

    return getattr(reading, name)
