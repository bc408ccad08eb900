"""An import with the mends that are certain: offered, and taken over into what is written."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from scholiast import fixing, reading
from scholiast.checks import check
from scholiast.diagnostics import Diagnostic
from scholiast.fixing import Mend
from scholiast.importing.folder import laid_out
from scholiast.importing.model import Account, Fate, Import
from scholiast.manuscript import Manuscript
from scholiast.source import Source

_Told = tuple[str, str, str]
"""A finding apart from its line: code, file of the manuscript, message."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Mends of an import, the texts they are of, and the findings that are gone by them."""

    mends: tuple[Mend, ...]
    sources: Mapping[str, Source]
    gone: Mapping[_Told, int]


def offered(imported: Import) -> Offer:
    """Return the mends of an import that are certain: of the manuscript that would be written."""
    with laid_out({**imported.files, **imported.pictures}) as folder:
        manuscript = reading.read(folder)
        found = fixing.mends(manuscript)
        after = fixing.reread(manuscript, _texts(manuscript, found)) if found else None
        gone = _told(check(manuscript)) - _told(check(after)) if after else Counter()
    return Offer(found, manuscript.sources, gone)


def _texts(manuscript: Manuscript, found: Sequence[Mend]) -> dict[str, str]:
    paths = dict.fromkeys(mend.place.path for mend in found)
    return {path: fixing.mended(manuscript.sources[path], found) for path in paths}


_PLACE = re.compile(r"\S*:\d+:\d+")


def _told(findings: Sequence[Diagnostic]) -> Counter[_Told]:
    return Counter(_apart(one, one.place.path if one.place else "") for one in findings)


def _apart(finding: Diagnostic, path: str) -> _Told:
    return finding.rule.code, path, _PLACE.sub("", finding.message)


def with_mends(imported: Import, offer: Offer) -> Import:
    """Return an import in which some mends are made, and what they mend is no longer told."""
    files = {
        path: fixing.mended(offer.sources[path], offer.mends) if path in offer.sources else text
        for path, text in imported.files.items()
    }
    homes = {one.place.path: one.file or "" for one in imported.account}
    gone = Counter(offer.gone)
    findings = []
    for finding in imported.findings:
        home = homes.get(finding.place.path, finding.place.path) if finding.place else ""
        key = _apart(finding, home)
        if gone[key]:
            gone[key] -= 1
        else:
            findings.append(finding)
    account = tuple(one for one in map(_after(offer), imported.account) if one is not None)
    return replace(imported, files=files, findings=tuple(findings), account=account)


def _after(offer: Offer) -> Callable[[Account], Account | None]:
    """Return what tells the fate of a note after some mends; None where it is another's call."""
    told = {
        (path, label) for _, path, said in offer.gone for label in re.findall(r"`([^`]*)`", said)
    }

    def fate(one: Account) -> Account | None:
        if one.fate is Fate.RESOLVED or (one.file, one.label) not in told:
            return one
        if one.fate is Fate.LOST:
            return None
        return replace(one, fate=Fate.RESOLVED, reason=None)

    return fate
