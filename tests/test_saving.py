"""Files changed in place: all or none, as they were otherwise, and never over another's work."""

import os
from pathlib import Path

import pytest

from scholiast.saving import Change, ChangedError, save


def held(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files of a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_files_are_changed_made_and_taken_away(tmp_path: Path) -> None:
    """Each file holds what it shall; byte order mark, permissions and links stay."""
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\n")
    (tmp_path / "a.md").chmod(0o600)
    (tmp_path / "b.md").write_text("two")
    (tmp_path / "real.md").write_text("three")
    (tmp_path / "link.md").symlink_to("real.md")
    changes = {
        "a.md": Change("one\r\n", "ONE\r\n"),
        "b.md": Change("two", None),
        "link.md": Change("three", "drei"),
        "notes/new.yaml": Change(None, "new"),
        "same.md": Change("x", "x"),
    }
    save(tmp_path, changes)
    assert {
        "a.md": b"\xef\xbb\xbfONE\r\n",
        "real.md": b"drei",
        "link.md": b"drei",
        "notes/new.yaml": b"new",
    } == held(tmp_path)
    assert (tmp_path / "link.md").is_symlink()
    assert 0o600 == (tmp_path / "a.md").stat().st_mode & 0o777


@pytest.mark.parametrize(
    "change", [Change("else", "x"), Change(None, "x"), Change("gone", "x")], ids=str
)
def test_nothing_is_written_over_another_change(change: Change, tmp_path: Path) -> None:
    """Where one file is not what was read, no file is changed."""
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").write_text("b")
    path = "c.md" if change.before == "gone" else "b.md"
    with pytest.raises(ChangedError):
        save(tmp_path, {"a.md": Change("a", "A"), path: change})
    assert {"a.md": b"a", "b.md": b"b"} == held(tmp_path)


def test_a_refusal_midway_puts_back_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses the second file, the first is as it was, and nothing lies about."""
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").write_text("b")
    real = Path.replace
    calls: list[Path] = []

    def refuse(self: Path, target: str | os.PathLike[str]) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("no")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        save(tmp_path, {"a.md": Change("a", "A"), "b.md": Change("b", "B")})
    assert {"a.md": b"a", "b.md": b"b"} == held(tmp_path)
