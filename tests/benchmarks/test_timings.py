"""What `build --timings` tells is read as it is told."""

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from benchmarks import timings
from scholiast.cli import app

SAMPLE = Path(__file__).resolve().parents[1] / "sample"


def test_stages_are_read_as_they_are_told(tmp_path: Path) -> None:
    """The very output of a build gives the stages, those that proofread among them."""
    book = tmp_path / "book"
    shutil.copytree(SAMPLE, book)
    words = ["build", "epub", "--book", str(book), "--format", "json", "--timings"]
    done = CliRunner().invoke(app, words)
    assert 0 == done.exit_code
    found = timings.stages(done.stdout)
    assert {"read", "render epub", "verify epub"} <= found.keys()
    proofs = timings.of_proofreading(found)
    assert proofs is not None
    assert found["verify epub"] == proofs


def test_jobs_are_not_counted_twice() -> None:
    """What jobs took within a stage is the stage's time, and not added to it."""
    told = [
        {"stage": "verify pdf", "of": "build", "seconds": 2.0},
        {"stage": "verify page", "of": "jobs", "seconds": 1.5},
    ]
    assert {"verify pdf": 2.0} == timings.stages(json.dumps({"timings": told}))


def test_without_timings_there_are_no_stages() -> None:
    """A build that told of no stages has none, and no share of proofreading."""
    assert {} == timings.stages('{"findings": [], "artifacts": []}')
    assert None is timings.of_proofreading({})
