"""Draws the figures of the handbook: `python book/images/draw.py`, with Scholiast's environment.

Lettering is drawn as outlines of the book's own font, so that a figure looks the same wherever it
is shown. Lengths are points of the printed page; a figure is as wide as the text, 327 pt.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from lxml import etree

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[1] / "styles" / "fonts"
FILES = {
    "roman": "LinLibertine_R.otf",
    "italic": "LinLibertine_RI.otf",
    "bold": "LinLibertine_RB.otf",
    "code": "SourceCodePro-Regular.otf",
}

WIDTH = 327.0
INK = "#1a1a1a"
RED = "#9b2d20"
GREY = "#8a8a8a"
PALE = "#d9d4cc"
SVG = "http://www.w3.org/2000/svg"


# -- letters --


@cache
def font(face: str) -> TTFont:
    """Return the font of a face."""
    return TTFont(FONTS / FILES[face])


@cache
def small_capitals(face: str) -> dict[str, str]:
    """Return the small capital of each glyph that has one (OpenType feature `smcp`)."""
    table = font(face)["GSUB"].table
    latin = next(r.Script for r in table.ScriptList.ScriptRecord if r.ScriptTag == "latn")
    records = [table.FeatureList.FeatureRecord[i] for i in latin.DefaultLangSys.FeatureIndex]
    lookups = [i for r in records if r.FeatureTag == "smcp" for i in r.Feature.LookupListIndex]
    found: dict[str, str] = {}
    for sub in (sub for index in lookups for sub in table.LookupList.Lookup[index].SubTable):
        found |= getattr(getattr(sub, "ExtSubTable", sub), "mapping", {})
    return found


def glyphs(words: str, face: str, *, caps: bool = False) -> list[str]:
    """Return the names of the glyphs for some words."""
    cmap = font(face).getBestCmap()
    names = [cmap[ord(char)] for char in words]
    return [small_capitals(face).get(name, name) for name in names] if caps else names


def width(words: str, size: float, face: str = "roman", *, caps: bool = False) -> float:
    """Return how wide some words are, in pt."""
    metrics = font(face)["hmtx"]
    spacing = 0.06 * size if caps else 0.0
    units = sum(metrics[name][0] for name in glyphs(words, face, caps=caps))
    return units * size / font(face)["head"].unitsPerEm + spacing * max(len(words) - 1, 0)


# -- drawing --


@dataclass
class Drawing:
    """A drawing of a given height in pt, filled from the back to the front."""

    height: float
    root: etree._Element = field(init=False)

    def __post_init__(self) -> None:
        box = f"0 0 {WIDTH:g} {self.height:g}"
        self.root = etree.Element("svg", nsmap={None: SVG}, viewBox=box)
        self.root.set("width", f"{WIDTH * 4 / 3:.0f}")  # CSS px
        self.root.set("height", f"{self.height * 4 / 3:.0f}")

    def _add(self, tag: str, **attributes: str) -> None:
        pairs = {name.replace("_", "-"): value for name, value in attributes.items()}
        etree.SubElement(self.root, tag, pairs)

    def box(
        self, x: float, y: float, w: float, h: float, *, colour: str = INK, fill: str = "none"
    ) -> None:
        """Draw a rectangle with a thin line."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{w:g}", "height": f"{h:g}"}
        self._add("rect", **place, fill=fill, stroke=colour, stroke_width="0.6")

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = INK,
        weight: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Draw a line through some points."""
        path = " ".join(f"{'L' if i else 'M'}{x:g} {y:g}" for i, (x, y) in enumerate(points))
        extra = {"stroke_dasharray": "2 2"} if dashed else {}
        self._add("path", d=path, fill="none", stroke=colour, stroke_width=f"{weight:g}", **extra)

    def arrow(
        self, points: Sequence[tuple[float, float]], *, colour: str = INK, dashed: bool = False
    ) -> None:
        """Draw a line that ends in a small arrowhead."""
        self.line(points, colour=colour, dashed=dashed)
        (x0, y0), (x, y) = points[-2], points[-1]
        length = ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
        ux, uy = (x - x0) / length, (y - y0) / length
        left = (x - 5 * ux - 2 * uy, y - 5 * uy + 2 * ux)
        right = (x - 5 * ux + 2 * uy, y - 5 * uy - 2 * ux)
        corners = " ".join(f"{cx:.2f},{cy:.2f}" for cx, cy in (left, (x, y), right))
        self._add("polygon", points=corners, fill=colour)

    def circle(self, x: float, y: float, radius: float, *, colour: str, fill: str) -> None:
        """Draw a circle with a thin line."""
        place = {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{radius:g}"}
        self._add("circle", **place, fill=fill, stroke=colour, stroke_width="0.8")

    def triangle(self, x: float, y: float, radius: float, *, colour: str, fill: str) -> None:
        """Draw a triangle that stands on its base, with a thin line."""
        corners = ((x - radius, y + radius * 0.7), (x, y - radius), (x + radius, y + radius * 0.7))
        points = " ".join(f"{cx:g},{cy:g}" for cx, cy in corners)
        self._add("polygon", points=points, fill=fill, stroke=colour, stroke_width="0.8")

    def rules(self, x: float, y: float, w: float, count: int, step: float, **style: float) -> None:
        """Draw lines that stand for lines of text; the last one is short."""
        for index in range(count):
            end = x + w * (0.6 if index == count - 1 else 1.0)
            at = y + index * step
            self.line([(x, at), (end, at)], colour=PALE, weight=style.get("weight", 2.2))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 9.0,
        face: str = "roman",
        *,
        colour: str = INK,
        caps: bool = False,
        align: str = "left",
    ) -> float:
        """Draw words with the base line at `y`; return where they end."""
        whole = width(words, size, face, caps=caps)
        at = x - {"left": 0.0, "centre": whole / 2, "right": whole}[align]
        scale = size / font(face)["head"].unitsPerEm
        outlines = font(face).getGlyphSet()
        pen = SVGPathPen(outlines, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        for name in glyphs(words, face, caps=caps):
            outlines[name].draw(TransformPen(pen, (scale, 0, 0, -scale, at, y)))
            at += font(face)["hmtx"][name][0] * scale + (0.06 * size if caps else 0.0)
        self._add("path", d=pen.getCommands(), fill=colour)
        return at

    def label(
        self, x: float, y: float, words: str, *, colour: str = RED, align: str = "left"
    ) -> float:
        """Draw a label in small capitals."""
        return self.text(x, y, words, 9.0, colour=colour, caps=True, align=align)

    def code(self, x: float, y: float, lines: Iterable[str], *, colour: str = INK) -> None:
        """Draw lines of code."""
        for index, line in enumerate(lines):
            if line:
                self.text(x, y + 11 * index, line, 7.4, "code", colour=colour)

    def save(self, name: str) -> None:
        """Write the drawing to `NAME.svg` beside this script."""
        data = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        (HERE / f"{name}.svg").write_bytes(data + b"\n")


# -- the figures --


def anatomy_of_a_note() -> None:
    """Call, link, entry and way back."""
    pic = Drawing(150)
    pic.rules(60, 20, 200, 1, 9)
    end = pic.text(60, 36, "And the roads outlived the empire.", 11)
    pic.text(end + 0.5, 32, "1", 7.5, colour=RED)
    pic.rules(end + 10, 33, 255 - end, 1, 9)
    pic.rules(60, 48, 205, 2, 10)
    pic.line([(60, 84), (110, 84)])
    pic.text(60, 104, "1", 9, colour=RED)
    pic.text(68, 104, "Two thousand of their milestones still stand", 9)
    pic.text(60, 116, "where the legions left them.", 9)
    call = end + 2.5
    pic.arrow([(call + 6, 29), (290, 29), (290, 100), (247, 100)], colour=RED)
    pic.arrow([(56, 101), (32, 101), (32, 33), (56, 33)], colour=RED, dashed=True)
    pic.label(call + 3, 18, "the call", align="centre")
    pic.label(294, 68, "the", align="left")
    pic.label(294, 79, "link", align="left")
    pic.label(28, 62, "the", align="right")
    pic.label(28, 73, "way", align="right")
    pic.label(28, 84, "back", align="right")
    pic.label(150, 138, "the entry", align="centre")
    pic.save("anatomy-of-a-note")


def three_ways() -> None:
    """Three forms of notes and the one register they land in."""
    pic = Drawing(184)
    forms = (
        ("at the call", ["He was right.^[Not for", "the reason he gave.]"]),
        ("in the chapter", ["He was right.[^reason]", "", "[^reason]: Not for …"]),
        ("in notes/", ["- id: reason", "  kind: editor", "  text: Not for …"]),
    )
    for index, (name, lines) in enumerate(forms):
        top = 18 + index * 58
        pic.label(4, top - 4, name)
        pic.box(4, top, 126, 36)
        pic.code(10, top + (15 if len(lines) == 2 else 11), lines)
        pic.arrow([(130, top + 18), (166, top + 18)], colour=RED)
    pic.label(170, 14, "the register")
    pic.box(170, 18, 152, 152)
    rows = [("1", 120.0, "inline"), ("2", 96.0, "reason"), ("3", 112.0, "inline")]
    rows += [("4", 84.0, "hume"), ("5", 104.0, "venetus")]
    for index, (number, end, name) in enumerate(rows):
        y = 44 + index * 27
        pic.text(182, y, number, 11, colour=RED)
        pic.line([(196, y - 3), (196 + end * 0.55, y - 3)], colour=PALE, weight=2.2)
        pic.text(314, y, name, 8.5, "italic", align="right", colour=GREY)
    pic.save("three-ways")


def anatomy_of_an_entry() -> None:
    """The fields of an entry, and what becomes of each."""
    pic = Drawing(150)
    pic.label(4, 12, "an entry")
    pic.box(4, 18, 150, 124)
    lines = ["- id: hume", "  kind: editor", "  text: >-", "    He asked for it in a"]
    lines += ["    letter to the printer.", "  sources:", "    - letters1888, p. 12"]
    for index, line in enumerate(lines):
        pic.text(10, 34 + index * 16, line, 7.4, "code")
    goals = (
        (31, 28, "its call in a chapter", "[^hume]", "code"),
        (47, 58, "the class of the note", "note-editor", "code"),
        (83, 90, "its words in print", "He asked for it …", "roman"),
        (127, 122, "the citation behind them", "(Hume 1888, 12)", "roman"),
    )
    for start, y, name, shown, face in goals:
        pic.line([(158, start), (172, start), (184, y)], colour=RED)
        pic.arrow([(184, y), (196, y)], colour=RED)
        pic.label(200, y + 1, name)
        pic.text(200, y + 13, shown, 7.4 if face == "code" else 9.5, face)
    pic.save("anatomy-of-an-entry")


def lookup() -> None:
    """The three places where a label is looked up."""
    pic = Drawing(118)
    steps = (("1", "this chapter"), ("2", "notes/"), ("3", "other chapters"))
    for index, (number, name) in enumerate(steps):
        x = 54 + index * 86
        pic.box(x, 30, 66, 34)
        pic.text(x + 33, 46, number, 11, colour=RED, align="centre")
        pic.text(x + 33, 58, name, 9, align="centre")
        pic.arrow([(x + 33, 64), (x + 33, 84)])
        pic.arrow([(x - (16 if index == 0 else 20), 47), (x, 47)], colour=RED)
        if index:
            pic.text(x - 11, 43, "no", 8, "italic", align="centre", colour=RED)
    pic.arrow([(292, 47), (308, 47), (308, 84)], colour=RED)
    pic.text(324, 94, "undefined", 8.5, "italic", align="right", colour=RED)
    pic.text(324, 105, "N001", 7.4, "code", align="right", colour=RED)
    pic.text(1, 50, "[^label]", 7.4, "code")
    for index in range(2):
        pic.text(54 + index * 86 + 33, 94, "the note", 8.5, "italic", align="centre")
    pic.text(259, 94, "if one", 8.5, "italic", align="centre")
    pic.text(259, 105, "defines it", 8.5, "italic", align="centre")
    pic.label(54, 22, "where a label is looked up")
    pic.save("lookup")


def stages() -> None:
    """The stages of a build."""
    pic = Drawing(132)
    names = ("read", "check", "compose", "render", "verify")
    between = ("manuscript", "no errors", "book", "artifact")
    for index, name in enumerate(names):
        x = 4 + index * 66
        pic.box(x, 40, 46, 26, colour=RED if name in {"check", "verify"} else INK)
        pic.label(x + 23, 56, name, colour=INK, align="centre")
        if index < 4:
            pic.arrow([(x + 46, 53), (x + 66, 53)])
            pic.text(x + 56, 32, between[index], 8.5, "italic", align="centre", colour=GREY)
    pic.text(27, 14, "the folder", 9, "italic", align="centre", colour=GREY)
    pic.arrow([(27, 18), (27, 40)])
    pic.arrow([(311, 66), (311, 98)])
    pic.text(320, 110, "dist/", 8, "code", align="right")
    pic.text(320, 121, "and the ledger", 8.5, "italic", align="right", colour=GREY)
    pic.arrow([(93, 66), (93, 98)], colour=RED)
    pic.arrow([(284, 66), (284, 84), (93, 84), (93, 98)], colour=RED)
    pic.label(93, 110, "messages", align="centre")
    pic.save("stages")


def anatomy_of_a_page() -> None:
    """Two facing pages and what stands on them."""
    pic = Drawing(218)
    wide, high, top, middle = 108.0, 162.0, 22.0, 163.5
    for side, x in (("verso", middle - wide), ("recto", middle)):
        pic.box(x, top, wide, high)
        inner, outer = 15.0, 12.5
        left = x + (outer if side == "verso" else inner)
        right = x + wide - (inner if side == "verso" else outer)
        span = right - left
        pic.line([(left, top + 12), (right, top + 12)], colour=PALE, weight=2.2)
        deep = 13 if side == "verso" else 10
        pic.rules(left, top + 24, span, deep, 7)
        foot = top + 24 + deep * 7 + 2
        pic.line([(left, foot), (left + 24, foot)])
        count = 3 if side == "verso" else 8
        pic.rules(left, foot + 6, span, count, 4.4, weight=1.3)
        at = right if side == "recto" else left
        align = "left" if side == "verso" else "right"
        pic.text(at, top + high - 8, "88" if side == "verso" else "89", 7.5, align=align)
        pic.label(x + wide / 2, 14, side, align="centre", colour=INK)
    marks = ((34, "head"), (80, "text"), (139, "rule"), (152, "notes"), (174, "folio"))
    for y, name in marks:
        pic.line([(40, y), (67, y)], colour=RED)
        pic.label(37, y + 3, name, align="right")
    pic.line([(middle, 184), (middle, 200)], colour=RED)
    pic.line([(middle - 15, 190), (middle + 15, 190)], colour=RED)
    pic.label(middle, 212, "inner margins", align="centre")
    for y, name in ((27, "top"), (100, "outer"), (180, "bottom")):
        pic.line([(265, y), (287, y)], colour=RED)
        pic.label(290, y + 3, name)
    pic.save("anatomy-of-a-page")


def ledger() -> None:
    """How the ledger joins the manuscript to the artifacts."""
    pic = Drawing(150)
    pic.label(4, 12, "the manuscript")
    for y, name, where in ((24, "call", "rome.md:9:41"), (84, "entry", "rome.yaml:3:7")):
        pic.box(4, y, 84, 36)
        pic.text(10, y + 14, name, 10)
        pic.text(10, y + 27, where, 7.4, "code", colour=GREY)
        pic.arrow([(88, y + 18), (116, y + 18)], colour=RED)
    pic.label(120, 12, "the ledger")
    pic.box(120, 18, 92, 116, colour=RED)
    rows = (("id", "note-rome-hume"), ("number", "12"), ("text", "He asked …"))
    for index, (name, value) in enumerate(rows):
        y = 38 + index * 34
        pic.text(127, y, name, 8.5, "italic", colour=GREY)
        pic.text(127, y + 12, value, 7.4 if index == 0 else 9.5, "code" if index == 0 else "roman")
    pic.label(242, 12, "the artifacts")
    goals = (("EPUB", "rome.xhtml#…"), ("PDF", "page 88"), ("web", "rome.html#…"))
    for index, (name, where) in enumerate(goals):
        y = 18 + index * 41
        pic.box(242, y, 81, 34)
        pic.text(248, y + 14, name, 10)
        pic.text(248, y + 27, where, 7.4, "code", colour=GREY)
        pic.arrow([(212, y + 17), (242, y + 17)], colour=RED)
    pic.save("ledger")


def linking() -> None:
    """What a build does for each chapter and for the whole, and what again after an edit."""
    pic = Drawing(196)
    columns = ((4.0, 62.0), (86.0, 62.0), (168.0, 62.0), (250.0, 73.0))
    heads = ("written", "parsed", "laid out", "linked")
    for (x, wide), name in zip(columns, heads, strict=True):
        pic.label(x + wide / 2, 12, name, colour=INK, align="centre")
    for index, name in enumerate(("rome.md", "athens.md", "sparta.md")):
        y, edited = 22 + index * 38, index == 1
        colour = RED if edited else GREY
        shown = (name, "a tree", "a sheaf")
        for (x, wide), words in zip(columns, shown, strict=False):
            pic.box(x, y, wide, 26, colour=colour)
            face, size = ("code", 7.4) if words == name else ("roman", 9.5)
            pic.text(x + wide / 2, y + 16, words, size, face, colour=colour, align="centre")
        pic.arrow([(66, y + 13), (86, y + 13)], colour=colour)
        pic.arrow([(148, y + 13), (168, y + 13)], colour=colour)
        pic.arrow([(230, y + 13), (250, y + 13)], colour=colour)
    pic.box(168, 136, 62, 26, colour=GREY)
    pic.text(199, 147, "heads and", 9.5, colour=GREY, align="centre")
    pic.text(199, 157, "folios", 9.5, colour=GREY, align="centre")
    pic.arrow([(230, 149), (250, 149)], colour=GREY)
    pic.box(250, 22, 73, 140, colour=RED)
    for row, words in enumerate(
        ("pages in order", "numbers of pages", "links, outline", "fonts, once")
    ):
        pic.text(286.5, 68 + row * 18, words, 9.5, align="centre")
    pic.arrow([(286.5, 162), (286.5, 180)], colour=RED)
    pic.text(286.5, 191, "the book", 9, "italic", align="centre", colour=GREY)
    pic.line([(4, 186), (20, 186)], colour=RED)
    pic.text(25, 189, "made anew after an edit", 9, "italic", colour=GREY)
    pic.line([(130, 186), (146, 186)], colour=GREY)
    pic.text(151, 189, "taken from the cache", 9, "italic", colour=GREY)
    pic.save("linking")


def times() -> None:
    """The medians of the benchmarks: ours filled, others hollow, a shape for each size."""
    found = json.loads((HERE.parents[1] / "benchmarks" / "figures.json").read_text("utf-8"))
    medians, labels = found["medians"], found["labels"]
    rows = [name for name in labels if any(name in of for of in medians.values())]
    seconds = [one["seconds"] for of in medians.values() for one in of.values()]
    least, most = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    pic = Drawing(34 + 14 * len(rows))
    left, right = 142.0, 314.0
    for power in range(least, most + 1):
        x = left + (right - left) * (power - least) / (most - least)
        pic.line([(x, 26), (x, 30 + 14 * len(rows))], colour=PALE)
        pic.text(x, 22, f"{10.0**power:g} s", 8, align="centre", colour=GREY)
    for row, name in enumerate(rows):
        y = 38 + 14 * row
        ours = labels[name].startswith("Scholiast")
        pic.text(left - 12, y + 3, labels[name], 9, align="right", colour=RED if ours else INK)
        marks = [(size, of[name]["seconds"]) for size, of in medians.items() if name in of]
        places = [
            (size, left + (right - left) * (math.log10(value) - least) / (most - least))
            for size, value in marks
        ]
        pic.line([(places[0][1], y), (places[-1][1], y)], colour=GREY)
        for size, x in places:
            _mark(pic, size, x, y, ours=ours)
    for index, size in enumerate(medians):
        _mark(pic, size, 10 + 30 * index, 18, ours=False)
        pic.text(16 + 30 * index, 21, size, 9)
    pic.save("times")


def _mark(pic: Drawing, size: str, x: float, y: float, *, ours: bool) -> None:
    """Draw the mark of a size: a circle, a square, a triangle."""
    colour, fill = (RED, RED) if ours else (INK, "#ffffff")
    if size == "M":
        pic.box(x - 2.6, y - 2.6, 5.2, 5.2, colour=colour, fill=fill)
    elif size == "S":
        pic.circle(x, y, 2.2, colour=colour, fill=fill)
    else:
        pic.triangle(x, y, 3.4, colour=colour, fill=fill)


if __name__ == "__main__":
    anatomy_of_a_note()
    three_ways()
    anatomy_of_an_entry()
    lookup()
    stages()
    anatomy_of_a_page()
    ledger()
    linking()
    times()
