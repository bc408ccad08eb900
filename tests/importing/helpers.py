"""What the tests of the importer share: texts read back by pandoc, and words counted."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scholiast import pandoc
from scholiast.importing import Import

TEXTS = Path(__file__).parent / "texts"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CANAL = TEXTS / "canal.txt"
WELL = TEXTS / "well-gutenberg.txt"


def read_back(markdown: str) -> list[str]:
    """Return the text of each block that pandoc reads, with note calls as `⟦label⟧`.

    Labels are recovered by definitions that hold nothing but the label's own name.
    """
    labels = dict.fromkeys(re.findall(r"(?<!\\)\[\^([^\]\s]+)\](?!:)", markdown))
    body = re.sub(r"^\[\^[^\]]+\]:.*(?:\n\n?    .*)*", "", markdown, flags=re.MULTILINE)
    stubs = "".join(f"\n[^{label}]: {label}\n" for label in labels)
    [answer] = pandoc.read([body + "\n" + stubs])
    assert answer.error is None, answer.error
    return [text(block) for block in json.loads(answer.result)["blocks"]]


def text(node: Any) -> str:
    """Return the words of a part of pandoc's tree, just as they are."""
    if isinstance(node, list):
        return "".join(text(part) for part in node)
    if not isinstance(node, dict):
        return ""
    content: Any = node.get("c")
    match node["t"]:
        case "Str":
            return str(content)
        case "Space" | "SoftBreak":
            return " "
        case "LineBreak":
            return "\n"
        case "Note":
            return f"⟦{text(content)}⟧"
        case "Code" | "CodeBlock":
            return str(content[1])
        case "Header" | "Div" | "Span" | "Quoted":
            return text(content[2] if node["t"] == "Header" else content[1])
        case "LineBlock":
            return "\n".join(text(line) for line in content)
        case _:
            return text(content)


def words(strings: Iterable[str]) -> Counter[str]:
    """Count the words in some strings: runs of letters and digits."""
    return Counter(word for one in strings for word in re.findall(r"[^\W_]+", one))


def held(imported: Import) -> Counter[str]:
    """Count all words that a manuscript holds, with those that the report says were left out."""
    kept = words(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", one) for one in imported.files.values())
    return kept + words(one.text for one in imported.left_out)


def chapter(imported: Import) -> str:
    """Return the text of the one chapter of a manuscript."""
    [only] = [path for path in imported.files if path.startswith("chapters/")]
    return imported.files[only]
