"""Folders of chapters: the order of each layout, notes told one by one, nothing lost in silence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from scholiast import reading
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.importing.folder import write_import
from scholiast.importing.folder_rules import FOLDER_RULES
from scholiast.importing.folders import import_folder
from scholiast.importing.model import Fate, Import
from scholiast.importing.rules import ImportRefusedError
from tests.books import MODIFIED
from tests.importing.helpers import SHARED

PIXEL = (Path(__file__).parents[1] / "sample" / "images" / "milestone.png").read_bytes()
CORPUS = SHARED / "corpora" / "plurality"


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def codes(imported: Import) -> dict[str, list[str]]:
    """Return the places of all findings by code, from the folder on."""
    found: dict[str, list[str]] = {}
    for one in imported.findings:
        place = str(one.place).removeprefix(imported.source.path).removeprefix("/")
        found.setdefault(one.rule.code, []).append(place)
    return found


def book(imported: Import) -> Any:
    """Return `book.yaml` of an import as values."""
    return YAML(typ="safe").load(imported.files["book.yaml"])


def chapter(imported: Import, ending: str) -> str:
    """Return the text of the one chapter whose path ends so."""
    [path] = [path for path in imported.files if path.endswith(ending)]
    return imported.files[path]


def composed(imported: Import, folder: Path) -> Any:
    """Return the book of an import in which nothing is wrong."""
    write_import(imported, folder)
    manuscript = reading.read(folder)
    assert [] == [one for one in check(manuscript) if one.rule.severity.value == "error"]
    return compose(manuscript, modified=MODIFIED)


QUARTO: dict[str, str | bytes] = {
    "_quarto.yml": """\
project: {type: book}
lang: en-GB
book:
  title: "The Roads: a History"
  author:
    - name: {given: Ada, family: Writer}
    - Ben Second
  date: 2021-03-04
  cover-image: cover.png
  chapters:
    - index.qmd
    - part: parts/one.qmd
      chapters:
        - intro.qmd
        - file: rome.qmd
    - part: "Second Part"
      chapters: [gone.qmd, code.ipynb]
  appendices: [tools.qmd]
bibliography: refs/references.bib
csl: style.csl
format:
  html: {theme: cosmo}
""",
    "cover.png": PIXEL,
    "refs/references.bib": "@book{gibbon, title={Decline}, author={Gibbon, E.}, year={1776}}\n",
    "index.qmd": "# Preface {.unnumbered}\n\nHello.[^1]\n\n[^1]: First of the preface.\n",
    "parts/one.qmd": "# The Beginning\n\nText of the part.\n",
    "intro.qmd": """\
---
title: "Intro: *why*"
number-sections: false
execute: {echo: false}
---

See @fig-map, [Rome](rome.qmd#walls), and ![A map](img/a map.png) no image.[^1]

![The map](<img/a map.png>){#fig-map}

```{r fig-plot, echo=FALSE}
plot(x) # [^1] is no note
```

The text goes on.[^x]

{{< video clip.mp4 >}}

[^1]: First of intro.

[^x]: A note.
""",
    "rome.qmd": "# Rome\n\n## Walls {#walls}\n\nWalls.[^gone]\n",
    "tools.qmd": "# Tools\n\nAll of them.\n",
    "img/a map.png": PIXEL,
    "_include.qmd": "Included.[^i]\n\n[^i]: A note of it.\n",
    "code.ipynb": "{}",
}


def test_quarto(tmp_path: Path) -> None:
    """`_quarto.yml` says order, parts, appendices, metadata; labels are those of each chapter."""
    imported = import_folder(lay(tmp_path / "q", QUARTO))
    assert "a Quarto book" == imported.kind
    assert {
        "title": "The Roads: a History",
        "language": "en-GB",
        "contributors": [{"name": "Ada Writer"}, {"name": "Ben Second"}],
        "date": "2021-03-04",
        "bibliography": ["references.bib"],
        "cover": "images/cover.png",
        "captions": {"figures": "chapter"},
        "spine": {
            "front": [{"file": "chapters/01-preface.md", "kind": "preface", "numbered": False}],
            "body": [
                {
                    "part": "The Beginning",
                    "chapters": [
                        {"file": "chapters/02-the-beginning.md", "numbered": False},
                        {"file": "chapters/03-intro-why.md", "numbered": False},
                        "chapters/04-rome.md",
                    ],
                },
            ],
            "back": [{"file": "chapters/05-tools.md", "kind": "appendix"}],
        },
    } == {key: str(v) if key == "date" else v for key, v in book(imported).items()}
    assert {"images/cover.png", "images/img/a map.png", "references.bib"} == set(imported.pictures)
    assert PIXEL == imported.pictures["images/img/a map.png"]


def test_what_is_foreign_is_told_and_kept(tmp_path: Path) -> None:
    """Each construct of another program has a finding at its place; its words stay in the text."""
    imported = import_folder(lay(tmp_path / "q", QUARTO))
    found = codes(imported)
    assert ["intro.qmd:17:1"] == found["X105"]
    assert ["intro.qmd:11:1"] == found["X106"]
    assert ["_quarto.yml:17:18", "_quarto.yml:17:28"] == [*found["X101"], *found["X114"]]
    assert ["_quarto.yml:20:6"] == found["X107"]
    assert ["_include.qmd"] == found["X102"]
    assert ["intro.qmd:4:1"] == found["X104"]
    assert [] == found.get("X109", [])
    assert ["parts/one.qmd"] == found["X108"]
    text = chapter(imported, "intro-why.md")
    assert "{{< video clip.mp4 >}}" in text
    assert "See @fig:fig-map, [Rome]" in text
    assert {"figures": "chapter"} == book(imported)["captions"]
    assert "```r\nplot(x) # [^1] is no note\n```\n" in text
    assert "[Rome](chapters/04-rome.md#walls)" in text
    assert "![The map](images/img/a%20map.png){#fig-map}" in text
    [left] = imported.left_out
    assert "fig-plot, echo=FALSE" == left.text


def test_every_note_of_a_folder_is_told(tmp_path: Path) -> None:
    """Shared labels are two notes; a call without a note is lost, at its place, with a reason."""
    imported = import_folder(lay(tmp_path / "q", QUARTO))
    told = {
        (one.place.path.rpartition("/")[2], one.label): (one.fate, one.file)
        for one in imported.account
    }
    assert {
        ("index.qmd", "1"): (Fate.RESOLVED, "chapters/01-preface.md"),
        ("intro.qmd", "1"): (Fate.RESOLVED, "chapters/03-intro-why.md"),
        ("intro.qmd", "x"): (Fate.RESOLVED, "chapters/03-intro-why.md"),
        ("rome.qmd", "gone"): (Fate.LOST, "chapters/04-rome.md"),
    } == told
    [lost] = [one for one in imported.account if one.fate is Fate.LOST]
    assert lost.reason == "note `gone` is not defined"
    assert ["rome.qmd:5:7"] == codes(imported)["N001"]


def test_bookdown(tmp_path: Path) -> None:
    """Parts and appendices are headings, the header of the first file is that of the book."""
    files: dict[str, str | bytes] = {
        "index.Rmd": "---\ntitle: Roads\nauthor: Ada Writer\nsite: bookdown::bookdown_site\n"
        "bibliography: [book.bib]\ndescription: Of roads.\n---\n\n# Preface {-}\n\nSee `r 1+1`.\n",
        "_bookdown.yml": "rmd_files: [index.Rmd, 10-b.Rmd, 02-a.Rmd, 99-t.Rmd]\n",
        "02-a.Rmd": "# Athens {#athens}\n\nA.^[Inline.] See \\@ref(athens).\n",
        "10-b.Rmd": "# (PART) First {-}\n\n# Rome\n\nB.[^1]\n\n[^1]: Note.\n",
        "99-t.Rmd": "# (APPENDIX) Appendix {-}\n\n# Tables\n\nT.\n",
        "book.bib": "@book{a, title={A}}\n",
    }
    imported = import_folder(lay(tmp_path / "b", files))
    spine = book(imported)["spine"]
    assert ["chapters/02-rome.md", "chapters/03-athens.md"] == spine["body"][0]["chapters"]
    assert "First" == spine["body"][0]["part"]
    assert "appendix" == spine["back"][0]["kind"]
    assert "Roads" == imported.title
    assert ["book.bib"] == book(imported)["bibliography"]
    assert "(PART)" not in chapter(imported, "rome.md")
    assert ["index.Rmd:11:5"] == codes(imported)["X105"]
    assert "See [-@chapter:athens]." in chapter(imported, "athens.md")
    made = composed(imported, tmp_path / "book")
    assert 2 == len(made.notes)
    del files["_bookdown.yml"]
    (tmp_path / "b" / "_bookdown.yml").unlink()
    by_name = import_folder(tmp_path / "b")
    chapters = composed(by_name, tmp_path / "two").chapters
    assert ["Preface", "Athens", "Rome", "Tables"] == [one.title for one in chapters]


def test_references_lead_where_they_led(tmp_path: Path) -> None:
    """To headings, figures and tables that are there; others, and code, are left and told."""
    text = (
        "# One {#sec-one}\n\n## In {#sec-in}\n\n@sec-one, [see @sec-in; @fig-p], @tbl-t, @fig-no."
        " `@sec-one` \\@sec-in me@sec-in.org\n\n![P](p.png){#fig-p}\n\n"
        "| a |\n|---|\n| b |\n\n: Words {#tbl-t}\n"
    )
    files: dict[str, str | bytes] = {
        "_quarto.yml": "book:\n  title: T\n  chapters: [one.qmd]\n",
        "one.qmd": text,
        "p.png": PIXEL,
    }
    imported = import_folder(lay(tmp_path / "q", files))
    assert (
        "@chapter:sec-one, [see @sec:sec-in; @fig:fig-p], @tab:tbl-t, @fig-no."
        " `@sec-one` \\@sec-in me@sec-in.org\n"
    ) in chapter(imported, "one.md")
    assert ["one.qmd:5:42"] == codes(imported)["X105"]
    assert {"figures": "chapter", "tables": "chapter"} == book(imported)["captions"]


def test_mdbook(tmp_path: Path) -> None:
    """`SUMMARY.md` says the order: before and after the list unnumbered, headings are parts."""
    files: dict[str, str | bytes] = {
        "book.toml": '[book]\ntitle = "Roads"\nauthors = ["Ada Writer"]\nlanguage = "de"\n',
        "src/SUMMARY.md": """\
# Summary

[Introduction](intro.md)

# Part One

- [Rome \\[city\\]](rome/README.md)
    - [Walls](rome/walls.md)
- [Not yet]()

---

[Contributors](misc/people.md)
""",
        "src/intro.md": "# Introduction\n\n[Walls](rome/walls.md)\n",
        "src/rome/README.md": "# Rome\n\nA.[^1]\n\n{{#include x.md}}\n\n[^1]: One.\n",
        "src/rome/walls.md": "# Walls\n\n![W](/img/w.png)\n\nB.[^1]\n\n[^1]: Two.\n",
        "src/misc/people.md": "People without a heading.\n",
        "src/img/w.png": PIXEL,
        "src/forgotten.md": "# Forgotten\n",
    }
    imported = import_folder(lay(tmp_path / "m", files))
    body = book(imported)["spine"]["body"]
    assert [
        {"file": "chapters/01-introduction.md", "kind": "introduction", "numbered": False},
        {"part": "Part One", "chapters": ["chapters/02-rome.md", "chapters/03-walls.md"]},
        {"file": "chapters/04-contributors.md", "numbered": False},
    ] == body
    assert "[Walls](chapters/03-walls.md)" in chapter(imported, "introduction.md")
    assert "![W](images/img/w.png)" in chapter(imported, "walls.md")
    assert chapter(imported, "contributors.md").startswith("---\ntitle: Contributors\n---\n")
    found = codes(imported)
    assert ["src/SUMMARY.md:9:3"] == found["X115"]
    assert ["src/SUMMARY.md:8:1"] == found["X117"]
    assert ["src/forgotten.md"] == found["X102"]
    assert ["src/rome/README.md:5:1"] == found["X105"]
    assert 2 == len(composed(imported, tmp_path / "book").notes)


def test_a_heading_under_text(tmp_path: Path) -> None:
    """In a text for mdBook it is one, and gets an empty line; elsewhere it is told and left."""
    text = "# A\n\nText.\n## Part\n\n```\nx\n# code\n```\n- item\n# B\n[^1]: N\n# C\n"
    files: dict[str, str | bytes] = {"a.md": text}
    plain = import_folder(lay(tmp_path / "p", files))
    assert ["a.md:4:1"] == codes(plain)["X119"]
    assert text == plain.files["chapters/01-a.md"]
    book_of = import_folder(lay(tmp_path / "m", {**files, "SUMMARY.md": "- [A](a.md)\n"}))
    assert "Text.\n\n## Part\n" in book_of.files["chapters/01-a.md"]
    assert "x\n# code\n" in book_of.files["chapters/01-a.md"]


def test_hugo(tmp_path: Path) -> None:
    """Weights order pages and sections; TOML and YAML headers are read alike."""
    files: dict[str, str | bytes] = {
        "hugo.toml": 'title = "Roads"\nlanguageCode = "en-us"\nbaseURL = "x"\n',
        "content/_index.md": "+++\ntitle = 'Home'\n+++\n",
        "content/b/_index.md": "+++\ntitle = 'Part B'\nweight = 1\n+++\n\nOpening of B.\n",
        "content/b/two.md": "---\ntitle: Two\nweight: 20\n---\n\n![P](pic.png)\n",
        "content/b/one/index.md": "+++\ntitle = 'One'\nweight = 3\n+++\n\n![P](p.png) A.[^1]\n\n"
        "{{% tip %}}x{{% /tip %}}\n\n[^1]: One.\n",
        "content/b/one/p.png": PIXEL,
        "content/a/_index.md": "---\ntitle: Part A\nweight: 2\n---\n",
        "content/a/z.md": "---\ntitle: No weight\ndraft: true\n---\n\nText.\n",
        "content/a/y.md": "---\ntitle: Weight\nweight: 1\ntags: [a]\n---\n\n![S](/pic.png)\n",
        "static/pic.png": PIXEL,
    }
    imported = import_folder(lay(tmp_path / "h", files))
    assert {"title": "Roads", "language": "en-us"}.items() <= book(imported).items()
    parts = book(imported)["spine"]["body"]
    assert ["Part B", "Part A"] == [part["part"] for part in parts]
    entries = [one for part in parts for one in part["chapters"]]
    paths = [one["file"] if isinstance(one, dict) else one for one in entries]
    assert ["part-b", "one", "two", "weight", "no-weight"] == [path[12:-3] for path in paths]
    found = codes(imported)
    assert ["content/a/z.md:3:1"] == found["X115"]
    assert ["content/a/y.md:4:1"] == found["X104"]
    assert "![S](images/pic.png)" in imported.files[paths[3]]
    assert "![P](pic.png)" in imported.files[paths[2]], "in Hugo it is looked for beside the page"
    assert {"images/b/one/p.png", "images/pic.png"} == set(imported.pictures)
    assert (1, Fate.RESOLVED) == (len(imported.account), imported.account[0].fate)


def test_electric_book(tmp_path: Path) -> None:
    """The files are those of the print edition, with what the work says of itself."""
    files: dict[str, str | bytes] = {
        "_data/works/book/default.yml": """\
title: "Roads"
creator: "Ada Writer"
language: "en"
products:
  web:
    files: [index]
  print-pdf:
    files:
      - "00-01-title": "title-page"
      - "02-rome"
      - "01-athens"
""",
        "book/00-01-title.md": "---\ntitle: Title page\nstyle: title\n---\n\n{% include t %}\n",
        "book/01-athens.md": "---\ntitle: Athens\n---\n\nA.[^1]\n{:.first}\n\n[^1]: One.\n",
        "book/02-rome.md": "# Rome\n\n![R](images/r.jpg)\n",
        "book/index.md": "# Web\n",
        "book/images/_source/r.jpg": PIXEL,
    }
    imported = import_folder(lay(tmp_path / "e", files))
    assert "an Electric Book" == imported.kind
    assert ["book/00-01-title.md:6:1", "book/01-athens.md:6:1"] == codes(imported)["X105"]
    assert ["chapters/01-title-page.md", "chapters/02-rome.md", "chapters/03-athens.md"] == [
        *book(imported)["spine"]["body"]
    ]
    assert [{"name": "Ada Writer"}] == book(imported)["contributors"]
    assert {"images/r.jpg"} == set(imported.pictures)
    del files["_data/works/book/default.yml"]
    lay(tmp_path / "e", {"_data/works/book/default.yml": "title: Roads\n"})
    assert 4 == import_folder(tmp_path / "e").chapters


def test_a_plain_folder_is_in_natural_order(tmp_path: Path) -> None:
    """2 comes before 10, `index` first; folders are parts; files about the project stay out."""
    files: dict[str, str | bytes] = {
        "10-ten.md": "# Ten\n",
        "2-two.md": "# Two\n",
        "index.md": "# First\n",
        "part-one/1-a.md": "# A\n",
        "README.md": "# About\n",
        "b.txt": "x",
        ".git/x.md": "# Hidden\n",
        "node_modules/x.md": "# Other\n",
    }
    imported = import_folder(lay(tmp_path / "p", files))
    assert [
        "chapters/01-first.md",
        "chapters/02-two.md",
        "chapters/03-ten.md",
        {"part": "Part one", "chapters": ["chapters/04-a.md"]},
    ] == book(imported)["spine"]["body"]
    assert ["README.md"] == codes(imported)["X102"]
    assert "P" == imported.title


@pytest.mark.parametrize(
    ("header", "place"),
    [
        ("---\ntitle: Rome: a history\nlang: en\n---\n", "rome.md:2:12"),
        ("+++\ntitle = Rome\n+++\n", "rome.md:2:9"),
        ("---\ntitle: Rome\n", "rome.md:1:1"),
    ],
)
def test_a_broken_header_kills_nothing(header: str, place: str, tmp_path: Path) -> None:
    """It is told with its place; the chapter is there, with all words of its header, and builds."""
    files = {"athens.md": "# Athens\n\nA.^[One.]\n", "rome.md": f"{header}\n# Rome\n\nB.^[Two.]\n"}
    imported = import_folder(lay(tmp_path / "p", files))
    assert [place] == codes(imported)["X103"]
    text = chapter(imported, "rome.md")
    assert header.split("\n")[1] in text
    assert [Fate.RESOLVED] * 2 == [one.fate for one in imported.account]
    made = composed(imported, tmp_path / "book")
    assert ["Athens", "Rome"] == [one.title for one in made.chapters]
    assert 2 == len(made.notes)


def test_a_text_that_begins_with_a_rule_is_no_header(tmp_path: Path) -> None:
    """A line across the page above the text stays one."""
    imported = import_folder(lay(tmp_path / "p", {"a.md": "---\n\n# A\n\nText.\n\n---\n\nMore.\n"}))
    assert "---\n\n# A" in chapter(imported, "a.md")
    assert 1 == len(composed(imported, tmp_path / "book").chapters)


def test_what_cannot_be_imported_is_refused_or_told(tmp_path: Path) -> None:
    """No chapter, a book of ours: refused. An unreadable chapter or list: told, the rest taken."""
    for name, code in (("a.txt", "X100"), ("book.yaml", "X116")):
        with pytest.raises(ImportRefusedError) as refused:
            import_folder(lay(tmp_path / code, {name: "title: x"}))
        assert code == refused.value.finding.rule.code
    bad: dict[str, str | bytes] = {
        "a.md": b"\xff\xe9\x01bad",
        "b.md": "# B\n",
        "c.md": "",
        "_quarto.yml": "book: [x\n",
    }
    imported = import_folder(lay(tmp_path / "bad", bad))
    assert 1 == imported.chapters
    assert {"X110": ["_quarto.yml:1:7"], "X114": ["a.md", "c.md"]}.items() <= codes(
        imported
    ).items()


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """Neither a symbolic link nor a path with `..` brings in what lies outside."""
    lay(tmp_path, {"secret.md": "# Secret\n", "secret.png": PIXEL})
    folder = lay(tmp_path / "p", {"a.md": "# A\n\n![S](../secret.png)\n"})
    (folder / "b.md").symlink_to(tmp_path / "secret.md")
    imported = import_folder(folder)
    assert {} == imported.pictures
    assert "Secret" not in "".join(imported.files.values())
    assert ["b.md"] == codes(imported)["X101"]


def test_every_rule_is_explained() -> None:
    """A rule says in a few sentences what it is and what to do; its name tells of the import."""
    for rule in FOLDER_RULES:
        assert rule.name.startswith("import-")
        assert len(rule.explanation) > 150


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not at hand")
def test_a_real_folder_is_told_note_by_note() -> None:
    """All 613 definitions and 596 calls of a real book are found; what is broken in it is named."""
    imported = import_folder(CORPUS / "en")
    assert (36, 596, 613) == (imported.chapters, imported.calls, imported.notes)
    fates = {fate: imported.count(fate) for fate in Fate}
    assert {Fate.RESOLVED: 587, Fate.DOUBTFUL: 25, Fate.LOST: 2} == fates
    lost = {one.label for one in imported.account if one.fate is Fate.LOST}
    assert {"Ngrams", "AnnoManifest"} == lost
    zh = import_folder(CORPUS / "zh-Hant")
    assert (35, 257, 0) == (zh.chapters, zh.count(Fate.RESOLVED), zh.count(Fate.LOST))
