"""What a tree has that no manuscript needs: anchors that nothing leads to, pictures' old places."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from scholiast import images, slugs
from scholiast.importing.trees.model import Node


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of a text: `paths` in the book by the targets in trees, `files` by those paths.

    `absent` are targets that the source does not hold, `unusable` paths of those that no edition
    can show, such as EMF and TIFF.
    """

    paths: Mapping[str, str]
    files: Mapping[str, bytes]
    absent: tuple[str, ...]
    unusable: tuple[str, ...]


def pictures(trees: Any, media: Mapping[str, bytes]) -> Pictures:
    """Return where the pictures that trees show will lie, each file once."""
    paths: dict[str, str] = {}
    taken: dict[str, bytes] = {}
    absent: list[str] = []
    for target in dict.fromkeys(node["c"][2][0] for node in _nodes(trees, "Image")):
        name = target if target in media else unquote(target)
        if name in media:
            paths[target] = _path(name, media[name], taken)
            taken[paths[target]] = media[name]
        elif ":" not in target:
            absent.append(target)
    unusable = [path for path in taken if posixpath.splitext(path)[1] not in images.MEDIA_TYPES]
    return Pictures(paths, taken, tuple(absent), tuple(unusable))


def _path(target: str, data: bytes, taken: Mapping[str, bytes]) -> str:
    stem, ending = posixpath.splitext(posixpath.basename(target))
    name, ending = slugs.file(stem) or "image", ending.lower()
    number = 1
    while taken.get(path := f"images/{name}{f'-{number}' if number > 1 else ''}{ending}"):
        if taken[path] == data:
            break
        number += 1
    return path


def cleaned(value: Any, paths: Mapping[str, str], wanted: frozenset[str]) -> Any:
    """Return a tree with new places of pictures, and no anchors but those in `wanted`."""
    if isinstance(value, list):
        return [part for one in value for part in _cleaned_part(one, paths, wanted)]
    if isinstance(value, dict) and isinstance(value.get("c"), list | dict):
        content = cleaned(value["c"], paths, wanted)
        if value["t"] == "Image":
            attributes, words, (target, title) = content
            content = [attributes, words, [paths.get(target, target), title]]
        return {**value, "c": content}
    return value


def _cleaned_part(value: Any, paths: Mapping[str, str], wanted: frozenset[str]) -> Iterator[Any]:
    if isinstance(value, dict) and value.get("t") == "Span":
        (name, classes, pairs), words = value["c"]
        kept = name if name in wanted else ""
        classes = [one for one in classes if one != "anchor"]
        if not (kept or classes or pairs):
            yield from cleaned(words, paths, wanted)
            return
        value = {"t": "Span", "c": [[kept, classes, pairs], words]}
    yield cleaned(value, paths, wanted)


def link_targets(trees: Any) -> frozenset[str]:
    """Return the ids that links in trees lead to."""
    targets = (node["c"][2][0] for node in _nodes(trees, "Link"))
    return frozenset(target[1:] for target in targets if target.startswith("#"))


def _nodes(value: Any, kind: str) -> Iterator[Node]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, dict):
            if one.get("t") == kind:
                yield one
            waiting.append(one.get("c", []))
