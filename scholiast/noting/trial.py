"""A manuscript read as it would be with some files changed: from a copy of its texts, on the disk.

What proves a change is the reader itself, not a model of what it would do.
"""

import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from scholiast import reading
from scholiast.manuscript import Manuscript
from scholiast.noting.standing import Standing, standing
from scholiast.saving import Change, save


def known_files(manuscript: Manuscript) -> frozenset[str]:
    """Return the paths that links and images of a manuscript can mean."""
    return frozenset([*manuscript.images, *(draft.path for draft in manuscript.drafts)])


def before(manuscript: Manuscript) -> Standing:
    """Return the standing of a manuscript as it is."""
    return standing(manuscript, known_files(manuscript))


def after(manuscript: Manuscript, changes: Mapping[str, Change]) -> tuple[Manuscript, Standing]:
    """Return a manuscript read anew with some files changed, and its standing."""
    known = known_files(manuscript)
    with tempfile.TemporaryDirectory(prefix="scholiast-") as folder:
        root = Path(folder)
        _copy(manuscript, root, known)
        save(root, changes)
        again = reading.read(root)
    return again, standing(again, known)


def _copy(manuscript: Manuscript, root: Path, known: Collection[str]) -> None:
    """Lay the files that were read into a folder; `known` paths are images or texts."""
    for path in {*manuscript.sources, *manuscript.files}:
        origin = manuscript.root / path
        if path in known and path not in manuscript.sources:
            continue  # no text depends on what an image shows
        if origin.is_file():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target)
