"""Which blocks are headings, and what the first lines of a text say of the book."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scholiast.importing.model import Block, Shape

_NUMBER = (
    r"(?:\d{1,3}|[IVXLC]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|twenty(?:[- ]\w+)?|thirty(?:[- ]\w+)?|"
    r"the\s+\w+|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
)
_CHAPTER = re.compile(
    rf"(?:chapter|chap\.|chapitre|kapitel|cap[ií]tulo|capitolo|hoofdstuk|letter|lecture|canto|"
    rf"essay|act|stave|scene)\s+{_NUMBER}\b|第[\s\d〇零一二三四五六七八九十百]+[章回節讲講]",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"(?:part|book|volume|teil|buch|band|partie|livre|tome|parte|libro)\s+{_NUMBER}\b|"
    r"第[\s\d〇零一二三四五六七八九十百]+[部卷編编篇]",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"([IVXLC]+|\d{1,3})\.?\s*$")

KINDS = {
    "foreword": "foreword",
    "preface": "preface",
    "vorwort": "preface",
    "préface": "preface",
    "prologue": "prologue",
    "introduction": "introduction",
    "einleitung": "introduction",
    "dedication": "dedication",
    "acknowledgments": "acknowledgments",
    "acknowledgements": "acknowledgments",
    "epilogue": "epilogue",
    "afterword": "afterword",
    "nachwort": "afterword",
    "postface": "afterword",
    "conclusion": "conclusion",
    "appendix": "appendix",
    "anhang": "appendix",
    "glossary": "glossary",
    "bibliography": "bibliography",
    "errata": "errata",
    "colophon": "colophon",
    "abstract": "abstract",
}
"""First words of titles that say what a chapter is (EPUB Structural Semantics)."""

_NAMES = re.compile(
    rf"(?:{'|'.join(KINDS)}|contents|table of contents|illustrations|list of \w+|index|notes|"
    r"footnotes|endnotes|references|postscript)\b[.:]?",
    re.IGNORECASE,
)
_LONGEST = 90
_NO_HEADING_END = tuple(",;:")


def kind_of(title: str) -> str | None:
    """Return the kind of document that a title names with its first word, if any."""
    word = re.match(r"[^\W\d_]+", title)
    return KINDS.get(word[0].casefold()) if word else None


def has_number(title: str) -> bool:
    """Tell whether a title brings a number of its own: `Chapter 3`, `IV.`, `第三章`."""
    return bool(_CHAPTER.match(title) or _BARE_NUMBER.match(title) or re.match(r"\d+\b", title))


def mark_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with those that are headings marked, and given their level.

    A line that counts (`CHAPTER II`), one that names itself (`Preface`) and a short one in capitals
    are headings. Those that count make the chapters; where none does, those with most blank lines
    above.
    """
    kinds = [_rank(block) for block in blocks]
    counted = any(kind == "chapter" for kind in kinds)
    alone = _numbered_alone(blocks) if not counted else set()
    gaps = [b.above for b, kind in zip(blocks, kinds, strict=True) if kind in {"name", "capitals"}]
    wide = max(gaps, default=0)
    out: list[Block] = []
    for index, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if index in alone:
            out.append(replace(block, shape=Shape.HEADING, level=1))
        elif kind is None:
            out.append(block)
        else:
            level = _level(block, kind, counted=counted or bool(alone), wide=wide)
            out.append(replace(block, shape=Shape.HEADING, level=level))
    return _joined(_without_breaks(out))


def title_page(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with what stands over the first chapter set line by line.

    The lines of an old title page are in capitals and centred; they are no headings.
    """
    out = list(blocks)
    for index, block in enumerate(blocks):
        if block.shape is Shape.HEADING and block.level < 2:
            break
        lone = block.shape in {Shape.QUOTE, Shape.PARAGRAPH} and len(block.lines) == 1
        if block.shape is Shape.HEADING or (lone and block.lines[0].indent):
            out[index] = replace(block, shape=Shape.VERSE)
    return out


def _rank(block: Block) -> str | None:
    """Return what makes a block a heading: `part`, `chapter`, `name`, `capitals`, or None."""
    text = block.text
    if block.shape in {Shape.BREAK, Shape.ILLUSTRATION, Shape.TABLE} or len(block.lines) > 3:
        return None
    if len(text) > _LONGEST or text.endswith(_NO_HEADING_END) or not re.search(r"[^\W_]", text):
        return None
    for pattern, kind in ((_PART, "part"), (_CHAPTER, "chapter")):
        match = pattern.match(text)
        if match and _stands_alone(text, match.end()):
            return kind
    match = _NAMES.fullmatch(text)
    if match and block.above != 1:
        return "name"
    return "capitals" if _is_capitals(text) else None


def _stands_alone(text: str, end: int) -> bool:
    """Tell whether `Chapter 3` is not the beginning of a sentence."""
    rest = text[end:].strip()
    if not rest or rest[0] in ".:—–-" or "\u4e00" <= text[0] <= "\u9fff":
        return True
    return (text.isupper() or rest[0].isupper()) and not rest.endswith((".", "?"))


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 4 or text.startswith(("[", "(", "*", "“", '"')):
        return False
    cased = [c for c in letters if c.isupper() or c.islower()]
    return len(cased) >= 4 and all(c.isupper() or c in "ʹʼⁿ" for c in cased)


def _level(block: Block, kind: str, *, counted: bool, wide: int) -> int:
    if kind in {"part", "chapter"}:
        return 0 if kind == "part" else 1
    if counted:
        return 1 if kind == "name" and block.above >= 2 else 2
    return 1 if block.above >= min(wide, 2) or kind == "name" else 2


def _numbered_alone(blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of lines that are but a number, where they count I, II, III …"""
    found: list[int] = []
    for index, block in enumerate(blocks):
        match = _BARE_NUMBER.fullmatch(block.text) if len(block.lines) == 1 else None
        if match and _value(match[1]) == len(found) + 1:
            found.append(index)
    return set(found) if len(found) > 1 else set()


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[c] for c in number]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs)


def _without_breaks(blocks: Sequence[Block]) -> list[Block]:
    """Drop breaks beside headings: the heading parts the text already."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        at_edge = not kept or after is None
        beside = Shape.HEADING in {
            kept[-1].shape if kept else Shape.BREAK,
            after.shape if after else Shape.BREAK,
        }
        if block.shape is Shape.BREAK and (at_edge or beside):
            continue
        kept.append(block)
    return kept


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Join a chapter's number with the title in the line below: `CHAPTER I`, `The River`."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if last and _is_bare(last) and _may_be_title(block):
            out[-1] = replace(last, lines=(*last.lines, *block.lines))
        else:
            out.append(block)
    return out


def _is_bare(block: Block) -> bool:
    if block.shape is not Shape.HEADING or block.level > 1:
        return False
    text = block.text.rstrip(".:")
    match = _CHAPTER.match(text) or _PART.match(text) or _BARE_NUMBER.match(text)
    return match is not None and match.end() == len(text)


def _may_be_title(block: Block) -> bool:
    if block.shape is Shape.HEADING:
        return block.level == 2
    short = len(block.lines) == 1 and len(block.text) <= 70 and block.above <= 2
    is_text = block.shape in {Shape.PARAGRAPH, Shape.QUOTE}
    return is_text and short and not is_sentence(block.text) and block.text[:1].isupper()


_DIGITS = "[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]*"
_SENTENCE = re.compile(
    rf"[.!…,;:。！；：，][\"'”’»)\]]*{_DIGITS}$|[”»\"]{_DIGITS}$|"  # its end
    rf"[\w”’)][.!?][”’)]?{_DIGITS} [“‘]?[A-Z]|[。！？]."  # or another one behind it
)


def is_sentence(text: str) -> bool:
    """Tell whether a short line is a sentence of the text, not a title."""
    return not text.isupper() and _SENTENCE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first lines of a text say: title, author, subtitle, and the title of its chapter."""

    title: str = ""
    subtitle: str = ""
    author: str = ""
    byline: Block | None = None
    chapter: Block | None = None
    used: int = 0


_BY = re.compile(r"(?:by|von|par|de|di|por|door|作者[：:]?)\s+(\S.{2,60})$", re.IGNORECASE)


def opening(blocks: Sequence[Block]) -> Opening:
    """Return what the lines over the first paragraph of a text without a header say.

    A short first line is the title; a line `by …` names the author; a second short line is the
    title of the chapter where it says so (`Afterword …`), else the subtitle. `used` counts the
    blocks that were taken; what follows is text.
    """
    head = _head(blocks)
    if not head:
        return Opening()
    found = Opening(title=_clean(head[0].text), used=1)
    for block in head[1:]:
        match = _BY.match(block.text)
        if match and not found.author:
            name = match[1].strip(" .")
            found = replace(found, author=name, byline=block, used=found.used + 1)
        elif kind_of(block.text) and found.chapter is None:
            found = replace(found, chapter=block, used=found.used + 1)
        elif not found.subtitle and not found.author and found.chapter is None:
            found = replace(found, subtitle=_clean(block.text), used=found.used + 1)
        else:
            break
    return found


def _clean(title: str) -> str:
    return title.removesuffix(".") if title.count(".") == 1 else title


def _head(blocks: Sequence[Block]) -> list[Block]:
    """Return the short lines that a text opens with, at most four, where text follows them."""
    head: list[Block] = []
    for block in blocks[:5]:
        is_text = block.shape in {Shape.PARAGRAPH, Shape.QUOTE, Shape.HEADING}
        if not is_text or len(block.lines) > 2 or len(block.text) > 120:
            break
        if is_sentence(block.text):
            break
        counts = _CHAPTER.match(block.text) or _PART.match(block.text)
        if counts or (not head and _NAMES.fullmatch(block.text)):
            break
        head.append(block)
    return head[:4] if len(head) < len(blocks) else []
