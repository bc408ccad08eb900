"""Writing an import: all of it or nothing, and never over anything."""

from dataclasses import replace
from pathlib import Path

import pytest

from scholiast.importing import Import, ImportRefusedError, import_text, write_import


@pytest.fixture
def imported() -> Import:
    """Return a small import."""
    return import_text(b'A Title\n\nA text with a note.1 Another.2 A third "one."3\n', "a.txt")


def held(folder: Path) -> dict[str, str]:
    """Return all files of a folder by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def test_all_files_are_written(imported: Import, tmp_path: Path) -> None:
    """A new folder, made with its parents, holds exactly the files of the import."""
    write_import(imported, tmp_path / "new" / "book")
    assert dict(imported.files) == held(tmp_path / "new" / "book")
    assert ["book"] == [path.name for path in (tmp_path / "new").iterdir()]
    assert 0o755 == (tmp_path / "new" / "book").stat().st_mode & 0o777


def test_an_empty_folder_is_filled(imported: Import, tmp_path: Path) -> None:
    """A folder that is there and empty may be imported to."""
    (tmp_path / "book").mkdir()
    write_import(imported, tmp_path / "book")
    assert dict(imported.files) == held(tmp_path / "book")


def test_nothing_is_written_over(imported: Import, tmp_path: Path) -> None:
    """A folder with anything in it, a file, and a link are refused and left as they are."""
    full, file, link = tmp_path / "full", tmp_path / "file", tmp_path / "link"
    full.mkdir()
    (full / ".hidden").write_text("mine")
    file.write_text("mine")
    link.symlink_to(tmp_path / "nowhere")
    for place in (full, file, link):
        with pytest.raises(ImportRefusedError) as caught:
            write_import(imported, place)
        assert "X030" == caught.value.finding.rule.code
    assert {"full/.hidden": "mine", "file": "mine"} == held(tmp_path)


def test_a_failed_write_leaves_nothing(imported: Import, tmp_path: Path) -> None:
    """Where a file can't be written, the folder is not there and nothing lies beside it."""
    bad = replace(imported, files={**imported.files, "chapters": "a file where a folder must be"})
    with pytest.raises(OSError):
        write_import(bad, tmp_path / "book")
    assert [] == list(tmp_path.iterdir())
