"""Text as it is compared: what two renderings of the same words must share."""

import hashlib
import re
import unicodedata

# A soft hyphen, zero-width space, word joiner or BOM is a hint to a typesetter, not a word.
_HINTS = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NO_LETTER = re.compile(r"[\W_]+")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())


INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "samp"}
    | {"small", "span", "strong", "sub", "sup", "u", "var"}
)
"""Elements of XHTML that do not end a run of words."""


def readable(text: str) -> str:
    """Return `text` in NFC with white space collapsed and typesetters' hints dropped."""
    return " ".join(_even(text).split())


def compact(text: str) -> str:
    """Return `text` in NFC without any white space or hints: equal for equal words in order."""
    return "".join(_even(text).split())


def _even(text: str) -> str:
    return text if text.isascii() else _HINTS.sub("", unicodedata.normalize("NFC", text))


def bare(text: str) -> str:
    """Return only letters and digits, compatibility-decomposed and case-folded.

    This is what survives hyphenation, ligatures, small capitals and line breaks in a PDF.
    """
    kept = text.encode("utf-8", "surrogatepass").translate(None, _SIGNS)
    words = kept.decode("utf-8", "surrogatepass")
    if words.isascii():
        return words.lower()
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", words).casefold())


def digest(text: str) -> str:
    """Return the SHA-256 of `compact(text)` in hexadecimal."""
    return hashlib.sha256(compact(text).encode()).hexdigest()


def literal_calls(text: str) -> int:
    """Return how often `text` shows what looks like a note call of Markdown, `[^…`."""
    return compact(text).count("[^")


def excerpt(words: str, longest: int) -> str:
    """Return the first words of a readable text, at most `longest` characters of them."""
    head = words[: longest + 1]
    return head if len(head) <= longest else (head.rpartition(" ")[0] or head[:-1]) + " …"


def bytes_digest(data: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
