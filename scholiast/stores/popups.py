"""Where a note will pop up: what reading systems say of themselves, applied to each call of a book.

Nothing here was seen on a device: each function follows what its docstring names.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from scholiast.stores.noted import Noted

READ_ON = "2026-11-23"
"""When the sources of all predictions were read."""

_FEWEST, _MOST = 9, 5000  # characters of a note that Kobo pops up
_SHOWABLE = frozenset({"footnote", "endnote", "rearnote", "note"})
_WORD = re.compile(r"[\w-]+")  # of an id that jsoup takes after `#` as it is
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]*")  # of an id that CSS takes after `#` as it is


class Way(Enum):
    """What becomes of a call that is tapped."""

    POPS_UP = "pops up"
    LINK = "link"
    LIST = "list at the end"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a reading system does with a call, why it is no pop-up, and what would make it one."""

    way: Way
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """A reading system: `where` it shows pop-ups, and what predicts them.

    `pops` tells whether it shows any; `second_hand` whether others than its makers say so.
    """

    name: str
    title: str
    where: str
    pops: bool
    second_hand: bool
    sources: tuple[str, ...]
    predict: Callable[[Noted], Prediction]


_UP = Prediction(Way.POPS_UP)
_NOWHERE = Prediction(Way.LOST, "its link leads nowhere", "mend the link, or give the note its id")


def kobo(note: Noted) -> Prediction:
    """Predict what Kobo's readers and its app for iOS do; its other programs follow the link.

    A link pops up by its `epub:type` (`footnote`, `endnote`; `noteref` counts for nothing), and any
    other one if it leads to an id, to from 9 to 5,000 characters without mark-up, further on in the
    book. Source: github.com/kobolabs/epub-spec, README.md, “Footnotes/Endnotes”, 25 August 2025,
    and issue 45 there on `noteref`.
    """
    if not note.there:
        return _NOWHERE
    if note.types & {"footnote", "endnote"}:
        return _UP
    if note.characters < _FEWEST:
        reason = f"it has {note.characters} characters, and {_FEWEST} are needed"
        return Prediction(Way.LINK, reason, "say more in the note")
    if note.characters > _MOST:
        reason = f"it has {note.characters:,} characters, and {_MOST:,} are shown"
        return Prediction(Way.LINK, reason, "split the note, or move what it says to an appendix")
    if not note.after:
        return Prediction(Way.LINK, "it stands before its call", "put notes after their text")
    return _UP


def apple(note: Noted) -> Prediction:
    """Predict what Apple Books does.

    A link with `epub:type="noteref"` to an element with `epub:type="footnote"` (or another kind of
    note) pops up. An `aside` that is a footnote is shown nowhere but in a pop-up, so that one which
    no such link leads to is lost; in a `div`, `li` or `p` it also stands in the text. Sources:
    Apple Books Asset Guide 5.3, “Pop-up Footnotes”, help.apple.com/itc/booksassetguide
    (itccf8ecf5c8), as quoted in github.com/gutenbergtools/ebookmaker issue 349 and
    github.com/readium/readium-shared-js pull 270; that the note may be in another document:
    gist.github.com/NickBarreto/9811005.
    """
    if not note.there:
        return _NOWHERE
    if not note.is_marked:
        if note.note_tag == "aside" and "footnote" in note.note_types:
            reason = "the note is hidden until it pops up, and its call is not marked"
            return Prediction(Way.LOST, reason, 'give the call `epub:type="noteref"`')
        return _turned_to(note, 'give the call `epub:type="noteref"`')
    if not note.note_types & _SHOWABLE:
        reason = "the note is not marked as one"
        return Prediction(Way.LINK, reason, 'give the note `epub:type="footnote"`')
    return _UP


def kindle(note: Noted) -> Prediction:
    """Predict what Kindle does with a book that KDP converted.

    It makes pop-ups of notes by rules of its own: call and note have to lead to each other, and the
    way back has to come before the words of the note, else notes run together or the link is
    followed. Sources: Amazon Kindle Publishing Guidelines, on footnotes, and reports from devices:
    github.com/jgm/pandoc pull 4491, github.com/natolambert/rlhf-book pull 497. How long a note may
    be is not published; long ones are cut off in the pop-up, with a link to the whole.
    """
    if not note.there:
        return _NOWHERE
    if not note.links_back:
        reason = "no link leads from the note back to its call"
        return Prediction(Way.LINK, reason, "begin the note with a link to its call")
    if not note.back_first:
        reason = "words stand before the way back: notes run together, or the link is followed"
        return Prediction(Way.LINK, reason, "put the way back first in the note")
    return _UP


def google(note: Noted) -> Prediction:
    """Predict what Google Play does: it follows links, as of any book.

    Its makers promise links and nothing of pop-ups. Source: support.google.com/books/partner,
    answer 3316879, “EPUB 3 feature support”.
    """
    if not note.there:
        return _NOWHERE
    return Prediction(Way.LIST if note.in_list else Way.LINK, "pop-ups are not promised")


def thorium(note: Noted) -> Prediction:
    """Predict what Thorium does, and what else is made with Readium's navigator for the desktop.

    A link with `epub:type="noteref"`, or with the role `doc-noteref` where it has no `epub:type`,
    pops up if a selector of CSS that is made of its fragment finds something, in this document or
    another. Source: github.com/readium/r2-navigator-js,
    src/electron/renderer/webview/popupFootNotes.ts, commit 6cf8c24, 8 October 2024. Before, notes
    in other documents were turned to (github.com/edrlab/thorium-reader issue 1606).
    """
    if not note.there:
        return _NOWHERE
    if not (note.is_marked or (not note.types and "doc-noteref" in note.roles)):
        return _turned_to(note, 'give the call `epub:type="noteref"`')
    if not _NAME.fullmatch(note.id):
        reason = f"its id `{note.id}` is not a plain name"
        return Prediction(Way.LINK, reason, "use letters of ASCII, digits, `-` and `_` in ids")
    if not note.characters:
        return Prediction(Way.LINK, "it says nothing", "write the note")
    return _UP


def readium(note: Noted) -> Prediction:
    """Predict what apps for Android do that are made with Readium's toolkit.

    A link whose `epub:type` is `noteref` and nothing else pops up, if its fragment as a selector
    finds something that is not empty, in any document. Source: github.com/readium/kotlin-toolkit,
    readium/navigators/web/…/util/HyperlinkProcessor.kt, commit e5f5ad1, 20 May 2025.
    """
    if not note.there:
        return _NOWHERE
    if note.types != {"noteref"}:
        return _turned_to(note, 'give the call `epub:type="noteref"`')
    if not _WORD.fullmatch(note.id):
        reason = f"its id `{note.id}` is not a plain name"
        return Prediction(Way.LINK, reason, "use letters, digits, `-` and `_` in ids")
    return _UP if note.characters else Prediction(Way.LINK, "it says nothing", "write the note")


def foliate(note: Noted) -> Prediction:
    """Predict what Foliate does, and what else is made with foliate-js.

    A link that says by its `epub:type` or its role that it is a call pops up. So does one that is
    set above the line, which can't be told from bytes. Source: github.com/johnfactotum/foliate-js,
    footnotes.js, as npm has it in version 1.0.1.
    """
    if not note.there:
        return _NOWHERE
    if not (note.is_marked or "doc-noteref" in note.roles):
        return _turned_to(note, 'give the call `epub:type="noteref"`')
    return _UP


def _turned_to(note: Noted, hint: str) -> Prediction:
    """Return what becomes of a call that does not ask for a pop-up."""
    if note.in_list:
        return Prediction(Way.LIST, "the call asks to turn to a list of notes")
    return Prediction(Way.LINK, "the call does not say that it is one", hint)


SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        one.name: one
        for one in (
            System(
                "apple", "Apple Books", "iPhone, iPad, Mac", True, True,
                ("https://help.apple.com/itc/booksassetguide/en.lproj/itccf8ecf5c8.html",),
                apple,
            ),
            System(
                "kobo", "Kobo", "e-ink readers, iOS", True, False,
                ("https://github.com/kobolabs/epub-spec#footnotesendnotes-are-fully-supported-across-kobo-platforms",),
                kobo,
            ),
            System(
                "kindle", "Kindle", "readers, apps", True, True,
                ("https://github.com/jgm/pandoc/pull/4491", "https://github.com/natolambert/rlhf-book/pull/497"),
                kindle,
            ),
            System(
                "google", "Google Play", "nowhere", False, False,
                ("https://support.google.com/books/partner/answer/3316879",),
                google,
            ),
            System(
                "thorium", "Thorium", "Windows, macOS, Linux", True, False,
                ("https://github.com/readium/r2-navigator-js",),
                thorium,
            ),
            System(
                "readium", "Readium", "Android", True, False,
                ("https://github.com/readium/kotlin-toolkit",),
                readium,
            ),
            System(
                "foliate", "Foliate", "Linux", True, False,
                ("https://github.com/johnfactotum/foliate-js",),
                foliate,
            ),
        )
    }
)  # fmt: skip
"""The reading systems whose pop-ups can be predicted, by name: those of stores, then others."""
