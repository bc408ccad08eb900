"""What `build --timings` prints is read as it is printed."""

import pytest

from benchmarks import timings
from scholiast.progress import Timing, show_timings


def test_the_table_is_read_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Stages and seconds come back from the very lines that the command line prints."""
    show_timings([Timing("read", 0.21, 83), Timing("verify pdf", 1.5, 90)])
    assert {"read": 0.21, "verify pdf": 1.5} == timings.stages(capsys.readouterr().err)


def test_without_a_table_there_are_no_stages() -> None:
    """Messages with numbers are not taken for stages."""
    assert {} == timings.stages("error: 2 notes\nread   0.3 s\n")


def test_the_share_of_proofreading() -> None:
    """The share is that of the stages whose name begins so."""
    assert 0.25 == timings.share(
        {"render pdf": 3.0, "verify pdf": 0.5, "verify epub": 0.5}, "verify"
    )
    assert None is timings.share({}, "verify")
