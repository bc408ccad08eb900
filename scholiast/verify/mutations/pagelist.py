"""Ways to break the page list of an EPUB, and the markers that it leads to."""

from collections.abc import Callable

from scholiast.verify.mutations.documents import Break, Copy, Element, Mutation, in_chapter

_META = "{http://www.idpf.org/2007/opf}meta"
_TYPE = "{http://www.idpf.org/2007/ops}type"


def _in_file(end: str, change: Callable[[Element], bool]) -> Break:
    def apply(copy: Copy) -> bool:
        path = next(path for path in copy.files if path.endswith(end))
        root = copy.tree(path)
        if not change(root):
            return False
        copy.put(path, root)
        return True

    return apply


def _in_nav(change: Callable[[Element], bool]) -> Break:
    return _in_file("nav.xhtml", change)


def _entries(root: Element) -> list[Element]:
    lists = (nav for nav in root.iter("{*}nav") if nav.get(_TYPE) == "page-list")
    return [item for one in lists for item in one.iter("{*}li")]


def _markers(root: Element) -> list[Element]:
    return [span for span in root.iter("{*}span") if span.get(_TYPE) == "pagebreak"]


def _drop_entry(root: Element) -> bool:
    found = _entries(root)
    if found:
        found[len(found) // 2].getparent().remove(found[len(found) // 2])
    return bool(found)


def _swap_entries(root: Element) -> bool:
    found = _entries(root)
    if len(found) > 1:
        found[1].addnext(found[0])
    return len(found) > 1


def _rename_entry(root: Element) -> bool:
    found = _entries(root)
    if found:
        found[-1][0].text = f"{found[-1][0].text}0"
    return bool(found)


def _drop_marker(root: Element) -> bool:
    found = _markers(root)
    if found:
        _take_out(found[-1])
    return bool(found)


def _take_out(marker: Element) -> None:
    parent, before = marker.getparent(), marker.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (marker.tail or "")
    else:
        before.tail = (before.tail or "") + (marker.tail or "")
    parent.remove(marker)


def _move_marker(root: Element) -> bool:
    """Put a marker within a text behind the words that follow it."""
    for marker in _markers(root):
        words = (marker.tail or "").split(" ", 2)
        if len(words) == 3 and any(letter.isalnum() for letter in words[0]):
            before = f"{words[0]} {words[1]} "
            previous, parent = marker.getprevious(), marker.getparent()
            if previous is None:
                parent.text = (parent.text or "") + before
            else:
                previous.tail = (previous.tail or "") + before
            marker.tail = words[2]
            return True
    return False


def _swap_labels(copy: Copy) -> bool:
    """Have two pages change their numbers, in the markers and in the list alike."""
    done = False
    for path in [path for path in copy.files if path.endswith(".xhtml")]:
        root = copy.tree(path)
        for link in (item[0] for item in _entries(root)):
            if link.text in {"1", "3"}:
                link.text, done = {"1": "3", "3": "1"}[link.text], True
        for marker in _markers(root):
            label = marker.get("aria-label")
            marker.set("aria-label", {"1": "3", "3": "1"}.get(label, label))
        copy.put(path, root)
    return done


def _no_source(root: Element) -> bool:
    found = [meta for meta in root.iter(_META) if meta.get("property") == "pageBreakSource"]
    for meta in found:
        meta.getparent().remove(meta)
    return bool(found)


EPUB = (
    Mutation("page-unlisted", "a page taken out of the page list", _in_nav(_drop_entry)),
    Mutation("pages-swapped", "two pages of the list swapped", _in_nav(_swap_entries)),
    Mutation("page-renamed", "a page of the list renamed", _in_nav(_rename_entry)),
    Mutation("page-unmarked", "a page marker taken out", in_chapter(_drop_marker)),
    Mutation("page-moved", "a page marker put behind two words", in_chapter(_move_marker)),
    Mutation("page-numbers-swapped", "two pages with their numbers swapped", _swap_labels),
    Mutation("page-source-lost", "the printed edition not named", _in_file(".opf", _no_source)),
)
"""Ways that an EPUB with the pages of the printed book gives room for."""
