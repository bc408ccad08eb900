"""Other ways from the same Markdown to a book, where they are installed."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pypandoc

from benchmarks import corpus
from benchmarks.contender import Bench, Contender, Made, WrongOutputError
from benchmarks.fidelity import notes_lost
from benchmarks.ours import CHECKOUT, pages_of
from benchmarks.watch import Step
from scholiast import machine
from scholiast.config import PdfEdition
from scholiast.pdf.geometry import geometry
from scholiast.theme import Theme

FILTERS = Path(__file__).resolve().parent / "filters"
STYLES = CHECKOUT / "styles"
FONT = "LinLibertine_"

_INSTALL = "see benchmarks/README.md"


def contenders() -> tuple[Contender, ...]:
    """Return all peers, also those that are missing here."""
    return (
        _peer("weasyprint", "pandoc + WeasyPrint, whole book", _weasyprint, pdf=True),
        _peer("xelatex", "pandoc + XeLaTeX", _xelatex, pdf=True, needs=_programs("xelatex")),
        _peer("typst", "pandoc + Typst", _typst, pdf=True, needs=_typst_missing()),
        _peer(
            "pagedjs",
            "pandoc + paged.js",
            _pagedjs,
            pdf=True,
            needs=_programs("pagedjs-cli") or _browser(),
        ),
        _peer(
            "vivliostyle",
            "pandoc + Vivliostyle",
            _vivliostyle,
            pdf=True,
            needs=_programs("vivliostyle") or _browser(),
        ),
        _peer("pandoc_epub", "pandoc, EPUB", _epub, pdf=False),
    )


def _peer(
    name: str,
    label: str,
    steps: Callable[[Bench], tuple[Step, ...]],
    *,
    pdf: bool,
    needs: str = "",
) -> Contender:
    def inspect(bench: Bench, _: str) -> Made:
        target = _target(bench, name, "pdf" if pdf else "epub")
        if not target.is_file():
            raise WrongOutputError(f"{target.name} was not made")
        if not pdf:
            return Made()
        return Made(pages_of(target), notes_lost(target, bench.folder / "chapters"))

    return Contender(name, label, "peers", _ready, steps, inspect, needs)


def _target(bench: Bench, name: str, suffix: str) -> Path:
    return bench.out / f"{name}.{suffix}"


def _ready(bench: Bench) -> None:
    """Write the book and the style sheet of its page, and take away what was made before."""
    if not bench.folder.exists():
        corpus.write(bench.size, bench.folder)
    shutil.rmtree(bench.out, ignore_errors=True)
    shutil.copytree(bench.folder / "images", bench.out / "images")
    shutil.copytree(STYLES, bench.out / "styles")
    shutil.copy(FILTERS / "peers.css", bench.out / "styles")
    settings = PdfEdition()
    page = Theme.find().render("print/page.css", page=geometry(settings), settings=settings)
    (bench.out / "styles" / "page.css").write_text(page, encoding="utf-8")


# -- what is there --


def _programs(*names: str) -> str:
    missing = [name for name in names if shutil.which(name) is None]
    return f"`{missing[0]}` is not on the PATH; {_INSTALL}" if missing else ""


def _browser() -> str:
    found = machine.chromium()
    return "" if found else f"there is no Chromium; {_INSTALL}"


def _typst_missing() -> str:
    if shutil.which("typst") or importlib.util.find_spec("typst"):
        return ""
    return f"neither the program nor the Python package `typst` is there; {_INSTALL}"


# -- the ways --


def _pandoc(bench: Bench, to: str, output: Path, *words: str | Path) -> Step:
    """Return the command by which pandoc makes one file of all chapters, as its manual has it."""
    chapters = sorted(path.name for path in (bench.folder / "chapters").glob("*.md"))
    said = ("--metadata", f"title={bench.size.title}", "--metadata", "lang=en-GB")
    return bench.step(
        *(pypandoc.get_pandoc_path(), "--from", "markdown", "--to", to, "--standalone", "--toc"),
        *("--toc-depth", "2", *said, *words, "--output", output, *chapters),
        cwd=bench.folder / "chapters",
    )


def _html(bench: Bench, output: Path) -> Step:
    """Return the command that makes HTML for engines of paged CSS, on the project's own styles."""
    sheets = ("base.css", "print.css", "matter.css", "page.css", "peers.css")
    names = ("notes.lua", "pages.lua", "flat.lua")
    filters = [word for name in names for word in ("--lua-filter", FILTERS / name)]
    css = [word for sheet in sheets for word in ("--css", f"styles/{sheet}")]
    plain = ("--wrap", "none", "--metadata", "document-css=false")
    return _pandoc(bench, "html5", output, *plain, *filters, *css)


def _weasyprint(bench: Bench) -> tuple[Step, ...]:
    html, target = bench.out / "weasyprint.html", _target(bench, "weasyprint", "pdf")
    paint = (sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", html, target)
    return _html(bench, html), bench.step(*paint)


def _pagedjs(bench: Bench) -> tuple[Step, ...]:
    html, target = bench.out / "pagedjs.html", _target(bench, "pagedjs", "pdf")
    words = ("--browserArgs", "--no-sandbox,--disable-gpu", "--timeout", "600000")
    paint = (_found("pagedjs-cli"), html, "--output", target, *words)
    return _html(bench, html), bench.step(*paint)


def _vivliostyle(bench: Bench) -> tuple[Step, ...]:
    html, target = bench.out / "vivliostyle.html", _target(bench, "vivliostyle", "pdf")
    words = ("--executable-browser", _chromium(), "--timeout", "3600", "--single-doc")
    paint = (_found("vivliostyle"), "build", html, "--output", target, *words)
    return _html(bench, html), bench.step(*paint)


def _xelatex(bench: Bench) -> tuple[Step, ...]:
    page = geometry(PdfEdition())
    lengths = {
        "paperwidth": page.width,
        "paperheight": page.height,
        "top": page.top,
        "bottom": page.bottom,
        "inner": page.inner,
        "outer": page.outer,
    }
    faces = ("Extension=.otf", "BoldFont=*_RB", "ItalicFont=*_RI", "BoldItalicFont=*_RBI")
    options = (f"Path={STYLES / 'fonts'}/", "UprightFont=*_R", *faces)
    words = [
        *("--pdf-engine", _found("xelatex"), "--top-level-division", "chapter"),
        *_variables({"documentclass": "book", "fontsize": "10pt", "mainfont": "LinLibertine"}),
        *(word for option in options for word in ("--variable", f"mainfontoptions={option}")),
        *(
            word
            for name, length in lengths.items()
            for word in ("--variable", f"geometry={name}={length}mm")
        ),
    ]
    filters = ("--lua-filter", FILTERS / "pages.lua")
    return (_pandoc(bench, "latex", _target(bench, "xelatex", "pdf"), *words, *filters),)


def _typst(bench: Bench) -> tuple[Step, ...]:
    source, target = bench.out / "typst.typ", _target(bench, "typst", "pdf")
    page = geometry(PdfEdition())
    before = bench.out / "page.typ"
    before.write_text(
        f"#set page(width: {page.width}mm, height: {page.height}mm, margin: "
        f"(inside: {page.inner}mm, outside: {page.outer}mm, top: {page.top}mm, "
        f"bottom: {page.bottom}mm))\n"
        '#show heading.where(level: 1): it => { pagebreak(to: "odd", weak: true); it }\n',
        encoding="utf-8",
    )
    words: list[str | Path] = [
        *_variables({"mainfont": "Linux Libertine O", "fontsize": page.font_size}),
        *("--include-before-body", before, "--lua-filter", FILTERS / "pages.lua"),
    ]
    return (
        _pandoc(bench, "typst", source, *words),
        bench.step(*_typst_command(bench.folder, source, target)),
    )


def _typst_command(root: Path, source: Path, target: Path) -> Sequence[str | Path]:
    """Return the command that compiles, by the program or else by the Python package."""
    fonts = STYLES / "fonts"
    if program := shutil.which("typst"):
        return (program, "compile", "--root", root, "--font-path", fonts, source, target)
    code = "import sys, typst; s, o, r, f = sys.argv[1:]; "
    code += "typst.compile(s, output=o, root=r, font_paths=[f])"
    return (sys.executable, "-c", code, source, target, root, fonts)


def _epub(bench: Bench) -> tuple[Step, ...]:
    return (_pandoc(bench, "epub3", _target(bench, "pandoc_epub", "epub")),)


def _variables(values: dict[str, str]) -> Iterable[str]:
    return (word for name, value in values.items() for word in ("--variable", f"{name}={value}"))


def _found(program: str) -> str:
    """Return the path of a program; only asked of contenders that miss nothing."""
    path = shutil.which(program)
    assert path is not None
    return path


def _chromium() -> str:
    path = machine.chromium()
    assert path is not None
    return path
