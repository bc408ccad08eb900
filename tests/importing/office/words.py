"""Word files made by hand for tests: paragraphs, runs, notes, and the container around them."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>"""


def p(*runs: str, style: str | None = None) -> str:
    """Return a paragraph."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def r(words: str, properties: str = "") -> str:
    """Return a run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def footnote(id: int, more: str = "", attributes: str = "") -> str:
    """Return a run with a reference to a footnote."""
    return (
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{id}" {attributes}/>{more}</w:r>'
    )


def endnote(id: int) -> str:
    """Return a run with a reference to an endnote."""
    return footnote(id).replace("footnoteReference ", "endnoteReference ")


def notes(kind: str, bodies: Mapping[int, str]) -> str:
    """Return the part of footnotes or endnotes, with the two separators that Word writes first."""
    separators = "".join(
        f'<w:{kind} w:type="{name}" w:id="{id}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for id, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{kind}Ref/></w:r>'
    each = "".join(
        f'<w:{kind} w:id="{id}">{body.replace("<w:r>", mark + "<w:r>", 1)}</w:{kind}>'
        for id, body in bodies.items()
    )
    return f"<w:{kind}s {W}>{separators}{each}</w:{kind}s>"


def docx(*body: str, **parts: str) -> bytes:
    """Return a Word file; `parts` are the XML of `footnotes`, `endnotes`, `comments`, `styles`."""
    return docx_with({}, *body, **parts)


def docx_with(media: Mapping[str, bytes], *body: str, **parts: str) -> bytes:
    """Return a Word file with pictures by name."""
    parts = {"styles": STYLES, **parts}
    files = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            {name: f"{name}.xml" for name in parts}
            | {f"image {name}": f"media/{name}" for name in media}
        ),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, xml in files.items():
            container.writestr(name, xml)
        for name, data in media.items():
            container.writestr(f"word/media/{name}", data)
    return out.getvalue()


def _content_types(parts: Mapping[str, str]) -> str:
    each = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name}+xml"/>'
        for name in parts
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        f'ContentType="{_WORD}.document.main+xml"/>{each}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{index}" Type="{_KINDS}/{kind.partition(" ")[0]}" '
        f'Target="{target}"/>'
        for index, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'
