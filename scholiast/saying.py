"""What cross-references say in print, and what in editions without pages.

The number of a note is that of one edition, so a book is given these words when it is composed, and
again when an edition has its notes otherwise (`scholiast.arrange`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scholiast.book import Chapter, Note, PageReference
from scholiast.wording import ReferenceWords, Wording, reference_words, wording

FOLIO = "{folio}"


def with_words(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Return chapters of which each reference that has a form has its words.

    One to a note that is in none of them keeps those it has.
    """
    if not any(one.form for chapter in chapters for one in chapter.page_references):
        return list(chapters)
    known = _Known(
        {chapter.anchor: chapter for chapter in chapters},
        {note.id: (note, chapter) for chapter in chapters for note in chapter.notes},
    )
    referred = {one.target for chapter in chapters for one in chapter.page_references if one.form}
    return [_with_words(_marked(chapter, referred), known) for chapter in chapters]


def _marked(chapter: Chapter, referred: set[str]) -> Chapter:
    """Return a chapter whose notes tell that something refers to them."""
    notes, guests = (
        tuple(replace(note, referred=note.id in referred) for note in some)
        for some in (chapter.notes, chapter.guests)
    )
    return replace(chapter, notes=notes, guests=guests)


@dataclass(frozen=True, slots=True)
class _Known:
    """Chapters by anchor, and notes by id with the chapters that call them."""

    chapters: Mapping[str, Chapter]
    notes: Mapping[str, tuple[Note, Chapter]]


def _with_words(chapter: Chapter, known: _Known) -> Chapter:
    speaker = _Speaker(chapter, known, reference_words(chapter.language), wording(chapter.language))
    found = tuple(speaker.say(one) if one.form else one for one in chapter.page_references)
    return replace(chapter, page_references=found)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says the references of one chapter in its language."""

    chapter: Chapter
    known: _Known
    words: ReferenceWords
    wording: Wording

    def say(self, one: PageReference) -> PageReference:
        """Return a reference with its words."""
        kind, _, role = one.form.partition(":")
        said = {
            "note": self._note,
            "sec": self._section,
            "chapter": self._chapter,
            "fig": self._figure,
            "tab": self._figure,
            "line": self._line,
            "page": self._page,
            "index": self._locator,
        }[kind.lower()](one, role)
        if said is None:
            return one
        printed, shown = (_capital(words) if kind[0].isupper() else words for words in said)
        return replace(one, printed=printed, shown=shown)

    def _note(self, one: PageReference, role: str) -> tuple[str, str] | None:
        if one.target not in self.known.notes:
            return None
        note, chapter = self.known.notes[one.target]
        shown = self._counted(self._called(note), self.words.notes, note.number, role)
        printed = shown
        if note.by_page is not None:
            if role == "bare":
                return self.wording.page_reference, shown
            printed = self.words.note.format(number="").strip("\u00a0 ")
        if role == "far":
            return self._far(printed, shown, chapter)
        if role == "" and note.by_page is not None:
            return self._on_page(printed), shown
        return printed, shown

    def _called(self, note: Note) -> str:
        """Return what a note is called, its number to be filled in."""
        if note.called is None:
            return self.words.note
        return f"{_in_a_sentence(note.called, self.chapter.language)}\u00a0{{number}}"

    def _far(self, printed: str, shown: str, chapter: Chapter) -> tuple[str, str]:
        """Return words that say on which page, or in which chapter, something is."""
        shown = self.words.in_place.format(reference=shown, place=self._name(chapter))
        return self._on_page(printed), shown

    def _on_page(self, printed: str) -> str:
        return self.words.on_page.format(reference=printed, folio=FOLIO)

    def _counted(self, one: str, several: str, number: str, role: str) -> str:
        """Return a number with its word, which stands before the first or behind the last."""
        if role in {"bare", "middle"}:
            return number
        if role in {"", "far"}:
            return one.format(number=number)
        before, _, after = several.partition("{number}")
        return f"{before}{number}" if role == "first" else f"{number}{after}"

    def _name(self, chapter: Chapter) -> str:
        if chapter.number is None:
            return self.wording.section_reference.format(title=chapter.title)
        is_appendix = chapter.kind == "appendix"
        words = self.words.appendix if is_appendix else self.words.chapter
        return words.format(number=chapter.number)

    def _chapter(self, one: PageReference, role: str) -> tuple[str, str]:
        chapter = self.known.chapters[one.target]
        if chapter.number is None:
            said = chapter.title if role == "bare" else self._name(chapter)
        elif role in {"", "far"}:
            said = self._name(chapter)
        else:
            is_appendix = chapter.kind == "appendix"
            several = self.words.appendices if is_appendix else self.words.chapters
            said = self._counted("", several, chapter.number, role)
        return said, said

    def _section(self, one: PageReference, role: str) -> tuple[str, str]:
        if role == "bare":
            return one.title, one.title
        said = self.wording.section_reference.format(title=one.title)
        return said + self.wording.page_reference_behind, said

    def _figure(self, one: PageReference, role: str) -> tuple[str, str]:
        is_figure = one.form.lower().startswith("fig")
        words = self.words.figure if is_figure else self.words.table
        several = self.words.figures if is_figure else self.words.tables
        said = self._counted(words, several, one.number or "", role)
        return said, said

    def _line(self, one: PageReference, role: str) -> tuple[str, str]:
        said = self._counted(self.words.line, self.words.lines, one.number or "", role)
        if role == "far" and one.chapter is not None:
            return self._far(said, said, self.known.chapters[one.chapter])
        return said, said

    def _locator(self, one: PageReference, role: str) -> tuple[str, str]:
        """Return a page in print, and elsewhere which of the places of an entry it is."""
        return FOLIO, role

    def _page(self, one: PageReference, role: str) -> tuple[str, str]:
        shown = one.title if role == "bare" else self.wording.section_reference
        return (
            FOLIO if role == "bare" else self.wording.page_reference,
            shown.format(title=one.title) if role != "bare" else shown,
        )


def _in_a_sentence(label: str, language: str) -> str:
    """Return a label as it stands within a sentence: `Translator’s note` with a small letter.

    German nouns keep their capitals, and so does what has further ones.
    """
    keeps = language.partition("-")[0].lower() == "de" or label[1:] != label[1:].lower()
    return label if keeps else label[:1].lower() + label[1:]


def _capital(words: str) -> str:
    return words if words.startswith(FOLIO) else words[:1].upper() + words[1:]
