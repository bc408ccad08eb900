"""One direction: imports hold the order of the stages, and each stage has its own tools."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from scholiast import doctor

PACKAGE = Path(__file__).parents[1] / "scholiast"


@dataclass(frozen=True)
class Module:
    """A module of the package: dotted `name` below it, and all that it imports and calls."""

    name: str
    ours: frozenset[str]
    others: frozenset[str]
    calls: frozenset[str]

    @property
    def stage(self) -> str:
        """Return the first part of the name: a module, or the package that it stands in."""
        return self.name.partition(".")[0]


def modules() -> Iterator[Module]:
    """Yield every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        tree = ast.parse(path.read_text())
        imported = set(_imported(tree))
        ours = {module for module in imported if module.split(".")[0] == "scholiast"}
        yield Module(
            name=name,
            ours=frozenset(_within(module) for module in ours) - {name, ""},
            others=frozenset(module.split(".")[0] for module in imported - ours),
            calls=frozenset(_called(tree)),
        )


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _within(imported: str) -> str:
    """Return the module of the package that an import means, without what it takes from it."""
    parts = imported.split(".")[1:]
    while parts:
        path = PACKAGE.joinpath(*parts)
        if path.with_suffix(".py").is_file() or path.is_dir():
            return ".".join(parts)
        parts.pop()
    return ""


def _called(tree: ast.Module) -> Iterator[str]:
    """Yield what is called, as it is written as far as names go: `print`, `datetime.now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield f"{ast.unparse(node.func.value)}.{node.func.attr}"


MODULES = {module.name: module for module in modules()}

RENDERERS = {"epub", "html", "pdf"}
COMMANDS = {
    "cli",
    "cli_diff",
    "cli_notes",
    "cli_preflight",
    "cli_press",
    "cli_release",
    "cli_serve",
    "cli_stores",
}
WAY_IN = {*COMMANDS, "asked", "terminal", "progress", "__main__"}

ONLY_IN = {
    "ebooklib": {"epub"},
    "barcode": {"pdf"},
    "weasyprint": {"pdf"},
    "pydyf": {"pdf"},
    "pikepdf": {"pdf", "verify", "preflight"},
    "pypdfium2": {"verify", "preflight", "comparing"},
    "pypandoc": {"pandoc"},
    "jinja2": {"theme"},
    "typer": {*COMMANDS, "asked"},
    "rich": {"terminal", "progress", "cli"},
    "pydantic": {"config", "bookfile"},
    "subprocess": {"pandoc", "doctor", "glyphs", "preflight", "releasing"},
    "time": {"cache", "catalogue", "jobs", "publish", "progress", "serving"},
    "random": set[str](),
    "secrets": {"cache"},
    "pickle": set[str](),
    "multiprocessing": {"workers"},
    "distributed": {"cluster"},
    "socket": {"serving"},
    "http": {"serving"},
}
"""The stages that may use a package or a module of Python's."""


@pytest.mark.parametrize("tool", ONLY_IN)
def test_each_tool_is_used_in_its_own_stage(tool: str) -> None:
    """A package stands behind one module, so that it can be changed for another."""
    users = {module.stage for module in MODULES.values() if tool in module.others}
    assert set() == users - ONLY_IN[tool]


def test_what_is_forbidden_is_also_used() -> None:
    """A tool that is held to a stage is really used there: this table can't fall behind."""
    used = {tool for module in MODULES.values() for tool in module.others}
    assert {tool for tool, stages in ONLY_IN.items() if stages} <= used


def test_nothing_goes_in_a_circle() -> None:
    """The stages can be put in an order in which each imports only those before it."""
    graph: dict[str, set[str]] = {}
    for module in MODULES.values():
        before = {MODULES[name].stage for name in module.ours} - {module.stage}
        graph.setdefault(module.stage, set()).update(before)
    assert set(TopologicalSorter(graph).static_order()) >= graph.keys()


def stages_behind(*stages: str) -> set[str]:
    """Return all stages that modules of `stages` import, directly or by way of others."""
    found: set[str] = set()
    open_ = {name for name, module in MODULES.items() if module.stage in stages}
    while open_:
        module = MODULES[open_.pop()]
        new = {name for name in module.ours if MODULES[name].stage not in found | set(stages)}
        found |= {MODULES[name].stage for name in module.ours} - set(stages)
        open_ |= new
    return found


def test_verify_shares_nothing_with_the_renderers() -> None:
    """The proofreader reads bytes and the ledger; it knows neither renderers nor their mark-up."""
    direct = {MODULES[n].stage for m in MODULES.values() if m.stage == "verify" for n in m.ours}
    known = {"diagnostics", "edition", "jobs", "ledger", "paging", "source", "text", "verify"}
    assert known >= direct
    assert not stages_behind("verify") & {*RENDERERS, "markup", "theme", "fragments", "compose"}


def test_preflight_shares_nothing_with_the_renderers() -> None:
    """It reads bytes and what is asked of them, and so works on any PDF."""
    assert not stages_behind("preflight") & {*RENDERERS, "markup", "verify", "compose", "ledger"}


def test_stores_shares_nothing_with_the_renderers() -> None:
    """It reads bytes alone, and so works on any EPUB."""
    direct = {MODULES[n].stage for m in MODULES.values() if m.stage == "stores" for n in m.ours}
    assert {"diagnostics", "source", "stores"} >= direct


def test_comparing_shares_nothing_with_the_renderers() -> None:
    """It reads finished files of whatever age, with the ledger beside them."""
    assert not stages_behind("comparing") & {*RENDERERS, "markup", "verify", "compose"}


def test_renderers_know_the_book_alone() -> None:
    """A renderer sees neither the manuscript nor the proofreader nor another renderer."""
    for renderer in RENDERERS:
        barred = {"manuscript", "reading", "checks", "compose", "pandoc", "verify", "publish"}
        assert set() == stages_behind(renderer) & (barred | (RENDERERS - {renderer}))


def test_reading_and_checking_come_before_composing() -> None:
    """What reads and checks a manuscript knows nothing of what comes after."""
    after = {"compose", "ledger", "verify", "publish", "theme", "dist", *RENDERERS}
    assert set() == stages_behind("reading") & (after | {"checks"})
    assert set() == stages_behind("checks") & after
    assert set() == stages_behind("compose") & (after - {"compose"} | {"checks"})


def test_nobody_imports_the_way_in() -> None:
    """Only the command line knows the command line."""
    users = {m.name for m in MODULES.values() if {MODULES[n].stage for n in m.ours} & WAY_IN}
    assert WAY_IN >= users


def test_only_the_command_line_prints() -> None:
    """No stage writes on the screen; what there is to say is a diagnostic."""
    printing = ("print", "sys.stdout.write", "sys.stderr.write", "console().print")
    users = {m.name for m in MODULES.values() if m.calls & set(printing)}
    assert WAY_IN >= users


def test_only_writers_write() -> None:
    """Finished files are made by `dist`; others write what is new, changed or kept aside."""
    writing = {"write_text", "write_bytes", "mkdir", "fsync", "copytree", "copyfile", "rmtree"}
    users = {m.name for m in MODULES.values() for c in m.calls if c.rpartition(".")[2] in writing}
    told = {"pandoc", "pdf.fontconfig", "workers"}
    assert {
        "dist",
        "starter",
        "importing.folder",
        "cache",
        "saving",
        "noting.trial",
        *told,
    } >= users


def test_nothing_reads_the_clock() -> None:
    """The same manuscript gives the same bytes at any hour: time is only measured, for people.

    The command line asks the day, to tell which waivers have ended.
    """
    clocks = {"now", "today", "utcnow", "localtime", "gmtime", "uuid1", "uuid4", "urandom"}
    users = {m.name for m in MODULES.values() for c in m.calls if c.rpartition(".")[2] in clocks}
    assert {"starter", "cli", "cli_release"} >= users


def test_build_py_and_what_it_imports_need_only_python() -> None:
    """The set-up works where nothing is installed yet."""
    tree = ast.parse((PACKAGE.parent / "build.py").read_text())
    ours = {_within(name) for name in _imported(tree) if name.startswith("scholiast.")}
    assert {"locks", "machine"} == ours
    allowed = {"collections", "contextlib", "ctypes", "dataclasses", "fcntl", "msvcrt", "os"}
    allowed |= {"pathlib", "shutil", "sys"}
    for name in ours:
        assert not MODULES[name].ours
        assert not MODULES[name].others - allowed


def test_what_is_imported_is_declared() -> None:
    """The package depends on what it imports, by name, and on nothing else."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["project"]
    declared = {_normal(re.split(r"[\[=<>]", line)[0]) for line in project["dependencies"]}
    extra = project["optional-dependencies"]["cluster"]
    assert ["distributed"] == [re.split(r"[\[=<>]", line)[0] for line in extra]
    providers = importlib.metadata.packages_distributions()
    imported = {name for module in MODULES.values() for name in module.others}
    third = imported - sys.stdlib_module_names - {"distributed"}
    assert set() == {name for name in third if not declared & _names(providers[name])}
    assert set() == declared - {name for top in third for name in _names(providers[top])}
    assert declared == _names(doctor.PACKAGES), "`doctor` shows them all"


def _names(distributions: Iterable[str]) -> set[str]:
    return {_normal(name) for name in distributions}


def _normal(name: str) -> str:
    """Return the name of a package as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
