"""What a build keeps for the next: whole, its own, bounded, and never in the way."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast import cache
from scholiast.cache import Cache

KEYS = st.sampled_from([letter * 64 for letter in "abcdef"])
BYTES = st.binary(max_size=200)


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    """Return an empty cache."""
    return Cache(tmp_path / "cache", b"s" * 32)


def entries(kept: Cache) -> list[Path]:
    """Return the files of all entries."""
    return sorted(path for path in kept.folder.rglob("*") if path.is_file())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KEYS, st.none() | BYTES)))
def test_it_is_a_mapping(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bytes | None]]
) -> None:
    """What was put last under a key is what is there."""
    kept, model = Cache(tmp_path_factory.mktemp("cache"), b"s"), dict[str, bytes]()
    for key, data in steps:
        if data is not None:
            kept.put(key, data)
            model[key] = data
        assert model.get(key) == kept.get(key)


def test_what_is_damaged_is_not_there(kept: Cache) -> None:
    """Whichever byte is changed, and wherever it is cut off."""
    kept.put("a" * 64, b"words")
    (path,) = entries(kept)
    whole = path.read_bytes()
    for index in range(len(whole)):
        path.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert kept.get("a" * 64) is None
        path.write_bytes(whole[:index])
        assert kept.get("a" * 64) is None
    path.write_bytes(whole)
    assert b"words" == kept.get("a" * 64)


def test_what_somebody_else_put_there_is_not_there(kept: Cache) -> None:
    """A book may bring a cache; without the user's secret it is empty."""
    replace(kept, secret=b"t" * 32).put("a" * 64, b"forged")
    assert kept.get("a" * 64) is None


def test_an_entry_is_good_for_its_own_key(kept: Cache) -> None:
    """An entry that was moved to another key is not there."""
    kept.put("a" * 64, b"words")
    (path,) = entries(kept)
    other = kept.folder / "bb" / ("b" * 62)
    other.parent.mkdir()
    path.rename(other)
    assert kept.get("b" * 64) is None


def test_what_was_used_longest_ago_goes_first(kept: Cache) -> None:
    """When a build ends, no more than the limit is left."""
    small = replace(kept, limit=3 * 132)
    for age, letter in enumerate("abcd"):
        small.put(letter * 64, bytes(100))
        path = small.folder / (letter * 2) / (letter * 62)
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    small.get("a" * 64)
    small.trim()
    assert [True, False, True, True] == [small.get(x * 64) is not None for x in "abcd"]


def test_it_can_be_deleted_at_any_time(kept: Cache) -> None:
    """Nothing is there then, and it goes on."""
    kept.put("a" * 64, b"words")
    for path in entries(kept):
        path.unlink()
        path.parent.rmdir()
    assert kept.get("a" * 64) is None
    kept.put("a" * 64, b"words")
    assert b"words" == kept.get("a" * 64)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    """The build goes on, and the trouble is known."""
    (tmp_path / "cache").write_text("a file where a folder should be")
    kept = Cache(tmp_path / "cache", b"s")
    kept.put("a" * 64, b"words")
    assert kept.trouble is not None
    assert kept.get("a" * 64) is None
    kept.trim()


def test_nothing_half_written_is_left(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails takes its file away again."""

    def fail(_self: Path, _target: Path) -> Path:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    kept.put("a" * 64, b"words")
    assert "no space left on device" == kept.trouble
    assert [] == entries(kept)


def test_the_cache_of_a_book_lies_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Backups and git pass it by; the secret lies elsewhere, and no one else can read it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    (tmp_path / "book").mkdir()
    kept = cache.for_book(tmp_path / "book")
    assert kept is not None
    assert tmp_path / "book" / ".scholiast" / "cache" == kept.folder
    assert (kept.folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f")
    assert "*\n" == (kept.folder / ".gitignore").read_text()
    (secret,) = (tmp_path / "state").rglob("cache-secret")
    assert 32 == len(secret.read_bytes())
    if sys.platform != "win32":
        assert 0 == secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    again = cache.for_book(tmp_path / "book")
    assert again is not None
    assert kept.secret == again.secret


def test_caches_can_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each book has its own, wherever that is."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "all"))
    found = [cache.for_book(tmp_path / name) for name in ("a", "b")]
    folders = {one.folder for one in found if one is not None}
    assert 2 == len(folders)
    assert {tmp_path / "all"} == {folder.parent for folder in folders}


def test_a_book_that_can_not_be_written_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is built all the same."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    (tmp_path / "book").write_text("no folder")
    assert cache.for_book(tmp_path / "book") is None
