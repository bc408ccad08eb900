"""Fontconfig told of no font but ours, so that no font of the system gets into a page."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VARIABLES = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT")

_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <cachedir>{folder}</cachedir>
</fontconfig>
"""


@contextmanager
def only_our_fonts() -> Iterator[None]:
    """Make fontconfig, where it is initialised meanwhile, know no font at all.

    What is left are the fonts that a style sheet names (`@font-face`). The configuration lies in a
    temporary folder (fontconfig(5), "Environment variables").
    """
    before = {name: os.environ.pop(name, None) for name in _VARIABLES}
    with tempfile.TemporaryDirectory(prefix="scholiast-fonts-") as folder:
        file = Path(folder) / "fonts.conf"
        file.write_text(_CONFIGURATION.format(folder=folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            os.environ.update({name: value for name, value in before.items() if value is not None})
