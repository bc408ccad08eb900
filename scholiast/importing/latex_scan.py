"""Commands of LaTeX that matter to an import, found without pandoc: notes, files, definitions.

It is no TeX: it knows comments, verbatim text, groups and definitions of commands, which is what it
takes to count the notes that an author wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NOTES = frozenset({"footnote", "endnote", "thanks", "footnotemark", "footnotetext"})
FILES = frozenset({"input", "include", "subfile"})
_COUNTERS = frozenset({"addtocounter", "setcounter", "stepcounter", "refstepcounter"})
OTHERS = frozenset({"bibliography", "addbibresource"}) | _COUNTERS
_DEFINITIONS = frozenset(
    {"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "def", "gdef", "edef"}
    | {"xdef", "newenvironment", "renewenvironment", "NewDocumentCommand", "RenewDocumentCommand"}
)
_VERBATIM = r"verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?"
_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*)"
    rf"|\\begin\s*\{{(?P<verbatim>{_VERBATIM})\}}"
    r"|\\(?:verb\*?|lstinline)(?P<bar>[^\w\s*{])"
    r"|\\(?P<name>[A-Za-z@]+)\*?"
    r"|\\(?s:.)"
    r"|(?P<end>\\end\s*\{document\})"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command at `text[start:end]`: its option and the extent of its first argument, if any."""

    name: str
    start: int
    end: int
    option: str | None = None
    argument: tuple[int, int] | None = None
    second: str = ""


def commands(text: str) -> list[Command]:
    """Return the commands that matter, in order; those in arguments of others, too."""
    return list(_commands(text))


def _commands(text: str) -> Iterator[Command]:
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        at = found.end()
        if found["verbatim"]:
            end = text.find(f"\\end{{{found['verbatim']}}}", at)
            at = len(text) if end < 0 else end
        elif found["bar"]:
            end = text.find(found["bar"], at)
            at = at if end < 0 else end + 1
        elif found["name"] in _DEFINITIONS:
            at = _past_definition(text, at)
        elif found["name"] in NOTES | FILES | OTHERS:
            command = _command(text, found["name"], found.start(), at)
            yield command
            at = command.argument[0] if command.argument else command.end
        if text.startswith("\\end{document}", found.start()):
            return


def _command(text: str, name: str, start: int, at: int) -> Command:
    option, argument, second = None, None, ""
    at, taken = _bracketed(text, at)
    if taken is not None:
        option = taken
    if name == "footnotemark":
        return Command(name, start, at, option)
    opening = _space(text, at)
    if text[opening : opening + 1] == "{":
        end = group_end(text, opening)
        argument, at = (opening + 1, end), min(end + 1, len(text))
        behind = _space(text, at)
        if name in _COUNTERS and text[behind : behind + 1] == "{":
            close = group_end(text, behind)
            second, at = text[behind + 1 : close], min(close + 1, len(text))
    elif name in FILES and (word := re.compile(r"[^\s{}%\\]+").match(text, opening)):
        argument, at = word.span(), word.end()
    return Command(name, start, at, option, argument, second)


def _space(text: str, at: int) -> int:
    found = re.compile(r"(?:[ \t]|\n(?![ \t]*\n)|%[^\n]*\n[ \t]*)*").match(text, at)
    return found.end() if found else at


def _bracketed(text: str, at: int) -> tuple[int, str | None]:
    opening = _space(text, at)
    if text[opening : opening + 1] != "[":
        return at, None
    end = text.find("]", opening)
    return (at, None) if end < 0 else (end + 1, text[opening + 1 : end])


def group_end(text: str, opening: int) -> int:
    """Return where the group that opens at `opening` closes; the end of the text if nowhere."""
    depth, at = 0, opening
    pattern = re.compile(r"\\(?s:.)|%[^\n]*|[{}]")
    while (found := pattern.search(text, at)) is not None:
        at = found.end()
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                return found.start()
    return len(text)


def _past_definition(text: str, at: int) -> int:
    """Return the place behind a definition: its name, what it takes, and its groups."""
    opening = _space(text, at)
    if text[opening : opening + 1] == "{":
        at = group_end(text, opening) + 1
    elif named := re.compile(r"\\(?:[A-Za-z@]+|.)").match(text, opening):
        at = named.end()
    arguments = re.compile(r"(?:\s*\[[^\]]*\]|#\d|\s)*").match(text, at)
    at = arguments.end() if arguments else at
    while text[at : at + 1] == "{":
        at = group_end(text, at) + 1
    return at
