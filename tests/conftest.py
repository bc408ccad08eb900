"""What all tests share: the `--update` option, and parts of the machine that some tests need."""

import ctypes.util
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholiast import cache, machine
from tests.node import installed


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`, by which golden files and expected messages are written anew."""
    parser.addoption("--update", action="store_true", help="write expected results anew")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep secrets and caches out of the home of who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        for name in (cache.VARIABLE, cache.SIZE_VARIABLE):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def collector() -> None:
    """Have memory collected as seldom as a build has it, though what tests import is large."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected results are to be written, not compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def java() -> str:
    """Return the path of Java, for EPUBCheck."""
    return require(machine.JAVA, shutil.which("java"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium, for the web book, where Playwright's driver can run, too."""
    needs = sys.platform == "linux"  # Node.js, which Playwright ships, is linked to it there
    driven = not needs or ctypes.util.find_library("atomic") is not None
    return require(machine.CHROMIUM, machine.chromium() if driven else None)


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Return the folder of the Node packages that tests run: Ace, axe-core, reading systems."""
    return installed(require(machine.NODE, shutil.which("npm")))


@pytest.fixture(scope="session")
def poppler() -> Path:
    """Return the folder of poppler's programs (`pdftotext`, `pdftoppm`), for the PDF."""
    return Path(require(machine.POPPLER, shutil.which("pdftotext"))).parent


def require(need: machine.Need, path: str | None) -> str:
    """Return `path`; without one skip the test, or fail it where CI is set, which has all parts."""
    if path is not None:
        return path
    message = f"{need.name} {need.purpose}; install it:\n{machine.advice(need.install)}"
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(message)
    pytest.fail(message, pytrace=False)
