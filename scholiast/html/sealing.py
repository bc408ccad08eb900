"""Pages that need no other file: their policy names what stands in them, and lets in nothing else.

Content Security Policy 3, 2.3.1: a style sheet or a script in the page itself is let in by the
SHA-256 of its text.
"""

import base64
import hashlib

from scholiast.html.trees import Element

_POLICY = "Content-Security-Policy"
_SCRIPT_TYPES = frozenset({"", "module", "text/javascript"})


def seal(page: Element) -> None:
    """Let the style sheets and scripts that stand in a page be used, and nothing from elsewhere.

    Pictures and fonts are part of the page (`data:`).
    """
    styles = [_digest(element) for element in page.iter("style")]
    scripts = [
        _digest(element)
        for element in page.iter("script")
        if element.get("type", "") in _SCRIPT_TYPES
    ]
    (policy,) = (e for e in page.iter("meta") if e.get("http-equiv") == _POLICY)
    parts = {
        "default-src": ["'none'"],
        "img-src": ["data:"],
        "font-src": ["data:"],
        "style-src": styles or ["'none'"],
        "style-src-attr": ["'unsafe-inline'"],
        "script-src": scripts or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    policy.set("content", "; ".join(f"{name} {' '.join(said)}" for name, said in parts.items()))


def _digest(element: Element) -> str:
    """Return the source expression of what stands in an element, as browsers read it."""
    text = element.text or ""
    assert "\r" not in text, "browsers would read another end of line, and find another digest"
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
