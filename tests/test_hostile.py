"""Books that mean harm: nothing runs, nothing is asked of the network, nothing outside is read.

Each attack is built in all three formats while connections from this process are refused. Either a
finding names its place and nothing is written, or it is harmless in every byte of every artifact.
"""

import base64
import http.server
import io
import os
import socket
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from scholiast import publish
from scholiast.edition import MAIN, Format
from scholiast.order import Order, Publication
from scholiast.theme import shipped
from tests import books

SECRET = "Xyzzyqwertsecret"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
BOMB = (
    f'{SVG}<g id="g0"><rect width="1" height="1"/></g>'
    + "".join(f'<g id="g{i}">{f"""<use href="#g{i - 1}"/>""" * 10}</g>' for i in range(1, 9))
    + '<use href="#g8"/></svg>'
)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Refuse every connection, and return the list of those that were tried."""
    tried: list[object] = []

    def refuse(_: object, address: object) -> None:
        tried.append(address)
        raise AssertionError(f"a connection to {address} was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: refuse(None, host))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tried


def png() -> bytes:
    """Return a small image with the secret behind its last chunk."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue() + SECRET.encode()


def lay_out(
    folder: Path,
    files: Mapping[str, str],
    book: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Path:
    """Write a book into `folder`, with secrets beside it; `OUT` in files is that folder."""
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.png").write_bytes(png())
    (folder / "secret.yaml").write_text(f"- id: x\n  text: {SECRET}\n")
    (folder / "secret.md").write_text(f"# {SECRET}\n\n{SECRET}\n")
    filled = {path: text.replace("OUT", str(folder)) for path, text in files.items()}
    root = books.write(folder / "book", filled, book)
    (root / "images").mkdir(exist_ok=True)
    (root / "images" / "own.png").write_bytes(png().removesuffix(SECRET.encode()))
    for path, target in (links or {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target.replace("OUT", str(folder)))
    return root


def build(root: Path, formats: Iterable[Format] = MAIN) -> Publication:
    """Build the book in `root` into a folder beside it."""
    order = Order(root, root.parent / "dist", tuple(formats))
    return publish.publish(order, lambda _: nullcontext())


def found(done: Publication) -> set[str]:
    """Return the codes of all errors, each of which has a place."""
    errors = [finding for finding in done.findings if finding.severity.value == "error"]
    assert [] == [finding.message for finding in errors if finding.place is None]
    return {finding.rule.code for finding in errors}


def assert_refused(root: Path, *codes: str) -> None:
    """The book has these errors before anything is made of it, and nothing is written."""
    done = build(root)
    assert set(codes) <= found(done), done.findings
    assert () == done.made
    assert not (root.parent / "dist").exists()


def chapter(text: str) -> dict[str, str]:
    """Return the files of a book of one chapter."""
    return {"chapters/a.md": f"# Alpha\n\nWords.\n\n{text}\n"}


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all bytes of all artifacts: of files, files in a zip, objects and pages of a PDF."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.name, path.read_bytes()
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())
        elif path.suffix == ".pdf":
            yield from _in_pdf(path)


def _in_pdf(path: Path) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(path) as pdf:
        assert {} == dict(pdf.attachments)
        for item in pdf.objects:
            yield "an object", item.unparse(resolved=True)
            if isinstance(item, pikepdf.Stream) and "/DCTDecode" not in repr(item.get("/Filter")):
                yield "a stream", item.read_bytes()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield "a page", page.get_textpage().get_text_bounded().encode()


# -- raw HTML --

ELEMENTS = [
    '<link rel=attachment href="file://OUT/secret.txt">',
    '<link rel="stylesheet" href="http://127.0.0.1/x.css">',
    "<script>alert(1)</script>",
    *(f"`<script>alert(1)</script>`{{={name}}}" for name in ("HTML", "Html5", "slidy", "s5")),
    '<SCRIPT src="http://127.0.0.1/x.js"></SCRIPT>',
    '<iframe src="file://OUT/secret.txt"></iframe>',
    '<object data="file://OUT/secret.txt"></object>',
    '<embed src="file://OUT/secret.txt">',
    '<base href="file://OUT/">',
    '<meta http-equiv="refresh" content="0; url=http://127.0.0.1/">',
    "<style>@import url(file://OUT/secret.txt); p { background: url(http://127.0.0.1/) }</style>",
    '<video poster="http://127.0.0.1/x.png"></video>',
    f'{SVG}<image href="http://127.0.0.1/x.png"/></svg>',
    f'{SVG}<a href="#a"><set attributeName="href" to="javascript:x()"/></a></svg>',
    f'{SVG}<rect fill="url(http://127.0.0.1/#x)"/></svg>',
    BOMB,
]
BROKEN = [
    "`<!--><script>alert(1)</script><!-- -->`{=html}",
    "`<!-- --!><script>alert(1)</script><!-- -->`{=html}",
    "`<![CDATA[ ><!-- ]]><script>alert(1)</script><!-- -->`{=html}",
    "`<?x ><script>alert(1)</script>?>`{=html}",
    "a `<scr`{=html}`ipt>alert(1)</script>`{=html} b",
    'a `<img alt="" src="images/own.png" `{=html}`onerror="x()"/>`{=html} b',
]
ATTRIBUTES = [
    ('<img src="images/own.png" alt="" onerror="alert(1)">', "S031"),
    ("[words]{onclick=x}", "S031"),
    ('<p style="background:url(http://127.0.0.1/x.png)">x</p>', "S032"),
    ('<p style="b\\61 ckground:u\\72l(file://OUT/secret.png)">x</p>', "S032"),
    ('<img src="images/own.png" srcset="http://127.0.0.1/x.png 2x" alt="">', "S032"),
    ('<image src="http://127.0.0.1/x.png">', "S032"),
    ("[x](javascript:alert(1))", "S033"),
    ("[x](java&#10;script:alert(1))", "S021"),
    ('<a href="java&#10;script:alert(1)">x</a>', "S033"),
    ('<a href=" JaVaScRiPt&colon;alert(1)">x</a>', "S033"),
    ('<a href="vbscript:x">x</a>', "S033"),
    ("[x](file://OUT/secret.txt)", "S033"),
    ("[x](data:text/html;base64,AAAA)", "S033"),
]
IMAGES = [
    ("![x](OUT/secret.png)", "I003"),
    ("![x](file://OUT/secret.png)", "I003"),
    ("![x](../../secret.png)", "I003"),
    ("![x](%2e%2e/%2e%2e/secret.png)", "I003"),
    ('<img src="../../secret.png" alt="">', "I003"),
    ('<img src="/etc/passwd" alt="">', "I003"),
    ("![x](images/link.png)", "I003"),
    ("![x](http://127.0.0.1/x.png)", "I002"),
    ("![x](//127.0.0.1/x.png)", "I002"),
    ("![x](data:image/png;base64,AAAA)", "I004"),
    ("![x](images/none.png)", "I001"),
]


def cases(text: Iterable[str], code: str) -> list[tuple[str, str]]:
    """Return each text with the code of the rule that it breaks."""
    return [(one, code) for one in text]


@pytest.mark.parametrize(
    ("text", "code"),
    [*cases(ELEMENTS, "S030"), *cases(BROKEN, "S035"), *ATTRIBUTES, *IMAGES],
)
def test_markup_that_means_harm_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """What runs, what calls for anything, what is not of the book: an error with its place.

    In a note it is as it is in a text.
    """
    links = {"images/link.png": "../../secret.png"}
    note = "\n".join(f"    {line}" for line in text.splitlines())
    files = {**chapter(text), "chapters/b.md": f"# Beta\n\nWords.[^1]\n\n[^1]: Note.\n\n{note}\n"}
    root = lay_out(tmp_path, files, links=links)
    done = build(root)
    assert code in found(done), done.findings
    of_rule = [f.place for f in done.findings if f.rule.code == code]
    assert {"chapters/a.md", "chapters/b.md"} == {place.path for place in of_rule if place}
    assert not (tmp_path / "dist").exists()


HARMLESS = """\
\\input{/etc/passwd} \\include{OUT/secret.txt}

![A](images/own.png){src="OUT/secret.png"} [b](#alpha){href="javascript:stolen()"}

```{.include}
OUT/secret.txt
```

{{< include OUT/secret.txt >}} !include OUT/secret.txt $\\input{OUT/secret.txt}$

``` {.python include="OUT/secret.txt"}
pass
```

`\\input{OUT/secret.txt}`{=latex} `<script>stolen()</script>`{=docbook}

[^1] is called.

[^1]: A note. `<script>stolen()</script>`{=epub3x}

---
header-includes: '<script>stolen()</script>'
css: OUT/secret.txt
bibliography: OUT/secret.txt
include-before: OUT/secret.txt
---
"""


def test_what_looks_like_an_order_is_only_text(tmp_path: Path) -> None:
    """TeX, includes and a header in the middle of a text: whatever becomes of them is harmless."""
    text = HARMLESS.replace("[^1] is", "It[^1] is")
    done = build(lay_out(tmp_path, chapter(text)))
    assert set() == found(done), done.findings
    found_codes = {finding.rule.code for finding in done.findings}  # warnings: left out, and coarse
    assert {"S034"} == found_codes - {"V338"}
    assert {one.format for one in done.made} == set(MAIN)
    for name, data in everything(tmp_path / "dist"):
        assert SECRET.encode() not in data, name
        assert b"root:x:0:" not in data, name
        assert b"<script>stolen" not in data, name
        assert b'"javascript:' not in data, name
        assert b"/URI (javascript" not in data, name


# -- files of the book --


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("    - ../secret.md", "M002"),
        ("    - OUT/secret.md", "M002"),
        ("    - chapters/link.md", "M002"),
        ("    - chapters/folder/secret.md", "M002"),
        ("cover: ../secret.png", "I003"),
        ("cover: OUT/secret.png", "I003"),
        ("cover: images/link.png", "I003"),
        ("bibliography: ../secret.yaml", "M002"),
        ("bibliography: /etc/passwd", "M002"),
        ("csl: ../secret.txt", "M002"),
        ("csl: link.csl", "M002"),
        ("slug: ../../stolen", "M013"),
        ("title: !!python/object/apply:os.system [id]", "M010"),
    ],
)
def test_paths_out_of_the_folder_are_refused(tmp_path: Path, more: str, code: str) -> None:
    """`book.yaml` names nothing outside the book, and makes no objects."""
    links = {
        "chapters/link.md": "../../secret.md",
        "chapters/folder": "OUT",
        "images/link.png": "../../secret.png",
        "link.csl": "../secret.txt",
    }
    book = books.BOOK_YAML.replace("title: A Book\n", "") if more[:5] == "title" else None
    whole = f"{book or books.BOOK_YAML}    - chapters/a.md\n{more}\n"
    files = chapter("x")
    root = lay_out(tmp_path, files, whole.replace("OUT", str(tmp_path)), links)
    assert_refused(root, code)


def test_headers_name_no_files(tmp_path: Path) -> None:
    """A header of a chapter has a few keys, and none of them is a file."""
    head = "---\ncss: OUT/secret.txt\nbibliography: /etc/passwd\n---\n\n"
    files = {"chapters/a.md": head + chapter("x")["chapters/a.md"]}
    assert_refused(lay_out(tmp_path, files), "M012")


@pytest.mark.parametrize(
    "path",
    [
        "notes/link.yaml",
        "styles/base.css",
        "styles/fonts/OFL.txt",
        "styles/fonts/Own.otf",
        "templates/web/page.html",
        "templates/print",
    ],
)
def test_symbolic_links_out_of_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    """No file of the book or of its own design is a link to somewhere else."""
    target = "OUT/secret.yaml" if "." in path else "OUT"
    root = lay_out(tmp_path, chapter("x"), links={path: target})
    assert_refused(root, "M002")
    assert path in {f.place.path for f in build(root).findings if f.place}


# -- images --


@pytest.mark.parametrize(
    ("svg", "code"),
    [
        (f'{SVG}<image href="file://OUT/secret.png" width="9" height="9"/></svg>', "I007"),
        (f"{SVG}<script>alert(1)</script></svg>", "I007"),
        (f'{SVG}<rect onload="x()" width="9" height="9"/></svg>', "I007"),
        (f"{SVG}<style><!-- --> @import url(file://OUT/secret.txt);</style></svg>", "I007"),
        (f'{SVG}<image><set attributeName="href" to="http://127.0.0.1/"/></image></svg>', "I007"),
        (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "OUT/secret.txt">]>{SVG}<text>&x;</text></svg>', ""),
        (f'<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">{SVG}<text>&x;</text></svg>', ""),
        (
            "<!DOCTYPE svg [<!ENTITY a0 'ha'>"
            + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
            + f"]>{SVG}<text>&a11;</text></svg>",
            "",
        ),
        (BOMB, "I007"),
        *(
            (
                f'{SVG}<image width="9" height="9" href="data:image/{kind};base64,'
                f'{base64.b64encode(BOMB.encode()).decode()}"/></svg>',
                "I007",
            )
            for kind in ("svg+xml", "png")
        ),
    ],
)
def test_drawings_that_mean_harm_are_refused(tmp_path: Path, svg: str, code: str) -> None:
    """SVG that calls out, runs, reads entities or unfolds without end is an error at its use."""
    root = lay_out(tmp_path, {**chapter("![x](images/x.svg)"), "images/x.svg": svg})
    done = build(root)
    assert found(done) & ({code} if code else {"I005", "I007"}), done.findings
    assert {"chapters/a.md:5:6"} == {str(finding.place) for finding in done.findings}
    assert not (tmp_path / "dist").exists()


# -- the bibliography --

CITING = f"{books.BOOK_YAML}    - chapters/a.md\nbibliography: works.yaml\n"
WORK = "references:\n- id: k\n  type: book\n  issued: 2001\n  title: "


@pytest.mark.parametrize(
    "title",
    [
        "'A <script>alert(1)</script>'",
        "'A ![x](OUT/secret.png)'",
        "'A ![x](http://127.0.0.1/x.png)'",
        "'A [x](javascript:alert(1))'",
        "A\n  URL: 'javascript:alert(1)'",
        "A\n  url: 'file://OUT/secret.txt'",
        "'[A]{onclick=\"x()\"}'",
    ],
)
def test_a_bibliography_brings_in_words_alone(tmp_path: Path, title: str) -> None:
    """Raw HTML, images and addresses that a book can't have are refused in a bibliography, too."""
    files = {**chapter("See [@k]."), "works.yaml": WORK + title + "\n"}
    assert_refused(lay_out(tmp_path, files, CITING), "S036")


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """Return the address of a server on this machine, and a list of what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>T</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated>{link}</info>{rest}
</style>
"""
CITATION = '<citation><layout prefix="{}"><text variable="title"/></layout></citation>'


@pytest.mark.parametrize("address", ["SERVER/parent.csl", "OUT/secret.txt"])
def test_citation_styles_fetch_no_other_style(
    tmp_path: Path, visits: tuple[str, list[str]], address: str
) -> None:
    """Citeproc would fetch the style that a dependent one names, even in pandoc's sandbox."""
    link = f'<link href="{address.replace("SERVER", visits[0])}" rel="independent-parent"/>'
    files = {**chapter("See [@k]."), "works.yaml": f"{WORK}A\n"}
    files["own.csl"] = STYLE.format(link=link, rest="")
    assert_refused(lay_out(tmp_path, files, f"{CITING}csl: own.csl\n"), "C004")
    assert [] == visits[1]


@pytest.mark.parametrize("style", ["", "no XML", "<style/>", "XXE"])
def test_citation_styles_that_are_none_are_refused(tmp_path: Path, style: str) -> None:
    """What is no style, or reads an external entity, is an error at `csl`, not a crash."""
    if style == "XXE":
        style = f'<!DOCTYPE style [<!ENTITY x SYSTEM "OUT/secret.txt">]>{STYLE}'.format(
            link="", rest=CITATION.format("&x;")
        )
    files = {**chapter("See [@k]."), "works.yaml": f"{WORK}A\n", "own.csl": style}
    assert_refused(lay_out(tmp_path, files, f"{CITING}csl: own.csl\n"), "C004")


# -- the book's own design --


@pytest.mark.parametrize("name", ["base", "print", "web", "epub"])
@pytest.mark.parametrize(
    "rule",
    [
        "@import url(file://OUT/secret.txt);",
        "@import 'http://127.0.0.1/x.css';",
        "body { background: url(http://127.0.0.1/x.png) }",
        "@font-face { font-family: Q; src: url(file://OUT/secret.txt) }",
        "p { background: image-set('//127.0.0.1/x.png' 1x) }",
        "p { background: u\\72l(../../secret.png) }",
    ],
)
def test_style_sheets_call_for_nothing_outside(tmp_path: Path, name: str, rule: str) -> None:
    """A style sheet of the book's own is looked through before it is used, whatever is built."""
    shipped_sheet = (shipped() / "styles" / f"{name}.css").read_text()
    root = lay_out(tmp_path, {**chapter("x"), f"styles/{name}.css": rule + shipped_sheet})
    done = build(root, [Format.EPUB])
    assert {"S037"} == found(done)
    assert [f"styles/{name}.css"] == [f.place.path for f in done.findings if f.place]


PICKLE = "cposix\\nsystem\\n(S'touch OUT/stolen'\\ntR."


@pytest.mark.parametrize(
    "expression",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% include '../../../secret.txt' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'web/../../../secret.txt' %}",
        "{{ metadata.parse_file('OUT/secret.txt') }}",
        f"{{{{ metadata.parse_raw(\"{PICKLE}\", proto='pickle', allow_pickle=true) }}}}",
        "{{ metadata | attr('parse_file') }}",
        "{% set parse = metadata['parse_file'] %}{{ parse('OUT/secret.txt') }}",
        "{{ (metadata.contributors | first).parse_file('OUT/secret.txt') }}",
    ],
)
def test_templates_stay_in_the_sandbox(tmp_path: Path, expression: str) -> None:
    """A template of the book's own reaches no Python, no pydantic, and no file but templates."""
    files = {**chapter("x"), "templates/web/chapter.html": f"<html>{expression}</html>"}
    done = build(lay_out(tmp_path, files), [Format.HTML])
    assert {"R001"} == found(done), done.findings
    assert ["templates/web/chapter.html:1:1"] == [str(f.place) for f in done.findings]
    assert not (tmp_path / "stolen").exists()
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("rel", ["attachment", "stylesheet"])
@pytest.mark.parametrize("address", ["file://OUT/secret.txt", "http://127.0.0.1/x"])
def test_templates_of_print_attach_nothing(tmp_path: Path, rel: str, address: str) -> None:
    """The fetcher of the PDF serves the files of the book alone."""
    name = "templates/print/base.html"
    template = (shipped() / name).read_text()
    assert "</head>" in template
    link = f'<link rel="{rel}" href="{address}"/></head>'
    files = {**chapter("x"), name: template.replace("</head>", link)}
    done = build(lay_out(tmp_path, files), [Format.PDF])
    codes = {finding.rule.code for finding in done.findings}
    assert "R303" in codes, done.findings
    assert not (tmp_path / "dist").exists()


# -- what was good stays --


def test_a_refused_or_interrupted_build_leaves_the_last_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops a build, before or while it writes, `dist/` is as it was to the byte."""
    root = lay_out(tmp_path, chapter("x"))
    assert set() == found(build(root))
    before = dict(_files(tmp_path / "dist"))
    (root / "chapters" / "a.md").write_text("# Alpha\n\n![x](../../secret.png)\n")
    assert {"I003"} == found(build(root))
    assert before == dict(_files(tmp_path / "dist"))
    (root / "chapters" / "a.md").write_text("# Alpha\n\nOther words.\n")
    calls: list[int] = []
    sync = os.fsync

    def interrupt(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise KeyboardInterrupt
        sync(handle)

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(root)
    assert before == dict(_files(tmp_path / "dist"))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size:  # the lock is empty, and no artifact
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_a_good_book_asks_nobody_for_anything(tmp_path: Path, offline: list[object]) -> None:
    """With image, citation and note, all three formats are built without any connection."""
    text = "![x](images/own.png) See [@k].[^1]\n\n[^1]: A note."
    files = {**chapter(text), "works.yaml": f"{WORK}A\n"}
    done = build(lay_out(tmp_path, files, CITING))
    assert set() == found(done), done.findings
    assert [] == offline
    assert 3 == len(done.made)
    assert all(SECRET.encode() not in data for _, data in everything(tmp_path / "dist"))
