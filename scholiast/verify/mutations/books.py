"""Ways to break an EPUB or a web book as a whole: container, spine, contents, neighbours."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from scholiast.edition import Format
from scholiast.verify.mutations.documents import Copy, Element, Mutation, relative

_STYLE = "{http://www.idpf.org/2007/ops}type"


def pack(files: Mapping[str, bytes], *, stored: bool = True) -> bytes:
    """Return an EPUB container of these files, the first one compressed unless `stored`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index, (path, data) in enumerate(files.items()):
            method = zipfile.ZIP_STORED if stored and index == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path), data, method)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of an EPUB container in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


# -- the container of an EPUB --


def _compress_mimetype(copy: Copy) -> bool:
    copy.raw = pack(copy.files, stored=False)
    return True


def _mimetype_last(copy: Copy) -> bool:
    files = dict(copy.files)
    mimetype = files.pop("mimetype")
    copy.raw = pack({**files, "mimetype": mimetype})
    return True


def _wrong_mimetype(copy: Copy) -> bool:
    copy.files["mimetype"] = b"application/zip"
    return True


def _name_twice(copy: Copy) -> bool:
    """Append a second file of the same name, by another one of a name as long."""
    path = copy.chapters[-1]
    stand_in = path[:-1] + "?"
    packed = pack({**copy.files, stand_in: copy.files[path]})
    copy.raw = packed.replace(stand_in.encode(), path.encode())
    return True


def _climb_out(copy: Copy) -> bool:
    copy.files["../outside.txt"] = b"outside"
    return True


def _cut_container(copy: Copy) -> bool:
    whole = pack(copy.files)
    copy.raw = whole[: len(whole) // 2]
    return True


def _spoil_container(copy: Copy) -> bool:
    """Change a byte in the middle of the compressed text of a chapter."""
    whole = bytearray(pack(copy.files))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        info = archive.getinfo(copy.chapters[-1])
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    whole[at] ^= 0x55
    copy.raw = bytes(whole)
    return True


def _unlisted_file(copy: Copy) -> bool:
    folder = _package_path(copy).rpartition("/")[0]
    copy.files[f"{folder}/unlisted.txt".lstrip("/")] = b"unlisted"
    return True


# -- the package document of an EPUB --


def _package_path(copy: Copy) -> str:
    return next(path for path in copy.files if path.endswith(".opf"))


def _spine(root: Element) -> list[Element]:
    return list(root.iter("{http://www.idpf.org/2007/opf}itemref"))


def _chapter_references(copy: Copy, root: Element) -> list[Element]:
    """Return the entries of the spine that are chapters, in the order of the chapters."""
    package = _package_path(copy)
    ids = {
        item.get("href"): item.get("id") for item in root.iter("{http://www.idpf.org/2007/opf}item")
    }
    wanted = [ids.get(relative(path, package)) for path in copy.chapters]
    entries = {entry.get("idref"): entry for entry in _spine(root)}
    return [entries[name] for name in wanted if name in entries]


def _drop_from_spine(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    for entry in _chapter_references(copy, root)[-1:]:
        entry.getparent().remove(entry)
        copy.put(path, root)
        return True
    return False


def _swap_spine(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    entries = _chapter_references(copy, root)
    if len(entries) < 2:
        return False
    one, other = entries[-2:]
    first, second = one.get("idref", ""), other.get("idref", "")
    one.set("idref", second)
    other.set("idref", first)
    copy.put(path, root)
    return True


def _hide_in_spine(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    for entry in _chapter_references(copy, root)[-1:]:
        entry.set("linear", "no")
        copy.put(path, root)
        return True
    return False


def _unknown_in_spine(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    for entry in _spine(root)[:1]:
        entry.set("idref", "no-such-item")
        copy.put(path, root)
        return True
    return False


def _drop_from_manifest(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    for item in root.iter("{http://www.idpf.org/2007/opf}item"):
        if item.get("media-type") == "text/css":
            item.getparent().remove(item)
            copy.put(path, root)
            return True
    return False


def _another_book(copy: Copy) -> bool:
    path = _package_path(copy)
    root = copy.tree(path)
    for title in root.iter("{http://purl.org/dc/elements/1.1/}title"):
        title.text = "Another Book"
    copy.put(path, root)
    return True


def _untype_call(copy: Copy) -> bool:
    for path in copy.chapters:
        root = copy.tree(path)
        for call in root.iterfind(".//*[@role='doc-noteref']"):
            del call.attrib[_STYLE]
            copy.put(path, root)
            return True
    return False


def _hide_note(copy: Copy) -> bool:
    for path in copy.chapters:
        root = copy.tree(path)
        for note in root.iterfind(".//*[@role='doc-footnote']"):
            note.tag = str(note.tag).replace("div", "aside")
            copy.put(path, root)
            return True
    return False


# -- contents --


def _nav_links(copy: Copy, root: Element, path: str, kind: str) -> list[Element]:
    """Return the links of a `nav` that lead to chapters, one for each in order of the chapters."""
    found: dict[str, Element] = {}
    for nav in root.iter("nav", "{http://www.w3.org/1999/xhtml}nav"):
        if kind in {nav.get(_STYLE), nav.get("role")}:
            for link in nav.iter("a", "{http://www.w3.org/1999/xhtml}a"):
                found.setdefault(link.get("href", "").partition("#")[0], link)
    wanted = (relative(chapter, path) for chapter in copy.chapters)
    return [found[address] for address in wanted if address in found]


def _contents(copy: Copy) -> tuple[str, Element, list[Element]]:
    """Return path, root and chapter links of the document that holds the contents."""
    epub = copy.format is Format.EPUB
    kind = "toc" if epub else "doc-toc"
    for path in copy.files if epub else ["index.html"]:
        if path.endswith(("html", "xhtml")):
            root = copy.tree(path)
            links = _nav_links(copy, root, path, kind)
            if links and path not in copy.chapters:
                return path, root, links
    raise LookupError("no contents to break")


def _drop_contents_entry(copy: Copy) -> bool:
    path, root, links = _contents(copy)
    item = next(e for e in links[-1].iterancestors() if e.tag.endswith("li"))
    item.getparent().remove(item)
    copy.put(path, root)
    return True


def _swap_contents(copy: Copy) -> bool:
    """Swap label and target of two entries."""
    path, root, links = _contents(copy)
    if len(links) < 2:
        return False
    one, other = links[-2:]
    first, second = one.get("href", ""), other.get("href", "")
    one.set("href", second)
    other.set("href", first)
    one.text, other.text = other.text, one.text
    copy.put(path, root)
    return True


def _contents_astray(copy: Copy) -> bool:
    path, root, links = _contents(copy)
    if len(links) < 2:
        return False
    links[-1].set("href", links[0].get("href", ""))
    copy.put(path, root)
    return True


def _rename_contents_entry(copy: Copy) -> bool:
    path, root, links = _contents(copy)
    for child in links[-1]:
        links[-1].remove(child)
    links[-1].text = "Another Title"
    copy.put(path, root)
    return True


def _drop_contents(copy: Copy) -> bool:
    path, root, links = _contents(copy)
    nav = next(e for e in links[0].iterancestors() if e.tag.endswith("nav"))
    nav.getparent().remove(nav)
    copy.put(path, root)
    return True


def _drop_ncx_entry(copy: Copy) -> bool:
    for path in copy.files:
        if path.endswith(".ncx"):
            root = copy.tree(path)
            for point in list(root.iter("{http://www.daisy.org/z3986/2005/ncx/}navPoint"))[-1:]:
                point.getparent().remove(point)
                copy.put(path, root)
                return True
    return False


def _landmark_astray(copy: Copy) -> bool:
    """Let the body begin at the last chapter."""
    body = [c for c in copy.ledger.chapters if c.matter == "bodymatter"]
    if len(body) < 2 or not copy.chapters:
        return False
    path, root, _ = _contents(copy)
    for link in root.iter("{http://www.w3.org/1999/xhtml}a"):
        if link.get(_STYLE) == "bodymatter":
            link.set("href", relative(copy.chapters[-1], path))
            copy.put(path, root)
            return True
    return False


# -- web --


def _next_astray(copy: Copy) -> bool:
    for path in copy.chapters[:1]:
        root = copy.tree(path)
        for link in [*root.iter("a"), *root.iter("link")]:
            if "next" in link.get("rel", "").split():
                link.set("href", path)
                copy.put(path, root)
                return True
    return False


def _drop_index(copy: Copy) -> bool:
    return copy.files.pop("index.html", None) is not None


def _leftover_file(copy: Copy) -> bool:
    copy.files["old-chapter.png"] = b"left over"
    return True


def _remote_script(copy: Copy) -> bool:
    root = copy.tree("index.html")
    script = etree.SubElement(root.find("body"), "script")
    script.text = "fetch('https://example.org/spy')"
    copy.put("index.html", root)
    return True


BOTH = (
    Mutation("contents-drop", "an entry taken out of the contents", _drop_contents_entry),
    Mutation("contents-swap", "two entries of the contents swapped", _swap_contents),
    Mutation("contents-astray", "an entry of the contents led elsewhere", _contents_astray),
    Mutation("contents-rename", "an entry of the contents renamed", _rename_contents_entry),
    Mutation("contents-lost", "the contents taken out", _drop_contents),
)

EPUB = (
    *BOTH,
    Mutation("mimetype-compressed", "`mimetype` compressed", _compress_mimetype),
    Mutation("mimetype-last", "`mimetype` put last", _mimetype_last),
    Mutation("mimetype-wrong", "`mimetype` changed", _wrong_mimetype),
    Mutation("name-twice", "two files of one name in the container", _name_twice),
    Mutation("climb-out", "a file that leads out of the container", _climb_out),
    Mutation("cut-container", "the container cut in half", _cut_container),
    Mutation("spoil-container", "a byte of the container changed", _spoil_container),
    Mutation("unlisted-file", "a file that is not in the manifest", _unlisted_file),
    Mutation("manifest-drop", "an item taken out of the manifest", _drop_from_manifest),
    Mutation("spine-drop", "a chapter taken out of the spine", _drop_from_spine),
    Mutation("spine-swap", "two chapters of the spine swapped", _swap_spine),
    Mutation("spine-hide", "a chapter put out of the order of reading", _hide_in_spine),
    Mutation("spine-unknown", "an item in the spine that is not there", _unknown_in_spine),
    Mutation("another-book", "the title of another book", _another_book),
    Mutation("untype-call", "the epub:type of a call taken out", _untype_call),
    Mutation("hide-note", "a note put where only a pop-up shows it", _hide_note),
    Mutation("ncx-drop", "an entry taken out of the NCX", _drop_ncx_entry),
    Mutation("landmark-astray", "the landmark of the body led elsewhere", _landmark_astray),
)

WEB = (
    *BOTH,
    Mutation("next-astray", "the link to the next page led elsewhere", _next_astray),
    Mutation("index-lost", "the first page deleted", _drop_index),
    Mutation("leftover-file", "a file that no page uses", _leftover_file),
    Mutation("remote-script", "a script that calls another host", _remote_script),
)
