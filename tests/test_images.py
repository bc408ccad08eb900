"""Images are known by their ending, and measured from their bytes."""

import io

import pytest
from PIL import Image as PillowImage

from scholiast import images


def png(width: int, height: int) -> bytes:
    """Return a PNG of this size."""
    out = io.BytesIO()
    PillowImage.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


def test_a_raster_image_is_measured() -> None:
    """Width and height are those of the file."""
    image = images.read("images/a.PNG", png(30, 20))
    assert (image.media_type, image.width, image.height) == ("image/png", 30, 20)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20px"', (30, 20)),
        ('viewBox="0 0 300 200"', (300, 200)),
        ('width="100%" viewBox="0 0 300 200"', (300, 200)),
        ("", (None, None)),
    ],
)
def test_a_drawing_is_measured(attributes: str, size: tuple[int | None, int | None]) -> None:
    """A drawing says its size in px, or by its view box."""
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()
    image = images.read("a.svg", data)
    assert (image.width, image.height) == size


def test_what_is_damaged_has_no_size() -> None:
    """A damaged file is the rules' to report; here it has no size."""
    assert images.read("a.png", b"no image").width is None
    assert images.read("a.svg", b"<svg").width is None


def test_other_types_are_refused() -> None:
    """A type that not every edition can hold is an error."""
    with pytest.raises(ValueError, match="no image"):
        images.read("a.tiff", b"")
