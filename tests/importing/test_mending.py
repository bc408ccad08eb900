"""An import with its mends: offered on what would be written, and counted once they are made."""

from pathlib import Path

from scholiast.importing.folders import import_folder
from scholiast.importing.mending import offered, with_mends
from scholiast.importing.model import Fate
from tests.importing.test_folders import lay

FILES = {
    "1-a.md": "# A\n\nOne.[^X] Two.[^y] Three.[^z]\n\n[^x]: X.\n\n[^y] Why.\n",
    "2-b.md": "# B\n\nOne.[^1]\n[^1]: One.\n",
}


def test_mends_of_a_folder(tmp_path: Path) -> None:
    """By three mends four findings and two losses are gone; what is lost in truth stays so."""
    imported = import_folder(lay(tmp_path, FILES))
    counts = [imported.count(fate) for fate in Fate]
    assert [0, 3, 2] == counts, "x, y and 1 are in doubt; X and z are lost"
    offer = offered(imported)
    assert ["N001", "N005", "N004"] == [mend.rule.code for mend in offer.mends]
    mended = with_mends(imported, offer)
    assert [3, 0, 1] == [mended.count(fate) for fate in Fate]
    assert ["note `z` is not defined"] == [
        one.message for one in mended.findings if one.rule.code[0] == "N"
    ]
    text = mended.files["chapters/01-a.md"]
    assert "One.[^x] Two.[^y] Three.[^z]\n\n[^x]: X.\n\n[^y]: Why.\n" in text
    assert imported.files["book.yaml"] == mended.files["book.yaml"]
    assert () == offered(mended).mends
