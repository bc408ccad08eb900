"""Pictures that say nothing are drawn in print, and are artifacts in a tagged PDF."""

import io
from pathlib import Path

import pikepdf
import pytest

from scholiast import publish, verify
from scholiast.config import Editions
from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.ledger import open_ledger
from scholiast.theme import Theme
from tests.books import composed, write
from tests.pdf.reading import data_of
from tests.test_images import png

TEXT = """\
# A Chapter

Text.[^n]

![](../leaf.png){.decorative width=20px}

In a ![](../leaf.png){.decorative width=1em} line, and ![a stone](../leaf.png){width=20px}.

[^n]: With ![](leaf.png){.decorative width=1em} one.
"""


@pytest.mark.parametrize("whole", [False, True])
def test_decoration_is_an_artifact(whole: bool, tmp_path: Path) -> None:
    """It needs no words, in text and notes; a picture that says something keeps its own."""
    root = write(tmp_path, {})
    (root / "leaf.png").write_bytes(png(90, 90))
    book = composed(root, {"chapters/a.md": TEXT})
    made = publish.render(book, Theme.find(), Editions(), Format.PDF, whole=whole)
    assert [] == [as_concise(one) for one in made.diagnostics]
    assert [] == [as_concise(one) for one in verify.artifact(made, open_ledger(book)).diagnostics]
    with pikepdf.open(io.BytesIO(data_of(made))) as pdf:
        figures = [
            str(thing.get("/Alt"))
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
        assert ["a stone"] == figures
        drawn = [
            str(one.operands[0])
            for page in pdf.pages
            for one in pikepdf.parse_content_stream(page)
            if str(one.operator) == "Do"
        ]
        assert 4 == sum(name.startswith("/i") for name in drawn)
