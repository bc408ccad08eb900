"""A note given another label, wherever it is defined, called and referred to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scholiast.checks import check
from scholiast.manuscript import Draft, Manuscript, NoteEntry, walk
from scholiast.noting import trial
from scholiast.noting.model import Changes, RefusedError
from scholiast.noting.moving import chapter
from scholiast.noting.yamlfile import scalar
from scholiast.refsyntax import ITEM, KEY
from scholiast.register import Register, address, all_calls, open_register
from scholiast.saving import Change
from scholiast.source import Source, Span


@dataclass(frozen=True, slots=True)
class _Edit:
    """What stands in the place of a stretch of a file; `was` has to be there."""

    place: Span
    was: str
    text: str


def rename(manuscript: Manuscript, old: str, new: str, within: str | None = None) -> Changes:
    """Return the change of the label `old` of a note to `new`, in all files.

    Where several chapters define `old`, `within` names the one that is meant. What is changed is
    what pandoc took for a note: neither code nor escaped text. Raises RefusedError where `old` is
    nothing or several things, `new` is in use or can't be a label, or the book would not be the
    same.
    """
    register = open_register(manuscript)
    draft = chapter(manuscript, within) if within is not None else None
    entry = _meant(manuscript, register, old, draft)
    _refuse_in_use(manuscript, register, entry, new)
    edits = [
        *_definition(manuscript, entry, new),
        *_calls(manuscript, register, entry, new),
        *_references(manuscript, register, entry, new),
    ]
    files = {
        path: Change(source.text, _edited(source, edits))
        for path, source in manuscript.sources.items()
        if any(edit.place.path == path for edit in edits)
    }
    _prove(manuscript, files, entry)
    return Changes(files, (new,))


def _meant(manuscript: Manuscript, register: Register, old: str, draft: Draft | None) -> NoteEntry:
    if draft is not None:
        found = register.meaning(draft.path, old)
        where = f"in `{draft.path}`"
    else:
        found = [*register.shared.get(old, ())]
        found += [entry for by_label in register.labels.values() for entry in by_label.get(old, ())]
        where = "in the book"
    if not found:
        raise RefusedError(
            f"no note is called `{old}` {where}", Span("book.yaml"), _near(register, old)
        )
    if len(found) > 1:
        listed = ", ".join(str(one.place) for one in found[:6])
        hint = "name its chapter by --chapter" if draft is None else "mend that first"
        raise RefusedError(f"`{old}` means several notes, at {listed}", found[0].place, hint)
    return found[0]


def _near(register: Register, old: str) -> str | None:
    known = dict.fromkeys([*register.shared, *(n for one in register.labels.values() for n in one)])
    same = [label for label in known if label.casefold() == old.casefold()]
    return f"did you mean `{same[0]}`?" if same else None


def _refuse_in_use(manuscript: Manuscript, register: Register, entry: NoteEntry, new: str) -> None:
    """Refuse a label that pandoc can't read, or that means something where this note is called."""
    if not new or re.search(r"[\s\[\]^\\]", new):
        hint = "use letters, digits and hyphens"
        raise RefusedError(f"`{new}` can't be a label", entry.place, hint)
    paths = {entry.place.path}
    for path, call in all_calls(manuscript):
        if register.resolve(path, call) == entry:
            paths.add(path)
    is_shared = entry.label in register.shared or len(paths) > 1
    for path in dict.fromkeys([*(draft.path for draft in manuscript.drafts), *paths]):
        found = register.meaning(path, new) if is_shared or path in paths else []
        if found and (is_shared or found[0].place.path in {*paths} or new in register.shared):
            message = f"there is a note `{new}` already, at {found[0].place}"
            raise RefusedError(message, found[0].place, "choose another label")
    for path, call in all_calls(manuscript):
        if call.label == new and not register.meaning(path, new):
            message = f"`{new}` is called already, and means nothing there"
            raise RefusedError(message, call.place, "mend that call first, or choose another label")


def _definition(manuscript: Manuscript, entry: NoteEntry, new: str) -> Iterator[_Edit]:
    source = manuscript.sources[entry.place.path]
    was = _written(source, entry.place)
    if was.startswith("[^"):
        yield _Edit(entry.place, f"[^{entry.label}]", f"[^{new}]")
    elif was[:1] in {'"', "'"}:
        yield _Edit(entry.place, was, f'"{new}"' if scalar(new) == new else scalar(new))
    else:
        yield _Edit(entry.place, was, scalar(new))


def _calls(
    manuscript: Manuscript, register: Register, entry: NoteEntry, new: str
) -> Iterator[_Edit]:
    for path, call in all_calls(manuscript):
        found = register.resolve(path, call)
        if found is not None and call.label and address(found) == address(entry):
            yield _Edit(call.place, f"[^{entry.label}]", f"[^{new}]")


# -- cross-references --

_CITED = re.compile(r"\w(?:[\w:.#$%&\-+?<>~/]*\w)?")


def _references(
    manuscript: Manuscript, register: Register, entry: NoteEntry, new: str
) -> Iterator[_Edit]:
    """Yield an edit for each `@note:…` that means the note.

    Each that looks like one is given a name of its own, and the manuscript is read with these: what
    comes back as a reference was one, what does not was code or text.
    """
    found = {
        path: list(_pattern(entry.label).finditer(source.text))
        for path, source in manuscript.sources.items()
        if register.meaning(path, entry.label)[:1] == [entry]
    }
    found = {path: matches for path, matches in found.items() if matches}
    if not found:
        return
    probes = {
        path: Change(
            manuscript.sources[path].text,
            _edited(
                manuscript.sources[path],
                [
                    _reference(manuscript.sources[path], match, f"probe-{index}")
                    for index, match in enumerate(matches)
                ],
            ),
        )
        for path, matches in found.items()
    }
    again, _ = trial.after(manuscript, probes)
    for path, matches in found.items():
        real = _keys(again, path)
        for index, match in enumerate(matches):
            if f"probe-{index}" in real:
                yield _reference(manuscript.sources[path], match, new)


def _reference(source: Source, match: "re.Match[str]", name: str) -> _Edit:
    """Return the edit that makes a cross-reference one to another label, in the way it had."""
    kind = match["kind"] or match["braced"] or match["inner"]
    if match["inner"]:
        text = f"@{{{kind}:{name}}}"
    else:
        text = f"@{kind}:{name if _CITED.fullmatch(name) else f'{{{name}}}'}"
    return _Edit(source.span(match.start(), match.end()), match[0], text)


def _pattern(label: str) -> "re.Pattern[str]":
    name = re.escape(label)
    return re.compile(
        rf"(?<![\w\\])@(?:(?P<kind>[Nn]ote):{name}(?![\w]|[:.#$%&\-+?<>~/]\w)"
        rf"|(?P<braced>[Nn]ote):\{{{name}\}}|\{{(?P<inner>[Nn]ote):{name}\}})"
    )


def _keys(manuscript: Manuscript, path: str) -> set[str]:
    """Return the names of all notes that are referred to in a file."""
    trees = [
        blocks
        for draft in manuscript.drafts
        if draft.path == path
        for blocks in (draft.title, draft.blocks, *(entry.blocks for entry in draft.entries))
    ]
    trees += [entry.blocks for entry in manuscript.notes if entry.place.path == path]
    return {
        value.partition(":")[2]
        for node in walk(trees)
        if node["t"] == "Span" and ITEM in node["c"][0][1]
        for name, value in node["c"][0][2]
        if name == KEY
    }


# -- the files --


def _written(source: Source, place: Span) -> str:
    assert place.start is not None
    assert place.end is not None
    return source.text[source.offset(place.start) : source.offset(place.end)]


def _edited(source: Source, edits: Sequence[_Edit]) -> str:
    out, at = [], 0
    own = {edit.place: edit for edit in edits if edit.place.path == source.path}
    for place in sorted(own):
        edit = own[place]
        if _written(source, place) != edit.was or place.start is None or place.end is None:
            message = f"`{edit.was}` is not written plainly here"
            raise RefusedError(message, place, "write the label as it is, without escapes")
        out += [source.text[at : source.offset(place.start)], edit.text]
        at = source.offset(place.end)
    return "".join([*out, source.text[at:]])


def _prove(manuscript: Manuscript, files: "dict[str, Change]", entry: NoteEntry) -> None:
    """Refuse a change by which the book would not be the same, or something would be wrong."""
    again, now = trial.after(manuscript, files)
    if not now.is_same(trial.before(manuscript)):
        raise RefusedError("the book would not be the same", entry.place)
    was = {one.rule.code for one in check(manuscript)}
    new = [one for one in check(again) if one.rule.code[0] == "N" and one.rule.code not in was]
    if new:
        raise RefusedError(f"then {new[0].message}", entry.place, new[0].hint)
