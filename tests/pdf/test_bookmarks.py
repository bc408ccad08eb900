"""Outlines are nested as WeasyPrint nests them, and trees of names lead to each of them."""

import io
from typing import Any

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from weasyprint import Document

from scholiast.pdf import bookmarks
from scholiast.pdf.bookmarks import Entry
from scholiast.pdf.objects import File, dictionary

LETTERS = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"])
NAMES = st.sets(st.text(LETTERS, min_size=1), max_size=9)
LEVELS = st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=14)


class _Page:
    """What WeasyPrint asks of a page for its outline."""

    height = 100.0

    def __init__(self, marks: list[Any]) -> None:
        self.bookmarks = marks


def entries(levels: list[tuple[int, bool]]) -> list[tuple[int, Entry]]:
    """Return entries of these levels, closed or not."""
    return [
        (level, Entry(f"e{index}", b"[null /XYZ 0 0 0]", closed))
        for index, (level, closed) in enumerate(levels)
    ]


@given(LEVELS)
def test_entries_are_nested_as_weasyprint_nests_them(levels: list[tuple[int, bool]]) -> None:
    """For any levels, those that are left out too, the tree is the same."""

    def said(entry: Entry) -> tuple[str, bool, list[Any]]:
        return entry.label, entry.closed, [said(one) for one in entry.below]

    def read(node: Any) -> tuple[str, bool, list[Any]]:
        label, _, below, state = node
        return label, state == "closed", [read(one) for one in below]

    marks = [
        (level, f"e{index}", (0, 0), "closed" if closed else "open")
        for index, (level, closed) in enumerate(levels)
    ]
    document = Document([_Page(marks)], None, None, None, None, None)
    expected = [read(node) for node in document.make_bookmark_tree()]
    assert expected == [said(entry) for entry in bookmarks.nested(entries(levels))]


@given(LEVELS)
def test_entries_count_what_shows_below_them(levels: list[tuple[int, bool]]) -> None:
    """Counts, and the ways forth, back, up and down, are those of ISO 32000-1, 12.3.3."""
    file = File()
    root = file.reserve()
    top = bookmarks.nested(entries(levels))
    outline = bookmarks.add_outline(file, top)
    pages = file.add(b"<</Type /Pages/Kids []/Count 0>>")
    leading = {} if outline is None else {b"Outlines": outline}
    file.put(root, dictionary({b"Type": b"/Catalog", b"Pages": pages} | leading))
    with pikepdf.open(io.BytesIO(file.written(root, None, "1.7"))) as pdf:
        if not top:
            assert "/Outlines" not in pdf.Root
            return
        assert shown(pdf.Root.Outlines) == int(pdf.Root.Outlines.Count)


def shown(item: pikepdf.Object) -> int:
    """Return how many entries show below one that is open, and check those."""
    count, before = 0, None
    below: Any = item.First
    while below is not None:
        assert below.Parent.objgen == item.objgen
        assert getattr(below.get("/Prev"), "objgen", None) == before
        inside = shown(below) if "/First" in below else 0
        assert abs(int(below.Count)) == inside
        count += 1 + max(int(below.Count), 0)
        before, last = below.objgen, below
        below = below.get("/Next")
    assert last.objgen == item.Last.objgen
    return count


@given(NAMES, st.integers(0, 300))
def test_every_name_is_found(names: set[str], more: int) -> None:
    """Another reader finds each name in the tree, however many there are and in whatever script.

    (Readers order those beyond the basic plane in different ways.)
    """
    names |= {f"note-{index}" for index in range(more)}
    file = File()
    root = file.reserve()
    things = {name: b"[%d]" % index for index, name in enumerate(sorted(names))}
    tree = bookmarks.add_names(file, things)
    numbers = bookmarks.add_numbers(file, list(things.values()))
    pages = file.add(b"<</Type /Pages/Kids []/Count 0>>")
    parts = {b"Type": b"/Catalog", b"Pages": pages, b"Tree": tree, b"Numbers": numbers}
    file.put(root, dictionary(parts))
    with pikepdf.open(io.BytesIO(file.written(root, None, "1.7"))) as pdf:
        found = pikepdf.NameTree(pdf.Root.Tree)
        counted = pikepdf.NumberTree(pdf.Root.Numbers)
        for index, name in enumerate(sorted(names)):
            assert index == int(found[name][0])
            assert index == int(counted[index][0])
        assert len(names) == len(found) == len(counted)
