"""Ways to break what makes a web book found and cited, and one that is a single file."""

from collections.abc import Callable
from itertools import pairwise

from lxml import etree

from scholiast.verify.mutations.documents import MUTATIONS as OF_DOCUMENTS
from scholiast.verify.mutations.documents import Break, Copy, Element, Mutation, in_chapter

# -- of any page --


def _drop_paragraph_address(root: Element) -> bool:
    for paragraph in root.iterfind(".//div[@class='chapter-text']/p[@id]"):
        del paragraph.attrib["id"]
        return True
    return False


def _rename_record(root: Element) -> bool:
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        script.text = (script.text or "").replace('"name":"', '"name":"Another ', 1)
        return True
    return False


def _cut_record(root: Element) -> bool:
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        script.text = (script.text or "")[:-1]
        return True
    return False


def _add_style(root: Element) -> bool:
    head = root.find("head")
    if head is None:
        return False
    etree.SubElement(head, "style").text = "p { color: red }"
    return True


PAGES = (
    Mutation("paragraph-address", "an id of a paragraph lost", in_chapter(_drop_paragraph_address)),
    Mutation("record-renamed", "the title in a record changed", in_chapter(_rename_record)),
    Mutation("record-cut", "a record of a page cut off", in_chapter(_cut_record)),
    Mutation("barred-style", "a style sheet that is barred", in_chapter(_add_style)),
)
"""What can be done to pages of a web book, wherever it stands."""


# -- of a book whose address is known --


def _in_file(path: str, change: Callable[[Element], bool]) -> Break:
    """Return what breaks one file of XML."""

    def apply(copy: Copy) -> bool:
        if path not in copy.files:
            return False
        root = etree.fromstring(copy.files[path])
        if not change(root):
            return False
        copy.files[path] = etree.tostring(root)
        return True

    return apply


def _drop_last(root: Element) -> bool:
    root.remove(root[-1])
    return True


def _entry_twice(root: Element) -> bool:
    root[-1][0].text = root[0][0].text
    return True


def _lead_feed_astray(root: Element) -> bool:
    for link in root.iterfind(".//{*}entry/{*}link"):
        link.set("href", link.get("href", "") + "x")
        return True
    return False


def _cut_sitemap(copy: Copy) -> bool:
    data = copy.files.get("sitemap.xml", b"")
    copy.files["sitemap.xml"] = data[: len(data) // 2]
    return bool(data)


def _lead_page_astray(root: Element) -> bool:
    for link in root.iterfind(".//link[@rel='canonical']"):
        link.set("href", link.get("href", "") + "x")
        return True
    return False


WITH_ADDRESS = (
    Mutation("sitemap-drop", "a page lost from the sitemap", _in_file("sitemap.xml", _drop_last)),
    Mutation("sitemap-twice", "a page twice in the sitemap", _in_file("sitemap.xml", _entry_twice)),
    Mutation("sitemap-cut", "the sitemap cut off", _cut_sitemap),
    Mutation("feed-astray", "an entry of a feed led away", _in_file("feed.xml", _lead_feed_astray)),
    Mutation("page-astray", "the address of a page changed", in_chapter(_lead_page_astray)),
)
"""What can be done to a web book that knows where it will stand, and has a feed."""


# -- of a single file --

_OF_FOLDERS = frozenset({"move-note", "remote-font", "lost-style", "lost-chapter", "wrong-chapter"})
"""Ways to break documents that need several files."""


def _sections(root: Element) -> list[Element]:
    return [e for e in root.iter("section") if "chapter" in e.get("class", "").split()]


def _drop_section(root: Element) -> bool:
    for section in _sections(root)[-1:]:
        parent = section.getparent()
        assert parent is not None
        parent.remove(section)
        return True
    return False


def _swap_sections(root: Element) -> bool:
    for one, other in pairwise(_sections(root)):
        one.addprevious(other)
        return True
    return False


def _entries(root: Element) -> list[Element]:
    return [
        link
        for link in root.iterfind(".//nav[@role='doc-toc']//a")
        if link.get("href", "").startswith("#chapter-")
    ]


def _drop_entry(root: Element) -> bool:
    for link in _entries(root)[-1:]:
        item = next(link.iterancestors("li"))
        parent = item.getparent()
        assert parent is not None
        parent.remove(item)
        return True
    return False


def _lead_entry_astray(root: Element) -> bool:
    for one, other in pairwise(_entries(root)):
        other.set("href", one.get("href", ""))
        return True
    return False


def _rename_entry(root: Element) -> bool:
    for link in _entries(root)[-1:]:
        link.text = "Another Title"
        return True
    return False


def _change_script(root: Element) -> bool:
    for script in root.iterfind("head/script"):
        if not script.get("type"):
            script.text = (script.text or "") + " "
            return True
    return False


def _link_beside(root: Element) -> bool:
    for head in root.iter("head"):
        etree.SubElement(head, "link", rel="next", href="next.html")
        return True
    return False


SINGLE = (
    *(mutation for mutation in OF_DOCUMENTS if mutation.name not in _OF_FOLDERS),
    *PAGES,
    Mutation("section-drop", "a chapter taken out", in_chapter(_drop_section)),
    Mutation("section-swap", "two chapters swapped", in_chapter(_swap_sections)),
    Mutation("contents-drop", "an entry taken out of the contents", in_chapter(_drop_entry)),
    Mutation("contents-astray", "an entry led elsewhere", in_chapter(_lead_entry_astray)),
    Mutation("contents-rename", "an entry renamed", in_chapter(_rename_entry)),
    Mutation("change-script", "a script changed by a space", in_chapter(_change_script)),
    Mutation("link-beside", "a link to a file beside it", in_chapter(_link_beside)),
)
"""What can be done to a web book that is one file."""
