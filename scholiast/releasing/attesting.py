"""What vouches for a release in the words of others: tools as CycloneDX, provenance as in-toto.

Sources: CycloneDX 1.6 (ECMA-424); in-toto Attestation Framework, Statement v1; SLSA Provenance v1
(slsa.dev/spec/v1.0/provenance). Neither has a time in it, so that a commit gives one release, and
neither is signed: that is for whoever publishes it.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import scholiast
from scholiast import tools
from scholiast.receipt import digest
from scholiast.releasing import manifest
from scholiast.releasing.manifest import Release
from scholiast.releasing.tree import Tree

BUILD_TYPE = "https://scholiast.invalid/build/release-1"
BUILDER = "https://scholiast.invalid/builder/local"


def files(release: Release) -> dict[str, bytes]:
    """Return both files by path."""
    return {"sbom.cdx.json": _json(bom(release)), "provenance.json": _json(statement(release))}


def _json(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


# -- the tools --


def bom(release: Release) -> dict[str, Any]:
    """Return the bill of materials of what the book was made with, as what JSON is made of."""
    parts = list(_components())
    book = {"type": "data", "bom-ref": "book", "name": release.file.title}
    names = [part["bom-ref"] for part in parts]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_serial(release)}",
        "version": 1,
        "metadata": {"component": {**book, "version": release.version}},
        "components": parts,
        "dependencies": [{"ref": "book", "dependsOn": names}],
    }


def _serial(release: Release) -> uuid.UUID:
    """Return a name of the list that is the same for the same release made with the same tools."""
    words = f"{release.version} {manifest.over_all(release.sources)} {tools.digest()}"
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{BUILD_TYPE} {words}")


def _components() -> Iterator[dict[str, Any]]:
    """Yield our own source, Python, the packages and the libraries that the book was made with."""
    for name, version in tools.fingerprint().items():
        if name == "scholiast":
            own = {"type": "application", "bom-ref": name, "name": name}
            hashes = [{"alg": "SHA-256", "content": version}]
            yield {**own, "version": scholiast.__version__, "hashes": hashes}
        elif name == "system":
            yield {"type": "platform", "bom-ref": name, "name": version}
        elif name in tools.PACKAGES:
            link = f"pkg:pypi/{name}@{quote(version)}"
            yield {
                "type": "library",
                "bom-ref": link,
                "name": name,
                "version": version,
                "purl": link,
            }
        else:
            kind = "platform" if name == "python" else "library"
            yield {"type": kind, "bom-ref": name, "name": name, "version": version}


# -- where it comes from --


def statement(release: Release) -> dict[str, Any]:
    """Return the provenance of all files that were built, as what JSON is made of."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": path, "digest": {"sha256": digest(data)}}
            for path, data in sorted(release.files.items())
        ],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "version": release.version,
                    "allowDirty": release.allowed_dirty,
                },
                "internalParameters": {"tools": dict(tools.fingerprint())},
                "resolvedDependencies": list(_materials(release)),
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"scholiast": scholiast.__version__}},
            },
        },
    }


def _materials(release: Release) -> Iterator[dict[str, Any]]:
    """Yield what the release was made of: the commit, the manuscript, the lock."""
    if isinstance(release.tree, Tree):
        yield {"name": "commit", "digest": {"gitCommit": release.tree.commit}}
    yield {"name": "manuscript", "digest": {"sha256": manifest.over_all(release.sources)}}
    lock = manifest.lock()
    if lock is not None:
        yield {"name": "requirements.lock", "digest": {"sha256": lock}}
