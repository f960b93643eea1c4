"""The picture of the page in the README: there, of the size that is said, and small."""

import struct
import zlib

from docs.screenshot import HEIGHT, MOST, PICTURE, WIDTH, chunks, smaller
from tests.rules import ROOT


def test_the_readme_shows_a_small_picture_of_the_page() -> None:
    png = PICTURE.read_bytes()
    head = next(data for kind, data in chunks(png) if kind == b"IHDR")

    assert struct.unpack(">II", head[:8]) == (WIDTH, HEIGHT)
    assert len(png) <= MOST
    assert f"({PICTURE.relative_to(ROOT)})" in (ROOT / "README.md").read_text()


def test_a_packed_picture_has_the_same_pixels() -> None:
    png = PICTURE.read_bytes()

    assert pixels(smaller(png)) == pixels(png)


def pixels(png: bytes) -> bytes:
    """The picture's lines, unpacked."""
    return zlib.decompress(b"".join(data for kind, data in chunks(png) if kind == b"IDAT"))
