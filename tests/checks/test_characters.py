"""Characters that do not belong in a text are sought only where there can be any."""

import sys

from scholiast.checks import characters


def test_nothing_that_is_sought_can_be_printed() -> None:
    """A text in which all can be printed need not be looked through."""
    every = (chr(code) for code in range(sys.maxunicode + 1))
    sought = [c for c in every if characters._CONTROL.match(c) or characters._INVISIBLE.match(c)]
    assert len(sought) > 200
    assert [] == [char for char in sought if char.isprintable() or char in "\t\n\r"]
