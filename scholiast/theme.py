"""The design of a book: where its styles, templates and fonts are found.

A file in the book's own folder (`styles/print.css`, `templates/title-page.html`) stands before the
one of the same name that was shipped, so that any book overrides one file.
"""

from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment


def shipped() -> Path:
    """Return the folder that holds the shipped `styles/` and `templates/`.

    In an installed package they lie inside it; in a checkout, beside it.
    """
    package = Path(__file__).resolve().parent
    return package if (package / "styles").is_dir() else package.parent


@dataclass(frozen=True, slots=True)
class Theme:
    """Styles, templates and fonts, looked up in `roots` from first to last."""

    roots: tuple[Path, ...]

    @classmethod
    def find(cls, book: Path | None = None) -> "Theme":
        """Return the theme of the book in folder `book`, over the shipped one."""
        roots = [shipped()] if book is None else [book.resolve(), shipped()]
        return cls(tuple(roots))

    def path(self, name: str) -> Path:
        """Return the file `name` (`styles/base.css`); FileNotFoundError where none has it.

        A link that leads out of the folder it is found in is not followed.
        """
        for root in self.roots:
            candidate = (root / name).resolve()
            if candidate.is_file() and candidate.is_relative_to(root):
                return candidate
        raise FileNotFoundError(f"the theme has no `{name}`")

    def style(self, name: str) -> str:
        """Return the text of `styles/NAME`."""
        return self.path(f"styles/{name}").read_text(encoding="utf-8")

    def data(self, name: str) -> bytes:
        """Return the bytes of the file `name`, such as a font."""
        return self.path(name).read_bytes()

    def fonts(self) -> tuple[Path, ...]:
        """Return the font files of the first root that has any, by name."""
        for root in self.roots:
            found = sorted(
                path
                for path in (root / "styles" / "fonts").glob("*")
                if path.suffix in {".otf", ".ttf", ".woff2"}
            )
            if found:
                return tuple(found)
        return ()

    def render(self, template: str, **values: object) -> str:
        """Return `templates/TEMPLATE` filled in with `values`; jinja2.TemplateError where bad.

        A book's own templates are as untrusted as its text: they run in Jinja's sandbox.
        """
        return self._environment().get_template(template).render(**values)

    def _environment(self) -> jinja2.Environment:
        return ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader([root / "templates" for root in self.roots]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
