"""The attributes that a note may begin with: `{.variant lemma="Rome"}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PART = re.compile(
    r"""
      \.(?P<class>[^\s.#={}"']+)
    | (?P<name>[^\s.#={}"']+)=(?:"(?P<quoted>[^"]*)"|(?P<word>\S+))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class NoteAttributes:
    """What attributes say of a note: its kind, which is their first class, and pairs by name.

    What is no class and no pair stands in `pairs` under an empty name, further classes under
    `class`.
    """

    kind: str = "author"
    pairs: Mapping[str, str] = field(default_factory=dict)


def note_attributes(written: str) -> NoteAttributes:
    """Return what attributes in braces say, as pandoc's `link_attributes` are written."""
    inner = written.strip().removeprefix("{").removesuffix("}")
    pairs: dict[str, str] = {}
    classes: list[str] = []
    for found in _PART.finditer(inner):
        if found["class"] is not None:
            classes.append(found["class"])
        else:
            quoted, word = found["quoted"], found["word"]
            pairs[found["name"]] = word if quoted is None else quoted
    rest = _PART.sub("", inner).split()
    if rest:
        pairs[""] = " ".join(rest)
    if len(classes) > 1:
        pairs["class"] = " ".join(classes[1:])
    return NoteAttributes(classes[0] if classes else "author", pairs)
