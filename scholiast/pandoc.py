"""The one module that talks to pandoc: texts to syntax trees, trees to XHTML, citations."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

import pypandoc

from scholiast import ris
from scholiast.jobs import Job, Works, here
from scholiast.quotation import Quotes

API_VERSION = [1, 23, 1]
"""The version of pandoc's syntax tree that this module writes (pandoc-types 1.23)."""

TIME_LIMIT = 600.0
"""Seconds after which a pandoc process is given up."""

_BATCH = Path(__file__).with_name("batch.lua")


class PandocError(Exception):
    """Pandoc could not do what it was asked; the message is pandoc's own."""


@dataclass(frozen=True, slots=True)
class Message:
    """One of pandoc's own warnings; `line` and `column` count from 1 where pandoc knows them."""

    kind: str
    text: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What pandoc made of one text: a syntax tree as JSON or XHTML text, and its warnings.

    `html` is what was read in HTML, with pandoc's own notes, empty where it can't be written.
    """

    result: str
    messages: tuple[Message, ...] = ()
    error: str | None = None
    html: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a bibliography: its key, and all of it as a value of pandoc's metadata.

    `path` is the file that it comes from.
    """

    id: str
    meta: Mapping[str, Any]
    path: str = ""

    def value(self, name: str) -> str:
        """Return a variable of the entry as text; empty where it has none."""
        found = (meta for key, meta in self.meta["c"].items() if key.lower() == name.lower())
        return _words(next(found, None))


@cache
def program() -> str:
    """Return the path of the pandoc that pypandoc ships; OSError where there is none."""
    return str(pypandoc.get_pandoc_path())


def version() -> str:
    """Return pandoc's version, such as `3.9`."""
    return str(pypandoc.get_pandoc_version())


def read(
    texts: Sequence[str],
    names: Sequence[str] = (),
    works: Works | None = None,
    *,
    quotes: Sequence[Quotes | None] = (),
) -> list[Answer]:
    """Return for each text of pandoc Markdown its syntax tree as JSON, its words in runs (`terse`).

    Each is read on its own, in pandoc's sandbox, without `yaml_metadata_block`: the header of a
    file is read before (`scholiast.bookfile`), and a `---` further down is a rule. `names` say
    where each is from, `quotes` the quotation marks of each, where they are not those of English.
    """
    jobs = [
        Job("parse", name, _read_one, _text(text, marks))
        for name, text, marks in zip(
            names or repeat(""), texts, quotes or repeat(None), strict=False
        )
    ]
    return [_unpacked(data) for data in (works or here()).batch(jobs, _read_together)]


def _read_one(parts: Mapping[str, bytes]) -> bytes:
    return _read_together([parts])[0]


def _read_together(parts: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    answers = _batch("read", [_item(one) for one in parts])
    return [_packed(replace(answer, result=terse(answer.result))) for answer in answers]


def _text(text: str, quotes: Quotes | None) -> dict[str, bytes]:
    marks = {"quotes": json.dumps(quotes).encode()} if quotes else {}
    return {"text": text.encode(), **marks}


def _item(parts: Mapping[str, bytes]) -> "_Item":
    text = parts["text"].decode()
    return {"text": text, "quotes": json.loads(parts["quotes"])} if "quotes" in parts else text


def _packed(answer: Answer) -> bytes:
    """Return an answer as bytes: a line of JSON, and below it the result and HTML as they are."""
    head = {
        "messages": [astuple(message) for message in answer.messages],
        "error": answer.error,
        "length": len(answer.result),
    }
    return f"{json.dumps(head)}\n{answer.result}{answer.html}".encode()


def _unpacked(data: bytes) -> Answer:
    head, _, rest = data.decode().partition("\n")
    record = json.loads(head)
    messages = tuple(Message(*message) for message in record["messages"])
    at = record["length"]
    return Answer(rest[:at], messages, record["error"], rest[at:])


# A string of JSON; pandoc writes `t` first and no spaces.
_WORD = r'\{"t":"Str","c":"[^"\\]*(?:\\.[^"\\]*)*"\}'
_RUN = re.compile(rf'{_WORD}(?:,(?:{_WORD}|\{{"t":"(?:Space|SoftBreak)"\}}))+')


def terse(tree: str) -> str:
    """Return a tree in pandoc's JSON with each run of words, spaces and line ends in one `Str`.

    Of ten nodes one is left, and every writer shows the same. A tree with citations stays as it
    is, since citeproc looks at the spaces around them.
    """
    return tree if '{"t":"Cite",' in tree else _RUN.sub(_joined, tree)


def _joined(run: "re.Match[str]") -> str:
    if (box := _BOX.match(run[0])) is not None:  # an item of a task list begins with it
        return box[0] + _RUN.sub(_joined, run[0][box.end() :])
    spaced = run[0].replace('{"t":"Space"}', _SPACE).replace('{"t":"SoftBreak"}', _SPACE)
    return spaced.replace('"},{"t":"Str","c":"', "")


_SPACE = '{"t":"Str","c":" "}'
_BOX = re.compile(r'\{"t":"Str","c":"[☐☒]"\},\{"t":"Space"\},')


Trees = Sequence[Sequence[Mapping[str, Any]]]
"""Lists of blocks."""


def write(
    documents: Sequence[Trees], names: Sequence[str] = (), works: Works | None = None
) -> list[list[str]]:
    """Return for each document, given as pieces, their HTML5 in XML syntax, with MathML, unwrapped.

    Each piece is a list of blocks. Raises PandocError.
    """
    jobs = [
        Job("write", name, _write_one, {"trees": _trees(trees)})
        for name, trees in zip(names or repeat(""), documents, strict=False)
    ]
    return [json.loads(data) for data in (works or here()).batch(jobs, _write_together)]


def _trees(trees: Trees) -> bytes:
    return json.dumps([json.dumps(document(blocks)) for blocks in trees]).encode()


def _write_one(parts: Mapping[str, bytes]) -> bytes:
    return _write_together([parts])[0]


def _write_together(parts: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    documents: list[list[str]] = [json.loads(one["trees"]) for one in parts]
    answers = iter(_batch("write", [tree for trees in documents for tree in trees]))
    return [json.dumps([_html(next(answers)) for _ in trees]).encode() for trees in documents]


def _html(answer: Answer) -> str:
    if answer.error is not None:
        raise PandocError(answer.error)
    return answer.result


def markdown(documents: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    """Return each list of blocks as pandoc Markdown, unwrapped, as `read` reads it.

    Quotation marks and dashes stay the characters they are. Raises PandocError.
    """
    trees = [json.dumps(document(blocks)) for blocks in documents]
    return [_html(answer) for answer in _batch("markdown", trees)]


def convert(data: bytes, reader: str) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """Return the document that `reader` (`docx`, `odt`, `html` …) makes of a file's bytes.

    Nothing else is read: pictures and the like stay in the file. Raises PandocError.
    """
    out, messages = _run(["-f", reader, "-t", "json"], data)
    found: dict[str, Any] = json.loads(out)
    return found, messages


def word(tree: Mapping[str, Any]) -> bytes:
    """Return the Word file (DOCX) that pandoc writes of a document; raises PandocError."""
    data, _ = _run_on_bytes(["-f", "json", "-t", "docx", "-o", "-"], json.dumps(tree).encode())
    return data


def document(
    blocks: Sequence[Mapping[str, Any]], meta: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a whole pandoc document of `blocks`."""
    return {"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)}


@dataclass(frozen=True, slots=True)
class Citing:
    """Blocks in which citations are to be set, by themselves: the works that they cite, a style.

    `style` holds the bytes of a CSL style (pandoc's own Chicago author-date where None). `name`
    says where the blocks are from.
    """

    name: str
    blocks: Sequence[Mapping[str, Any]]
    language: str
    bibliography: Sequence[Reference]
    style: bytes | None = None


@dataclass(frozen=True, slots=True)
class CitingDone:
    """Blocks with citations set, the list of works behind them, and what citeproc says."""

    blocks: list[dict[str, Any]]
    messages: tuple[Message, ...]


def cite(asked: Sequence[Citing], works: Works | None = None) -> list[CitingDone]:
    """Return what citeproc makes of blocks, each on their own. Raises PandocError."""
    jobs = [Job("cite", one.name, _cite, _citing_parts(one)) for one in asked]
    answers = map(_unpacked, (works or here()).batch(jobs, _cite_together))
    return [_cited(answer) for answer in answers]


def _cited(answer: Answer) -> CitingDone:
    if answer.error is not None:
        raise PandocError(answer.error)
    return CitingDone(json.loads(answer.result)["blocks"], answer.messages)


def _citing_parts(one: Citing) -> dict[str, bytes]:
    meta = {
        "lang": {"t": "MetaString", "c": one.language},
        "link-citations": {"t": "MetaBool", "c": True},
        "references": {"t": "MetaList", "c": [reference.meta for reference in one.bibliography]},
    }
    parts = {"tree": json.dumps(document(one.blocks, meta)).encode()}
    return parts if one.style is None else {**parts, "style": one.style}


def _cite(parts: Mapping[str, bytes]) -> bytes:
    return _cite_together([parts])[0]


def _cite_together(parts: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    return [_packed(answer) for answer in _batch("cite", [_with_style(one) for one in parts])]


def _with_style(parts: Mapping[str, bytes]) -> str:
    """Return a document whose metadata hold the style itself, since citeproc may open no file."""
    tree = json.loads(parts["tree"])
    if "style" in parts:
        data = base64.b64encode(parts["style"]).decode()
        tree["meta"]["csl"] = {"t": "MetaString", "c": f"data:application/xml;base64,{data}"}
    return json.dumps(tree)


NOTHING = Answer('{"blocks":[]}')
"""The answer to a text without words."""

NOTHING_CITED = Citing("", [], "en", [])
"""Nothing for citeproc to do."""

BIBLIOGRAPHY_FORMATS = {
    ".bib": "biblatex",
    ".bibtex": "bibtex",
    ".json": "csljson",
    ".ris": "ris",
    ".yaml": "markdown",
    ".yml": "markdown",
}
"""Pandoc's reader for a bibliography, by the ending of its file name."""


def references(
    data: bytes, ending: str, works: Works | None = None, path: str = ""
) -> tuple[list[Reference], tuple[Message, ...]]:
    """Return the entries of a bibliography file at `path`, and what pandoc says of it.

    `ending` is a key of BIBLIOGRAPHY_FORMATS. Raises PandocError where pandoc can't read it. The
    entries stay in pandoc's own form: as CSL JSON they lose the letters that BibLaTeX protects.
    """
    reader = BIBLIOGRAPHY_FORMATS[ending]
    if reader == "ris":
        data = ris.for_pandoc(data.decode()).encode()
    if reader == "markdown":
        data = b"---\n" + data.removeprefix(b"---\n") + b"\n---\n"
    job = Job("bibliography", ending, _refer, {"reader": reader.encode(), "text": data})
    (out,) = (works or here()).batch([job], _refer_together)
    answer = _unpacked(out)
    found = json.loads(answer.result)["meta"].get("references", {"c": []})["c"]
    entries = [Reference(_plain(meta["c"].get("id")), meta, path) for meta in found]
    return entries, answer.messages


def _refer(parts: Mapping[str, bytes]) -> bytes:
    return _packed(Answer(*_run(["-f", parts["reader"].decode(), "-t", "json"], parts["text"])))


def _refer_together(parts: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    return [_refer(one) for one in parts]


def _plain(meta: Mapping[str, Any] | None) -> str:
    """Return a metadata value as text; an id in YAML comes as words."""
    content = meta["c"] if meta else ""
    if isinstance(content, str):
        return content
    return "".join(str(part.get("c", " ")) for part in content)


def _words(meta: Any) -> str:
    """Return the words of a metadata value, whatever it is made of, with a space between parts."""
    if meta is None:
        return ""
    if isinstance(meta, list):
        return "".join(_words(one) for one in meta)
    if not isinstance(meta, dict):
        return ""
    content = meta.get("c", " " if meta.get("t") in {"Space", "SoftBreak"} else "")
    if isinstance(content, str):
        return content
    if meta.get("t") == "MetaMap":
        return " ".join(_words(one) for one in content.values())
    if meta.get("t") == "MetaList":
        return " ".join(_words(one) for one in content)
    if meta.get("t") == "MetaBool":
        return str(content)
    return _words(content)


_Item: TypeAlias = str | Mapping[str, Any]
"""A text, or one with what is to be known of it (`batch.lua`)."""


def _batch(task: str, items: Sequence[_Item]) -> list[Answer]:
    sizes = [len(item if isinstance(item, str) else item["text"]) for item in items]
    shares = _shares(sizes, os.cpu_count() or 1)
    if not shares:
        return []
    with ThreadPoolExecutor(len(shares)) as pool:
        done = pool.map(lambda share: _batch_share(task, [items[i] for i in share]), shares)
        answers = {i: a for share, found in zip(shares, done, strict=True)
                   for i, a in zip(share, found, strict=True)}  # fmt: skip
    return [answers[index] for index in range(len(items))]


def _shares(sizes: Sequence[int], jobs: int) -> list[list[int]]:
    """Deal indexes out to at most `jobs` shares of about equal total size, largest first.

    A process costs more than a few small texts, so a share holds at least 20,000 characters.
    """
    jobs = max(1, min(jobs, len(sizes), sum(sizes) // 20_000 + 1))
    shares: list[list[int]] = [[] for _ in range(jobs)]
    weights = [0] * jobs
    for index in sorted(range(len(sizes)), key=lambda i: (-sizes[i], i)):
        lightest = weights.index(min(weights))
        shares[lightest].append(index)
        weights[lightest] += sizes[index] + 1
    return [share for share in shares if share]


def _batch_share(task: str, items: Sequence[_Item]) -> list[Answer]:
    request = json.dumps({"task": task, "items": list(items)}).encode()
    out, _ = _run(["lua", str(_BATCH)], request, sandbox=False)
    return [_answer(record) for record in json.loads(out)]


def _answer(record: Mapping[str, Any]) -> Answer:
    messages = tuple(_message(entry) for entry in record["log"] or ())
    html = record.get("html") or ""
    return Answer(record.get("result") or "", messages, record.get("error"), html)


def _message(record: Mapping[str, Any]) -> Message:
    pretty = str(record.get("pretty") or record.get("message") or record.get("contents") or record)
    line, column = record.get("line"), record.get("column")
    return Message(
        kind=str(record.get("type", "")),
        text=" ".join(pretty.split()),
        line=int(line) if line else None,
        column=int(column) if column else None,
    )


def _run(
    arguments: Sequence[str], data: bytes, *, sandbox: bool = True
) -> tuple[str, tuple[Message, ...]]:
    """Run pandoc on `data`; return what it writes as text."""
    out, messages = _run_on_bytes(arguments, data, sandbox=sandbox)
    return out.decode("utf-8"), messages


def _run_on_bytes(
    arguments: Sequence[str], data: bytes, *, sandbox: bool = True
) -> tuple[bytes, tuple[Message, ...]]:
    """Run pandoc on `data`; the sandbox keeps it from files not named in `arguments`."""
    command = [program(), *(["--sandbox"] if sandbox else []), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _running.add(process)
        try:
            out, err = process.communicate(data, timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired as problem:
            raise PandocError(f"pandoc took longer than {TIME_LIMIT:.0f} seconds") from problem
        finally:
            process.kill()  # which does nothing where it has ended
            _running.discard(process)
    said = err.decode("utf-8", "replace")
    if process.returncode != 0:
        status = f"pandoc ended with status {process.returncode}"
        raise PandocError(" ".join(said.split()) or status)
    return out, _warnings(said)


_running: "set[subprocess.Popen[bytes]]" = set()


def end() -> None:
    """End all of pandoc's processes that run now: nobody waits any more for what they read."""
    for process in tuple(_running):
        process.kill()


def _warnings(said: str) -> tuple[Message, ...]:
    parts = said.split("[WARNING] ")[1:]
    return tuple(Message("Warning", " ".join(part.split())) for part in parts)
