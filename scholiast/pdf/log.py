"""What is said while pages are made, and of which file of the manuscript."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scholiast.diagnostics import Diagnostic, Rule
from scholiast.edition import Missing
from scholiast.source import Span


@dataclass(slots=True)
class Log:
    """What was said while pages were made; `place` is where the book is being read.

    `missing` are the characters that were drawn as empty boxes.
    """

    place: Span | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def add(self, rule: Rule, message: str, hint: str | None = None) -> None:
        """Enter a finding at the present place."""
        finding = rule.at(self.place, message, hint)
        if finding not in self.diagnostics:
            self.diagnostics.append(finding)

    def miss(self, character: str) -> None:
        """Enter a character that was drawn as an empty box; where it stands is told later."""
        finding = Missing(character)
        if finding not in self.missing:
            self.missing.append(finding)

    @contextmanager
    def at(self, path: str | None) -> Iterator[None]:
        """Enter what is said meanwhile for the file at `path` of the manuscript."""
        before, self.place = self.place, None if path is None else Span(path)
        try:
            yield
        finally:
            self.place = before
