"""What is measured: a way to make a book, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import Size
from benchmarks.watch import Step


class WrongOutputError(Exception):
    """A run ended well, but what it made is not what it was to make."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A book to be made: its `folder`, and the `round` that is run, counted from 0."""

    size: Size
    folder: Path
    round: int
    environment: Mapping[str, str]

    @property
    def out(self) -> Path:
        """Return the folder for what peers make, beside the images."""
        return self.folder / "out"

    def step(self, *arguments: str | Path, cwd: Path | None = None) -> Step:
        """Return a command that is run in `cwd`, or in the folder of the book."""
        words = tuple(map(str, arguments))
        return Step(words, str(cwd or self.folder), dict(self.environment))


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made: pages of the PDF, 0 where it made none, and seconds by stage if told.

    `lost` is the number of notes that are nowhere in the PDF.
    """

    pages: int = 0
    lost: int | None = None
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to make a book.

    `label` is what the table calls it. `prepare` brings the book's folder into the state from which
    it begins, and `steps` gives the commands whose time counts. `inspect` is given what they
    printed, looks at what they made and raises WrongOutputError where that is not right. `missing`
    is empty, or says what has to be installed. Contenders of one `desk` share a folder, in their
    order.
    """

    name: str
    label: str
    desk: str
    prepare: Callable[[Bench], None]
    steps: Callable[[Bench], tuple[Step, ...]]
    inspect: Callable[[Bench, str], Made]
    missing: str = ""
