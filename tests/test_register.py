"""A label means the note of its own chapter, else of `notes/`, else of one other chapter."""

from pathlib import Path

import pytest

from scholiast.register import all_calls, open_register, skeleton
from tests.books import read

SHARED = "- id: shared\n  text: From the shared notes.\n- id: one\n  text: Shared, too.\n"


def meanings(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    """Return for each call, `path label`, the places of what it may mean."""
    manuscript = read(folder, files)
    register = open_register(manuscript)
    return {
        f"{path} {call.label}": [str(e.place) for e in register.meaning(path, call.label)]
        for path, call in all_calls(manuscript)
    }


def test_labels_are_local_first(tmp_path: Path) -> None:
    """Chapters that each begin at 1 have notes of their own; `notes/` comes before others."""
    found = meanings(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx[^1] y[^one] z[^shared]\n\n[^1]: In a.\n",
            "chapters/b.md": "# B\n\nx[^1] y[^one]\n\n[^1]: In b.\n\n[^one]: In b.\n",
            "notes/n.yaml": SHARED,
        },
    )
    assert found == {
        "chapters/a.md 1": ["chapters/a.md:5:1"],
        "chapters/a.md one": ["notes/n.yaml:3:7"],
        "chapters/a.md shared": ["notes/n.yaml:1:7"],
        "chapters/b.md 1": ["chapters/b.md:5:1"],
        "chapters/b.md one": ["chapters/b.md:7:1"],
    }


def test_another_chapter_may_define_a_note(tmp_path: Path) -> None:
    """Books that number through define a note where they like; two such places are ambiguous."""
    found = meanings(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx[^2] y[^3]\n",
            "chapters/b.md": "# B\n\nx\n\n[^2]: In b.\n\n[^3]: In b.\n",
            "chapters/c.md": "# C\n\nx\n\n[^3]: In c.\n",
        },
    )
    assert found == {
        "chapters/a.md 2": ["chapters/b.md:5:1"],
        "chapters/a.md 3": ["chapters/b.md:7:1", "chapters/c.md:5:1"],
    }


@pytest.mark.parametrize(
    ("one", "other"), [("Gibbon", "gibbon"), ("l1", "I1"), ("O7", "07"), ("ﬁn", "fin")]
)
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    """Letter case, `l`, `I` and `1`, `O` and `0`, and ligatures are taken for each other."""
    assert skeleton(one) == skeleton(other)
