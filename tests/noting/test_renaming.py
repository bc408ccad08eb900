"""Labels renamed: every call, definition and reference that is one, and nothing else."""

import re
from pathlib import Path

import pytest

from scholiast.checks import check
from scholiast.noting.model import RefusedError
from scholiast.noting.renaming import rename
from tests.noting.test_moving import ONE, TWO, book, changed, two

TEXT = """\
A.[^old] Code `[^old]` and \\[^old] and [^older], see @note:old, -@note:{old} and [p. @{note:old}].

    [^old] as code, @note:old too

B.[^old]^[With [^old] in it.] Not \\@note:old.

| a[^old] | b |
|---|---|
| c | d |

[^old]: The note. <!-- [^old] -->

[^older]: Another.
"""


def test_only_notes_are_renamed(tmp_path: Path) -> None:
    """What pandoc took for the note changes, to the letter; code, text and comments do not."""
    manuscript = two(tmp_path, TEXT, "C.[^old]")
    changes = rename(manuscript, "old", "neu-1")
    assert {ONE, TWO} == changes.files.keys()
    after = changes.files[ONE].after
    assert after == "# One\n\n" + TEXT.replace("A.[^old]", "A.[^neu-1]").replace(
        "B.[^old]^[With [^old]", "B.[^neu-1]^[With [^neu-1]"
    ).replace("a[^old]", "a[^neu-1]").replace("[^old]: The", "[^neu-1]: The").replace(
        "see @note:old, -@note:{old} and [p. @{note:old}]",
        "see @note:neu-1, -@note:neu-1 and [p. @{note:neu-1}]",
    )
    printed = book(manuscript)[0]
    plain = re.compile(r"old|neu-1")
    again = book(changed(manuscript, changes))[0]
    assert [plain.sub("", str(one)) for one in printed] == [
        plain.sub("", str(one)) for one in again
    ]


@pytest.mark.parametrize(
    ("notes", "after"),
    [
        ("- id: old # c\n  text: Of @note:old.\n", "- id: neu # c\n  text: Of @note:neu.\n"),
        ('- {id: "old", text: T.}\n', '- {id: "neu", text: T.}\n'),
        ("old: Text.\nx: See.[^old]\n", "neu: Text.\nx: See.[^neu]\n"),
    ],
)
def test_files_of_notes_are_renamed(notes: str, after: str, tmp_path: Path) -> None:
    """An entry gets its new id in the style it had, calls in other notes follow."""
    manuscript = two(tmp_path, "A.[^old] B.[^x]\n\n[^x]: X.\n", **{"notes/n.yaml": notes})
    manuscript = two(tmp_path, "A.[^old]" + ("[^x]" if "\nx:" in notes else "") + "\n",
                     **{"notes/n.yaml": notes})  # fmt: skip
    changes = rename(manuscript, "old", "neu")
    assert after == changes.files["notes/n.yaml"].after
    assert [] == check(changed(manuscript, changes))


def test_a_number_stays_a_text(tmp_path: Path) -> None:
    """A label that YAML would take for something else is put in quotation marks."""
    manuscript = two(tmp_path, "A.[^old]\n", **{"notes/n.yaml": "- id: old\n  text: T.\n"})
    for label, written in (("12", '"12"'), ("no", '"no"'), ("न", '"न"')):
        changes = rename(manuscript, "old", label)
        assert f"- id: {written}\n  text: T.\n" == changes.files["notes/n.yaml"].after


def test_a_chapter_says_which_note_is_meant(tmp_path: Path) -> None:
    """Of a label that is in two chapters, that of one is renamed, and the other is left alone."""
    manuscript = two(tmp_path, "A.[^1]\n\n[^1]: One.\n", "B.[^1]\n\n[^1]: Two.\n")
    with pytest.raises(RefusedError, match="`1` means several notes") as refused:
        rename(manuscript, "1", "x")
    assert refused.value.finding.hint == "name its chapter by --chapter"
    changes = rename(manuscript, "1", "x", "two")
    assert {TWO: "# Two\n\nB.[^x]\n\n[^x]: Two.\n\n"} == {
        path: change.after for path, change in changes.files.items()
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nothing", "x", "no note is called `nothing` in the book"),
        ("A", "x", "no note is called `A` in the book"),
        ("a", "b", "there is a note `b` already"),
        ("a", "shared", "there is a note `shared` already"),
        ("shared", "c", "there is a note `c` already"),
        ("a", "lost", "`lost` is called already"),
        ("a", "x y", "can't be a label"),
        ("a", "", "can't be a label"),
        ("a", "x]y", "can't be a label"),
        ("a", "\u00e9", "then note"),
    ],
)
def test_what_would_change_the_book_is_refused(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    """A label in use, a call that would come to mean something, a label that is none: refused."""
    one = "A.[^a] B.[^b] S.[^shared] E.[^e\u0301]\n\n[^a]: A a.\n\n[^b]: B b.\n\n[^e\u0301]: E e.\n"
    other = "C.[^c] L.[^lost]\n\n[^c]: C c.\n"
    notes = {"notes/n.yaml": "- id: shared\n  text: S.\n"}
    manuscript = two(tmp_path, one, other, **notes)
    with pytest.raises(RefusedError, match=re.escape(said)):
        rename(manuscript, old, new)
