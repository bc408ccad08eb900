"""Small grey pictures as PNG, drawn by rule."""

import math
import struct
import zlib

WIDTH, HEIGHT = 640, 400
"""Pixels."""


def plate(serial: int) -> bytes:
    """Return a PNG of waves that meet, in 16 greys; another for each `serial`.

    The image data is stored and not compressed, since two zlibs compress the same data to different
    bytes (PNG 3, 10.1 Compression method; RFC 1951, 3.2.4).
    """
    rows = b"".join(b"\0" + _row(serial, y) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 0, 0, 0, 0)
    chunks = (("IHDR", header), ("IDAT", zlib.compress(rows, 0)), ("IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind.encode(), data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(serial: int, y: int) -> bytes:
    greys = [_grey(serial, x, y) for x in range(WIDTH)]
    return bytes(high << 4 | low for high, low in zip(greys[::2], greys[1::2], strict=True))


def _grey(serial: int, x: int, y: int) -> int:
    """Return 0 (black) to 15 (white); triangles, not sines, so that no machine rounds otherwise."""
    near = math.isqrt((x - 40 * serial - 80) ** 2 + (y - 130) ** 2)
    far = math.isqrt((x - 520) ** 2 + (y - 25 * serial - 60) ** 2)
    return (_wave(near, 23 + serial) + _wave(far, 31)) // 2


def _wave(distance: int, length: int) -> int:
    return abs(distance % length * 30 // length - 15)
