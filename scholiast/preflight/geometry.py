"""Boxes and matrices of a PDF: ISO 32000-2, 8.3; all lengths in units of the page, mostly pt."""

from typing import TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top."""

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f, as operands of `cm` are written."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

MM = 72 / 25.4
"""Points in a millimetre."""


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does what `first` does, and then what `then` does."""
    a, b, c, d, e, f = first
    A, B, C, D, E, F = then  # noqa: N806 - as in the specification
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix takes a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(matrix: Matrix, box: Box) -> Box:
    """Return the upright box around the place that a matrix takes a box to."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    if b == c == 0:
        left, right = a * x0 + e, a * x1 + e
        low, high = d * y0 + f, d * y1 + f
        return (
            left if left < right else right,
            low if low < high else high,
            right if left < right else left,
            high if low < high else low,
        )
    corners = [moved(matrix, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def scale(matrix: Matrix) -> float:
    """Return how much a matrix enlarges, as the side of a square of the same area."""
    a, b, c, d = matrix[:4]
    return float(abs(a * d - b * c) ** 0.5)


def common(one: Box, other: Box) -> Box | None:
    """Return what two boxes have in common, be it a line; None where they do not meet."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def united(one: Box, other: Box) -> Box:
    """Return the least box that holds two."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def within(inner: Box, outer: Box, tolerance: float = 0.01) -> bool:
    """Tell whether a box lies in another."""
    return (
        inner[0] >= outer[0] - tolerance
        and inner[1] >= outer[1] - tolerance
        and inner[2] <= outer[2] + tolerance
        and inner[3] <= outer[3] + tolerance
    )


def shrunk(box: Box, left: float, low: float, right: float, high: float) -> Box:
    """Return a box with its sides moved inwards."""
    return box[0] + left, box[1] + low, box[2] - right, box[3] - high


def alike(one: Box, other: Box, tolerance: float = 0.1) -> bool:
    """Tell whether two boxes are the same but for rounding."""
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))
