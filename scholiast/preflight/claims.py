"""Rules on standards that a PDF claims to keep to: whether it can be so, and who says that it is.

What is looked at here are conditions without which a claim is false. That all of a standard is kept
only a validator can say, and none can say that a text is well tagged.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, in_words
from scholiast.preflight.facts import Font
from scholiast.preflight.inks import spaces

NOT_KEPT = Rule(
    "V356",
    "claim-not-kept",
    Severity.ERROR,
    """\
The file does not claim what was asked of it, or claims a standard and does not keep to it.

PDF/UA (ISO 14289), PDF/A (ISO 19005) and PDF/X (ISO 15930) are claimed by a few words in the
metadata; any program can write them. Looked at are the conditions without which such a claim is
false: version, fonts in the file, language, title, tags, an output intent with the right profile,
no transparency in PDF/X-1a, X-3 and A-1, no encryption, boxes.

That these hold does not mean that the standard is kept: see V357.""",
)

NOT_VALIDATED = Rule(
    "V357",
    "claim-not-validated",
    Severity.NOTE,
    """\
The file claims to keep to a standard, and no validator has looked at it.

For PDF/A and PDF/UA that is veraPDF, free and the reference: where `verapdf` is on the machine,
`scholiast preflight` runs it. For PDF/X there is no free one: ask your printer, or use the
preflight of a program for prepress. Until then the claim is a wish.

A validator tests what a machine can test. Whether tags say what the text means, whether the words
for an image are good, a person has to judge.""",
)

FAILED = Rule(
    "V358",
    "validator-failed",
    Severity.ERROR,
    """\
veraPDF says that the file does not keep to the standard that it claims.

The finding names the clause of the standard and what veraPDF says of it, and how often. See
docs.verapdf.org for what each rule tests.""",
)

_ALLOWED = {"pdf/a-3": {"attached files"}, "pdf/a-4": {"attached files"}}
_LAYERED = ("pdf/a-2", "pdf/a-3", "pdf/a-4", "pdf/x-4")


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield claims that are missing or false."""
    asked = book.wanted.conformance
    if book.file.xmp_fault is not None:
        yield NOT_KEPT.at(book.span(), f"the metadata can't be read: {book.file.xmp_fault}")
    for claim in asked or ():
        if claim not in book.file.claims:
            claimed = " and ".join(book.file.claims) or "nothing"
            yield NOT_KEPT.at(book.span(), f"{claim} was asked for, the file claims {claimed}")
    if asked is not None:
        for claim in book.file.claims:
            if claim not in asked:
                yield NOT_KEPT.at(book.span(), f"{claim} is claimed, and was not asked for")
    for claim in book.file.claims:
        for fault in _faults(book, claim):
            yield NOT_KEPT.at(book.span(), f"{claim} is claimed, but {fault}")


def not_validated(book: Examined, why: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield for each claim that nobody validated `why` that is so."""
    for claim, reason in why.items():
        yield NOT_VALIDATED.at(book.span(), f"{claim} is claimed, and not validated: {reason}")


def _faults(book: Examined, claim: str) -> Iterator[str]:
    kind = claim.split("-")[0]
    parts = {"pdf/ua": [_accessible], "pdf/a": [_archival], "pdf/x": [_for_press]}.get(kind, [])
    yield from chain.from_iterable(part(book, claim) for part in (_any, *parts))


def _any(book: Examined, claim: str) -> Iterator[str]:
    if any(font.file is None and font.kind != "?" for font in _used(book)):
        yield "a font is not embedded"
    if book.file.encrypted and not claim.startswith("pdf/ua"):
        yield "the file is encrypted"


def _used(book: Examined) -> Iterator[Font]:
    numbers = {number for seen in book.seen for number in seen.codes}
    return (book.fonts[number] for number in sorted(numbers))


def _accessible(book: Examined, claim: str) -> Iterator[str]:
    """Yield what ISO 14289-1, 7.1, 7.2 and 7.21 (and -2, 8) want of any file."""
    file = book.file
    if not file.tagged:
        yield "it is not tagged"
    if not file.language:
        yield "it names no language"
    if not file.title:
        yield "it has no title"
    if not file.shows_title:
        yield "readers are not told to show its title"
    if (claim == "pdf/ua-2") != (file.version >= "2.0"):
        yield f"it is of PDF {file.version}"


def _archival(book: Examined, claim: str) -> Iterator[str]:
    """Yield what ISO 19005 wants: of colours 6.2.4, of the file 6.1, of tags 6.7 (part 2)."""
    file, level = book.file, claim[len("pdf/a-") :]
    newest = {"1": "1.4", "2": "1.7", "3": "1.7", "4": "2.0"}.get(level[:1], file.version)
    if file.version > newest:
        yield f"it is of PDF {file.version}, at most {newest} is allowed"
    if not file.identified and level[:1] != "4":
        yield "it has no identifier (/ID)"
    if level.endswith("a") and not (file.tagged and file.language):
        yield "it is not tagged, or names no language"
    if level[:1] == "1" and (pages := _transparent(book)):
        yield f"something is transparent on {in_words(pages)}"
    barred = set(file.things) - _ALLOWED.get(claim[:7], set())
    if claim.startswith(_LAYERED):
        barred.discard("layers")
    for thing in sorted(barred):
        yield f"it holds {thing}"
    yield from _coloured(book, "GTS_PDFA1")


def _coloured(book: Examined, kind: str) -> Iterator[str]:
    """Yield colours of devices that no output intent explains."""
    intents = [intent for intent in book.file.intents if intent.kind == kind]
    models = {intent.profile for intent in intents}
    found = spaces(book)
    for space, model in (("DeviceRGB", "RGB"), ("DeviceCMYK", "CMYK")):
        pages = [*found.get(space, []), *found.get(f"Indexed {space}", [])]
        if pages and model not in models and not _explained(book, space):
            yield f"{in_words(pages)} in {space} without an output intent for {model}"
    if "DeviceGray" in found and not models - {None}:
        yield "it has no output intent with a profile"


def _explained(book: Examined, space: str) -> bool:
    """Tell whether all pages say what colours of a device mean (ISO 32000-2, 8.6.5.6)."""
    return space in book.file.defaults


def _for_press(book: Examined, claim: str) -> Iterator[str]:
    """Yield what ISO 15930 wants (-1, -3, -6 and -7, 6)."""
    file = book.file
    newest = {"pdf/x-1a": "1.4", "pdf/x-3": "1.4", "pdf/x-4": "1.6"}.get(claim, file.version)
    if file.version > newest:
        yield f"it is of PDF {file.version}, at most {newest} is allowed"
    intents = [intent for intent in file.intents if intent.kind == "GTS_PDFX"]
    if not intents:
        yield "it has no output intent"
    for intent in intents:
        if intent.device not in (None, "prtr"):
            yield f"the profile of its output intent is of a device `{intent.device}`, no press"
        if intent.device is None and (claim == "pdf/x-4" or not intent.condition):
            yield "its output intent has no profile"
    if file.trapped not in ("True", "False"):
        yield "it does not say whether it is trapped"
    if not file.identified:
        yield "it has no identifier (/ID)"
    unboxed = [n for n, p in enumerate(book.pages, 1) if (p.trim is None) == (p.art is None)]
    if unboxed:
        yield f"{in_words(unboxed)} without a trim box, or with an art box beside it"
    if claim != "pdf/x-4" and (pages := _transparent(book)):
        yield f"something is transparent on {in_words(pages)}"
    annotated = [n for n, page in enumerate(book.pages, 1) if page.annotations]
    if annotated:
        yield f"there are annotations on {in_words(annotated)}"
    for thing in file.things:
        if thing != "layers" or not claim.startswith(_LAYERED):
            yield f"it holds {thing}"
    screen = {space for space in spaces(book) if space.endswith(("RGB", "ICC 3", "Lab"))}
    if claim == "pdf/x-1a" and screen:
        yield f"it has colours in {', '.join(sorted(screen))}"
    elif claim in ("pdf/x-3", "pdf/x-4") and intents:
        yield from _coloured(book, "GTS_PDFX")


def _transparent(book: Examined) -> list[int]:
    pages = zip(book.pages, book.seen, strict=True)
    return [n for n, (page, seen) in enumerate(pages, 1) if seen.mixing or page.mixing]
