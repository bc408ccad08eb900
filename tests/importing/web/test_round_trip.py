"""Any book of ours, built as an EPUB and imported again, has the notes that it had."""

import re
import tempfile
from contextlib import nullcontext
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast.edition import Format
from scholiast.importing import Fate, import_path
from scholiast.order import Order
from scholiast.publish import publish
from tests import books

WORDS = st.sampled_from(
    "Rome wall 1812 [12] road (see) Ἀθῆναι 雅典 œuvre *old* `code` 3. x^2^".split()  # noqa: SIM905
)
PHRASE = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
NOTES = st.lists(st.tuples(PHRASE, PHRASE, st.booleans()), min_size=1, max_size=5)
BOOKS = st.lists(NOTES, min_size=1, max_size=3)


def chapter(at: int, notes: list[tuple[str, str, bool]]) -> str:
    """Return a chapter with notes; those that are marked have two paragraphs, and two calls."""
    calls, bodies = [f"# Chapter {at}\n"], []
    for number, (before, body, twice) in enumerate(notes):
        label = f"c{at}n{number}"
        again = f" again[^{label}]" if twice else ""
        calls.append(f"So {before} it[^{label}] was{again}.\n")
        more = "\n\n    More of it." if twice else ""
        bodies.append(f"[^{label}]: So {body}{more}\n")
    return "\n".join([*calls, *bodies])


@given(BOOKS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_note_of_a_built_epub_comes_back(notes: list[list[tuple[str, str, bool]]]) -> None:
    """Each label has its note again, and is called as often, behind the same words."""
    with tempfile.TemporaryDirectory() as name:
        files = {f"chapters/c{at}.md": chapter(at, one) for at, one in enumerate(notes)}
        folder = books.write(Path(name) / "book", files)
        done = publish(Order(folder, Path(name) / "dist", (Format.EPUB,)), lambda _: nullcontext())
        assert done.made, done.findings
        one = import_path(next(Path(name, "dist").glob("*.epub")))
    total = sum(len(chapter) for chapter in notes)
    assert (total, total) == (len(one.account), one.count(Fate.RESOLVED))
    text = "\n".join(one.files.values())
    written = "\n".join(files.values())
    assert sorted(re.findall(r"\[\^\w+\]:?", written)) == sorted(re.findall(r"\[\^\w+\]:?", text))
