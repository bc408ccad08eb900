"""What a plain text says of its book: title, authors, language, and what had to be guessed."""

import re
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.importing import language
from scholiast.importing.anatomy import Text
from scholiast.importing.rules import LANGUAGE, TITLE

_ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "illustrator": "illustrator",
    "commentator": "annotator",
    "compiler": "compiler",
    "contributor": "contributor",
}
AUTHOR_HINT = """\
Who wrote it, the text does not say. Take away the `# ` and write the name:
contributors:
  - name: First Last"""


def metadata(text: Text) -> tuple[dict[str, Any], dict[str, str], list[Diagnostic]]:
    """Return values for `book.yaml`, comments over its keys, and what had to be guessed."""
    findings: list[Diagnostic] = []
    found = _titles(text)
    whole = text.source.whole()
    if "title" not in found:
        found["title"] = title_from_name(text.source.path)
        said = f"the text has no title; the book is called `{found['title']}` after the file"
        findings.append(TITLE.at(whole, said, "write `title` in book.yaml"))
    tag = language.NAMES.get(text.frame.fields.get("language", "").lower())
    if tag is None:
        tag = language.guess(text.source.text[text.frame.start : text.frame.end])
        said = f"the language was taken for `{tag}`"
        findings.append(LANGUAGE.at(whole, said, "make `language` in book.yaml as exact as it is"))
    found["language"] = tag
    contributors = _contributors(text)
    if contributors:
        found["contributors"] = contributors
    comments = {} if contributors else {"spine": AUTHOR_HINT}
    return found, comments, findings


def _titles(text: Text) -> dict[str, Any]:
    if text.opening.title:
        found = {"title": text.opening.title, "subtitle": text.opening.subtitle}
    else:
        first, _, rest = text.frame.fields.get("title", "").partition("\n")
        following = rest.split("\n")[0].split(" ")[0]
        if rest and len(f"Title: {first} {following}") > 72:  # wrapped, not a line of its own
            first, rest = f"{first} {rest}".replace("\n", " "), ""
        found = {"title": first, "subtitle": rest.replace("\n", " ")}
    return {key: value for key, value in found.items() if value}


def _contributors(text: Text) -> list[dict[str, str]]:
    fields = text.frame.fields if not text.opening.author else {"author": text.opening.author}
    return [
        {"name": name} if role == "author" else {"name": name, "role": role}
        for field, role in _ROLES.items()
        for name in re.split(r"\s*(?:;|\band\b|&)\s*", fields.get(field, ""))
        if name and name.casefold() not in {"various", "anonymous", "unknown"}
    ]


def title_from_name(path: str) -> str:
    """Return a title made of a file's name: `the-long_road.txt` gives `The long road`."""
    words = re.sub(r"[-_]+", " ", path.rpartition("/")[2].rpartition(".")[0] or path).strip()
    return words[:1].upper() + words[1:] or "Untitled"
