"""What a PDF claims to be, PDF/UA, PDF/A or PDF/X, and what it says of itself for that.

WeasyPrint writes one claim in a file; a book can be accessible and fit for an archive at once. The
same words go into both paths, the linked one and the whole.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Protocol

import pydyf
from lxml import etree
from lxml.builder import ElementMaker

from scholiast.config import Conformance
from scholiast.markup import Element

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
}
_EXTENSION = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_FORMAT = uuid.UUID("5a0c3f3e-9f0b-5c0e-8f3c-1d0d6f6c7a51")  # of the names of files made here


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file claims: the `part` of each standard that it keeps to, None for none.

    `archive` is the conformance level of PDF/A, empty in its part 4.
    """

    accessible: int | None = None
    archival: int | None = None
    archive: str = ""
    printable: int | None = None

    @classmethod
    def of(cls, names: Sequence[Conformance]) -> "Claims":
        """Return the claims of standards by their names, such as `pdf/ua-1`."""
        found: dict[str, object] = {}
        for name in names:
            kind, _, part = name.removeprefix("pdf/").partition("-")
            match kind:
                case "ua":
                    found["accessible"] = int(part)
                case "a":
                    found |= {"archival": int(part[0]), "archive": part[1:].upper()}
                case "x":
                    found["printable"] = int(part)
        return cls(**found)  # type: ignore[arg-type]

    @property
    def version(self) -> str:
        """Return the version of PDF that the claims are made of."""
        if self.accessible == 2 or self.archival == 4:
            return "2.0"
        return {3: "1.4", 4: "1.6"}.get(self.printable or 0, "1.7")

    @property
    def fenotes(self) -> bool:
        """Tell whether notes are `FENote`, links are to elements, and so on: the tags of 2.0."""
        return self.accessible == 2


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says of itself: `values` by the names of `frontmatter.properties`."""

    title: str
    authors: tuple[str, ...]
    values: Mapping[str, str]

    @classmethod
    def of(cls, title: str, properties: Sequence[tuple[str, str]]) -> "Description":
        authors = tuple(content for name, content in properties if name == "author")
        return cls(title, authors, dict(properties))


def information(said: Description, claims: Claims) -> dict[str, pydyf.Object]:
    """Return the document information dictionary (ISO 32000-1, 14.3.3).

    PDF 2.0 keeps its dates alone (ISO 32000-2, 14.3.3), PDF/A-4 nothing (ISO 19005-4, 6.1.3).
    """
    if claims.archival == 4:
        return {}
    values = said.values
    texts = {
        "Producer": f"WeasyPrint {version('weasyprint')}",
        "Title": said.title,
        "Author": ", ".join(said.authors),
        "Subject": values.get("description", ""),
        "Keywords": values.get("keywords", ""),
        "Creator": values.get("generator", ""),
    }
    if claims.version >= "2.0":
        texts = {}
    if claims.printable == 3:
        texts["GTS_PDFXVersion"] = "PDF/X-3:2003"
    texts["CreationDate"] = _date(values.get("dcterms.created"))
    texts["ModDate"] = _date(values.get("dcterms.modified"))
    found = {name: pydyf.String(text) for name, text in texts.items() if text}
    return found | ({"Trapped": "/False"} if claims.printable else {})


def _date(stamp: str | None) -> str:
    """Return a time such as 2026-05-01T00:00:00Z as PDF writes it (ISO 32000-1, 7.9.4)."""
    return "" if stamp is None else "D:" + "".join(c for c in stamp if c not in "-:T")


def metadata(said: Description, claims: Claims, seed: bytes) -> bytes:
    """Return the XMP of a file (ISO 16684-1).

    `seed` is a digest of what else the file holds: the identifier of PDF/X-4 is made of it, so that
    the same file has the same one.
    """
    rdf = ElementMaker(namespace=_SPACES["rdf"], nsmap=_SPACES)
    about = f"{{{_SPACES['rdf']}}}about"
    values = [*_claimed(claims), *_described(said), *_identified(said, claims, seed)]
    tree = rdf.RDF(rdf.Description(*values, **{about: ""}))
    if claims.accessible and claims.archival in (2, 3):
        tree.append(_extension())
    body: bytes = etree.tostring(tree, pretty_print=True)
    return (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n' + body + b'</x:xmpmeta>\n<?xpacket end="w"?>'
    )


def _value(name: str, *content: object) -> Element:
    prefix, _, local = name.partition(":")
    spaces = _SPACES | _EXTENSION
    maker = ElementMaker(namespace=spaces[prefix], nsmap={prefix: spaces[prefix]})
    return maker(local, *content)


def _claimed(claims: Claims) -> list[Element]:
    """Return the claims (ISO 14289-1, 5; ISO 14289-2, 5; ISO 19005-2, 6.6.4; ISO 15930-7)."""
    found = []
    if claims.accessible is not None:
        found.append(_value("pdfuaid:part", str(claims.accessible)))
        if claims.accessible == 2:
            found.append(_value("pdfuaid:rev", "2024"))
    if claims.archival is not None:
        found.append(_value("pdfaid:part", str(claims.archival)))
        if claims.archive:
            found.append(_value("pdfaid:conformance", claims.archive))
        if claims.archival == 4:
            found.append(_value("pdfaid:rev", "2020"))
    if claims.printable == 4:
        found.append(_value("pdfxid:GTS_PDFXVersion", "PDF/X-4"))
    if claims.printable:
        found.append(_value("pdf:Trapped", "False"))
    return found


def _described(said: Description) -> list[Element]:
    """Return what the information dictionary says, in XMP's words (ISO 19005-1, 6.7.3)."""
    values = said.values
    language = {"{http://www.w3.org/XML/1998/namespace}lang": "x-default"}

    def one(text: str) -> Element:
        return _value("rdf:Alt", _value("rdf:li", language, text))

    found = [
        _value("pdf:Producer", f"WeasyPrint {version('weasyprint')}"),
        _value("dc:title", one(said.title)),
    ]
    if said.authors:
        names = [_value("rdf:li", name) for name in said.authors]
        found.append(_value("dc:creator", _value("rdf:Seq", *names)))
    if "description" in values:
        found.append(_value("dc:description", one(values["description"])))
    for source, name in (
        ("keywords", "pdf:Keywords"),
        ("generator", "xmp:CreatorTool"),
        ("dcterms.created", "xmp:CreateDate"),
        ("dcterms.modified", "xmp:ModifyDate"),
    ):
        if source in values:
            found.append(_value(name, values[source]))
    return found


def _identified(said: Description, claims: Claims, seed: bytes) -> list[Element]:
    """Return what PDF/X-4 wants to be known by (ISO 15930-7)."""
    if claims.printable != 4:
        return []
    stamp = said.values["dcterms.modified"]
    return [
        _value("xmp:MetadataDate", stamp),
        _value("xmpMM:DocumentID", f"xmp.did:{uuid.uuid5(_FORMAT, seed.hex())}"),
        _value("xmpMM:RenditionClass", "proof:pdf"),
        _value("xmpMM:VersionID", "1"),
    ]


def _extension() -> Element:
    """Return the schema of PDF/UA's claim, which PDF/A does not know (ISO 19005-2, 6.6.2.3)."""
    resource = {f"{{{_SPACES['rdf']}}}parseType": "Resource"}
    part = _value(
        "rdf:li",
        resource,
        _value("pdfaProperty:name", "part"),
        _value("pdfaProperty:valueType", "Integer"),
        _value("pdfaProperty:category", "internal"),
        _value("pdfaProperty:description", "Part of ISO 14289 to which the document conforms"),
    )
    schema = _value(
        "rdf:li",
        resource,
        _value("pdfaSchema:schema", "PDF/UA Universal Accessibility Schema"),
        _value("pdfaSchema:namespaceURI", _SPACES["pdfuaid"]),
        _value("pdfaSchema:prefix", "pdfuaid"),
        _value("pdfaSchema:property", _value("rdf:Seq", part)),
    )
    bag = _value("pdfaExtension:schemas", _value("rdf:Bag", schema))
    return _value("rdf:Description", {f"{{{_SPACES['rdf']}}}about": ""}, bag)


class Target(Protocol):
    """A file that takes objects of pydyf: a `pydyf.PDF`, or one that is linked."""

    def add_object(self, thing: pydyf.Object, /) -> None:
        """Add an object, and tell it its number."""


def declare(
    file: Target, catalog: dict[str, object], said: Description, claims: Claims, seed: bytes
) -> None:
    """Add to a file and its catalogue what its claims want: metadata, and the colours it is of."""
    described = {"Type": "/Metadata", "Subtype": "/XML"}
    xmp = pydyf.Stream([metadata(said, claims, seed)], described)
    file.add_object(xmp)
    catalog["Metadata"] = xmp.reference
    if claims.archival is not None:
        profile = pydyf.Stream([_profile()], {"N": 3}, compress=True)
        file.add_object(profile)
        intent = {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pydyf.String("sRGB2014"),
            "Info": pydyf.String("sRGB2014"),
            "DestOutputProfile": profile.reference,
        }
        catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])


def _profile() -> bytes:
    """Return the ICC profile of sRGB, which all colours of a book are of."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
