"""The design of a book: where its styles, templates and fonts are found.

A file in the book's own folder (`styles/print.css`, `templates/title-page.html`) stands before the
one of the same name that was shipped, so that any book overrides one file. A design is a folder of
`styles/designs/`: its sheets are laid over those that all designs share, and its fonts before them.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scholiast.config import Model
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Position, Span

BROKEN_TEMPLATE = Rule(
    "R001",
    "broken-template",
    Severity.ERROR,
    """\
A template in the book's own folder can't be filled in.

A file of `templates/` in a book stands before the shipped one of the same name. It is written in
[Jinja](https://jinja.palletsprojects.com), and gets the same values as the shipped one does; a
value by another name is an error, not an empty place, since a title page without a title is soon
printed. Templates run in a sandbox: they can't read files or call Python.

```html
<h1>{{ book.metadata.title }}</h1>
```

Mend the line that the message names, or take the file away to have the shipped one back.""",
)


DESIGNS = "styles/designs"
"""The folder of designs, each a folder of style sheets and fonts."""

_FONTS = "styles/fonts"


def _fonts(folder: Path) -> tuple[Path, ...]:
    kinds = {".otf", ".ttf", ".woff2"}
    return tuple(sorted(path for path in folder.glob("*") if path.suffix in kinds))


class ThemeError(Exception):
    """A template of a book's own can't be filled in; `finding` says why, and where."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


def shipped() -> Path:
    """Return the folder that holds the shipped `styles/` and `templates/`.

    In an installed package they lie inside it; in a checkout, beside it.
    """
    package = Path(__file__).resolve().parent
    return package if (package / "styles").is_dir() else package.parent


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, closed where pydantic opens it: `parse_file` and `parse_raw` of any model.

    One reads every file there is, the other unpickles, and so runs, whatever it is given.
    """

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Tell whether a template may use this attribute."""
        if isinstance(obj, Model) and hasattr(Model, attr):
            return False
        return super().is_safe_attribute(obj, attr, value)


@dataclass(frozen=True, slots=True)
class Theme:
    """Styles, templates and fonts of a `design`, looked up in `roots` from first to last."""

    roots: tuple[Path, ...]
    design: str = "classic"

    @classmethod
    def find(cls, book: Path | None = None, design: str = "classic") -> "Theme":
        """Return the theme of the book in folder `book`, over the shipped one, in a design."""
        roots = [shipped()] if book is None else [book.resolve(), shipped()]
        return cls(tuple(roots), design)

    @property
    def folder(self) -> str:
        """Return the folder of the design below a root."""
        return f"{DESIGNS}/{self.design}"

    def path(self, name: str) -> Path:
        """Return the file `name` (`styles/base.css`); FileNotFoundError where none has it.

        A font may be of the design. A link that leads out of the folder it is found in is not
        followed.
        """
        names = [name]
        if name.startswith(f"{_FONTS}/"):
            names.append(name.replace("styles", self.folder, 1))
        for root in self.roots:
            for one in names:
                candidate = (root / one).resolve()
                if candidate.is_file() and candidate.is_relative_to(root):
                    return candidate
        raise FileNotFoundError(f"the theme has no `{name}`")

    def style(self, name: str) -> str:
        """Return the text of `styles/NAME`, and what the design lays over it.

        A book's own file is all there is.
        """
        text = self.path(f"styles/{name}").read_text(encoding="utf-8")
        if self.own(f"styles/{name}") is not None:
            return text
        try:
            return text + self.path(f"{self.folder}/{name}").read_text(encoding="utf-8")
        except FileNotFoundError:
            return text

    def data(self, name: str) -> bytes:
        """Return the bytes of the file `name`, such as a font."""
        return self.path(name).read_bytes()

    def templates(self, folder: str) -> bytes:
        """Return all templates of a folder (`epub`) with their names, those overridden too."""
        found = [
            (index, path.relative_to(root).as_posix(), path.read_bytes())
            for index, root in enumerate(self.roots)
            for path in sorted((root / "templates" / folder).rglob("*"))
            if path.is_file() and path.resolve().is_relative_to(root)
        ]
        return b"".join(f"{n}/{name} {len(data)}\n".encode() + data for n, name, data in found)

    def fonts(self) -> tuple[Path, ...]:
        """Return the font files of the first root that has any: those of the design, then others.

        Each of both are in the order of their names.
        """
        for root in self.roots:
            if found := (*_fonts(root / self.folder / "fonts"), *_fonts(root / _FONTS)):
                return found
        return ()

    def is_behind(self, font: Path) -> bool:
        """Tell whether a font only stands in for characters that those of the design lack."""
        has_own = any(_fonts(root / self.folder / "fonts") for root in self.roots)
        return has_own and f"/{DESIGNS}/" not in font.as_posix()

    def render(self, template: str, **values: object) -> str:
        """Return `templates/TEMPLATE` filled in with `values`.

        A book's own templates are as untrusted as its text: they run in Jinja's sandbox. Raises
        ThemeError where one of them is at fault.
        """
        try:
            return _environment(self).get_template(template).render(**values)
        except Exception as problem:
            place = self._place_in_own(problem)
            if place is None:  # a shipped template is ours to mend
                raise
            message = f"the template can't be filled in: {str(problem).rstrip('.')}"
            hint = "mend it, or take the file away to have the shipped one back"
            raise ThemeError(BROKEN_TEMPLATE.at(place, message, hint)) from problem

    def own(self, *names: str) -> Span | None:
        """Return the first of the files `names` that the book's own folder has; None where none."""
        for name in names:
            found = self.path(name)
            if any(found == (root / name).resolve() for root in self.roots[:-1]):
                return Span(name)
        return None

    def _place_in_own(self, problem: Exception) -> Span | None:
        """Return where in the book's own templates a fault arose, if it did in them."""
        frames = [(f.f_code.co_filename, n) for f, n in traceback.walk_tb(problem.__traceback__)]
        if isinstance(problem, jinja2.TemplateSyntaxError):
            frames.append((problem.filename or "", problem.lineno))
        for name, line in reversed(frames):
            for root in self.roots[:-1]:
                if Path(name).is_relative_to(root):
                    path = Path(name).relative_to(root).as_posix()
                    return Span(path, Position(line, 1), Position(line, 1))
        return None

    def template(self, name: str) -> tuple[str, str] | None:
        """Return text and path of the template `name`; None where there is none."""
        try:
            path = self.path("/".join(["templates", *split_template_path(name)]))
        except FileNotFoundError:
            return None
        return path.read_text(encoding="utf-8"), str(path)


@lru_cache(maxsize=8)
def _environment(theme: Theme) -> jinja2.Environment:
    """Return what fills in the templates of a theme; each is compiled once, until it changes."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        found = theme.template(name)
        return None if found is None else (*found, lambda: theme.template(name) == found)

    return _Sandbox(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
