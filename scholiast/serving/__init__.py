"""A web book on this machine that follows its manuscript: built, served, watched, built again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scholiast import pandoc
from scholiast.jobs import Crew, Works
from scholiast.serving.building import Builder, Tell, Told
from scholiast.serving.server import HOSTS, Server, open_server
from scholiast.serving.stand import Doing, Stand, State

__all__ = ["HOSTS", "Server", "Stand", "Tell", "Told", "Wanted", "open_stand", "serve"]

_PATIENCE = 0.5  # seconds in which a build that is left off comes to its end


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be served: the book in `root`, a draft of it where notes may be missing."""

    root: Path
    draft: bool = True


def open_stand(host: str, ports: range) -> tuple[Server, Stand]:
    """Return a server that listens already, at the first of some ports that is free.

    `host` is one of HOSTS. Raises OSError where none is free.
    """
    stand = Stand(State(Doing.BUILDING, 0))
    return open_server(HOSTS[host], ports, stand), stand


def serve(
    wanted: Wanted,
    server: Server,
    stand: Stand,
    works: Works,
    tell: Tell,
    wait: Callable[[], None],
    crew: Crew,
) -> bool:
    """Serve a book until `wait` returns, telling what comes of each build.

    Return whether all that was begun has ended; else a build goes on in a thread, without those
    who do its jobs.
    """
    builder = Builder(wanted.root, wanted.draft, works, stand, tell)
    building = threading.Thread(target=builder.run, name="building", daemon=True)
    answering = threading.Thread(
        target=server.serve_forever, args=(0.05,), name="answering", daemon=True
    )
    answering.start()
    building.start()
    try:
        wait()
    finally:
        builder.ended.set()
        stand.end()
        server.shutdown()
        server.server_close()
        crew.close()
        pandoc.end()
        building.join(_PATIENCE)
    return not building.is_alive()
