"""What a build keeps for the next: whole, its own, bounded, and never in the way."""

import multiprocessing
import os
import shutil
import stat
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
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


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds a user's homes for state and caches, and nothing set otherwise."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    monkeypatch.delenv(cache.SIZE_VARIABLE, raising=False)
    return tmp_path


def test_where_a_book_can_not_be_written_the_cache_lies_at_home(homes: Path) -> None:
    """It is kept where programs of this user keep what can be made again."""
    (homes / "book").write_text("no folder")
    kept = cache.for_book(homes / "book")
    assert (homes / "home" / "scholiast", None) == (kept.folder.parent, kept.trouble)
    kept.put("a" * 64, b"words")
    assert b"words" == cache.for_book(homes / "book").get("a" * 64)


def test_where_nothing_can_be_written_there_is_none(homes: Path) -> None:
    """What is wrong is known, and nothing fails."""
    for name in ("book", "home"):
        (homes / name).write_text("no folder")
    kept = cache.for_book(homes / "book")
    assert kept.trouble is not None
    kept.put("a" * 64, b"words")
    assert kept.get("a" * 64) is None
    kept.trim()


def test_without_a_place_for_the_secret_there_is_none(homes: Path) -> None:
    """An empty secret is everybody's: nothing is signed with it, and nothing believed."""
    (homes / "state").write_text("no folder")
    kept = cache.for_book(homes / "book")
    assert (b"", True) == (kept.secret, kept.trouble is not None)
    Cache(kept.folder, b"").put("a" * 64, b"forged")
    assert kept.get("a" * 64) is None


def test_a_secret_is_never_changed_but_when_it_is_cut_off(homes: Path) -> None:
    """Builds that begin at once sign with the same."""
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: cache.for_book(homes).secret, range(16)))
    assert 1 == len(found)
    (secret,) = (homes / "state").rglob("cache-secret")
    secret.write_bytes(b"short")
    assert 32 == len(cache.for_book(homes).secret)
    assert [secret] == [path for path in (homes / "state").rglob("*") if path.is_file()]


def test_the_size_can_be_set(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In megabytes; what is no number is said, and nothing is kept."""
    assert 1_000_000_000 == cache.for_book(homes).limit
    monkeypatch.setenv(cache.SIZE_VARIABLE, "5")
    assert 5_000_000 == cache.for_book(homes).limit
    monkeypatch.setenv(cache.SIZE_VARIABLE, "much")
    assert "much" in (cache.for_book(homes).trouble or "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("place", [".scholiast", ".scholiast/cache"])
def test_no_link_of_a_book_is_followed(homes: Path, place: str) -> None:
    """A book that brings a link for its cache has nothing written where it leads."""
    victim = homes / "victim"
    (victim / "cache").mkdir(parents=True)
    link = homes / "book" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    kept = cache.for_book(homes / "book")
    kept.put("a" * 64, b"words")
    assert homes / "home" / "scholiast" == kept.folder.parent
    assert [victim / "cache"] == list(victim.rglob("*"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_in_a_cache_lead_nowhere(homes: Path) -> None:
    """Nothing is written through them, nothing read, and nothing deleted."""
    kept = cache.for_book(homes / "book")
    victim = homes / "victim"
    victim.mkdir()
    mine = victim / ("a" * 62)
    mine.write_text("mine")
    (kept.folder / "aa").symlink_to(victim)
    tag = kept.folder / "CACHEDIR.TAG"
    tag.unlink()
    tag.symlink_to(homes / "made")
    again = replace(cache.for_book(homes / "book"), limit=1, most=0)
    replace(again, limit=100).put("a" * 64, b"words")
    again.trim()
    assert ["mine", False] == [mine.read_text(), (homes / "made").exists()]
    assert [mine] == list(victim.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_what_is_no_file_is_no_entry(kept: Cache) -> None:
    """A pipe where an entry would be does not stop a build."""
    path = kept.folder / "aa" / ("a" * 62)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert kept.get("a" * 64) is None
    kept.put("a" * 64, b"words")
    assert b"words" == kept.get("a" * 64)


def test_only_entries_are_deleted(kept: Cache) -> None:
    """And what writers that were killed an hour ago have left, but not what is being written."""
    kept.put("a" * 64, b"words")
    folder = kept.folder / "aa"
    for name in ("README", ".new-1", ".new-2"):
        (folder / name).write_text("x")
    os.utime(folder / ".new-1", (0, 0))
    replace(kept, most=0).trim()
    assert [".new-2", "README"] == sorted(path.name for path in folder.iterdir())


def test_it_is_bounded_by_number_too(kept: Cache) -> None:
    """Many small entries cost time, not space."""
    for letter in "abcd":
        kept.put(letter * 64, b"x")
    replace(kept, most=3).trim()
    assert 3 == len(entries(kept))


def test_what_is_larger_than_the_cache_is_not_kept(kept: Cache) -> None:
    """Neither written nor, when somebody else put it there, read."""
    small = replace(kept, limit=100)
    small.put("a" * 64, bytes(100))
    assert not small.folder.exists()
    kept.put("a" * 64, bytes(100))
    assert (None, None) == (small.get("a" * 64), small.trouble)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is of Linux")
def test_a_full_disk_turns_it_off(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the disk is full, the reason is known, and nothing more is tried."""
    monkeypatch.setattr(
        "tempfile.mkstemp",
        lambda **_: (os.open("/dev/full", os.O_WRONLY), str(kept.folder / "aa" / ".new-x")),
    )
    kept.put("a" * 64, bytes(100_000))
    assert "No space left" in (kept.trouble or "")
    monkeypatch.undo()
    kept.put("a" * 64, b"words")
    assert kept.get("a" * 64) is None


def put_many(folder: Path, letter: str) -> bool:
    """Put entries under the keys of all, read them, trim and delete: a build among others."""
    kept = Cache(folder, b"s" * 32, limit=100_000)
    for number in range(300):
        key = f"{number % 7:064x}"
        kept.put(key, bytes([number % 7]) * 5000)
        found = kept.get(key)
        if found is not None and found != bytes([number % 7]) * 5000:
            return False
        if number % 50 == 49:
            kept.trim()
        if number % 100 == 99 and letter == "a":
            shutil.rmtree(folder, ignore_errors=True)
    return kept.trouble is None


def test_builds_share_it_while_it_is_deleted(tmp_path: Path) -> None:
    """Processes that write, read, trim and delete at once never meet what is not whole."""
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as builds:
        done = builds.map(put_many, [tmp_path / "cache"] * 3, "abc")
        assert [True, True, True] == list(done)
