"""Builds a book anew whenever its manuscript changes, one build at a time."""

import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from scholiast.jobs import Works
from scholiast.preview import Preview, preview, proofread
from scholiast.serving.stand import Doing, Remark, Stand, State
from scholiast.serving.watching import Looks, Watcher

MOST_TRIES = 3
"""Builds that are left off one after the other since a file changed; the next goes to its end."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a build, or of the proofreading after it (`is_proof`), for the terminal.

    `changed` are the files for which it was done, `problem` is what ended it where it was neither
    the manuscript nor a template, and `trace` where that was.
    """

    seconds: float
    changed: tuple[str, ...] = ()
    preview: Preview | None = None
    proved: int | None = None
    is_proof: bool = False
    problem: Exception | None = None
    trace: str = ""


Tell = Callable[[Told], None]


class _LeftOffError(Exception):
    """A build was left off: the manuscript is no longer what it was read as, or all ends."""


@dataclass(slots=True)
class Builder:
    """Builds the web book in `root` by `works`, and shows it on a `stand`."""

    root: Path
    draft: bool
    works: Works
    stand: Stand
    tell: Tell
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Build, and build again whenever a file of the manuscript changes, until it `ended`."""
        watcher = Watcher(self.root)
        changed: tuple[str, ...] = ()
        with ThreadPoolExecutor(1, "proofreading") as reader:
            proof: Future[None] | None = None
            while not self.ended.is_set():
                if proof is not None:
                    proof.cancel()
                looks, shown = self._build_until_still(watcher, changed)
                if shown is not None:
                    proof = reader.submit(self._proofread, shown, self.stand.state)
                changed = watcher.wait(looks, self.ended)

    def _build_until_still(
        self, watcher: Watcher, changed: tuple[str, ...]
    ) -> tuple[Looks, Preview | None]:
        """Build until no file changes meanwhile; return how files looked then.

        Return also what is to be proofread, if anything is.
        """
        for tries in range(MOST_TRIES + 1):
            looks = watcher.look()
            try:
                return looks, self._build(watcher, looks, changed, must=tries == MOST_TRIES)
            except _LeftOffError:
                if self.ended.is_set():
                    break
                changed = tuple(sorted({*changed, *watcher.changed(looks, watcher.look())}))
        return looks, None

    def _build(
        self, watcher: Watcher, looks: Looks, changed: tuple[str, ...], *, must: bool
    ) -> Preview | None:
        """Build and show a book; return it where there is one to be proofread."""
        started = time.perf_counter()
        self._show(replace(self.stand.state, doing=Doing.BUILDING, since=time.time()))

        @contextmanager
        def stage(_: str) -> Iterator[None]:
            if self.ended.is_set() or (not must and watcher.changed(looks, watcher.look())):
                raise _LeftOffError
            yield

        self.works.account.clear()
        try:
            made = preview(self.root, stage, self.works, draft=self.draft)
        except _LeftOffError:
            raise
        except Exception as problem:  # a server outlives whatever is wrong with a book
            if self.ended.is_set():
                raise _LeftOffError from problem
            watcher.depend((), is_whole=False)
            self._fail(problem, changed, time.perf_counter() - started)
            return None
        watcher.depend(made.read, is_whole=made.artifact is not None)
        self._show(self._state_of(made))
        self.tell(Told(time.perf_counter() - started, changed, made))
        return made if made.artifact is not None else None

    def _state_of(self, made: Preview) -> State:
        """Return the state that shows a book, or the last one with what is wrong with this one."""
        done, now = made.publication, time.time()
        if made.artifact is None:
            state = replace(self.stand.state, doing=Doing.FAILED, since=now)
        else:
            state = self.stand.state.showing(addresses(made.artifact.files), now)
        return state.with_findings(done.findings, done.sources)

    def _fail(self, problem: Exception, changed: tuple[str, ...], seconds: float) -> None:
        trace = "".join(traceback.format_exception(problem))
        words = str(problem) or type(problem).__name__
        remark = Remark("error", "", "", words, "the terminal tells more", "")
        state = replace(self.stand.state, doing=Doing.FAILED, since=time.time())
        self._show(replace(state, remarks=(remark,), errors=1, warnings=0))
        self.tell(Told(seconds, changed, problem=problem, trace=trace))

    def _proofread(self, shown: Preview, state: State) -> None:
        """Proofread what is shown, and say what was found, if it is still shown then."""
        started = time.perf_counter()
        try:
            proofed, proved = proofread(shown, self.works)
        except Exception as problem:
            if not self.ended.is_set() and self.stand.state is state:
                self._fail(problem, (), time.perf_counter() - started)
            return
        done = proofed.publication
        state_proved = replace(state, proved=proved).with_findings(done.findings, done.sources)
        if self.stand.exchange(state, state_proved):
            seconds = time.perf_counter() - started
            self.tell(Told(seconds, (), proofed, proved, is_proof=True))

    def _show(self, state: State) -> None:
        self.stand.show(state)


def addresses(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a web book by their addresses on the server: without its folder."""
    return {"/" + path.partition("/")[2]: data for path, data in files.items()}
