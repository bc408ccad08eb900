"""Read what a PDF says of itself: its pages, its claims, and what only a screen has of it."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

from scholiast.preflight.facts import File, Intent, Page
from scholiast.preflight.opening import box

_UA = "{http://www.aiim.org/pdfua/ns/id/}"
_A = "{http://www.aiim.org/pdfa/ns/id/}"
_X = "{http://www.npes.org/pdfx/ns/id/}"
_DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
_MOST = 100_000  # entries of an outline, and names, that are followed


def pages(pdf: pikepdf.Pdf) -> list[Page]:
    """Return the pages of a file, without what they draw."""
    return [_page(page) for page in pdf.pages]


def _page(page: pikepdf.Page) -> Page:
    node = page.obj
    media = box(_above(node, "/MediaBox")) or (0.0, 0.0, 612.0, 792.0)
    return Page(
        media=media,
        crop=box(_above(node, "/CropBox")),
        bleed=box(node.get("/BleedBox")),
        trim=box(node.get("/TrimBox")),
        art=box(node.get("/ArtBox")),
        rotation=int(_above(node, "/Rotate") or 0) % 360,
        unit=float(node.get("/UserUnit", 1)),
        label=str(page.label),
        annotations=tuple(_annotations(node)),
        mixing=("a transparency group",) if _mixes(node.get("/Group")) else (),
    )


def _above(node: Any, key: str) -> Any:
    """Return what a page says, or one of those above it in the tree (ISO 32000-2, 7.7.3.4)."""
    for _ in range(32):
        if key in node:
            return node[key]
        node = node.get("/Parent")
        if node is None:
            return None
    return None


def _mixes(group: Any) -> bool:
    return isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency"


def _annotations(node: Any) -> Iterator[str]:
    for one in node.get("/Annots", ()):
        if isinstance(one, pikepdf.Dictionary):
            yield str(one.get("/Subtype", "/?"))[1:]


def file(pdf: pikepdf.Pdf, size: int) -> File:
    """Return what a file says of itself; `size` in bytes."""
    root = pdf.Root
    said, fault = _metadata(root)
    marked = root.get("/MarkInfo", pikepdf.Dictionary())
    viewer = root.get("/ViewerPreferences", pikepdf.Dictionary())
    return File(
        version=str(pdf.pdf_version),
        size=size,
        encrypted=bool(pdf.is_encrypted),
        locks=tuple(_locks(pdf)),
        title=_title(pdf, said),
        language=str(root.get("/Lang", "")),
        tagged="/StructTreeRoot" in root and bool(marked.get("/Marked", False)),
        shows_title=bool(viewer.get("/DisplayDocTitle", False)),
        right_to_left=viewer.get("/Direction", "/L2R") == "/R2L",
        claims=tuple(_claims(pdf, said)),
        intents=tuple(_intents(root)),
        things=tuple(_things(pdf)),
        identified="/ID" in pdf.trailer,
        begun=frozenset(_begun(pdf)),
        defaults=_defaults(pdf),
        xmp_fault=fault,
        trapped=str(pdf.docinfo.get("/Trapped", ""))[1:] if "/Info" in pdf.trailer else "",
    )


def _metadata(root: Any) -> tuple[dict[str, str], str | None]:
    """Return the properties of a file's XMP (ISO 16684-1) by name, and why it can't be read."""
    stream = root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return {}, None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(stream.read_bytes().strip(b"\0 \r\n\t"), parser)
    except etree.XMLSyntaxError as problem:
        return {}, str(problem)
    found: dict[str, str] = {}
    for description in tree.iter(_DESCRIPTION):
        found |= {str(name): str(value) for name, value in description.attrib.items()}
        for value in description:
            if isinstance(value.tag, str):
                found[value.tag] = " ".join("".join(value.itertext()).split())
    return found, None


def _title(pdf: pikepdf.Pdf, said: dict[str, str]) -> str:
    inside = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    return inside or said.get("{http://purl.org/dc/elements/1.1/}title", "")


def _claims(pdf: pikepdf.Pdf, said: dict[str, str]) -> Iterator[str]:
    """Yield what a file claims to keep to, by the names that `book.yaml` has for it."""
    if part := said.get(f"{_UA}part"):
        yield f"pdf/ua-{part}"
    if part := said.get(f"{_A}part"):
        yield f"pdf/a-{part}{said.get(f'{_A}conformance', '').lower()}"
    printed = said.get(f"{_X}GTS_PDFXVersion", "")
    if not printed and "/Info" in pdf.trailer:
        printed = str(pdf.docinfo.get("/GTS_PDFXVersion", ""))
        if printed.startswith("PDF/X-1:"):
            printed = str(pdf.docinfo.get("/GTS_PDFXConformance", printed))
    if printed:
        yield printed.partition(":")[0].lower()


def _intents(root: Any) -> Iterator[Intent]:
    for one in root.get("/OutputIntents", ()):
        profile = one.get("/DestOutputProfile")
        inks = model = device = None
        if isinstance(profile, pikepdf.Stream):
            data = profile.read_bytes()[:20].decode("latin-1")  # its header: ICC.1:2022, 7.2
            inks, device, model = int(profile.get("/N", 0)), data[12:16].strip(), data[16:].strip()
        condition = one.get("/OutputConditionIdentifier", one.get("/OutputCondition", ""))
        yield Intent(str(one.get("/S", "/?"))[1:], str(condition), inks, model, device)


def _things(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what has no place on paper, in words."""
    root = pdf.Root
    names = root.get("/Names", pikepdf.Dictionary())
    if "/JavaScript" in names:
        yield "scripts"
    action = root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo":
        yield "an action at opening"
    if "/AA" in root or any("/AA" in page.obj for page in pdf.pages):
        yield "actions of pages"
    if "/EmbeddedFiles" in names or "/AF" in root:
        yield "attached files"
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and len(form.get("/Fields", [])):
        yield "a form to fill in"
    if "/OCProperties" in root:
        yield "layers"
    if "/Collection" in root:
        yield "a collection of files"


def _defaults(pdf: pikepdf.Pdf) -> frozenset[str]:
    """Return the spaces of devices of which all pages say what is meant (8.6.5.6)."""
    found: set[str] | None = None
    for page in pdf.pages:
        resources = page.obj.get("/Resources", pikepdf.Dictionary())
        names = resources.get("/ColorSpace", pikepdf.Dictionary()).keys()
        here = {f"Device{name[8:]}" for name in names if name.startswith("/Default")}
        found = here if found is None else found & here
        if not found:
            break
    return frozenset(found or ())


def _locks(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what the file forbids its readers (ISO 32000-2, 7.6.4.2)."""
    if pdf.is_encrypted:
        allow = pdf.allow
        for name, what in (
            ("print_lowres", "printing"),
            ("print_highres", "printing in full quality"),
            ("extract", "copying"),
            ("modify_other", "changes"),
        ):
            if not getattr(allow, name):
                yield what


# -- where something begins --


def _begun(pdf: pikepdf.Pdf) -> Iterator[int]:
    """Yield the pages that the outline and names lead to."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    for target in (
        *_targets(pdf.Root),
        *_named(pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")),
    ):
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if isinstance(target, pikepdf.Array) and len(target):
            number = numbers.get(getattr(target[0], "objgen", (0, 0)))
            if number is not None:
                yield number


def _targets(root: Any) -> Iterator[Any]:
    outline = root.get("/Outlines")
    waiting = [outline.get("/First")] if isinstance(outline, pikepdf.Dictionary) else []
    met: set[tuple[int, int]] = set()
    while waiting and len(met) < _MOST:
        entry = waiting.pop()
        if not isinstance(entry, pikepdf.Dictionary) or entry.objgen in met:
            continue
        met.add(entry.objgen)
        action = entry.get("/A")
        yield entry.get("/Dest") if action is None else action.get("/D")
        waiting += [entry.get("/Next"), entry.get("/First")]


def _named(tree: Any) -> Iterator[Any]:
    """Yield where the names of chapters lead: those of notes and lines are not asked for."""
    waiting = [tree]
    met: set[tuple[int, int]] = set()
    while waiting and len(met) < _MOST:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in met:
            continue
        if node.is_indirect:
            met.add(node.objgen)
        leaves = list(node.get("/Names", ()))
        for name, value in zip(leaves[::2], leaves[1::2], strict=False):
            if not str(name).startswith(("note-", "call-", "at-note-")):
                yield value
        waiting += list(node.get("/Kids", ()))
