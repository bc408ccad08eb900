"""Notes of LaTeX, each given a sign that pandoc carries, and those that pandoc drops mended.

Pandoc drops `\\footnotemark`, `\\footnotetext` and `\\endnote` without a word. A mark and its text
are put together as LaTeX counts them; a text without a mark goes to the end.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scholiast.importing.latex_scan import Command, commands
from scholiast.importing.trees import SourceNote
from scholiast.marks import FIRST_SIGN
from scholiast.source import Span

Place = Callable[[int], Span]


@dataclass(slots=True)
class Signed:
    """A text with a sign in each note: notes by label, labels by sign, those nothing calls."""

    text: str = ""
    notes: dict[str, SourceNote] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    uncalled: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Paired:
    """Which text belongs to which mark, by where the commands start; `unsure` marks by order."""

    texts: dict[int, Command] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)


def sign(text: str, place: Place) -> Signed:
    """Return a text of LaTeX with a sign in each of its notes."""
    found = commands(text)
    signer = _Signer(text, found, _paired(text, found), place)
    whole = signer.rewritten(0, len(text))
    before, ending, after = whole.partition("\\end{document}")
    signer.done.text = f"{before}{''.join(signer.tail)}\n{ending}{after}"
    return signer.done


def _paired(text: str, found: Sequence[Command]) -> _Paired:
    """Count as LaTeX does (`\\footnote` and marks step, a text takes the number that is)."""
    paired, number = _Paired(), 0
    open_: dict[str, list[Command]] = {}
    loose: list[Command] = []
    last: dict[str, Command] = {}
    for one in found:
        name = text[slice(*one.argument)] if one.argument else ""
        if (one.name == "footnote" and one.option is None) or (
            one.name in {"stepcounter", "refstepcounter"} and name == "footnote"
        ):
            number += 1
        elif one.name in {"addtocounter", "setcounter"} and name == "footnote":
            value = int(one.second) if re.fullmatch(r"-?\d+", one.second) else 0
            number = value + (number if one.name == "addtocounter" else 0)
        elif one.name == "footnotemark":
            number += one.option is None
            key = _key(one, number)
            if one.option is not None and key in last:
                paired.again[one.start] = last[key].start
            else:
                open_.setdefault(key, []).append(one)
                last[key] = one
        elif one.name == "footnotetext" and one.argument:
            marks = open_.get(_key(one, number))
            if marks:
                paired.texts[marks.pop().start] = one
            else:
                loose.append(one)
    _pair_by_order(paired, [one for marks in open_.values() for one in marks], loose)
    return paired


def _key(one: Command, number: int) -> str:
    option = (one.option or "").strip()
    return option if re.fullmatch(r"\d+", option) else str(number)


def _pair_by_order(paired: _Paired, marks: list[Command], texts: list[Command]) -> None:
    """Pair what is left where there are as many marks as texts, which is no proof."""
    if len(marks) != len(texts):
        return
    ordered = sorted(marks, key=lambda one: one.start)
    for mark, text in zip(ordered, sorted(texts, key=lambda one: one.start), strict=True):
        paired.texts[mark.start] = text
        paired.unsure.add(mark.start)


@dataclass
class _Signer:
    """Rewrites a text command by command."""

    text: str
    found: Sequence[Command]
    paired: _Paired
    place: Place
    done: Signed = field(default_factory=Signed)
    tail: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    by_mark: dict[int, str] = field(default_factory=dict)

    def rewritten(self, start: int, end: int) -> str:
        """Return a stretch of the text, its notes with signs."""
        out, at = [], start
        for one in self.found:
            if at <= one.start < end:
                out += [self.text[at : one.start], self._command(one)]
                at = one.end
        return "".join([*out, self.text[at:end]])

    def _command(self, one: Command) -> str:
        if one.name in {"footnote", "endnote"} and one.argument:
            return self._note(one, one, "endnote" if one.name == "endnote" else "author")
        if one.name == "thanks" and one.argument:
            return self._aside(one, "a note of the title page")
        if one.name == "footnotemark":
            return self._mark(one)
        if one.name == "footnotetext" and one.argument:
            if any(one is text for text in self.paired.texts.values()):
                return ""
            return self._aside(one, "no mark leads to it")
        return self.text[one.start : one.end]

    def _enter(self, one: Command, kind: str = "author", **more: str | None) -> str:
        """Enter a note, and return its sign."""
        prefix = {"endnote": "en", "thanks": "thanks"}.get(one.name, "fn")
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        label = f"{prefix}-{self.counts[prefix]}"
        char = chr(FIRST_SIGN + len(self.done.signs))
        self.done.signs[char] = label
        name = f"\\{one.name} {self.counts[prefix]}"
        self.done.notes[label] = SourceNote(label, name, self.place(one.start), kind=kind, **more)
        return char

    def _note(self, one: Command, text: Command, kind: str, doubt: str | None = None) -> str:
        char = self._enter(one, kind, doubt=doubt)
        self.by_mark[one.start] = char
        start, end = text.argument or (0, 0)
        opening = len(self.text[start:end]) - len(self.text[start:end].lstrip())
        return f"\\footnote{{{char}{self.rewritten(start + opening, end)}}}"

    def _mark(self, one: Command) -> str:
        if (first := self.paired.again.get(one.start)) is not None and first in self.by_mark:
            return self.by_mark[first]
        if (text := self.paired.texts.get(one.start)) is not None:
            doubt = "mark and text were put together by their order alone"
            return self._note(
                one, text, "author", doubt if one.start in self.paired.unsure else None
            )
        char = self._enter(one, gone="no `\\footnotetext` has its text")
        self.by_mark[one.start] = char
        return char

    def _aside(self, one: Command, why: str) -> str:
        """Put a note that has no call to the end of the text, where pandoc reads it."""
        char = self._enter(one, doubt=why)
        self.done.uncalled.add(self.done.signs[char])
        start, end = one.argument or (0, 0)
        self.tail.append(f"\n\n\\footnote{{{char}{self.rewritten(start, end).lstrip()}}}")
        return ""
